#pragma once

#include <cstddef>
#include <vector>

#include "hearth/frame/frame.hpp"

namespace hearth {

/// Rows that are alike but for the scenario, which the first `scenarios` columns say, as their distribution: a column `over` in place of
/// those, and a row each for the mean, and for each share a quantile, the number that this share of the scenarios does not exceed, and the
/// mean of those beyond it: above it, or below where the share is under one half. A column whose cells are all the same keeps them.
Frame over_scenarios(const Frame& frame, std::size_t scenarios, const std::vector<double>& shares);

}  // namespace hearth
