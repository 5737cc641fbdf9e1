#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/rights/timeline.hpp"

namespace hearth {

/// The chance of a line, or why there is none.
struct Chance {
    std::optional<double> number;
    std::string note;                    ///< "certain: on or before 2026-01-01", "has memory: lasting(...)", "unknown: ..."
};

/// The chance that every rule is as wanted on a day, over the joint states of the people they read: each person is one life,
/// persons are independent, everything else is as written. Conditions with memory and unknown ones have no number.
Chance chance(FamilyWorld& world, const std::vector<std::pair<const Rule*, bool>>& rules, const Here& here, const LifeFigures& lives);

/// Of a line of the timeline: 1 on or before `as_of`; else that of the rules the line rests on.
Chance chance_of(Timeline& timeline, const RightsEvent& event, const LifeFigures& lives);

}  // namespace hearth
