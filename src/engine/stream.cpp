// The backward recursion: what is still due at every node of the grid.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/assert.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"
#include "terms.hpp"

namespace hearth {

double Track::present_value(std::size_t index, std::size_t k, std::size_t state, std::size_t held) {
    Stream& stream = streams_[index];
    if (k >= horizon()) return 0;
    if (!possible(k, state))
        throw Fault("E0547", contract_.product.header.place, fmt::format("after {} years the lives cannot be '{}'", shortest(time_of(k)), model_.states[state]));
    if (basis_.continuous && (here_.ahead > 0 || apart_ != 0)) return value_inside(index, k, state);
    const std::size_t residue = stream.span > 1 ? k % stream.span : 0;
    if (stream.filled.size() <= residue) stream.filled.resize(residue + 1, horizon());
    if (stream.filled[residue] > k) fill(index, residue, k);
    return stream.values[residue][k][held * states_ + state];
}

void Track::fill(std::size_t index, std::size_t residue, std::size_t down_to) {
    Stream& stream = streams_[index];
    if (stream.filling != SIZE_MAX && down_to <= stream.filling)
        throw Fault("E0549", contract_.product.header.place, fmt::format("{} depends on itself at the same moment ({} years)", stream.text, shortest(time_of(down_to))),
                    "a benefit may read values of its own time only if they count later benefits alone");
    if (stream.values.size() <= residue) stream.values.resize(residue + 1);
    stream.values[residue].resize(horizon() + 1);
    if (stream.filling == SIZE_MAX) contract_.settle(contract_.needs->stream_beside_solved({this, index}));
    const Kept outer(stream.filling);
    if (stream.profit && !basis_.continuous) return fill_profit(stream, residue, down_to);
    while (stream.filled[residue] > down_to) {
        const std::size_t k = stream.filled[residue] - 1;
        stream.filling = k;
        std::vector<double> row = std::move(stream.values[residue][k]);  // its room is used again
        if (basis_.continuous) {
            row = continuous_values(stream, residue, k);
        } else if (!closing_moves_accounts() && !exits_by_held_) {
            step_values(stream, residue, k, row);
        } else {
            row.assign(width(k), 0.0);
            for (std::size_t node = 0; node < row.size(); ++node)
                if (possible(k, node % states_, node / states_)) row[node] = step_value(stream, residue, k, node % states_, node / states_);
        }
        stream.values[residue][k] = std::move(row);
        stream.filled[residue] = k;
    }
}

/// The flow whose moment counts: its own, or that of the payment it happens with.
const Flow& Track::leader(const Flow& flow) const { return flow.falls == Flow::Falls::with ? flows_[flow.follows] : flow; }

double Track::shifted(const Flow& flow, double amount, double discount) const {
    return flow.shift == 0 || amount == 0 ? amount : amount * power(discount, flow.shift * ticks_per_year / ticks_);
}

std::size_t Track::steps_later(const Flow& flow) const {
    constexpr double nearly = 1e-6;  // of a step, where half of a span of months is rounded
    const Flow& falls = leader(flow);
    return falls.falls == Flow::Falls::start ? static_cast<std::size_t>(falls.shift * ticks_per_year / ticks_ + nearly) : 0;
}

/// The discount from a moment of the flow back to the start of step k, at the interest of each step between.
double Track::to_moment(const Flow& flow, std::size_t k, const Stream* stream) {
    double steps = flow.shift * ticks_per_year / ticks_, factor = 1;
    for (; steps > 1; steps -= 1) factor *= step_discount(k++, stream);
    return steps == 0 ? factor : factor * power(step_discount(k, stream), steps);
}

/// What is due at the start of step k.
double Track::starting(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    double total = 0;
    Point here = at_start(k, state, held);
    if (stream.span > 0 && k % stream.span == residue && holds(stream.when, here)) {
        total += evaluate(stream.amount, here);
        if (terms != nullptr) terms->note(nullptr, here);
    }
    for (const std::size_t f : stream.flows) {
        const Flow& flow = flows_[f];
        const Flow& falls = leader(flow);
        if (!starts_at(falls, k) && !(falls.falls == Flow::Falls::issue && k == 0)) continue;
        here.paid = flow.premium ? k : k + 1;
        const double paid = amount(flow, here, &stream);
        total += falls.shift == 0 || paid == 0 ? paid : paid * to_moment(falls, k, &stream);
        if (terms != nullptr) terms->note(&flow, here, falls.shift == 0 || paid == 0 ? 1 : to_moment(falls, k, &stream));
    }
    return total;
}

/// What is due at the end of step k in a state reached, and all that is due later.
double Track::after(Stream& stream, std::size_t residue, std::size_t k, const Passage& way, bool over, Terms* terms) {
    double stays = over ? 0 : 1;
    const double due = closing(stream, k, way, over, stays, terms);
    if (terms != nullptr && !over && k + 1 < horizon()) terms->stay(stays, way);
    return over || k + 1 >= horizon() ? due : due + stays * stream.values[residue][k + 1][way.held * states_ + way.reached.state];
}

/// What is due there alone; `stays` becomes the chance that the contract goes on.
double Track::closing(Stream& stream, std::size_t k, const Passage& way, bool over, double& stays, Terms* terms) {
    double later = 0;
    const auto note = [terms](const Flow& flow, const Point& point, double factor) {
        if (terms != nullptr) terms->note(&flow, point, factor);
    };
    for (const std::size_t f : stream.flows) {
        const Flow& flow = flows_[f];
        const Flow& falls = leader(flow);
        if (closes_at(falls, k + 1)) {
            later += shifted(falls, amount(flow, way.reached, &stream), step_discount(k, &stream));
            note(flow, way.reached, shifted(falls, 1, step_discount(k, &stream)));
        }
        if (falls.falls == Flow::Falls::product_end && over) {
            later += amount(flow, way.settled, &stream);
            note(flow, way.settled, 1);
        }
    }
    if (over) return later;
    for (const auto& [status, chance] : exits(k, way.settled.state, way.held)) {
        stays -= chance;
        for (const std::size_t f : stream.flows) {
            const Flow& falls = leader(flows_[f]);
            if (falls.falls != Flow::Falls::status || std::find(falls.statuses.begin(), falls.statuses.end(), status) == falls.statuses.end()) continue;
            later += chance * amount(flows_[f], way.settled, &stream);
            note(flows_[f], way.settled, chance);
        }
    }
    return later;
}

double Track::step_value(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms) {
    if (stream.profit) return profit_value(stream, residue, k, state, held, terms);
    if (ended(k, state, held)) return 0;
    const double discount = step_discount(k, &stream);
    double total = starting(stream, residue, k, state, held, terms);
    const double* to = row(k, state, held);
    for (std::size_t s = 0; s < states_; ++s) {
        if (to[s] == 0) continue;
        const Passage way = passage(k, state, s, held);
        if (terms != nullptr) terms->goes(s);
        double later = after(stream, residue, k, way, ended(k + 1, s, way.held), terms);
        for (const std::size_t f : stream.flows) {
            const Flow& falls = leader(flows_[f]);
            if (falls.falls != Flow::Falls::move || s == state || falls.moves[state * states_ + s] == 0) continue;
            later += shifted(falls, amount(flows_[f], way.moving, &stream), discount);
            if (terms != nullptr) terms->note(&flows_[f], way.moving, shifted(falls, 1, discount));
        }
        total += discount * to[s] * later;
        if (terms != nullptr) terms->gone(discount, to[s]);
    }
    return total;
}

}  // namespace hearth
