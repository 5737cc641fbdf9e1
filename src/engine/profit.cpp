// What is left for the insurer, step by step (rule S55).
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/root.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"
#include "terms.hpp"

namespace hearth {

namespace {

/// Where an internal rate is looked for.
constexpr double lowest_rate = -0.99, highest_rate = 10;

}  // namespace

Stream Track::profit_stream() const {
    Stream stream;
    stream.profit = true;
    for (std::size_t f = 0; f < flows_.size(); ++f)
        if (flows_[f].premium || flows_[f].benefit || flows_[f].expense) stream.flows.push_back(f);
    return stream;
}

/// The value that the insurer holds, read on its own basis; 0 if the product names none.
double Track::reserve_held(const Point& point, std::size_t k, std::size_t state, std::size_t held) {
    const std::size_t v = contract_.reserve;
    if (v == SIZE_MAX) return 0;
    Track& on = contract_.track_of(v, *this);
    if (&on == this || (on.ticks_ == ticks_ && on.bare() && bare())) return on.value(v, k, state, held);
    const Place& place = contract_.product.values[v].header.place;
    return on.value_at(v, time_of(k), state, held_of(point, place), place);
}

/// What of a profit is the same for all nodes of a step: the payments that may fall in it, and the reserves that are held, once known.
struct Track::ProfitStep {
    std::size_t k = SIZE_MAX;
    std::vector<std::size_t> issue = {}, start = {}, end = {};  ///< payments, in their order
    std::vector<double> now = {}, next = {};                    ///< reserves by node at its start, and at its end; not a number: not asked
    /// Of those who reach a state: which part stays, and what leaves with them.
    struct Reached {
        bool known = false;
        double stays = 0, left = 0;
    };
    std::vector<Reached> reached = {};
    std::vector<char> moves = {};                               ///< [from][to]: whether a payment follows that move
};

/// Goes on to step k.
void Track::begin(ProfitStep& step, const std::vector<std::size_t>& flows, std::size_t k) {
    using Falls = Flow::Falls;
    if (step.k == k) return;
    std::swap(step.now, step.next);
    if (step.k != k + 1) step.next.clear();
    step.now.clear();
    for (auto* list : {&step.issue, &step.start, &step.end}) list->clear();
    for (const std::size_t f : flows) {
        const Flow& falls = leader(flows_[f]);
        if (falls.falls == Falls::issue && k == 0) step.issue.push_back(f);
        if (starts_at(falls, k)) step.start.push_back(f);
        if (closes_at(falls, k + 1) || falls.falls == Falls::product_end || falls.falls == Falls::move || falls.falls == Falls::status) step.end.push_back(f);
    }
    step.k = k;
}

Track::Profit Track::profit_of(ProfitStep& step, const Stream* stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    using Falls = Flow::Falls;
    Profit out;
    if (stream != nullptr) begin(step, stream->flows, k);
    else begin(step, profit_stream().flows, k);
    const double discount = step_discount(k);  // of the basis: another interest in `at` changes no accrual
    const auto sign = [](const Flow& flow) { return flow.premium ? 1.0 : -1.0; };
    const bool alone = contract_.reserve == SIZE_MAX || with_paths();
    const auto reserve = [&](std::vector<double>& known, const auto& point, std::size_t at, std::size_t in_state, std::size_t for_long) {
        if (alone) return reserve_held(point(), at, in_state, for_long);
        const std::size_t node = for_long * states_ + in_state;
        if (node < known.size() && !std::isnan(known[node])) return known[node];
        if (known.size() <= node) known.resize(width(at), std::numeric_limits<double>::quiet_NaN());
        if (std::isnan(known[node])) known[node] = reserve_held(point(), at, in_state, for_long);
        return known[node];
    };
    Point here = at_start(k, state, held);
    double fund = reserve(step.now, [&]() -> const Point& { return here; }, k, state, held);
    const auto note = [&](const Flow& flow, const Point& point, double factor) {
        if (terms != nullptr) terms->note(&flow, point, sign(flow) * factor);
    };
    if (terms != nullptr) terms->reserve(here, k, state, held, 1);
    const auto counts = [&](std::size_t f, std::size_t in_state) { return terms != nullptr || !never(f, in_state); };
    for (const std::size_t f : step.issue) {
        const Flow& flow = flows_[f];
        here.paid = flow.premium ? k : k + 1;
        out.at_issue += sign(flow) * amount(flow, here);
        note(flow, here, 1);
    }
    for (const std::size_t f : step.start) {
        if (!counts(f, state)) continue;
        const Flow& flow = flows_[f];
        const Flow& falls = leader(flow);
        here.paid = flow.premium ? k : k + 1;
        const double paid = amount(flow, here);
        fund += sign(flow) * (falls.shift == 0 || paid == 0 ? paid : paid * to_moment(falls, k));
        note(flow, here, falls.shift == 0 || paid == 0 ? 1 : to_moment(falls, k));
    }
    out.of_step = fund / discount;
    if (terms != nullptr) terms->accrue(discount);
    const double* to = row(k, state, held);
    for (std::size_t s = 0; s < states_; ++s) {
        if (to[s] == 0) continue;
        const std::size_t then = next(k, held, state, s);
        std::optional<Passage> passed;
        const auto way = [&]() -> const Passage& { return passed ? *passed : passed.emplace(passage(k, state, s, held)); };
        const bool over = ended(k + 1, s, then);
        double left = 0, stays = over ? 0 : 1;
        if (terms != nullptr) terms->goes(s);
        const Exits leaving = over || status_rates_.empty() ? Exits{} : exits(k, s, then);
        for (const auto& [status, chance] : leaving) stays -= chance;
        for (const std::size_t f : step.end) {
            const Flow& flow = flows_[f];
            const Flow& falls = leader(flow);
            const auto pays = [&](const Point& point, double factor) {
                left += sign(flow) * (factor * amount(flow, point));
                note(flow, point, factor);
            };
            const auto inside = [&] { return falls.shift == 0 ? 1 : shifted(falls, 1, discount); };
            if (closes_at(falls, k + 1) && counts(f, s)) pays(way().reached, inside());
            if (falls.falls == Falls::product_end && over) pays(way().settled, 1);
            if (falls.falls == Falls::move && s != state && falls.moves[state * states_ + s] != 0) pays(way().moving, inside());
            if (falls.falls != Falls::status || over) continue;
            for (const auto& [status, chance] : leaving)
                if (std::find(falls.statuses.begin(), falls.statuses.end(), status) != falls.statuses.end()) pays(way().settled, chance);
        }
        if (stays > 0) {
            left -= stays * reserve(step.next, [&]() -> const Point& { return way().settled; }, k + 1, s, then);
            if (terms != nullptr) terms->reserve(way().settled, k + 1, s, then, stays);
        }
        out.of_step += to[s] * left;
        if (terms != nullptr) terms->gone(discount, to[s]);
        if (stream == nullptr || k + 1 >= horizon()) continue;
        out.later += to[s] * stays * stream->values[residue][k + 1][then * states_ + s];
        if (terms != nullptr) terms->stay(stays, way());
    }
    return out;
}

double Track::profit_value(ProfitStep& step, Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    if (ended(k, state, held)) return 0;
    const Profit profit = profit_of(step, &stream, residue, k, state, held, terms);
    const bool counts = stream.when.empty() || holds(stream.when, at_start(k, state, held));
    return (counts ? profit.at_issue : 0) + step_discount(k, &stream) * ((counts ? profit.of_step : 0) + profit.later);
}

double Track::profit_value(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    ProfitStep alone;
    return profit_value(alone, stream, residue, k, state, held, terms);
}

/// As `profit_value`, for all states of a step, where a node is a state and no more: what those who reach a state leave is found once, but for
/// payments on their move.
void Track::state_profits(ProfitStep& step, Stream& stream, std::size_t residue, std::size_t k, std::vector<double>& out) {
    using Falls = Flow::Falls;
    begin(step, stream.flows, k);
    const double accrual = step_discount(k), discount = step_discount(k, &stream);
    const auto signed_of = [](const Flow& flow, double paid) { return (flow.premium ? 1.0 : -1.0) * paid; };
    const auto reserve = [&](std::vector<double>& known, std::size_t at, std::size_t state) {
        if (known.size() < states_) known.resize(states_, std::numeric_limits<double>::quiet_NaN());
        if (std::isnan(known[state])) known[state] = reserve_held(at_start(at, state, 0), at, state, 0);
        return known[state];
    };
    if (step.moves.empty()) {
        step.moves.assign(states_ * states_, 0);
        for (const std::size_t f : stream.flows)
            for (std::size_t way = 0; leader(flows_[f]).falls == Falls::move && way < step.moves.size(); ++way)
                if (way / states_ != way % states_ && leader(flows_[f]).moves[way] != 0) step.moves[way] = 1;
    }
    const auto reach = [&](std::size_t from, std::size_t s) {
        const bool over = ended(k + 1, s, 0);
        const Exits none, &leaving = over ? none : exits(k, s, 0);
        ProfitStep::Reached there{true, over ? 0.0 : 1.0, 0};
        for (const auto& [status, chance] : leaving) there.stays -= chance;
        const Point moving{k + 1, k, k + 1, from, s, 0, 0, nullptr}, settled{k + 1, k, k + 1, s, s, 0, 0, nullptr};
        for (const std::size_t f : step.end) {
            const Flow& flow = flows_[f];
            const Flow& falls = leader(flow);
            const auto pays = [&](const Point& point, double factor) { there.left += signed_of(flow, factor * amount(flow, point)); };
            const auto inside = [&] { return falls.shift == 0 ? 1 : shifted(falls, 1, accrual); };
            if (closes_at(falls, k + 1) && !never(f, s)) pays(settled, inside());
            if (falls.falls == Falls::product_end && over) pays(settled, 1);
            if (falls.falls == Falls::move && s != from && falls.moves[from * states_ + s] != 0) pays(moving, inside());
            if (falls.falls != Falls::status) continue;
            for (const auto& [status, chance] : leaving)
                if (std::find(falls.statuses.begin(), falls.statuses.end(), status) != falls.statuses.end()) pays(settled, chance);
        }
        if (there.stays > 0) there.left -= there.stays * reserve(step.next, k + 1, s);
        return there;
    };
    step.reached.assign(states_, {});
    Life& one = life();
    for (std::size_t state = 0; state < states_; ++state) {
        if (ended(k, state, 0)) continue;
        Point here = at_start(k, state, 0);
        double at_issue = 0, fund = reserve(step.now, k, state), later = 0;
        for (const std::size_t f : step.issue) {
            here.paid = flows_[f].premium ? k : k + 1;
            at_issue += signed_of(flows_[f], amount(flows_[f], here));
        }
        for (const std::size_t f : step.start) {
            if (never(f, state)) continue;
            const Flow& falls = leader(flows_[f]);
            here.paid = flows_[f].premium ? k : k + 1;
            const double paid = amount(flows_[f], here);
            fund += signed_of(flows_[f], falls.shift == 0 || paid == 0 ? paid : paid * to_moment(falls, k));
        }
        double of_step = fund / accrual;
        const double* to = one.row(k, state, 0);
        for (std::size_t s = 0; s < states_; ++s) {
            if (to[s] == 0) continue;
            const bool alone = step.moves[state * states_ + s] != 0;
            if (!alone && !step.reached[s].known) step.reached[s] = reach(state, s);
            const ProfitStep::Reached reached = alone ? reach(state, s) : step.reached[s];
            of_step += to[s] * reached.left;
            if (k + 1 < horizon()) later += to[s] * reached.stays * stream.values[residue][k + 1][s];
        }
        const bool counts = stream.when.empty() || holds(stream.when, at_start(k, state, 0));
        out[state] = (counts ? at_issue : 0) + discount * ((counts ? of_step : 0) + later);
    }
}

/// All steps from one down to another, each with what the one after it knew.
void Track::fill_profit(Stream& stream, std::size_t residue, std::size_t down_to) {
    ProfitStep step;
    while (stream.filled[residue] > down_to) {
        const std::size_t k = stream.filled[residue] - 1;
        stream.filling = k;
        std::vector<double> out = std::move(stream.values[residue][k]);  // its room is used again
        out.assign(width(k), 0.0);
        const bool by_state = bare();
        if (by_state) state_profits(step, stream, residue, k, out);
        for (std::size_t node = 0; node < out.size() && !by_state; ++node)
            if (possible(k, node % states_, node / states_)) out[node] = profit_value(step, stream, residue, k, node % states_, node / states_);
        stream.values[residue][k] = std::move(out);
        stream.filled[residue] = k;
    }
}

Track::Profit Track::profit_of(std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    ProfitStep alone;
    return profit_of(alone, nullptr, 0, k, state, held, terms);
}

/// Of the step that closes at a point, per policy in force at its start; at issue that of step 0.
double Track::profit_closing(const Point& point) {
    if (point.k == 0) return profit_of(0, point.state, 0).at_issue;
    const std::size_t k = point.k - 1, held = point.state == 0 ? kept(k) : std::min(kept(k), point.held == 0 ? 0 : point.held - 1);
    return ended(k, point.state, held) ? 0 : profit_of(k, point.state, held).of_step;
}

std::optional<std::uint32_t> Track::irr(const Ast& ast, std::uint32_t index, Compiler& compiler) {
    const Node& node = ast.at(index);
    if (node.children.size() != 1 || ast.at(node.children[0]).op != Syntax::name || ast.at(node.children[0]).text != "profit") {
        compiler.fault("E0413", node.place, "irr takes the profit: irr(profit)");
        return compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
    }
    Stream stream = profit_stream();
    stream.text = "pv(profit) ";  // not to be found
    Instruction rate;
    rate.type = Type::number();
    rate.place = node.place;
    stream.interest.code = {rate};
    stream.interest.root = 0;
    Form form;
    form.kind = Form::Kind::irr;
    form.index = streams_.size();
    streams_.push_back(std::move(stream));
    return emit_form(compiler, std::move(form), Type::number(), node.place, {}, to_text(ast, index));
}

/// What the profits of a policy are worth at issue, at a rate.
double Track::worth_at(std::size_t index, double interest, const Place& place) {
    if (!(interest >= lowest_rate && interest <= highest_rate))
        throw Fault(Stop::no_answer, {"E0610", place, fmt::format("irr(profit) is looked for between -99 % and 1000 %, not at {}", shortest(interest)), ""});
    Stream& stream = streams_[index];
    stream.interest.code[0].constant = Value::of(interest);
    stream.filled.clear();
    return present_value(index, 0, 0, 0);
}

/// The rate at which the profits of a policy are worth nothing at issue: between -99 % and 1000 %.
double Track::internal_rate(std::size_t index, const Place& place) {
    const auto worth = [&](double interest) { return worth_at(index, interest, place); };
    std::vector<Bracket> found;
    Bracket at{lowest_rate, lowest_rate, worth(lowest_rate), 0};
    for (int i = 1; i <= 200; ++i) {  // finer near 0: (1 + i) grows by equal factors
        at.high = i == 200 ? highest_rate : 0.01 * power(1100, i / 200.0) - 1;
        at.f_high = worth(at.high);
        if (at.f_low == 0 || (at.f_high != 0 && std::signbit(at.f_low) != std::signbit(at.f_high))) found.push_back(at);
        at.low = at.high;
        at.f_low = at.f_high;
    }
    if (found.empty()) throw Fault(Stop::no_answer, {"E0610", place, "irr(profit) has no root between -99 % and 1000 %", ""});
    if (found.size() > 1) {
        std::vector<std::string> roots;
        for (const Bracket& bracket : found) roots.push_back(fmt::format("{:.6g} %", 100 * root_in(worth, bracket)));
        throw Fault(Stop::no_answer, {"E0611", place, fmt::format("irr(profit) has several roots: {}", join(roots)),
                                      "ask for pv(profit) at an interest of your own"});
    }
    return root_in(worth, found.front());
}

}  // namespace hearth
