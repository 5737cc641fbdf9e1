#pragma once

#include "hearth/base/math.hpp"

namespace hearth {

/// Over so many years, at a yearly interest above -1.
inline double discount_over(double years, double interest) { return years == 1 ? 1 / (1 + interest) : power(1 + interest, -years); }

}  // namespace hearth
