#pragma once

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
};

/// What a command hands back to be written: nothing is written if the report has an error.
struct Outcome {
    int code = 0;      ///< 0 done, 1 compared and differs
    std::string text;  ///< for standard output, or for `file`
    std::string file;  ///< empty: standard output
    std::vector<std::pair<std::string, std::string>> beside = {};  ///< path and text of files written before it
};

}  // namespace hearth
