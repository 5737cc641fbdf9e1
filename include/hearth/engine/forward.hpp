#pragma once

#include <cstddef>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// What is paid in expectation at one moment, for one contract issued.
struct ExpectedFlows {
    double premiums = 0, benefits = 0, expenses = 0;
};

/// The contract run forward from issue on the grid of its track: the second method, which shares no recursion with the values. It
/// counts payments as they fall due along the lives still in force; the balance of a retrospective value is made of them.
struct Forward {
    std::vector<std::vector<double>> in_force;   ///< [k][node]: chance of being in force there, before the payments at k
    std::vector<ExpectedFlows> at_start;         ///< [k]: payments at the start of step k, brought to it where they fall inside
    std::vector<ExpectedFlows> at_end;           ///< [k]: payments at the end of step k
    std::vector<double> discount;                ///< [k]: value at issue of 1 paid at k
};
Forward run_forward(Track& track);

/// Value at issue of premiums less benefits and expenses before time k: with the value at issue, what prospective values must equal.
double accumulated(const Forward& forward, std::size_t k);

}  // namespace hearth
