// A month of a continuous basis where it matters how long a life has been in its state: along the lives' own time, as SemiMarkov solves it. What
// is due later, and what flows out of a state at three stages of each piece of the month, discounted by interest and by the forces out of it;
// values on entry into a state, which lead to each other within the month, rest on their equations (rules S20, S24).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "due.hpp"
#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "semi_markov.hpp"

namespace hearth {

/// The months of a stream, or of the chance of a condition, with what is told of each.
struct Track::Explaining::OwnTime {
    struct Month {
        SemiMarkov solved;
        std::vector<std::size_t> entry = {};  ///< [stage][state]: nodes of the values on entry
    };
    /// A state in hand at a part of the month, and a life that has been there for whole months and `apart` when the month begins.
    struct Place {
        std::size_t k, state, held;
        double apart;
    };
    struct Flowing {
        std::size_t sum, all;  ///< nodes: what flows, and the force out of the state
    };

    Explaining& tells;
    Track& on;
    std::size_t number, stream, residue;      ///< number: among `own_times`
    Program condition;                        ///< of a chance
    std::string what;
    std::vector<char> minds = {};
    std::size_t end = 0, lowest = 0;
    std::vector<std::vector<double>> values = {};  ///< [k], from `lowest` on
    std::map<std::size_t, Month> months = {};

    [[nodiscard]] bool chance() const { return stream == SIZE_MAX; }
    [[nodiscard]] Stream* pays() const { return chance() ? nullptr : &on.streams_[stream]; }
    void reach(std::size_t k);
    Month& month(std::size_t k);
    std::size_t force(const Place& at, double x, std::size_t to);
    std::size_t entered(Month& month, std::size_t state, double x);
    Flowing flowing(Month& month, const Place& at, double x);
    std::size_t spared(double length, std::vector<std::size_t> parts);
    std::size_t piece(Month& month, const Place& at, double from, double to, std::size_t last);
    std::size_t arriving(Month& month, std::size_t k, std::size_t state, std::size_t held, std::size_t c);
    std::size_t value(const Told& told);
};

void Track::Explaining::OwnTime::reach(std::size_t k) {
    for (; lowest > k; --lowest) values[lowest - 1] = SemiMarkov(on, pays(), lowest - 1, values[lowest], minds).values(residue);
}

/// A month, solved again; its values on entry rest on what they lead to.
Track::Explaining::OwnTime::Month& Track::Explaining::OwnTime::month(std::size_t k) {
    const auto [found, fresh] = months.try_emplace(k, Month{SemiMarkov(on, pays(), k, values[k + 1], minds)});
    Month& out = found->second;
    if (!fresh) return out;
    SemiMarkov& solved = out.solved;
    solved.enter();
    for (std::size_t m = 0; m < stages; ++m)
        for (std::size_t s = 0; s < on.states_; ++s)
            out.entry.push_back(solved.ended(s, 0) ? tells.leaf("number", "the contract has ended", 0.0)
                                                   : tells.leaf("solved", fmt::format("{} on entry into '{}', {:.4f} of a year into the month", chance() ? "chance" : "value", on.model_.states[s], stage_at[m] * solved.whole_), solved.on_entry_[m][s] + 0.0));
    for (std::size_t m = 0; m < stages; ++m)
        for (std::size_t s = 0; s < on.states_; ++s) {
            if (solved.ended(s, 0)) continue;
            const std::size_t right = piece(out, {k, s, 0, -stage_at[m] * solved.whole_}, stage_at[m], 1, arriving(out, k, s, 0, stages - m));
            Explained& entry = tells.out.nodes[out.entry[m * on.states_ + s]];
            entry.rests_on = {right};
            entry.rule = "S24";
            entry.note = fmt::format("it differs from what it leads to by {}", shortest(solved.on_entry_[m][s] - tells.number(right)));
        }
    return out;
}

/// The force of the moves from a state to another at part x of the month.
std::size_t Track::Explaining::OwnTime::force(const Place& at, double x, std::size_t to) {
    std::vector<std::size_t> parts;
    double all = 0;
    for (const Moving& move : tells.moves_of(on)) {
        if (move.rate.from != at.state || move.rate.to != to) continue;
        parts.push_back(tells.force_inside(on, at.k, x * on.ticks_ / ticks_per_year, move, at.held));
        all += tells.number(parts.back());
    }
    return tells.sum(all, std::move(parts));
}

/// The value on entry at part x of the month, by the polynomial through the stages.
std::size_t Track::Explaining::OwnTime::entered(Month& month, std::size_t state, double x) {
    std::vector<std::size_t> parts;
    double sum = 0;
    for (std::size_t m = 0; m < stages; ++m) {
        double weight = 1;
        for (std::size_t q = 0; q < stages; ++q)
            if (q != m) weight *= (x - stage_at[q]) / (stage_at[m] - stage_at[q]);
        const std::size_t entry = month.entry[m * on.states_ + state];
        parts.push_back(tells.made("multiply", weight * tells.number(entry), {tells.leaf("factor", "weight of the stage", weight), entry}));
        sum += tells.number(parts.back());
    }
    return tells.made("add", sum, std::move(parts), fmt::format("{} on entry into '{}'", chance() ? "chance" : "value", on.model_.states[state]));
}

/// As SemiMarkov::flowing.
Track::Explaining::OwnTime::Flowing Track::Explaining::OwnTime::flowing(Month& month, const Place& at, double x) {
    SemiMarkov& solved = month.solved;
    const Kept between(on.apart_, at.apart);
    const double* found = solved.forces_at(at.state, x, at.held, at.apart);
    const std::vector<double> forces(found, found + on.states_);
    std::vector<std::size_t> by(on.states_, 0), leaves, terms;
    double all = 0, sum = 0;
    const auto count = [&](std::size_t term) {
        terms.push_back(term);
        sum += tells.number(term);
    };
    const auto times = [&](std::size_t a, std::size_t b) { return tells.made("multiply", tells.number(a) * tells.number(b), {a, b}); };
    for (std::size_t to = 0; to < on.states_; ++to) {
        if (forces[to] == 0) continue;
        by[to] = force(at, x, to);
        leaves.push_back(by[to]);
        all += tells.number(by[to]);
        if (!solved.ended(to, 0)) count(times(by[to], entered(month, to, x)));
    }
    if (!chance()) {
        Point inside = on.at_start(at.k, at.state, at.held);
        inside.ahead = x * solved.whole_;
        inside.paid = at.k + 1;
        const auto pays = [&](const Flow& flow, const Point& point, std::size_t force) {
            const std::size_t paid = tells.payment(on, flow, point, &on.streams_[stream]);
            if (tells.number(paid) != 0) count(force == 0 ? paid : times(force, paid));
        };
        for (const std::size_t f : on.streams_[stream].flows) {
            const Flow &flow = on.flows_[f], &falls = on.leader(flow);
            if (falls.continuous && !on.never(f, at.state)) pays(flow, inside, 0);
            for (std::size_t to = 0; to < on.states_; ++to) {
                if (forces[to] == 0) continue;
                Point moving = inside;
                moving.entered = to;
                if (falls.falls == Flow::Falls::move && falls.moves[at.state * on.states_ + to] != 0) pays(flow, moving, by[to]);
                moving.state = to;
                if (falls.falls == Flow::Falls::product_end && solved.ended(to, 0)) pays(flow, moving, by[to]);
            }
        }
    }
    const std::size_t force = tells.sum(all, std::move(leaves), fmt::format("force out of '{}'", on.model_.states[at.state]));
    return {tells.sum(sum, std::move(terms), fmt::format("flows in '{}', {:.4f} of a year into the month", on.model_.states[at.state], x * solved.whole_)), force};
}

/// e to the power of less the length times what is added up of forces.
std::size_t Track::Explaining::OwnTime::spared(double length, std::vector<std::size_t> parts) {
    double all = 0;
    for (const std::size_t part : parts) all += tells.number(part);
    const std::size_t sum = tells.sum(all, std::move(parts));
    const std::size_t power = tells.made("multiply", -length * all, {tells.leaf("number", "length of the piece in years, taken back", -length), sum});
    return tells.made("exp", exponential(tells.number(power)), {power}, "discount, and the chance of being there still");
}

/// As SemiMarkov::piece.
std::size_t Track::Explaining::OwnTime::piece(Month& month, const Place& at, double from, double to, std::size_t last) {
    const double length = (to - from) * month.solved.whole_;
    std::vector<Flowing> flows;
    double strongest = 0;
    for (std::size_t m = 0; m < stages; ++m) {
        flows.push_back(flowing(month, at, from + (to - from) * stage_at[m]));
        strongest = std::max(strongest, tells.number(flows.back().all));
    }
    if (strongest * length > strongest_force) {
        const double middle = (from + to) / 2;
        return piece(month, at, from, middle, piece(month, at, middle, to, last));
    }
    std::vector<std::size_t> rates;
    for (const Flowing& one : flows) {
        rates.push_back(one.all);
        if (chance()) continue;
        const std::size_t interest = tells.force_of_interest(on, stream, at.k);
        rates.back() = tells.made("add", tells.number(one.all) + tells.number(interest), {one.all, interest});
    }
    const auto counted = [&](const double (&counts)[stages]) {
        std::vector<std::size_t> parts;
        for (std::size_t q = 0; q < stages; ++q) parts.push_back(tells.made("multiply", counts[q] * tells.number(rates[q]), {tells.leaf("factor", "weight of the stage", counts[q]), rates[q]}));
        return spared(length, std::move(parts));
    };
    std::vector<std::size_t> parts;
    double sum = 0;
    for (std::size_t m = 0; m < stages; ++m) {
        if (tells.number(flows[m].sum) == 0) continue;
        const std::size_t until = counted(stage_until[m]);
        parts.push_back(tells.made("multiply", stage_weight[m] * tells.number(until) * tells.number(flows[m].sum), {tells.leaf("factor", "weight of the stage", stage_weight[m]), until, flows[m].sum}));
        sum += tells.number(parts.back());
    }
    const auto remaining = [&] {
        const std::size_t whole = counted(stage_weight);
        return tells.made("multiply", tells.number(whole) * tells.number(last), {whole, last});
    };
    if (parts.empty()) return tells.number(last) == 0 ? last : remaining();
    const std::size_t flowed = tells.sum(sum, std::move(parts));
    const std::size_t due = tells.made("multiply", length * sum, {tells.leaf("number", "length of the piece in years", length), flowed});
    if (tells.number(last) == 0) return due;
    const std::size_t remains = remaining();
    return tells.made("add", tells.number(remains) + tells.number(due), {remains, due});
}

/// When the month ends, of a life that has then been in its state so long: what is due then, and later.
std::size_t Track::Explaining::OwnTime::arriving(Month& month, std::size_t k, std::size_t state, std::size_t held, std::size_t c) {
    if (held >= on.memory()) {
        held = on.memory();
        c = 0;
    }
    const auto later = [&] { return tells.cell({What::own_time, &on, number, k + 1, state, held, c}); };
    if (chance()) return later();
    const Kept between(on.apart_, offset_at(c) * month.solved.whole_);
    const Point there{k + 1, k, k + 1, state, state, held, 0, nullptr};
    const bool over = on.ended(k + 1, state, held);
    double stays = over ? 0 : 1;
    Due heard(tells, on, stream, k);
    const double due = on.closing(on.streams_[stream], k, {there, there, there, held}, over, stays, &heard);
    if (over || k + 1 >= on.horizon()) return tells.sum(due, std::move(heard.terms));
    std::size_t next = later();
    if (stays != 1) next = tells.made("multiply", stays * tells.number(next), {tells.leaf("factor", "chance that the contract goes on", stays), next});
    if (heard.terms.empty()) return next;
    const std::size_t first = tells.sum(due, std::move(heard.terms));
    return tells.made("add", due + tells.number(next), {first, next});
}

/// As SemiMarkov::value.
std::size_t Track::Explaining::OwnTime::value(const Told& told) {
    if (told.k == end) {
        const std::size_t node = tells.leaf("number", "whether it holds then", values[end][SemiMarkov::at(on, end, told.status, told.held, told.state)]);
        const Kept between(on.apart_, offset_at(told.status) * on.ticks_ / ticks_per_year);
        const std::size_t holds = tells.program(on, condition, on.at_start(end, told.state, told.held));
        tells.out.nodes[node].rests_on = {holds};
        return node;
    }
    Month& of = month(told.k);
    if (of.solved.ended(told.state, told.held)) return tells.leaf("number", "the contract has ended", 0.0);
    const bool alike = minds[told.state] == 0;
    const std::size_t held = alike ? 0 : told.held, c = alike ? 0 : told.status;
    const double crosses = 1 - offset_at(c), apart = offset_at(c) * of.solved.whole_;
    const Place at{told.k, told.state, held, apart};
    std::size_t node = piece(of, at, c == 0 ? 0 : crosses, 1, arriving(of, told.k, told.state, held + 1, c));
    if (c > 0) node = piece(of, at, 0, crosses, node);
    if (chance()) return node;
    const Kept between(on.apart_, apart);
    Due heard(tells, on, stream, told.k);
    const double start = on.starting(on.streams_[stream], residue, told.k, told.state, held, &heard);
    if (heard.terms.empty()) return node;
    const std::size_t now_due = tells.sum(start, std::move(heard.terms), "due at once");
    return tells.made("add", tells.number(node) + start, {node, now_due});
}

/// The months of a stream down to step k, by number.
std::size_t Track::Explaining::own_time(Track& on, std::size_t index, std::size_t k) {
    const Stream& stream = on.streams_[index];
    const std::size_t residue = stream.span > 1 ? k % stream.span : 0;
    std::size_t number = 0;
    while (number < own_times.size() && !(&own_times[number]->on == &on && own_times[number]->stream == index && own_times[number]->residue == residue)) ++number;
    if (number == own_times.size()) {
        auto made = std::make_shared<OwnTime>(OwnTime{*this, on, number, index, residue, {}, stream.text.substr(0, stream.text.find_last_not_of(' ') + 1)});
        made->end = made->lowest = on.horizon();
        for (std::size_t s = 0; s < on.states_; ++s) made->minds.push_back(on.mindful(s) ? 1 : 0);
        made->values.resize(made->end + 1);
        own_times.push_back(std::move(made));
    }
    own_times[number]->reach(k);
    return number;
}

/// Those of a chance that a condition holds at step `end`.
std::size_t Track::Explaining::own_time(Track& on, const Program& condition, const std::string& words, const Point& from, std::size_t end) {
    auto made = std::make_shared<OwnTime>(OwnTime{*this, on, own_times.size(), SIZE_MAX, 0, condition, words});
    made->end = made->lowest = end;
    for (std::size_t s = 0; s < on.states_; ++s) made->minds.push_back(on.mindful(s) ? 1 : 0);
    made->values.resize(end + 1);
    made->values[end] = SemiMarkov::holding(on, condition, end, made->minds);
    made->reach(from.k);
    own_times.push_back(std::move(made));
    return own_times.size() - 1;
}

double Track::Explaining::own_time_value(const Told& told) {
    return own_times[told.index]->values[told.k][SemiMarkov::at(*told.on, told.k, told.status, told.held, told.state)];
}

std::string Track::Explaining::own_time_name(const Told& told, bool& certain) {
    const OwnTime& of = *own_times[told.index];
    const std::string longer = told.status == 0 ? "" : fmt::format(", {:.4f} of a year longer in it", offset_at(told.status) * told.on->ticks_ / ticks_per_year);
    return fmt::format("{} at ({}{})", of.what, moment(*told.on, told.k, told.state, told.held, !of.chance(), certain), longer);
}

std::size_t Track::Explaining::tell_own_time(const Told& told) { return own_times[told.index]->value(told); }

}  // namespace hearth
