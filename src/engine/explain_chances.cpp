// Chances of a step, discounts, and the chance of being in force, told from the rates and the interest they are made of.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "gauss.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

/// A move that competes with others, with the node of its chance as a single cause.
struct Track::Explaining::Rated {
    std::size_t to = 0;
    bool leavable = false;
    std::size_t chance = 0;
    bool dependent = false;
};

/// A rate where the basis reads it, or as often as its force is integrated over the step (rule S33).
std::size_t Track::Explaining::rate_of(Track& on, const Told& told, const MoveRate& move, std::size_t number, const std::string& name) {
    const std::size_t held = on.with_paths() ? on.paths(told.k).pasts[told.held].held : told.held;
    const std::tuple key{What::rate, &on, number, told.k, told.state, held, std::size_t{0}};
    if (const auto found = known.find(key); found != known.end()) return found->second;
    const double h = on.ticks_ / ticks_per_year;
    Explained head;
    head.name = "rate of " + name;
    head.source = move.rate->rate->source;
    head.illustrative = move.rate->rate->illustrative;
    head.defined = move.rate->place;
    const auto read = [&](double part) { return program(on, move.program, {told.k, told.k, told.k, told.state, told.state, held, part * h, nullptr}); };
    std::size_t node = 0;
    if (integrated(on, move)) {
        std::vector<std::size_t> parts;
        double all = 0;
        for (const auto& [x, weight] : gauss8) {
            const std::size_t before = read(0.5 - 0.5 * x), after = read(0.5 + 0.5 * x);
            const double both = this->number(before) + this->number(after);
            parts.push_back(made("multiply", 0.5 * weight * both, {leaf("number", "weight", 0.5 * weight), made("add", both, {before, after})}));
            all += 0.5 * weight * both;
        }
        head.note = "a force, integrated over the step by eight values";
        node = named(head, sum(all, std::move(parts)));
    } else {
        const double part = h == 1 || on.basis_.read == Basis::Read::start ? 0 : on.basis_.read == Basis::Read::end ? 1 : 0.5;
        node = named(head, read(part));
    }
    known.emplace(key, node);
    return node;
}

bool Track::Explaining::integrated(Track& on, const MoveRate& move) {
    return !on.basis_.continuous && move.program.type().base == Type::Base::force && (on.ticks_ == ticks_per_year || on.basis_.read == Basis::Read::integral);
}

/// The chance as a single cause over the step (rule S33); 0 if it is not told.
std::size_t Track::Explaining::part_of_year(Track& on, const MoveRate& move, std::size_t rate, std::size_t k) {
    const double h = on.basis_.step.years(), x = number(rate), time = on.time_of(k), s = time - static_cast<double>(static_cast<long long>(time));
    const Type::Base kind = move.program.type().base;
    if (x == 0) return rate;
    const auto step = [&] { return leaf("number", "the step in years", h); };
    std::size_t out_node = 0;
    if (kind == Type::Base::force) {
        out_node = h == 1 ? made("chance of force", -exponential_minus_one(-x), {rate})
                          : made("chance of force", -exponential_minus_one(-(h * x)), {made("multiply", h * x, {step(), rate})});
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

std::size_t Track::Explaining::certain(const std::vector<Rated>& moves, bool all, bool leavable) const {
    return static_cast<std::size_t>(std::count_if(moves.begin(), moves.end(), [&](const Rated& move) { return (all || move.leavable == leavable) && number(move.chance) == 1; }));
}

/// 1 less the product of being spared; 0 if nothing acts.
std::size_t Track::Explaining::together(const std::vector<Rated>& moves, bool all, bool leavable) {
    std::vector<std::size_t> acting;
    double force = 0;
    for (const Rated& move : moves)
        if ((all || move.leavable == leavable) && acts(number(move.chance))) {
            if (number(move.chance) == 1) return move.chance;  // what is certain takes all
            acting.push_back(move.chance);
            force -= logarithm_one_plus(-number(move.chance));
        }
    if (acting.empty()) return 0;
    return acting.size() == 1 ? acting.front() : made("any of causes", -exponential_minus_one(-force), acting);
}

/// The part of one of them in it; 0 if it acts alone.
std::size_t Track::Explaining::shared(const std::vector<Rated>& moves, bool all, bool leavable, const Rated& one) {
    if (const std::size_t sure = certain(moves, all, leavable); sure > 0)
        return sure == 1 ? 0 : made("divide", 1 / static_cast<double>(sure), {leaf("number", "", 1.0), leaf("number", "certain causes", static_cast<double>(sure))});
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
    const bool dependent = !moves.empty() && moves.front().dependent;
    const auto target = std::find_if(moves.begin(), moves.end(), [&](const Rated& move) { return move.to == to; });
    if (to != from && target == moves.end()) return 0;
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
        if (number(target->chance) != 1 && certain(moves, all, leavable) > 0) return std::size_t{0};
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

std::string Track::Explaining::name_of(const Track& on, std::size_t life, const MoveRate& move) {
    const Model& model = on.joint_.lives[life];
    return fmt::format("{}{} -> {}", on.joint_.lives.size() == 1 ? "" : model.role + ": ", model.states[move.from], model.states[move.to]);
}

/// Where one life goes in a step from where it is; 0 if it is not told, as where it cannot go there.
std::size_t Track::Explaining::goes(Track& on, const Told& told, std::size_t life, std::size_t to, std::vector<std::size_t>& rates) {
    const Model& model = on.joint_.lives[life];
    const std::size_t from = on.joint_.own(told.state, life);
    std::vector<Rated> moves;
    for (const MoveRate& move : on.rates_[life]) {
        if (move.from != from) continue;
        const std::size_t number = life * 1000 + static_cast<std::size_t>(&move - on.rates_[life].data());
        rates.push_back(rate_of(on, told, move, number, name_of(on, life, move)));
        moves.push_back({move.to, model.leavable(move.to), part_of_year(on, move, rates.back(), told.k), move.program.type().base == Type::Base::dependent});
    }
    return competing(on, moves, from, to);
}

/// What a common shock makes of the joint state, or nothing; 0 if it is not told.
std::size_t Track::Explaining::strikes(Track& on, const Told& told, std::size_t shock, std::size_t to, std::vector<std::size_t>& rates) {
    std::vector<MoveRate> struck;
    expand(on.joint_, on.shocks_[shock], struck);
    std::vector<Rated> moves;
    for (MoveRate& move : struck) {
        if (move.from != told.state) continue;
        move.program = on.shocks_[shock].program;
        rates.push_back(rate_of(on, told, move, (on.joint_.lives.size() + shock) * 1000, "shock " + move.rate->key));
        const bool leavable = std::any_of(struck.begin(), struck.end(), [&](const MoveRate& one) { return one.from == move.to; });
        moves.push_back({move.to, leavable, part_of_year(on, move, rates.back(), told.k), move.program.type().base == Type::Base::dependent});
    }
    return competing(on, moves, told.state, to);
}

/// Several lives: shocks first, one after the other, then those they spare by themselves, as JointLife::fill has them.
std::size_t Track::Explaining::together_lives(Track& on, const Told& told, std::vector<std::size_t>& rates) {
    const Joint& joint = on.joint_;
    std::map<std::size_t, std::size_t> shocked = {{told.state, leaf("number", "", 1.0)}};
    const auto times_unless_one = [&](std::size_t a, std::size_t b) { return number(a) == 1 ? b : number(b) == 1 ? a : made("multiply", number(a) * number(b), {a, b}); };
    for (std::size_t shock = 0; shock < on.shocks_.size(); ++shock) {
        std::map<std::size_t, std::vector<std::size_t>> next;
        for (const auto& [there, chance] : shocked)
            for (std::size_t struck = 0; struck < on.states_; ++struck) {
                const std::size_t way = strikes(on, told, shock, struck, rates);
                if (way == 0 || number(way) == 0) continue;
                std::size_t then = there;
                for (std::size_t life = 0; life < joint.lives.size(); ++life)
                    if (joint.own(there, life) == joint.own(told.state, life)) then = joint.moved(then, life, joint.own(struck, life));
                next[then].push_back(times_unless_one(chance, way));
            }
        shocked.clear();
        for (auto& [then, parts] : next) {
            double total = 0;
            for (const std::size_t part : parts) total += number(part);
            shocked[then] = sum(total, std::move(parts));
        }
    }
    std::vector<std::size_t> terms;
    double whole = 0;
    for (const auto& [after, chance] : shocked) {
        std::vector<std::size_t> factors;
        if (number(chance) != 1) factors.push_back(chance);
        bool possible = true;
        for (std::size_t life = 0; life < joint.lives.size() && possible; ++life) {
            const std::size_t now_in = joint.own(after, life), goal = joint.own(told.index, life);
            if (now_in != joint.own(told.state, life)) {  // the shock moved it
                possible = now_in == goal;
                continue;
            }
            const std::size_t one = goes(on, told, life, goal, rates);
            possible = one != 0 && number(one) != 0;
            if (!possible || number(one) == 1) continue;
            Explained head;
            const Model& model = joint.lives[life];
            head.name = fmt::format("{}: {} -> {}", model.role, model.states[now_in], model.states[goal]);
            factors.push_back(named(head, one));
        }
        if (!possible) continue;
        double product = 1;
        for (const std::size_t factor : factors) product *= number(factor);
        terms.push_back(factors.empty() ? leaf("number", "", 1.0) : times(product, factors));
        whole += product;
    }
    return terms.empty() ? 0 : sum(whole, std::move(terms));
}

std::size_t Track::Explaining::tell_chance(const Told& told) {
    Track& on = *told.on;
    std::vector<std::size_t> rates;
    const double value = on.row(told.k, told.state, told.held)[told.index];
    const bool steps = !on.basis_.continuous && on.basis_.order != Basis::Order::exponential;
    std::size_t found = 0;
    if (steps) {
        found = on.joint_.lives.size() == 1 ? goes(on, told, 0, told.index, rates) : together_lives(on, told, rates);
    } else if (!on.basis_.continuous) {
        found = by_exponential(on, told);
    } else if (on.memory() == 0) {
        found = by_equations(on, told);
    }
    if (found == 0 && value == 0) return leaf("number", "nothing leads there", 0.0);
    if (found != 0 && same(number(found), value)) {
        if (out.nodes[found].name.empty()) return found;
        return made("same", value, {found});
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
