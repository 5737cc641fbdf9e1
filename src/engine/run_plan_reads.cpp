// What the programs of a plan follow, and whether they are of the kind that it runs.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "run_plan_inside.hpp"

namespace hearth {

void RunPlan::Reads::add(std::size_t input) {
    const auto at = std::lower_bound(inputs.begin(), inputs.end(), input);
    if (at == inputs.end() || *at != input) inputs.insert(at, input);
}

void RunPlan::Reads::add(const Reads& other) {
    moment = moment || other.moment;
    state = state || other.state;
    money = money || other.money;
    for (const std::size_t input : other.inputs) add(input);
}

namespace {

constexpr int deepest = 8;  ///< payments that read each other

bool is_moment(std::uint32_t measure) {
    switch (measure) {
        case load_id::time:
        case load_id::year:
        case load_id::month:
        case load_id::age:
        case load_id::age_exact:
        case load_id::date:
        case load_id::calendar_year:
        case load_id::month_of_year:
            return true;
        default:
            return false;
    }
}

bool is_dated(std::uint32_t measure) {
    return measure == load_id::date || measure == load_id::calendar_year || measure == load_id::month_of_year;
}

bool same_value(const Value& a, const Value& b) {
    if (a.kind != b.kind || a.more != b.more || a.id != b.id || a.number != b.number || a.other != b.other) return false;
    const bool plain = a.items == nullptr && a.missing == nullptr;
    return plain && b.items == nullptr && b.missing == nullptr && (a.span == b.span || (a.span && b.span && *a.span == *b.span));
}

}  // namespace

bool same_part(const Program& a, std::uint32_t i, const Program& b, std::uint32_t j) {
    if (i == Instruction::none || j == Instruction::none) return i == j;
    const Instruction &x = a.at(i), &y = b.at(j);
    if (x.op != y.op || x.id != y.id || x.ids != y.ids || x.table != y.table || x.type.base != y.type.base ||
        x.arguments.size() != y.arguments.size())
        return false;
    if (x.op == Code::constant && !same_value(x.constant, y.constant)) return false;
    if ((x.order == nullptr) != (y.order == nullptr) || (x.order && x.order->words != y.order->words)) return false;
    for (std::size_t k = 0; k < x.arguments.size(); ++k)
        if (!same_part(a, x.arguments[k], b, y.arguments[k])) return false;
    return true;
}

/// Adds what a program follows. No: it follows something else, or what this policy is not given.
bool RunPlan::Inside::reads(const Program& program, Reads& out, int depth, bool streams_too) const {
    if (depth > deepest) return false;
    const auto input = [&](const std::string& name) {
        for (std::size_t i = 0; i < given_count; ++i)
            if (in.known[i].name == name && in.known[i].given) {
                out.add(i);
                return true;
            }
        return false;
    };
    for (const Instruction& at : program.code) {
        if (at.op == Code::special && !(streams_too && stream_of(at))) return false;
        if (at.op != Code::load) continue;
        if (at.id >= load_id::payment) {
            out.moment = true;
            if (!reads_flow(at.id - load_id::payment, out, out, depth + 1)) return false;
        } else if (at.id >= load_id::missing) {
            return false;
        } else if (at.id >= load_id::given) {
            const std::size_t i = at.id - load_id::given;
            if (i >= given_count || !in.known[i].given) return false;
            out.add(i);
            out.money = out.money || in.known[i].type.base == Type::Base::money;
        } else if (is_moment(at.id)) {
            out.moment = true;
            if ((at.id == load_id::age || at.id == load_id::age_exact) && !input("age")) return false;
            if (is_dated(at.id) && !input("issued")) return false;
        } else if (at.id == load_id::interest) {
            if (!reads(track.interest_, out, depth + 1)) return false;
        } else if (at.id == load_id::premium) {
            out.moment = true;
            for (std::size_t f = 0; f < track.flows_.size(); ++f)
                if (track.flows_[f].premium && !reads_flow(f, out, out, depth + 1)) return false;
        } else if (at.id == load_id::state || at.id == load_id::entered) {
            out.state = true;
        } else if (at.id != load_id::status) {
            return false;
        }
    }
    return true;
}

bool RunPlan::Inside::reads_flow(std::size_t f, Reads& gate, Reads& amount, int depth) const {
    const Flow& flow = track.flows_[f];
    return reads(flow.when, gate, depth) && (flow.falls != Flow::Falls::with || reads(track.flows_[flow.follows].when, gate, depth)) &&
           reads(flow.amount, amount, depth);
}

/// Says why policies have to be run off one by one, if they have to.
void RunPlan::Inside::find_reasons() {
    const auto refuse = [this](const char* why) {
        if (refused.empty()) refused = why;
    };
    const Basis& basis = track.basis();
    if (track.joint_.lives.size() != 1) refuse("several lives");
    if (basis.continuous) return refuse("a continuous basis");
    if (!refused.empty()) return;
    if (track.with_paths() || track.reads_premiums_paid_) return refuse("what is remembered of the path");
    if (track.memory() > 0 || track.ends_by_held_) return refuse("what follows the time in a state");
    if (in.scale != 1) refuse("monies of another scale");
    for (const Flow& flow : track.flows_) {
        if (flow.unit != nullptr || !flow.draws.empty() || flow.into != SIZE_MAX || track.counts(flow))
            refuse("a service in kind, or an account");
        if (flow.continuous) refuse("a stream");
        if (by && track.steps_later(flow) > 0) refuse("a payment in a later step than that which decides it");
    }
    Reads any;
    bool known = reads(track.interest_, any) && reads(track.ends_, any);
    for (std::size_t f = 0; known && f < track.flows_.size(); ++f) known = reads_flow(f, any, any);
    for (const MoveRate& move : track.rates_[0]) known = known && reads(move.program, any);
    for (const MoveRate& move : track.status_rates_) known = known && reads(move.program, any);
    if (!known) refuse("an expression that reads a value, or what is not given");
    if (refused.empty() && !find_values()) refuse("a value in money that is not made of present values where the policy stands");
    if (track.states_ > kernels::most_places || track.flows_.size() > kernels::most_sums) refuse("too many states or payments");
}

/// Cuts a rate where its parts stand for what they read: the keys of a lookup, else what is loaded. No: it cannot be cut.
bool RunPlan::Inside::find_cuts(const Program& program, std::uint32_t index, double ahead, bool single) {
    if (index == Instruction::none) return true;
    const Instruction& at = program.at(index);
    const auto cut = [&](std::uint32_t part) {
        for (const Cut& known : cuts)
            if (known.ahead == ahead && same_part(known.program, known.program.root, program, part)) return;
        cuts.push_back({program, ahead});
        cuts.back().program.root = part;
        Reads all;
        part_reads(program, part, all);
        cuts.back().steps.inputs = all.inputs;
    };
    if (at.op == Code::load) {
        if (at.id >= load_id::given && at.id < load_id::missing) {
            rate_reads.add(at.id - load_id::given);
        } else if (at.id >= load_id::given || at.id == load_id::premium || at.id == load_id::interest) {
            return false;  // what it follows is more than a number
        } else if (is_moment(at.id)) {
            if (!single && is_dated(at.id)) return false;
            cut(index);
        }
        return true;
    }
    for (std::size_t a = 0; a < at.arguments.size(); ++a) {
        const bool key = single && at.op == Code::lookup && a >= 3;
        if (key && program.at(at.arguments[a]).op != Code::load && program.at(at.arguments[a]).op != Code::constant)
            cut(at.arguments[a]);
        else if (!find_cuts(program, at.arguments[a], ahead, single))
            return false;
    }
    return true;
}

/// Adds what a part of a program follows.
void RunPlan::Inside::part_reads(const Program& program, std::uint32_t index, Reads& out) const {
    if (index == Instruction::none) return;
    Program alone;
    alone.code.push_back(program.at(index));
    reads(alone, out);
    for (const std::uint32_t argument : program.at(index).arguments) part_reads(program, argument, out);
}

/// Whether a program follows no moment but the month of the calendar.
bool RunPlan::Inside::calendar_alone(const Program& program) const {
    return std::all_of(program.code.begin(), program.code.end(), [&](const Instruction& at) {
        if (at.op == Code::special) return false;
        if (at.op != Code::load || at.id == load_id::calendar_year || at.id == load_id::month_of_year || at.id == load_id::state) return true;
        return at.id >= load_id::given && at.id < load_id::missing && in.known[at.id - load_id::given].name != "issued";
    });
}

/// Where interest and all that is the same for all lanes are of that kind, they are found once for a month in which policies begin.
void RunPlan::Inside::find_calendar() {
    const double months = 12 * track.ticks_ / ticks_per_year;
    bool all = months >= 1 && std::floor(months) == months && calendar_alone(track.interest_);
    for (const Quantity& what : quantities) {
        const Flow& flow = track.flows_[what.flow];
        if (what.mode == Quantity::Mode::step && !what.last)
            all = all && calendar_alone(flow.amount) && calendar_alone(flow.when) && (flow.falls != Flow::Falls::with || calendar_alone(track.flows_[flow.follows].when));
    }
    for (const std::size_t input : discounts.inputs)
        if (all && in.known[input].name == "issued" && in.known[input].value.kind == Value::Kind::date) by_month_of = input;
}

void RunPlan::Inside::find_rate_reads() {
    const Basis& basis = track.basis();
    const double part = basis.step.years() == 1 || basis.read == Basis::Read::start ? 0 : basis.read == Basis::Read::end ? 1 : 0.5;
    by_year_part = basis.between != Basis::Between::constant_force;
    Reads all;
    for (const MoveRate& move : track.rates_[0]) {
        // A force may be read at several parts of a step, each of which follows what it reads when the step begins.
        const bool force = move.program.type().base == Type::Base::force,
                   single = !force || (basis.step.years() < 1 && basis.read != Basis::Read::integral);
        reads(move.program, all);
        if (!find_cuts(move.program, move.program.root, single ? part * track.ticks_ / ticks_per_year : 0, single))
            refused = "a rate that reads a payment, or a date inside a step";
    }
    rates.inputs = all.inputs;
    Reads interest;
    reads(track.interest_, interest);
    discounts.inputs = begun.inputs = interest.inputs;
    Reads end;
    reads(track.ends_, end);
    ends.inputs = end.inputs;
    Reads exit = end;
    for (const MoveRate& move : track.status_rates_) reads(move.program, exit);
    for (std::size_t f = 0; f < track.flows_.size(); ++f) {
        Reads unasked;
        if (track.flows_[f].premium) reads_flow(f, exit, unasked);
    }
    exits.inputs = exit.inputs;
}

}  // namespace hearth
