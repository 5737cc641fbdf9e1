#pragma once

#include <string>

#include "hearth/cli/arguments.hpp"
#include "hearth/frame/frame.hpp"

namespace hearth {

/// Where a result goes and in which form: --format, else the ending of the file named by -o (.csv, .json, .txt), else CSV.
struct Output {
    std::string format;  ///< "csv", "json", "table"
    std::string file;    ///< empty: standard output
};
Output output_of(const Arguments& arguments, Report& report);

/// The frame in a format.
std::string rendered(const Frame& frame, const std::string& format);

}  // namespace hearth
