#pragma once

#include <string>
#include <vector>

#include "hearth/cli/golden.hpp"

namespace hearth {

/// What one file of tests says, case by case.
struct CheckedFile {
    std::string path;
    std::vector<Checked> cases;
};

/// The XML that CI servers read: a suite a file, a case a case or kept result; no times, so that the same answers are the same bytes.
std::string to_junit(const std::vector<CheckedFile>& files);

}  // namespace hearth
