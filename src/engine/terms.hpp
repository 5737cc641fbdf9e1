#pragma once

#include <cstddef>

#include "hearth/engine/track.hpp"

namespace hearth {

/// Hears of what one step of a present value is made, term by term, as it is added up.
struct Track::Terms {
    virtual ~Terms() = default;
    /// A payment that may be due (none: an amount that is no payment) and what it is multiplied with.
    virtual void note(const Flow* flow, const Point& point, double factor = 1) = 0;
    /// What follows is due on the way to a state, at the end of the step.
    virtual void goes(std::size_t state) = 0;
    /// The chance that the contract goes on there, and what it goes on to.
    virtual void stay(double stays, const Passage& way) = 0;
    /// All that is due on that way was heard of; what it is multiplied with.
    virtual void gone(double discount, double chance) = 0;

    // Of a profit: the reserve held at a point, to be added as it stands or taken away times `weight`; the end of what is due at the start.
    virtual void reserve(const Point&, std::size_t /*k*/, std::size_t /*state*/, std::size_t /*held*/, double /*weight*/) {}
    virtual void accrue(double /*discount*/) {}
};

}  // namespace hearth
