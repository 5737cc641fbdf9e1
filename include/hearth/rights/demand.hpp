#pragma once

#include "hearth/rights/expected.hpp"
#include "hearth/rights/portfolio.hpp"

namespace hearth {

/// What all families of a portfolio ask for together: one row a right and as told apart. Exactly it is the sum of what each is expected to come
/// to; with `paths`, whole lives of every family are drawn and each figure has its standard error and the band of 5 % to 95 % of the paths.
/// Columns: right, [year, tier, item, facts]; unlocked, used (persons), held, usable (years), units, cost, value on the first day; method, note.
Frame portfolio_demand(Portfolio& portfolio, Expecting& how);

/// The value that a share of the values does not exceed.
double quantile_of(std::vector<double> values, double share);

}  // namespace hearth
