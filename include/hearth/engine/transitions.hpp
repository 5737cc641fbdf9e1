#pragma once

#include <cstddef>
#include <vector>

#include "hearth/language/type.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Probability that a single cause acts within part `h` of a year that begins at part `s` of the year of the rate (rule S33).
/// `rate` is a chance of the year, or a force already integrated over the part. chance(1) acts in the first step.
double step_probability(Type::Base kind, double rate, double h, double s, Basis::Between between);

/// One move that may be made in a step: where to, its single-cause probability, and whether its target can be left.
struct Competitor {
    std::size_t to = 0;
    double probability = 0;
    bool to_leavable = false;
};

/// Probabilities of competing moves in one step (rule S34), written to `row[to]`; what is left stays. `dependent` entries are taken
/// as they are. Returns false if they sum to more than 1 + 1e-12.
bool compete(Basis::Order order, bool dependent, const std::vector<Competitor>& moves, std::size_t from, double* row, std::size_t states);

/// The same for `count` rows one after the other, of which row i has the probabilities chances[move][i]. Returns the first row that
/// sums to more, or `count`.
std::size_t compete(Basis::Order order, bool dependent, std::vector<Competitor>& moves, const std::vector<std::vector<double>>& chances, std::size_t from,
                    double* rows, std::size_t states, std::size_t count);

}  // namespace hearth
