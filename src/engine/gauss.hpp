#pragma once

#include <array>
#include <utility>

namespace hearth {

/// Abscissae and weights of the eight-point Gauss-Legendre rule on [-1, 1] (Abramowitz and Stegun, table 25.4): exact for
/// polynomials to degree 15, so a smooth force over one year is integrated to the last digits of a double.
constexpr std::array<std::pair<double, double>, 4> gauss8 = {{{0.1834346424956498, 0.3626837833783620},
                                                              {0.5255324099163290, 0.3137066458778873},
                                                              {0.7966664774136267, 0.2223810344533745},
                                                              {0.9602898564975363, 0.1012285362903763}}};

}  // namespace hearth
