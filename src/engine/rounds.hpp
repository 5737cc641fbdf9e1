#pragma once

#include <cstddef>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// Payments that fall at one moment, as their rounds go.
struct Track::Moment {
    Flow::Falls kind;
    const Flow* leader;
    Point point;
    Past past;
    std::vector<double> paid;  ///< by flow, of those into and out of accounts; not a number: not yet
    Past began;                ///< as the present round began
    [[nodiscard]] std::size_t round_of(const Flow& flow) const;
};

}  // namespace hearth
