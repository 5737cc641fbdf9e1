#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"

namespace hearth {

/// What one call of the program works on: the texts read so far and the faults found so far.
struct Session {
    Sources sources;
    Report report;
    std::map<std::uint32_t, std::string> folders = {};  ///< from that source on: where its path is to be understood; "" or ends in '/'
};

/// What a command hands back to be written: nothing is written if the report has an error.
struct Outcome {
    int code = 0;      ///< 0 done, 1 compared and differs
    std::string text;  ///< for standard output, or for `file`
    std::string file;  ///< empty: standard output
    std::vector<std::pair<std::string, std::string>> beside = {};  ///< path and text of files written before it
    std::vector<std::pair<std::string, std::string>> replaced = {};  ///< the same of files that may have been read: approved results
};

}  // namespace hearth
