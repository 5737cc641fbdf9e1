#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "hearth/engine/matrix.hpp"

namespace hearth {

/// Parts of a step at which the equations are met: the three Gauss points. Error of a step h: order h^7; the method damps what decays,
/// so a force of a hundred a year at the end of life does no harm (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I,
/// section II.7, table 7.4).
inline constexpr std::size_t stages = 3;
extern const double stage_at[stages];
/// Weights of the stages in an integral over the step, and in one from its start to a stage.
extern const double stage_weight[stages];
extern const double stage_until[stages][stages];

/// The state of a linear system at the start of a step from that at its end:
///   -dV/dt = generator(t) V - interest V + paid(t),   V(end) = last.
/// `generator[m]` and `paid[m]` belong to the time at `stage_at[m]` of the step, from its start; h in years.
/// `inside`, if wanted, is filled with the state at the stages, and `slopes` with -dV/dt there; so V(start) is V(end) and, from the last
/// stage to the first, h * stage_weight * slope.
std::vector<double> step_back(const Matrix (&generator)[stages], const std::vector<double> (&paid)[stages], double force_of_interest, double h,
                              const std::vector<double>& last, std::vector<double> (*inside)[stages] = nullptr,
                              std::vector<double> (*slopes)[stages] = nullptr);

/// Probabilities over a step of a life with these forces; the slopes of each column, as above.
Matrix transition(const Matrix (&generator)[stages], double h, std::vector<Matrix>* slopes = nullptr);

}  // namespace hearth
