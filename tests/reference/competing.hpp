#pragma once

#include <utility>
#include <vector>

#include "drawn.hpp"

namespace hearth::reference {

using Real = long double;

/// A chance q of a year over the part h of it that begins at s (S33).
Real inside_year(Real q, Real s, Real h, Drawn::Between between);
/// Moves that compete: 1 minus the product of staying, shared by -ln(1 - p); a certain cause takes all (S34). Adds to `row`.
void together(const std::vector<std::pair<int, Real>>& moves, Real survivors, std::vector<Real>& row);
/// Where a life is after a step in which it may leave for the states of `moves`, the first `living` of which can be left (S34).
std::vector<Real> compete(const std::vector<std::pair<int, Real>>& moves, bool as_they_are, Drawn::Order order, int state, int living, int states);

}  // namespace hearth::reference
