// Chances of a step, discounts, and the chance of being in force, told from the rates and the interest they are made of.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

/// A move that competes with others, with the node of its chance as a single cause.
struct Track::Explaining::Rated {
    std::size_t to = 0;
    bool leavable = false;
    std::size_t chance = 0;
};

/// The chance as a single cause over the step (rule S33); 0 if it is not told.
std::size_t Track::Explaining::part_of_year(Track& on, const MoveRate& move, std::size_t rate, std::size_t k) {
    const double h = on.life().step(), x = number(rate), time = on.time_of(k), s = time - static_cast<double>(static_cast<long long>(time));
    const Type::Base kind = move.program.type().base;
    if (x == 0) return rate;
    const auto step = [&] { return leaf("number", "the step in years", h); };
    std::size_t out_node = 0;
    if (kind == Type::Base::force) {
        if (h == 1 || on.basis_.read == Basis::Read::integral) return 0;  // the force is integrated over the step
        out_node = made("chance of force", -exponential_minus_one(-(h * x)), {made("multiply", h * x, {step(), rate})});
    } else if (kind == Type::Base::dependent || h == 1 || x == 1) {
        return rate;
    } else if (on.basis_.between == Basis::Between::constant_force) {
        out_node = made("part of a chance", -exponential_minus_one(h * logarithm_one_plus(-x)), {rate, step()});
    } else {
        const bool uniform = on.basis_.between == Basis::Between::uniform;
        const std::size_t one = leaf("number", "", 1.0), gone = leaf("number", "part of the year gone when the step begins", s), by = step();
        std::size_t share = gone;
        double part = s;
        if (!uniform) {
            const std::size_t after = made("subtract", 1 - s, {one, gone});
            part = 1 - s - h;
            share = made("subtract", part, {after, by});
        }
        const std::size_t lost = made("multiply", part * x, {share, rate}), left = made("subtract", 1 - part * x, {one, lost});
        out_node = made("divide", h * x / (1 - part * x), {made("multiply", h * x, {by, rate}), left});
    }
    out.nodes[out_node].rule = "S33";
    return out_node;
}

namespace {

bool acts(double chance) { return chance > 0; }

}  // namespace

/// 1 less the product of being spared; 0 if nothing acts.
std::size_t Track::Explaining::together(const std::vector<Rated>& moves, bool all, bool leavable) {
    std::vector<std::size_t> acting;
    double force = 0;
    for (const Rated& move : moves)
        if ((all || move.leavable == leavable) && acts(number(move.chance))) {
            acting.push_back(move.chance);
            force -= logarithm_one_plus(-number(move.chance));
        }
    if (acting.empty()) return 0;
    return acting.size() == 1 ? acting.front() : made("any of causes", -exponential_minus_one(-force), acting);
}

/// The part of one of them in it; 0 if it acts alone.
std::size_t Track::Explaining::shared(const std::vector<Rated>& moves, bool all, bool leavable, const Rated& one) {
    std::vector<std::size_t> acting = {one.chance};
    double force = 0;
    for (const Rated& move : moves)
        if ((all || move.leavable == leavable) && acts(number(move.chance))) {
            acting.push_back(move.chance);
            force -= logarithm_one_plus(-number(move.chance));
        }
    return acting.size() <= 2 ? 0 : made("share of causes", -logarithm_one_plus(-number(one.chance)) / force, acting);
}

/// What competing moves leave (rule S34), as compete() in transitions.cpp has it; 0 if it is not told.
std::size_t Track::Explaining::competing(Track& on, const std::vector<Rated>& moves, std::size_t from, std::size_t to) {
    const auto one_of = [&] { return leaf("number", "", 1.0); };
    const auto less_than_one = [&](std::size_t node) { return made("subtract", 1 - number(node), {one_of(), node}); };
    const bool dependent = !moves.empty() && std::any_of(on.rates_[0].begin(), on.rates_[0].end(), [&](const MoveRate& move) { return move.from == from && move.program.type().base == Type::Base::dependent; });
    const auto target = std::find_if(moves.begin(), moves.end(), [&](const Rated& move) { return move.to == to; });
    if (to != from && target == moves.end()) return 0;
    if (std::any_of(moves.begin(), moves.end(), [&](const Rated& move) { return number(move.chance) >= 1; })) return 0;
    if (dependent || on.basis_.order == Basis::Order::additive) {
        if (to != from) return target->chance;
        std::vector<std::size_t> parts;
        double total = 0;
        for (const Rated& move : moves) {
            parts.push_back(move.chance);
            total += number(move.chance);
        }
        const std::size_t left = less_than_one(sum(total, parts));
        return made("max", std::max(0.0, number(left)), {leaf("number", "", 0.0), left});
    }
    const auto share_of = [&](std::size_t total, std::vector<std::size_t> factors, bool all, bool leavable) {
        factors.push_back(total);
        if (const std::size_t share = shared(moves, all, leavable, *target); share != 0) factors.push_back(share);
        double product = 1;
        for (const std::size_t factor : factors) product *= number(factor);
        return times(product, factors);
    };
    if (on.basis_.order == Basis::Order::pro_rata) {
        const std::size_t all = together(moves, true, true);
        if (to == from) return all == 0 ? one_of() : less_than_one(all);
        return all == 0 || !acts(number(target->chance)) ? 0 : share_of(all, {}, true, true);
    }
    const std::size_t dead = together(moves, false, false), others = together(moves, false, true);
    if (to == from) {
        if (dead == 0 && others == 0) return one_of();
        if (dead == 0 || others == 0) return less_than_one(dead == 0 ? others : dead);
        const std::size_t spared = less_than_one(dead), stay = less_than_one(others);
        return made("multiply", number(spared) * number(stay), {spared, stay});
    }
    if (!acts(number(target->chance))) return 0;
    if (!target->leavable) return share_of(dead, {}, false, false);
    return share_of(others, dead == 0 ? std::vector<std::size_t>{} : std::vector{less_than_one(dead)}, false, true);
}

std::size_t Track::Explaining::tell_chance(const Told& told) {
    Track& on = *told.on;
    const bool apart = on.joint_.lives.size() == 1 && !on.basis_.continuous && on.basis_.order != Basis::Order::exponential;
    const double step = on.ticks_ / ticks_per_year;
    const double part = on.life().step() == 1 || on.basis_.read == Basis::Read::start ? 0 : on.basis_.read == Basis::Read::end ? 1 : 0.5;
    const std::size_t held = on.with_paths() ? on.paths(told.k).pasts[told.held].held : told.held;
    std::vector<Rated> moves;
    std::vector<std::size_t> rates;
    bool whole = apart;
    const auto rate_of = [&](std::size_t life, const MoveRate& move) {
        const std::size_t number = life * 1000 + static_cast<std::size_t>(&move - on.rates_[life].data());
        const std::tuple key{What::rate, on.number_, number, told.k, told.state, held};
        if (const auto found = known.find(key); found != known.end()) return found->second;
        const Model& model = on.joint_.lives[life];
        Explained head;
        head.name = fmt::format("rate of {}{} -> {}", on.joint_.lives.size() == 1 ? "" : model.role + ": ", model.states[move.from], model.states[move.to]);
        head.source = move.rate->rate->source;
        head.illustrative = move.rate->rate->illustrative;
        head.defined = move.rate->place;
        const std::size_t node = named(head, program(on, move.program, {told.k, told.k, told.k, told.state, told.state, held, part * step, nullptr}));
        known.emplace(key, node);
        return node;
    };
    for (std::size_t life = 0; life < on.joint_.lives.size() && on.joint_.lives.size() > 1; ++life)
        for (const MoveRate& move : on.rates_[life])
            if (on.joint_.own(told.state, life) == move.from) rates.push_back(rate_of(life, move));
    for (const MoveRate& move : on.rates_[0]) {
        if (on.joint_.lives.size() > 1 || move.from != told.state) continue;
        rates.push_back(rate_of(0, move));
        const std::size_t chance = whole ? part_of_year(on, move, rates.back(), told.k) : 0;
        whole = whole && chance != 0;
        if (whole) moves.push_back({move.to, on.model_.leavable(move.to), chance});
    }
    const double value = on.row(told.k, told.state, told.held)[told.index];
    const std::size_t found = whole ? competing(on, moves, told.state, told.index) : 0;
    if (found != 0 && same(number(found), value)) {
        const std::size_t under = made("same", value, {found});
        if (out.nodes[found].name.empty()) return found;
        return under;
    }
    Explained node;  // what it rests on, without an operator
    node.op = "probability";
    node.value = value + 0.0;
    node.rests_on = rates;
    return add(std::move(node));
}

std::size_t Track::Explaining::tell_step_discount(const Told& told) {
    Track& on = *told.on;
    const Stream* stream = told.index == SIZE_MAX ? nullptr : &on.streams_[told.index];
    const bool other = stream != nullptr && !stream->interest.empty();
    const std::size_t rate = other ? program(on, stream->interest, Point{}) : program(on, on.interest_, {told.k, told.k, told.k, 0, 0, 0, 0, nullptr});
    Explained head;
    head.name = "interest";
    const std::size_t interest = named(head, rate), one = leaf("number", "", 1.0);
    const double years = on.ticks_ / ticks_per_year, up = 1 + number(interest);
    const std::size_t grows = made("add", up, {one, interest});
    if (!other && years == 1) return made("divide", 1 / up, {one, grows});
    return made("real power", power(up, -years), {grows, leaf("number", "the step in years, taken back", -years)});
}

namespace {

/// Keeps how the chances of being in force were made.
struct Movements final : ForwardTerms {
    std::function<void(std::size_t, std::size_t, std::size_t, std::size_t, double)> seen;
    void moved(std::size_t k, std::size_t node, std::size_t state, std::size_t to, double stays) override { seen(k, node, state, to, stays); }
    void paid(std::size_t, std::size_t, std::size_t, const Flow&, const Point&, double) override {}
};

}  // namespace

const Forward& Track::Explaining::forward(Track& on) {
    if (run != nullptr) return *run;
    Movements heard;
    heard.seen = [this](std::size_t k, std::size_t node, std::size_t state, std::size_t to, double stays) { movements.push_back({k, node, state, to, stays}); };
    run = std::make_unique<Forward>(run_forward(on, &heard));
    return *run;
}

std::size_t Track::Explaining::tell_in_force(const Told& told) {
    Track& on = *told.on;
    const std::size_t node = told.held * on.states_ + told.state;
    if (told.k == 0) {
        const std::size_t one = leaf("number", "", 1.0);
        out.nodes[one].note = "at issue, in the first state";
        return one;
    }
    std::vector<std::size_t> parts;
    double total = 0;
    const auto first = std::partition_point(movements.begin(), movements.end(), [&](const Moved& one) { return one.k + 1 < told.k; });
    for (auto one = first; one != movements.end() && one->k + 1 == told.k; ++one) {
        if (one->to != node) continue;
        const std::size_t from = one->node % on.states_, held = one->node / on.states_;
        std::vector<std::size_t> factors = {cell({What::in_force, &on, 0, one->k, from, held}), cell({What::chance, &on, one->state, one->k, from, held})};
        double product = number(factors[0]) * number(factors[1]);
        if (one->stays != 1) {
            factors.push_back(leaf("factor", "chance that the contract goes on", one->stays));
            product *= one->stays;
        }
        parts.push_back(made("multiply", product, std::move(factors)));
        total += product;
    }
    return parts.size() == 1 ? parts.front() : sum(total, std::move(parts));
}

std::size_t Track::Explaining::tell_discount(const Told& told) {
    if (told.k == 0) return leaf("number", "", 1.0);
    const std::size_t before = cell({What::discount, told.on, 0, told.k - 1, 0, 0}), step = cell({What::step_discount, told.on, SIZE_MAX, told.k - 1, 0, 0});
    return made("multiply", number(before) * number(step), {before, step});
}

}  // namespace hearth
