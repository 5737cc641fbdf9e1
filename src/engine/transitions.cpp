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
    if (order == Basis::Order::pro_rata) {
        left = 1 - together(moves, false, true, 1, row);
    } else {
        const double dead = together(moves, false, false, 1, row);
        left = (1 - dead) * (1 - together(moves, true, false, 1 - dead, row));
    }
    row[from] += left;
    return true;
}

std::size_t compete(Basis::Order order, bool dependent, std::vector<Competitor>& moves, const std::vector<std::vector<double>>& chances, std::size_t from,
                    double* rows, std::size_t states, std::size_t count) {
    if (!dependent && order == Basis::Order::dead_first && moves.size() == 2 && moves[0].to_leavable != moves[1].to_leavable) {
        // One cause of each kind, as of a life that recovers or dies: what `compete` comes to, without its sums of one.
        const std::size_t first = moves[0].to_leavable ? 1 : 0, then = 1 - first;
        std::fill(rows, rows + count * states, 0.0);
        for (std::size_t i = 0; i < count; ++i, rows += states) {
            const double goes = chances[first][i], moves_on = chances[then][i];
            rows[moves[first].to] = goes;
            rows[moves[then].to] = (1 - goes) * moves_on;
            rows[from] = (1 - goes) * (1 - moves_on);
        }
        return count;
    }
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t m = 0; m < moves.size(); ++m) moves[m].probability = chances[m][i];
        if (!compete(order, dependent, moves, from, rows + i * states, states)) return i;
    }
    return count;
}

}  // namespace hearth
