#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "hearth/engine/projection.hpp"
#include "hearth/engine/track.hpp"

namespace hearth {

/// Years or months of the policy as steps of its track. E0559 if they are not on its grid.
std::size_t steps_of(const Track& track, By by, const Contract& contract);

/// What the projection has for a payment in a period of a state; `seen` is told of each moment at which the payment is counted, in
/// order, unless paths differ: then it is a mean.
std::optional<double> projected_payment(Contract& contract, const Flow& flow, By by, std::size_t period, std::size_t state,
                                        std::function<void(const Point&)> seen);

}  // namespace hearth
