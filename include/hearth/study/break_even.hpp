#pragma once

#include <string>

#include "hearth/study/study.hpp"

namespace hearth {

/// A leaf that is to make an equation true.
struct BreakEven {
    std::string path;
    double from = 0, to = 0;   ///< where it is looked for
    ExpressionPtr left, right; ///< the sides of the equation
    Place place;               ///< of the path
};

/// For every cell of the grid of a study, without its scenarios, the number at the path between the bounds at which the sides meet. A
/// cell where they do not meet, or more than once as seen from 16 equal parts, is empty and its note says so.
StudyResult break_even(const StudyRun& run, const BreakEven& asked, Report& report);

}  // namespace hearth
