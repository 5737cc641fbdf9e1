// The chances of a step of `order = "exponential"`: one exponential of the forces between all states.
#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/engine/matrix.hpp"

namespace hearth {

std::vector<Track::Explaining::Moving> Track::Explaining::moves_of(Track& on) {
    std::vector<Moving> moves;
    std::vector<MoveRate> all;
    const auto keep = [&](std::size_t number, const std::string& name) {
        for (const MoveRate& one : all) moves.push_back({one, number, name});
        all.clear();
    };
    for (std::size_t life = 0; life < on.joint_.lives.size(); ++life)
        for (std::size_t r = 0; r < on.rates_[life].size(); ++r) {
            const MoveRate& rate = on.rates_[life][r];
            if (on.joint_.lives.size() == 1)
                all = {rate};
            else
                expand(on.joint_, life, rate, all);
            keep(life * 1000 + r, name_of(on, life, rate));
        }
    for (std::size_t shock = 0; shock < on.shocks_.size(); ++shock) {
        expand(on.joint_, on.shocks_[shock], all);
        keep((on.joint_.lives.size() + shock) * 1000, "shock " + on.shocks_[shock].rate->key);
    }
    return moves;
}

/// The forces over a step as a matrix, row by row: the moves of a state, and on its diagonal what leaves it, as Life::fill_plain has them.
const std::vector<std::size_t>& Track::Explaining::forces_of(Track& on, std::size_t k, std::size_t held) {
    if (const auto found = forces.find({&on, k}); found != forces.end()) return found->second;
    std::vector<std::vector<std::size_t>> cells(on.states_ * on.states_), leaving(on.states_);
    const double years = on.ticks_ / ticks_per_year;
    for (const Moving& move : moves_of(on)) {
        const Told from{What::chance, &on, 0, k, move.rate.from, held};
        std::size_t force = rate_of(on, from, move.rate, move.number, move.name);
        if (years != 1) force = made("multiply", years * number(force), {leaf("number", "the step in years", years), force});
        cells[move.rate.from * on.states_ + move.rate.to].push_back(force);
        leaving[move.rate.from].push_back(force);
    }
    const auto total = [&](const std::vector<std::size_t>& parts, std::string name) {
        double sum = 0;
        for (const std::size_t part : parts) sum += number(part);
        return parts.size() == 1 ? parts.front() : made("add", sum, parts, std::move(name));
    };
    const std::size_t none = leaf("number", "no move", 0.0);
    std::vector<std::size_t> rows;
    for (std::size_t from = 0; from < on.states_; ++from)
        for (std::size_t to = 0; to < on.states_; ++to) {
            const std::vector<std::size_t>& parts = from == to ? leaving[from] : cells[from * on.states_ + to];
            if (parts.empty()) {
                rows.push_back(none);
                continue;
            }
            const std::size_t sum = total(parts, from == to ? "" : fmt::format("{} -> {}", on.model_.states[from], on.model_.states[to]));
            rows.push_back(from == to ? made("negate", -number(sum), {sum}, "leaves " + on.model_.states[from]) : sum);
        }
    return forces[{&on, k}] = rows;
}

std::size_t Track::Explaining::by_exponential(Track& on, const Told& told) {
    std::vector<std::size_t> parts = forces_of(on, told.k, told.held);
    Matrix matrix(on.states_);
    for (std::size_t i = 0; i < parts.size(); ++i) matrix.cells[i] = number(parts[i]);
    const double chance = hearth::exponential(matrix).at(told.state, told.index);
    parts.push_back(leaf("number", "row of " + on.model_.states[told.state], static_cast<double>(told.state + 1)));
    parts.push_back(leaf("number", "column of " + on.model_.states[told.index], static_cast<double>(told.index + 1)));
    const std::size_t node = made("exponential", chance, std::move(parts));
    out.nodes[node].rule = "S34";
    return node;
}

}  // namespace hearth
