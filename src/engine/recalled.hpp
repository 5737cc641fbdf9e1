#pragma once

#include <cstddef>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// What the condition of a payment, its amount, or both came to where it was asked last, at each node, while all that it reads stays as it was.
struct Track::Recalled {
    struct One {
        Point at;
        double number = 0;
        std::size_t since = 0;  ///< 0: nothing is known
    };
    bool may = false;  ///< what it reads is told by the point and by numbers at issue
    bool by_state = false;  ///< it reads the state
    bool by_paid = false;  ///< it reads what has been paid
    bool rests = false;  ///< it reads values, or other payments
    std::size_t since = 1;  ///< what is known from before is known no more
    std::vector<One> known = {};  ///< [k][state]

    [[nodiscard]] bool same(const Point& a, const Point& b) const {
        return a.k == b.k && a.counted == b.counted && (!by_paid || a.paid == b.paid) &&
               (!by_state || (a.state == b.state && a.entered == b.entered && a.held == b.held));
    }
};

/// Of all payments of a track.
struct Track::Recalls {
    std::vector<Recalled> when, amount, paid;  ///< by flow; `paid`: nothing where it is not due
};

}  // namespace hearth
