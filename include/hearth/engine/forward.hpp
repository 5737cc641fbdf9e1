#pragma once

#include <cstddef>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// What is paid in expectation at one moment, for one contract issued.
struct ExpectedFlows {
    double premiums = 0, benefits = 0, expenses = 0;
};

/// What one payment that is decided in a step comes to in expectation, as it is paid; and what brings it to the start or the end of the step.
struct ExpectedAmount {
    double at_start = 0, at_end = 0;
    double inside = 1;
};

/// The contract run forward from issue on the grid of its track: the second method, which shares no recursion with the values. It
/// counts payments as they fall due along the lives still in force; the balance of a retrospective value is made of them.
struct Forward {
    std::vector<std::vector<double>> in_force;   ///< [k][node]: chance of being in force there, before the payments at k
    std::vector<ExpectedFlows> at_start;         ///< [k]: payments decided at the start of a step, by the step in which they are paid
    std::vector<ExpectedFlows> at_end;           ///< [k]: payments counted from its end
    std::vector<double> discount;                ///< [k]: value, where it starts, of 1 paid at k
    std::vector<std::vector<ExpectedAmount>> by_flow;  ///< [flow][k]: each payment alone
};
/// Hears of what the numbers of a `Forward` are made of, term by term, as they are added up.
struct ForwardTerms {
    virtual ~ForwardTerms() = default;
    /// From a node of step k to one of the next: those there, the chance of the state, the chance that the contract goes on.
    virtual void moved(std::size_t k, std::size_t node, std::size_t state, std::size_t to, double stays) = 0;
    /// A payment at the start of step k (`state` is none), or at its end on the way to a state, and its chance beside that of being there.
    virtual void paid(std::size_t k, std::size_t node, std::size_t state, const Flow& flow, const Point& point, double chance) = 0;
};
/// A contract in force: where it is followed from, and what 1 is worth there. Before that step everything is 0.
struct InForce {
    std::size_t k = 0, node = 0;
    double discount = 1;
};
Forward run_forward(Track& track, ForwardTerms* terms = nullptr, InForce from = {});

/// Value at issue of premiums less benefits and expenses before time k: with the value at issue, what prospective values must equal.
double accumulated(const Track& track, const Forward& forward, std::size_t k);

}  // namespace hearth
