#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "hearth/engine/projection.hpp"
#include "hearth/engine/track.hpp"

namespace hearth {

/// Years or months of the policy as steps of its track. E0559 if they are not on its grid.
std::size_t steps_of(const Track& track, By by, const Contract& contract);

/// Told of each moment at which a payment is counted, in order; where paths differ and it is a mean, also of those in force in the state,
/// node by node as each step begins, before what they are paid.
struct PaymentSeen {
    std::function<void(const Point&)> paid;
    std::function<void(std::size_t k, std::size_t held)> in_force;
};

/// What the projection has for a payment in a period of a state.
std::optional<double> projected_payment(Contract& contract, const Flow& flow, By by, std::size_t period, std::size_t state, PaymentSeen seen);

}  // namespace hearth
