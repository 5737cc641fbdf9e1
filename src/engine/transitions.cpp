#include "hearth/engine/transitions.hpp"

#include <algorithm>

#include "hearth/base/math.hpp"

namespace hearth {

double step_probability(Type::Base kind, double rate, double h, double s, Basis::Between between) {
    if (rate == 0) return 0;
    if (kind == Type::Base::force) return -exponential_minus_one(-rate);
    if (kind == Type::Base::dependent || h == 1 || rate == 1) return rate;
    switch (between) {
        case Basis::Between::constant_force: return -exponential_minus_one(h * logarithm_one_plus(-rate));
        case Basis::Between::uniform: return h * rate / (1 - s * rate);
        case Basis::Between::balducci: return h * rate / (1 - (1 - s - h) * rate);
    }
    return rate;
}

namespace {

/// "Together": 1 - prod(1 - p), shared by -ln(1 - p); a certain cause takes all.
double together(const std::vector<Competitor>& moves, bool leavable, bool all, double survivors, double* row) {
    double force = 0, certain = 0, only = 0;
    std::size_t acting = 0;
    for (const Competitor& move : moves) {
        if (!all && move.to_leavable != leavable) continue;
        if (move.probability >= 1) certain += 1;
        else if (move.probability > 0) { ++acting; only = move.probability; }
    }
    if (certain == 0 && acting == 0) return 0;
    if (certain == 0 && acting > 1)
        for (const Competitor& move : moves)
            if ((all || move.to_leavable == leavable) && move.probability > 0) force -= logarithm_one_plus(-move.probability);
    // one cause alone keeps its probability to the last bit
    const double total = certain > 0 ? 1 : acting == 1 ? only : -exponential_minus_one(-force);
    for (const Competitor& move : moves) {
        if (!all && move.to_leavable != leavable) continue;
        double share = 0;
        if (certain > 0) share = move.probability >= 1 ? 1 / certain : 0;
        else if (move.probability > 0) share = acting == 1 ? 1 : -logarithm_one_plus(-move.probability) / force;
        row[move.to] += survivors * total * share;
    }
    return total;
}

}  // namespace

bool compete(Basis::Order order, bool dependent, const std::vector<Competitor>& moves, std::size_t from, double* row, std::size_t states) {
    std::fill(row, row + states, 0.0);
    if (dependent || order == Basis::Order::additive) {
        double sum = 0;
        for (const Competitor& move : moves) {
            row[move.to] += move.probability;
            sum += move.probability;
        }
        row[from] += std::max(0.0, 1 - sum);
        return sum <= 1 + 1e-12;
    }
    double left = 1;
    if (order != Basis::Order::pro_rata && moves.size() == 2 && moves[0].to_leavable != moves[1].to_leavable) {  // the same, one cause each
        const Competitor &first = moves[moves[0].to_leavable ? 1 : 0], &then = moves[moves[0].to_leavable ? 0 : 1];
        row[first.to] = first.probability;
        row[then.to] += (1 - first.probability) * then.probability;
        left = (1 - first.probability) * (1 - then.probability);
    } else if (order == Basis::Order::pro_rata) {
        left = 1 - together(moves, false, true, 1, row);
    } else {
        const double dead = together(moves, false, false, 1, row);
        left = (1 - dead) * (1 - together(moves, true, false, 1 - dead, row));
    }
    row[from] += left;
    return true;
}

}  // namespace hearth
