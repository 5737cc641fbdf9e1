// What is asked about a contract besides present values: an internal rate, a chance, the moments of what will be paid.
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "terms.hpp"

namespace hearth {

/// A rate rests on what the profits are worth at it.
std::size_t Track::Explaining::internal_rate(Track& on, const Form& form, Explained head) {
    const Kept inside(in->outside, false);
    const std::size_t worth = cell({What::stream, &on, form.index, 0, 0, 0});
    head.op = "solved";
    head.rests_on = {worth};
    head.note =
        fmt::format("the rate at which the profits are worth nothing at issue; at this double they are worth {}", shortest(number(worth)));
    return add(std::move(head));
}

/// The chance that a condition holds: those of being where it does.
std::size_t Track::Explaining::probability(Track& on, const Form& form, const Program& what, const Instruction& at, Explained head) {
    head.op = "probability";
    const auto departure = on.departure_of(form, what, at, on.evaluator_);
    if (!departure) return add(std::move(head));
    if (on.basis_.continuous && on.memory() > 0) {
        const Point& from = departure->from;
        const std::size_t told = cell({What::own_time, &on, own_time(on, form.body, at.text, from, from.k + departure->steps), from.k, from.state, from.held});
        if (!same(number(told), std::get<double>(head.value))) return add(std::move(head));
        head.op = "same";
        head.parts = {told};
        return add(std::move(head));
    }
    const std::size_t start = departed.size(), k = departure->from.k + departure->steps;
    departed.push_back({&on, departure->from, departure->with_status, {}});
    const std::size_t held_then = on.node_of(departure->from);
    const ByStatus last =
        on.occupancy(departure->from.k, departure->from.state, held_then, departure->steps, departure->with_status, &departed.back().each);
    double sum = 0;
    std::vector<std::size_t> parts;
    for (std::size_t s = 0; s < last.size(); ++s) {
        const Kept in_status(on.status_, last[s].first);
        for (std::size_t node = 0; node < last[s].second.size(); ++node) {
            if (!(last[s].second[node] > 0) || !on.holds(form.body, on.at_start(k, node % on.states_, node / on.states_))) continue;
            sum += last[s].second[node];
            parts.push_back(cell({What::being_in, &on, start, k, node % on.states_, node / on.states_, s}));
        }
    }
    if (parts.empty()) head.note = "where they may be, the condition does not hold";
    if (parts.empty() || !same(sum, std::get<double>(head.value))) return add(std::move(head));
    head.op = parts.size() == 1 ? "same" : "add";
    head.parts = std::move(parts);
    return add(std::move(head));
}

/// A step forward, as Track::occupancy goes it.
std::size_t Track::Explaining::tell_being_in(const Told& told) {
    Track& on = *told.on;
    const auto& [track, from, with_status, each] = departed[told.index];
    const std::size_t at = told.k - from.k;
    if (at == 0) {
        const std::size_t one = leaf("number", "", 1.0);
        out.nodes[one].note = "from here";
        return one;
    }
    const std::size_t k = told.k - 1, node = told.held * on.states_ + told.state;
    // Those who were in a status a step before and came here.
    const auto come = [&, &before = each[at - 1], start = told.index](std::size_t status) {
        std::pair<double, std::vector<std::size_t>> found{0, {}};
        for (std::size_t i = 0; status < before.size() && i < before[status].second.size(); ++i) {
            const std::size_t s = i % on.states_, held = i / on.states_;
            const double here = before[status].second[i];
            if (here == 0 || on.next(k, held, s, told.state) * on.states_ + told.state != node) continue;
            const double* to = on.row(k, s, held);
            if (to[told.state] == 0) continue;
            found.first += here * to[told.state];
            const std::size_t was = cell({What::being_in, &on, start, k, s, held, status});
            found.second.push_back(made("multiply", here * to[told.state], {was, cell({What::chance, &on, told.state, k, s, held})}));
        }
        return found;
    };
    auto [total, parts] = come(told.status);
    if (!with_status || each[at].size() == 1) return sum(total, std::move(parts));
    const Exits none;
    const bool goes_on = on.possible(told.k, told.state, told.held) && !on.ended(told.k, told.state, told.held);
    const Exits& exits = goes_on ? on.exits(k, told.state, told.held) : none;
    if (told.status == 0) {
        double leaves = 0;
        for (const auto& [status, chance] : exits) leaves += chance;
        const std::size_t all = sum(total, std::move(parts));
        return leaves == 0 ? all
                           : made("multiply", total * (1 - leaves), {all, leaf("factor", "chance that the contract goes on", 1 - leaves)});
    }
    for (const auto& [status, chance] : exits) {
        if (status != each[at][told.status].first) continue;
        auto [in_force, those] = come(0);
        if (those.empty()) continue;
        total += chance * in_force;
        parts.push_back(
            made("multiply", chance * in_force, {leaf("factor", "chance of " + status, chance), sum(in_force, std::move(those))}));
    }
    return sum(total, std::move(parts));
}

/// Of the variance its recursion; of a quantile and of an excess the outcomes, unless they are too many to be told.
std::size_t Track::Explaining::distribution(Track& on, const Form& form, const Program& what, const Instruction& at, Explained head) {
    constexpr std::size_t most_told = 100'000;
    using Kind = Form::Kind;
    head.op = "not taken apart";
    auto found = on.outcomes_of(form, what, at, on.evaluator_);
    if (!found || head.rests_on.size() < form.parts.size()) return add(std::move(head));
    const bool outside = in->outside;
    const Kept inside(in->outside, false);
    const Point from = on.here_;
    const std::size_t held = on.node_of(from);
    const auto whole = [&](std::size_t node) { return outside ? outward(node, at.type) : node; };
    if (form.kind == Kind::variance) {
        const std::size_t number = outcomes.size();
        outcomes.push_back({std::move(*found), at.text.substr(9, at.text.size() - 10), {}, form.parts, {}});
        Turned& turned = outcomes.back();
        for (std::size_t i = 0; i < form.parts.size(); ++i) turned.weights.push_back(head.rests_on.at(i));
        turned.what.steps = &turned.steps;
        turned.what.variance(from.k, from.state, held);
        turned.what.steps = nullptr;
        return whole(from.k >= on.horizon() ? leaf("number", at.text, 0.0) : cell({What::variance, &on, number, from.k, from.state, held}));
    }
    const std::vector<Outcome> all = found->distribution(from.k, from.state, held);
    if (all.size() > most_told) return add(std::move(head));
    const std::size_t wanted = head.rests_on.back();
    double sum = 0;
    std::vector<std::size_t> chances;
    for (const Outcome& one : all) {
        if (form.kind == Kind::exceedance && !Outcomes::exceeds(one.value, number(wanted))) continue;
        sum += one.chance;
        chances.push_back(leaf("probability", fmt::format("chance of {}", shortest(one.value)), one.chance));
        if (form.kind == Kind::exceedance || !(sum >= number(wanted) - Outcomes::rounding)) continue;
        const std::size_t outcome = leaf("number", "the smallest outcome that is not exceeded with this chance", one.value);
        out.nodes[outcome].rests_on = {this->sum(sum, std::move(chances), "chances of outcomes up to it")};
        return whole(outcome);
    }
    if (form.kind == Kind::quantile) return add(std::move(head));
    return this->sum(sum, std::move(chances), at.text);
}

/// What is due at the start of a step, as a present value adds it up.
struct Track::Explaining::Starts final : Terms {
    Starts(Explaining& of, Track& track, const Stream& what) : all(of), on(track), stream(what) {}
    void note(const Flow* flow, const Point& point, double factor) override {
        std::size_t term = flow == nullptr ? all.program(on, stream.amount, point) : all.payment(on, *flow, point, &stream);
        if (all.number(term) == 0) return;
        if (factor != 1)
            term = all.made("multiply", all.number(term) * factor, {term, all.leaf("factor", "discount inside the step", factor)});
        terms.push_back(term);
    }
    void goes(std::size_t) override {}
    void stay(double, const Passage&) override {}
    void gone(double, double) override {}
    Explaining& all;
    Track& on;
    const Stream& stream;
    std::vector<std::size_t> terms;
};

/// Mean and variance of one step backward, as Outcomes::variance has them.
std::size_t Track::Explaining::tell_outcome(const Told& told) {
    Track& on = *told.on;
    Turned& turned = outcomes[told.index];
    Outcomes& what = turned.what;
    if (!on.possible(told.k, told.state, told.held) || on.ended(told.k, told.state, told.held)) return leaf("number", "", 0.0);
    const auto weighted = [&](double value, std::size_t stream, std::size_t node) {
        return what.weights[stream] == 1 ? node : made("multiply", value, {turned.weights[stream], node});
    };
    const auto due = [&](const std::vector<Outcomes::Due>& those) {
        double total = 0;
        std::vector<std::size_t> parts;
        for (const auto& [stream, f, point, discount] : those) {
            const Flow& flow = on.flows_[f];
            const std::size_t paid = payment(on, flow, *point, what.streams[stream]);
            if (number(paid) == 0) continue;
            const double moved = on.shifted(on.leader(flow), number(paid), discount);
            const std::size_t then =
                moved == number(paid)
                    ? paid
                    : made("multiply", moved, {paid, leaf("factor", "discount inside the step", on.shifted(on.leader(flow), 1, discount))});
            total += what.weights[stream] * moved;
            parts.push_back(weighted(what.weights[stream] * moved, stream, then));
        }
        return std::pair(total, std::move(parts));
    };
    struct Way {
        std::size_t chance, then, next;
    };
    std::vector<Way> ways;
    double expected = 0;
    std::vector<std::size_t> means;
    std::vector<std::vector<Outcomes::Due>> heard;
    const Kept listening(what.heard, &heard);
    const double v = what.discount(told.k);
    what.ways(told.k, told.state, told.held, v, [&](const Outcomes::Gone& way) {
        std::vector<std::size_t> groups;
        double amount = 0;
        for (const auto& those : heard) {
            auto [total, parts] = due(those);
            amount += total;
            if (!parts.empty()) groups.push_back(sum(total, std::move(parts)));
        }
        std::size_t then = groups.empty() ? 0 : sum(amount, std::move(groups), fmt::format("due in '{}'", on.model_.states[way.to]));
        const std::size_t next = way.next == SIZE_MAX ? 0 : way.next;
        if (way.next != SIZE_MAX) {
            const std::size_t mean = cell({What::mean, &on, told.index, told.k + 1, next % on.states_, next / on.states_});
            then = then == 0 ? mean : made("add", amount + number(mean), {then, mean});
        }
        if (then == 0) then = leaf("number", "nothing follows", 0.0);
        std::size_t chance = cell({What::chance, &on, way.to, told.k, told.state, told.held});
        if (way.share != 1)
            chance = made("multiply", way.chance, {chance, leaf("factor", "chance that the contract goes on, or leaves so", way.share)});
        ways.push_back({chance, then, way.next});
        means.push_back(made("multiply", number(chance) * number(then), {chance, then}));
        expected += number(chance) * number(then);
    });
    const std::size_t mean = sum(expected, std::move(means), "expected at the end of the step");
    const std::size_t by =
        cell({What::step_discount, &on, what.streams.front()->interest.empty() ? SIZE_MAX : turned.streams.front(), told.k, 0, 0});
    std::vector<std::size_t> parts;
    double total = 0;
    if (told.what == What::mean) {
        std::vector<std::size_t> starts;
        for (std::size_t i = 0; i < what.streams.size(); ++i) {
            Starts hears(*this, on, *what.streams[i]);
            const double due_now = on.starting(*what.streams[i], what.residues[i], told.k, told.state, told.held, &hears);
            total += what.weights[i] * due_now;
            if (!hears.terms.empty()) starts.push_back(weighted(what.weights[i] * due_now, i, sum(due_now, hears.terms)));
        }
        if (!starts.empty()) parts.push_back(sum(total, std::move(starts), "due at once"));
        parts.push_back(made("multiply", v * expected, {by, mean}));
        return sum(total + v * expected, std::move(parts));
    }
    for (const auto& [chance, then, next] : ways) {
        const std::size_t off = made("subtract", number(then) - number(mean), {then, mean});
        std::size_t square = made("multiply", number(off) * number(off), {off, off});
        if (next != SIZE_MAX) {
            const std::size_t later = cell({What::variance, &on, told.index, told.k + 1, next % on.states_, next / on.states_});
            square = made("add", number(square) + number(later), {square, later});
        }
        const double term = v * v * number(chance) * number(square);
        total += term;
        parts.push_back(made("multiply", term, {by, by, chance, square}));
    }
    return sum(total, std::move(parts));
}

}  // namespace hearth
