#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "hearth/engine/collocation.hpp"
#include "hearth/engine/life.hpp"
#include "hearth/engine/plan.hpp"

namespace hearth {

/// One of the equal parts into which a month of a continuous basis is cut, and Thiele's equations on it.
struct MonthPart {
    /// `whole`: of the month in years.
    MonthPart(Life& life, std::size_t k, std::size_t part, std::size_t parts, double whole);

    /// From the values at its end to those at its start. `read` fills what is paid at a stage; what reads the value of `stream` at its own
    /// moment is the unknown of the same equation, and repeated until it settles. No: it does not.
    bool solve(Stream& stream, std::size_t k, double force_of_interest, std::vector<double> values, const std::function<void(std::size_t)>& read);

    double h;                            ///< its length in years
    double ahead[stages];                ///< of its stages, in years from the start of the month
    Matrix forces[stages];
    std::vector<double> paid[stages], inside[stages], slopes[stages], last, first;
};

}  // namespace hearth
