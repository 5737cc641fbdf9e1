// A month of a continuous basis: what is worth so much when it ends, and at three stages of each part of it the slopes that solve Thiele's
// equations there (rules S20, S48). The value is told from these slopes; each of them rests on its equation.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "due.hpp"
#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "month.hpp"

namespace hearth {

/// The force of a move inside a step, as Life::force_inside has it.
std::size_t Track::Explaining::force_inside(Track& on, std::size_t k, double ahead, const Moving& move, std::size_t held) {
    const std::tuple key{&on, move.number, move.rate.from, k, ahead, held, on.apart_};
    const auto [found, fresh] = forces_inside.try_emplace(key, 0);
    if (!fresh) return found->second;
    Explained head;
    head.name = "rate of " + move.name;
    head.source = move.rate.rate->rate->source;
    head.illustrative = move.rate.rate->rate->illustrative;
    head.defined = move.rate.rate->place;
    std::size_t node = named(head, program(on, move.rate.program, {k, k, k, move.rate.from, move.rate.from, held, ahead, nullptr}));
    if (move.rate.program.type().base != Type::Base::force) {  // the force that a chance means inside its year (rule S33)
        const double chance = number(node), time = on.time_of(k), gone = time - std::floor(time) + ahead;
        if (on.basis_.between == Basis::Between::constant_force) {
            node = made("force of chance", -logarithm_one_plus(-chance), {node});
        } else {
            const bool uniform = on.basis_.between == Basis::Between::uniform;
            const std::size_t one = leaf("number", "", 1.0);
            std::size_t part = leaf("measure", "part of the year gone", gone);
            if (!uniform) part = made("subtract", 1 - gone, {one, part});
            const std::size_t lost = made("multiply", number(part) * chance, {part, node}), left = made("subtract", 1 - number(lost), {one, lost});
            node = made("divide", chance / number(left), {node, left});
        }
        out.nodes[node].rule = "S33";
    }
    return forces_inside[key] = node;
}

/// `there` and, from the last stage to the first, the slopes by what each counts.
std::size_t Track::Explaining::along_slopes(std::size_t there, double h, const double (&counts)[stages], const std::vector<std::size_t> (&slopes)[stages], std::size_t state, std::string name) {
    std::vector<std::size_t> parts = {there};
    double value = number(there);
    for (std::size_t m = 0; m < stages; ++m) {
        const std::size_t slope = slopes[stages - 1 - m][state];
        parts.push_back(made("multiply", h * counts[m] * number(slope), {leaf("factor", "years that the slope counts", h * counts[m]), slope}));
        value += number(parts.back());
    }
    return made("add", value, std::move(parts), std::move(name));
}

/// The nodes of a part of a month from the values at its end and the slopes that were found; `stream` none: of chances.
Track::Explaining::Part Track::Explaining::part_of_month(Track& on, std::size_t index, std::size_t k, const MonthPart& part, std::vector<std::size_t> last) {
    Part told;
    const bool chances = index == SIZE_MAX;
    const std::size_t nothing = leaf("number", "nothing follows", 0.0);
    const auto still = [&](std::size_t s) { return number(last[s]) == 0 && part.slopes[0][s] == 0 && part.slopes[1][s] == 0 && part.slopes[2][s] == 0; };
    const auto stage = [&](std::size_t m) { return fmt::format("{:.4f} of a year into the month", part.ahead[m]); };
    for (std::size_t m = 0; m < stages; ++m) {
        told.ahead[m] = part.ahead[m];
        for (std::size_t s = 0; s < on.states_; ++s)
            told.slope[m].push_back(still(s) ? nothing : leaf("solved", fmt::format("-d{}/dt in '{}', {}", chances ? 'p' : 'V', on.model_.states[s], stage(m)), part.slopes[m][s] + 0.0));
    }
    for (std::size_t s = 0; s < on.states_; ++s) {
        for (std::size_t m = 0; m < stages; ++m)
            told.inside[stages - 1 - m].push_back(still(s) ? nothing : along_slopes(last[s], part.h, stage_until[m], told.slope, s, fmt::format("{} in '{}', {}", chances ? "chance" : "value", on.model_.states[s], stage(stages - 1 - m))));
        told.first.push_back(still(s) ? nothing : along_slopes(last[s], part.h, stage_weight, told.slope, s));
    }
    const std::size_t interest = chances ? 0 : force_of_interest(on, index, k);
    for (std::size_t m = 0; m < stages; ++m)
        for (std::size_t s = 0; s < on.states_; ++s) {
            if (still(s)) continue;
            const std::size_t right = equation(on, index, k, part, told, m, s, interest);
            Explained& slope = out.nodes[told.slope[m][s]];
            slope.rests_on = {right};
            slope.rule = "S48";
            slope.note = fmt::format("it differs from what it leads to by {}", shortest(part.slopes[m][s] - number(right)));
        }
    return told;
}

/// ln(1 + i), as the month's discount has it.
std::size_t Track::Explaining::force_of_interest(Track& on, std::size_t index, std::size_t k) {
    const Stream& stream = on.streams_[index];
    const double whole = on.ticks_ / ticks_per_year, v = on.step_discount(k, &stream);
    const std::size_t discount = cell({What::step_discount, &on, stream.interest.empty() ? SIZE_MAX : index, k, 0, 0});
    const std::size_t force = made("negate", -logarithm(v), {made("ln", logarithm(v), {discount})});
    return made("divide", -logarithm(v) / whole, {force, leaf("number", "the month in years", whole)}, "force of interest");
}

/// Thiele's equation of a state at a stage: what its slope comes to.
std::size_t Track::Explaining::equation(Track& on, std::size_t index, std::size_t k, const MonthPart& part, const Part& told, std::size_t m, std::size_t state, std::size_t interest) {
    std::vector<std::size_t> terms;
    const auto times = [&](std::size_t a, std::size_t b) { terms.push_back(made("multiply", number(a) * number(b), {a, b})); };
    const std::size_t here = told.inside[m][state];
    Point inside{k, k, k + 1, state, state, 0, part.ahead[m], nullptr};
    const auto pays = [&](const Flow& flow, const Point& at, std::size_t force) {
        const std::size_t paid = payment(on, flow, at, &on.streams_[index]);
        if (number(paid) == 0) return;
        if (force == 0) terms.push_back(paid);
        else times(force, paid);
    };
    for (const std::size_t f : index == SIZE_MAX ? std::vector<std::size_t>{} : on.streams_[index].flows)
        if (on.leader(on.flows_[f]).continuous) pays(on.flows_[f], inside, 0);
    for (const Moving& move : moves_of(on)) {
        const std::size_t to = move.rate.to;
        if (move.rate.from != state || part.forces[m].at(state, to) == 0) continue;
        const std::size_t force = force_inside(on, k, part.ahead[m], move), there = told.inside[m][to];
        if (number(force) == 0) continue;
        times(force, made("subtract", number(there) - number(here), {there, here}));
        for (const std::size_t f : index == SIZE_MAX ? std::vector<std::size_t>{} : on.streams_[index].flows) {
            const Flow &flow = on.flows_[f], &falls = on.leader(flow);
            Point moving = inside;
            moving.entered = to;
            if (falls.falls == Flow::Falls::move && falls.moves[state * on.states_ + to] != 0) pays(flow, moving, force);
            moving.state = to;
            if (falls.falls == Flow::Falls::product_end && on.ended(k, to, 0)) pays(flow, moving, force);
        }
    }
    if (interest != 0 && number(here) != 0) terms.push_back(made("negate", -(number(interest) * number(here)), {made("multiply", number(interest) * number(here), {interest, here})}));
    double all = 0;
    for (const std::size_t term : terms) all += number(term);
    return sum(all, std::move(terms));
}

/// The parts of a month, the first of them last, as Track::continuous_values goes through them.
const std::vector<Track::Explaining::Part>& Track::Explaining::month_of(Track& on, std::size_t index, std::size_t k) {
    const auto [found, fresh] = months.try_emplace({&on, index, k});
    if (!fresh) return found->second;
    Stream& stream = on.streams_[index];
    on.present_value(index, k, 0, 0);
    const Kept filling(stream.filling, k);
    const double whole = on.ticks_ / ticks_per_year, force = -logarithm(on.step_discount(k, &stream)) / whole;
    const std::size_t residue = stream.span > 1 ? k % stream.span : 0;
    std::vector<std::size_t> last;
    std::vector<double> values;
    for (std::size_t s = 0; s < on.states_; ++s) {
        Due due(*this, on, index, k);
        const bool ended = on.ended(k, s, 0);
        values.push_back(ended ? 0 : on.after(stream, residue, k, on.passage(k, s, s, 0), on.ended(k + 1, s, 0), &due));
        last.push_back(ended ? leaf("number", "the contract has ended", 0.0) : sum(values.back(), std::move(due.terms), fmt::format("when the month ends, in '{}'", on.model_.states[s])));
    }
    std::vector<Part> told;
    for (std::size_t parts = on.life().parts_of(k), p = parts; p-- > 0;) {
        MonthPart part(on.life(), k, p, parts, whole);
        part.solve(stream, k, force, std::move(values), [&](std::size_t m) { on.read_stage(stream, k, part.ahead[m], part.forces[m], part.paid[m]); });
        told.push_back(part_of_month(on, index, k, part, std::move(last)));
        values = part.first;
        last = told.back().first;
    }
    return months[{&on, index, k}] = std::move(told);
}

std::size_t Track::Explaining::tell_continuous(const Told& told) {
    Track& on = *told.on;
    Stream& stream = on.streams_[told.index];
    if (on.ended(told.k, told.state, 0)) return leaf("number", "the contract has ended", 0.0);
    const std::size_t later = month_of(on, told.index, told.k).back().first[told.state];
    Due due(*this, on, told.index, told.k);
    const double now_due = on.starting(stream, stream.span > 1 ? told.k % stream.span : 0, told.k, told.state, 0, &due);
    if (due.terms.empty()) return later;
    const std::size_t start = sum(now_due, std::move(due.terms), "due at once");
    return made("add", number(later) + now_due, {later, start});
}

/// The value of a stream at a stage of a month, which a payment reads there.
std::size_t Track::Explaining::tell_inside(const Told& told) {
    const Part& part = month_of(*told.on, told.index, told.k)[told.held / stages];
    return part.inside[told.held % stages][told.state];
}

/// Which stage of the parts of a month it is, the first part last; none: SIZE_MAX.
std::size_t Track::Explaining::stage_of(Track& on, std::size_t k, double ahead) {
    const std::size_t parts = on.life().parts_of(k);
    for (std::size_t p = 0; p < parts; ++p)
        for (std::size_t m = 0; m < stages; ++m)
            if ((static_cast<double>(p) + stage_at[m]) / static_cast<double>(parts) * (on.ticks_ / ticks_per_year) == ahead) return (parts - 1 - p) * stages + m;
    return SIZE_MAX;
}

/// The chance of a state at the end of a month: the same equations, without interest and payments, part by part.
std::size_t Track::Explaining::by_equations(Track& on, const Told& told) {
    const std::size_t parts = on.life().parts_of(told.k);
    const auto nothing = leaf("number", "", 0.0), certain = leaf("number", "there already", 1.0);
    std::vector<std::size_t> before;  // chances of being there when the part begins; empty: it is the first
    for (std::size_t p = 0; p < parts; ++p) {
        MonthPart part(on.life(), told.k, p, parts, on.ticks_ / ticks_per_year);
        std::vector<Matrix> slopes;
        transition(part.forces, part.h, &slopes);
        std::vector<std::size_t> after;
        for (std::size_t to = 0; to < on.states_; ++to) {
            if (p + 1 == parts && to != told.index) {  // asked for one state alone
                after.push_back(nothing);
                continue;
            }
            for (std::size_t m = 0; m < stages; ++m) {
                part.slopes[m].clear();
                for (std::size_t s = 0; s < on.states_; ++s) part.slopes[m].push_back(slopes[m].at(s, to));
            }
            std::vector<std::size_t> last(on.states_, nothing);
            last[to] = certain;
            const Part column = part_of_month(on, SIZE_MAX, told.k, part, std::move(last));
            if (before.empty()) {
                after.push_back(column.first[told.state]);
                continue;
            }
            std::vector<std::size_t> ways;
            double all = 0;
            for (std::size_t s = 0; s < on.states_; ++s) {
                if (number(before[s]) == 0) continue;
                ways.push_back(made("multiply", number(before[s]) * number(column.first[s]), {before[s], column.first[s]}));
                all += number(ways.back());
            }
            after.push_back(sum(all, std::move(ways)));
        }
        before = std::move(after);
    }
    return before[told.index];
}

}  // namespace hearth
