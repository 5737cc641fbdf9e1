// Forms as numbers, values at moments, amounts of payments.
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr double being_computed = -std::numeric_limits<double>::infinity();

/// Abscissae and weights of the eight-point Gauss-Legendre rule on [0, 1] (Abramowitz and Stegun, table 25.4).
constexpr std::array<std::pair<double, double>, 8> gauss_sixteen = {{{0.01985507175123188, 0.05061426814518813}, {0.10166676129318664, 0.11119051722668724},
                                                             {0.23723379504183550, 0.15685332293894364}, {0.40828267875217510, 0.18134189168918099},
                                                             {0.59171732124782490, 0.18134189168918099}, {0.76276620495816450, 0.15685332293894364},
                                                             {0.89833323870681336, 0.11119051722668724}, {0.98014492824876812, 0.05061426814518813}}};

}  // namespace

/// The moment that an "at" asks for; what it leaves open stays open.
Track::Asked Track::asked(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    Asked out;
    const auto argument = [&](std::uint32_t slot) {
        const Value value = evaluator.run(program, instruction.arguments[slot]);
        if (!value.known()) throw Fault("E0603", instruction.place, fmt::format("unknown: {} must be known for a number", join(*value.missing)));
        return value;
    };
    const auto years = [](const Value& value) { return value.kind == Value::Kind::span ? value.span->years() : value.number; };
    if (form.time != Instruction::none) {
        const Value time = argument(form.time);
        if (time.kind == Value::Kind::date) {
            const Value* issued = contract_.outer.given("issued");
            if (issued == nullptr) throw Fault("E0543", instruction.place, "issued is needed here and is not given", "give it: --set issued=...");
            if (time.date() < issued->date()) throw Fault("E0546", instruction.place, fmt::format("{} is before the issue on {}", time.date().text(), issued->date().text()));
            const int months = completed_months(issued->date(), time.date());
            if (basis_.step.months == 0 && basis_.step.weeks == 0 && basis_.step.days > 0) {  // on days: whole years, then days of 1/365
                const int whole = months / 12;
                const int days = time.date().days() - issued->date().plus_months(12 * whole).days();
                out.time = whole + std::min(1.0, days / 365.0);
            } else {
                out.time = Span{static_cast<double>(months), 0, 0}.years();
            }
        } else {
            out.time = years(time);
        }
        if (!(*out.time >= 0)) throw Fault("E0546", instruction.place, "a moment before the issue");
    }
    out.states.resize(joint_.lives.size());
    out.held.years.resize(joint_.lives.size());
    out.held.balances.resize(form.balances.size());
    if (form.lasting != Instruction::none) out.held.lasting = years(argument(form.lasting));
    for (std::size_t a = 0; a < form.balances.size(); ++a)
        if (form.balances[a] != Instruction::none) out.held.balances[a] = contract_.outside ? contract_.inward(argument(form.balances[a]).number, a < accounts_.size() ? type_of_account(*accounts_[a].account) : Type::money()) : argument(form.balances[a]).number;
    for (std::size_t life = 0; life < form.state.size(); ++life) {
        if (form.held[life] != Instruction::none) out.held.years[life] = years(argument(form.held[life]));
        if (form.state[life] == Instruction::none) continue;
        const Value state = argument(form.state[life]);
        const Model& model = joint_.lives[life];
        out.states[life] = model.state(contract_.book.names->text(state.id));
        if (!out.states[life])
            throw Fault("E0547", instruction.place, fmt::format("the model has no state '{}' (it has: {})", to_text(state, *contract_.book.names), join(model.states)));
    }
    return out;
}

bool Track::Asked::open() const {
    const auto none = [](const auto& list) { return std::none_of(list.begin(), list.end(), [](const auto& one) { return one.has_value(); }); };
    return !time && none(states) && none(held.years) && none(held.balances) && !held.lasting;
}

/// The joint state that is asked for: of lives that are not named, the one they are in.
std::size_t Track::state_of(const Asked& asked, std::size_t state) const {
    for (std::size_t life = 0; life < asked.states.size(); ++life)
        if (asked.states[life]) state = joint_.moved(state, life, *asked.states[life]);
    return state;
}

std::size_t Track::held_at(std::size_t k, std::size_t state, const Held& held, const Place& place) {
    if (with_paths()) return path_at(k, state, held, place);
    if (memory() == 0) return 0;
    std::size_t out = 0;
    for (std::size_t life = 0; life < joint_.lives.size(); ++life) {
        if (durations().most[life] == 0) continue;
        const std::optional<double> years = life < held.years.size() ? held.years[life] : std::nullopt;
        if (!years && joint_.own(state, life) == 0) {  // since issue (rule S52)
            out += durations().code(k, life);
            continue;
        }
        if (!years) {
            const std::string role = life == joint_.insured ? "" : joint_.lives[life].role + ".";
            throw Fault("E0548", place, "the answer depends on how long the state has lasted", fmt::format("write '{}held: ...' beside the state", role));
        }
        const auto steps = step_of(*years);
        if (!steps) throw between_steps("held", *years, place);
        if (*steps > k) throw Fault("E0548", place, "a state cannot have lasted longer than the contract");
        out += durations().code(*steps, life);
    }
    return out;
}

/// For the track of another basis.
Track::Held Track::held_of(const Point& point, const Place& place) {
    Held out;
    if (point.past != nullptr)
        for (const double balance : point.past->balances) out.balances.push_back(balance);
    if (memory() == 0) return out;
    if (joint_.lives.size() > 1)
        throw Fault("E0544", place, "a value of another basis that reads 'held' of one of several lives is not computed yet", "read it on the basis that asks");
    out.years.push_back(static_cast<double>(point.held) * ticks_ / ticks_per_year);
    return out;
}

Fault Track::between_steps(const char* what, double years, const Place& place) const {
    return {"E0546", place, fmt::format("{} of {} years lies between the steps of basis {}", what, shortest(years), basis_.header.name),
            "only a value that writes `between` is read there"};
}

Point Track::point_of(const Asked& asked, const Point& from, const Place& place) {
    if (asked.open()) return from;
    Point to = from;
    if (asked.time) {
        const auto step = step_of(*asked.time);
        if (!step) throw between_steps("a time", *asked.time, place);
        to = at_start(*step, 0, 0);
    }
    to.counted = to.paid = to.k;
    if (std::any_of(asked.states.begin(), asked.states.end(), [](const auto& one) { return one.has_value(); })) to.state = to.entered = state_of(asked, to.state);
    Point there = at_start(to.k, to.state, held_at(to.k, to.state, asked.held, place));
    there.entered = to.entered;
    return there;
}

std::optional<Track::Departure> Track::departure_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    Departure out{here_, here_.k, false};
    if (instruction.arguments.empty()) {
        out.from = at_start(0, 0, 0);
    } else {
        const Value span = evaluator.run(program, instruction.arguments[0]);
        if (!span.known()) return std::nullopt;
        const auto whole = span.kind == Value::Kind::span && span.span->years() == 0 ? std::optional<std::size_t>(0)
                           : span.kind == Value::Kind::span                          ? steps_in(*span.span)
                                                                                     : step_of(span.number);
        if (!whole) throw Fault("E0546", instruction.place, fmt::format("{} is not a whole number of the steps of basis {}", to_text(span, evaluator.names()), basis_.header.name));
        out.steps = *whole;
    }
    out.with_status = std::any_of(form.body.code.begin(), form.body.code.end(), [](const Instruction& one) { return one.op == Code::load && one.id == load_id::status; });
    return out;
}

/// From issue to here, or from here over a span.
Value Track::chance_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    const auto departure = departure_of(form, program, instruction, evaluator);
    if (!departure) return evaluator.run(program, instruction.arguments[0]);
    const auto& [from, steps, with_status] = *departure;
    const std::size_t k = from.k + steps;
    if (basis_.continuous && memory() > 0) {
        if (with_status) throw Fault("E0544", instruction.place, "the status where 'held' matters on a continuous basis is not computed yet", "write step = \"month\"");
        return Value::of(semi_markov_chance(form.body, from, steps));
    }
    double sum = 0;
    for (const auto& [status, chances] : occupancy(from.k, from.state, node_of(from), steps, with_status)) {
        const Kept in_status(status_, status);
        for (std::size_t node = 0; node < chances.size(); ++node)
            if (chances[node] > 0 && holds(form.body, at_start(k, node % states_, node / states_))) sum += chances[node];
    }
    return Value::of(sum);
}

double Track::rate_probability(const Program& program, std::uint32_t rate, double span, Evaluator& evaluator) {
    const Type::Base kind = program.at(rate).type.base;
    const auto at = [&](double advance) {
        const Kept ahead(advance_, advance_ + advance);
        const Value value = evaluator.run(program, rate);
        if (!value.known()) throw Fault("E0603", program.at(rate).place, fmt::format("unknown: {} must be known for a number", join(*value.missing)));
        return value.number;
    };
    double force = 0;
    for (double gone = 0; gone < span; gone += 1) {
        const double part = std::min(1.0, span - gone);
        if (kind == Type::Base::force) {
            for (const auto& [x, weight] : gauss_sixteen) force += part * weight * at(gone + part * x);
            continue;
        }
        const double chance = at(gone);
        if (!(chance >= 0 && chance <= 1)) throw Fault("E0505", program.at(rate).place, fmt::format("a chance of {} (allowed: 0 to 1)", shortest(chance)), "write min(1, ...) or max(0, ...)");
        if (chance == 1) return 1;
        if (part == 1 && span == 1) return chance;
        force -= part * logarithm_one_plus(-chance);
    }
    return -exponential_minus_one(-force);
}

Value Track::special(const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    const Form& form = forms_[instruction.id];
    Contract::Inside& in = contract_;
    switch (form.kind) {
        case Form::Kind::present_value: {
            const bool outside = in.outside;
            const Kept inside(in.outside, false);
            const double number = present_value(form.index, here_.k, here_.state, node_of(here_));
            return Value::of(outside ? in.outward(number, instruction.type) : number);
        }
        case Form::Kind::moved: {
            const std::uint32_t body = instruction.arguments.back();
            const Asked where = asked(form, program, instruction, evaluator);
            // A value named by itself is read by its own rule, also between the steps.
            const Instruction& what = program.at(body);
            if (what.op == Code::load && what.id >= load_id::value && what.id < load_id::payment) {
                const std::size_t v = what.id - load_id::value;
                const bool outside = in.outside;
                const Kept inside(in.outside, false);
                const std::size_t state = state_of(where, where.time ? 0 : here_.state);
                const double number = in.track_of(v, *this).value_at(v, where.time.value_or(time_of(here_.k)), state, where.held, instruction.place);
                if (instruction.type.base == Type::Base::truth) return Value::truth(number != 0);
                return Value::of(outside ? in.outward(number, instruction.type) : number);
            }
            const Kept here(here_, point_of(where, here_, instruction.place));
            return evaluator.run(program, body);
        }
        case Form::Kind::elsewhere: {
            Track& on = *form.track;
            Asked where = asked(form, program, instruction, evaluator);
            if (!where.time) where.time = time_of(here_.k);
            const Kept here(on.here_, on.point_of(where, on.here_, instruction.place));
            return on.evaluator_.run(form.body, form.body.root);
        }
        case Form::Kind::chance: return chance_of(form, program, instruction, evaluator);
        case Form::Kind::rate_chance: {
            const Value span = evaluator.run(program, instruction.arguments[1]);
            if (!span.known()) return span;
            return Value::of(rate_probability(program, instruction.arguments[0], span.kind == Value::Kind::span ? span.span->years() : span.number, evaluator));
        }
        case Form::Kind::running: {
            const double before = advance_;
            const Kept standing(advance_, 0.0);
            Value value = evaluator.run(program, instruction.arguments[0]);
            if (value.kind == Value::Kind::number) value.number += before;
            return value;
        }
        case Form::Kind::irr: {
            const Kept inside(in.outside, false);
            return Value::of(internal_rate(form.index, instruction.place));
        }
        case Form::Kind::variance: case Form::Kind::quantile: case Form::Kind::exceedance: {
            const bool outside = in.outside;
            const Kept inside(in.outside, false);
            Value value = distribution_of(form, program, instruction, evaluator);
            if (outside && value.kind == Value::Kind::number) value.number = in.outward(value.number, instruction.type);
            return value;
        }
        case Form::Kind::lasting: {
            const std::size_t steps = here_.past == nullptr ? 0 : here_.past->lasting[form.index];
            return Value::of(steps == 0 ? 0.0 : static_cast<double>(steps - 1) * ticks_ / ticks_per_year);
        }
        case Form::Kind::refused: throw Fault("E0544", instruction.place, fmt::format("'{}' is not computed yet", form.text));
    }
    throw std::logic_error("a form without a meaning");
}

bool Track::starts_at(const Flow& flow, std::size_t k) const {
    if (flow.falls != Flow::Falls::start || flow.continuous) return false;
    return k % flow.period == 0 && !(flow.not_at_issue && k == 0);
}

bool Track::closes_at(const Flow& flow, std::size_t k) const { return flow.falls == Flow::Falls::closing && k > 0 && k % flow.period == 0; }

double Track::plain_amount(const Flow& flow, const Point& point, const Stream* stream) {
    if (!due(flow, point)) return 0;
    if (flow.falls == Flow::Falls::with && !due(flows_[flow.follows], point)) return 0;
    if (stream != nullptr && !holds(stream->when, point)) return 0;
    if (stream != nullptr && !stream->amount.empty()) {
        const Kept valued(valued_, &flow);
        return evaluate(stream->amount, point);
    }
    const double units = this->units(flow, point);
    return flow.unit == nullptr || units == 0 ? units : units * evaluate(flow.price, point);
}

double Track::value(std::size_t v, std::size_t k, std::size_t state, std::size_t held) {
    const std::size_t at = held * states_ + state;
    if (const auto& steps = remembered_[v]; !basis_.continuous && k < steps.size() && at < steps[k].size() && steps[k][at] > being_computed) return steps[k][at];
    if (contract_.closed(v, *this)) return contract_.at_issue(v, *this);
    if (basis_.continuous && (here_.ahead > 0 || apart_ != 0) && here_.k == k) {
        Point inside = here_;
        inside.state = state;
        return evaluate(values_[v], inside);
    }
    if (!with_paths() && memory() > long_memory) return evaluate(values_[v], at_start(k, state, held));
    const auto known = [&]() -> double& {  // a root found meanwhile may have made all of it forgotten
        auto& steps = remembered_[v];
        if (steps.size() <= k) steps.resize(k + 16);
        if (steps[k].size() <= at) steps[k].resize(width(k), not_known);
        return steps[k][at];
    };
    if (const auto& steps = remembered_[v]; k < steps.size() && at < steps[k].size() && steps[k][at] > being_computed) return steps[k][at];
    if (known() == being_computed)
        throw Fault("E0549", contract_.product.values[v].header.place,
                    fmt::format("value {} depends on itself at the same moment ({} years, state {})", contract_.product.values[v].header.name, shortest(time_of(k)), model_.states[state]),
                    "a benefit may read values of its own time only if they count later benefits alone");
    known() = being_computed;
    try {
        const double number = evaluate(values_[v], at_start(k, state, held));
        known() = number;
        return number;
    } catch (...) {
        known() = not_known;
        throw;
    }
}

double Track::value_at(std::size_t v, double time, std::size_t state, const Held& held, const Place& place) {
    const ValueOf::Between between = contract_.product.values[v].between;
    if (contract_.closed(v, *this) && between != ValueOf::Between::unearned) return contract_.at_issue(v, *this);
    if (const auto k = step_of(time)) return value(v, *k, state, held_at(*k, state, held, place));
    if (between == ValueOf::Between::none) throw between_steps("a time", time, place);
    const auto k = static_cast<std::size_t>(std::floor(time * ticks_per_year / ticks_));
    const double part = (time - time_of(k)) * ticks_per_year / ticks_;
    const std::size_t held_now = held_at(k, state, held, place), held_next = next(k, held_now, state, state);
    double begins = value(v, k, state, held_now);
    if (between == ValueOf::Between::unearned) begins += premiums_now(at_start(k, state, held_now));
    return begins * (1 - part) + value(v, k + 1, state, held_next) * part;
}

}  // namespace hearth
