#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "competing.hpp"

namespace hearth::reference {

/// Both sides of one number, and where it was read; the first that differ are kept.
struct Comparison {
    std::string differences;
    int numbers = 0;
    Real worst = 0;

    void check(const std::string& what, double engine, Real slow, Real unit) {
        ++numbers;
        const Real error = std::fabs(engine - slow) / unit;
        if (error <= worst) return;
        worst = error;
        if (!(error <= 1e-12L))
            differences += fmt::format("{}: hearth {:.17g}, slow {:.17g}, {:.2g} of the value of the benefits\n", what, engine,
                                       static_cast<double>(slow), static_cast<double>(error));
    }
};

}  // namespace hearth::reference
