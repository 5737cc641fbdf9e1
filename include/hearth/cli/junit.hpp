#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hearth/cli/golden.hpp"

namespace hearth {

/// What one file of tests says, case by case.
struct CheckedFile {
    std::string path;
    std::vector<Checked> cases;
    std::vector<std::pair<std::string, std::string>> faults = {};   ///< where, and what is wrong with the input
};

/// The XML that CI servers read: a suite a file, a case a case or kept result, an error a fault of the input; no times, so that the same answers are the same bytes.
std::string to_junit(const std::vector<CheckedFile>& files);

}  // namespace hearth
