#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hearth/cli/manifest.hpp"

namespace hearth {

/// What `hearth test` says of one thing that must hold.
struct Checked {
    std::string title;
    std::size_t passed = 0, failed = 0;
    std::string text;  ///< lines about what does not hold
};

struct GoldenAsk {
    bool approve = false, locked = false;
};

struct Golden {
    Checked checked;
    std::vector<std::pair<std::string, std::string>> approved;  ///< path and text of the files to write, the result first
};

/// Runs a manifest again in its folder and compares the result with the one beside it. Faults: E0875 no such result yet, E0876 it is not the
/// one recorded, E0878 an input is not the one recorded and that is asked for, E0881 nothing that can be run, E0912 a tolerance of no column.
Golden run_golden(const std::string& path, const Manifest& manifest, GoldenAsk ask, Session& session);

}  // namespace hearth
