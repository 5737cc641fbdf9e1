#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hearth/base/diagnostic.hpp"

namespace hearth {

/// Two numbers agree if they differ by at most `absolute`, or by at most `relative` times the larger of their sizes.
struct Tolerance {
    double absolute = 0;
    double relative = 0;
};

struct Tolerances {
    Tolerance standard;                                       ///< of a column that is not named; exact unless given
    std::vector<std::pair<std::string, Tolerance>> columns;
    [[nodiscard]] const Tolerance& of(std::string_view column) const;
};

/// Words of the command line: `1e-9` or `default=1e-9` for every column not named, `premium=0.005abs` and `premium=1e-6rel` for one.
/// A number alone sets both kinds; a word adds to the words before it. Every fault is reported (E0805), its column in the word.
Tolerances parse_tolerances(std::span<const std::string> words, Report& report);

}  // namespace hearth
