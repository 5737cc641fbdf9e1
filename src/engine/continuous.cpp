// The same recursion on a continuous basis: Thiele's equations, solved over each month.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/collocation.hpp"
#include "inside.hpp"
#include "month.hpp"

namespace hearth {

namespace {

/// Rounds after which values that payments of the same moment read have settled; each brings some two digits.
constexpr int most_rounds = 100;

double largest_of(const std::vector<double>& values) {
    double largest = 0;
    for (const double one : values) largest = std::max(largest, std::fabs(one));
    return largest;
}

}  // namespace

MonthPart::MonthPart(Life& life, std::size_t k, std::size_t part, std::size_t parts, double whole)
    : h(whole / static_cast<double>(parts)), forces{Matrix(life.states()), Matrix(life.states()), Matrix(life.states())} {
    for (std::size_t m = 0; m < stages; ++m) {
        const double at = (static_cast<double>(part) + stage_at[m]) / static_cast<double>(parts);
        ahead[m] = at * whole;
        forces[m] = life.generator(k, at);
    }
}

bool MonthPart::solve(Stream& stream, std::size_t k, double force_of_interest, std::vector<double> values, const std::function<void(std::size_t)>& read) {
    last = std::move(values);
    for (const double at : ahead) stream.inside[{k, at}] = last;  // the first guess
    for (int round = 0;; ++round) {
        stream.read_itself = false;
        for (std::size_t m = 0; m < stages; ++m) read(m);
        first = step_back(forces, paid, force_of_interest, h, last, &inside, &slopes);
        double moved = 0, size = 0;
        for (std::size_t m = 0; m < stages; ++m) {
            std::vector<double>& guess = stream.inside[{k, ahead[m]}];
            for (std::size_t s = 0; s < last.size(); ++s) moved = std::max(moved, std::fabs(guess[s] - inside[m][s]));
            size = std::max(size, largest_of(inside[m]));
            guess = inside[m];
        }
        if (!stream.read_itself || moved <= 1e-15 * size) return true;
        if (round == most_rounds) return false;
    }
}

/// Forces and payments at a moment inside step k, `ahead` years from its start.
void Track::read_stage(const Stream& stream, std::size_t k, double ahead, Matrix& forces, std::vector<double>& paid) {
    paid.assign(states_, 0.0);
    for (std::size_t s = 0; s < states_; ++s) {
        if (ended(k, s, 0)) {
            for (std::size_t t = 0; t < states_; ++t) forces.at(s, t) = 0;
            continue;
        }
        Point inside = at_start(k, s, 0);
        inside.ahead = ahead;
        inside.paid = k + 1;
        for (const std::size_t f : stream.flows) {
            const Flow& flow = flows_[f];
            const Flow& falls = leader(flow);
            if (falls.continuous) paid[s] += amount(flow, inside, &stream);
            for (std::size_t t = 0; t < states_; ++t) {
                const double rate = t == s ? 0 : forces.at(s, t);
                if (rate == 0) continue;
                Point moving = inside;
                moving.entered = t;
                if (falls.falls == Flow::Falls::move && falls.moves[s * states_ + t] != 0) paid[s] += rate * amount(flow, moving, &stream);
                moving.state = t;
                if (falls.falls == Flow::Falls::product_end && ended(k, t, 0)) paid[s] += rate * amount(flow, moving, &stream);
            }
        }
    }
}

std::vector<double> Track::continuous_values(Stream& stream, std::size_t residue, std::size_t k) {
    if (stream.profit) throw Fault("E0544", basis_.header.place, fmt::format("'{}' on a continuous basis is not computed yet", stream.text), "write step = \"month\"");
    if (memory() > 0) return semi_markov_values(stream, residue, k);
    const double whole = ticks_ / ticks_per_year;
    const double force = -logarithm(step_discount(k, &stream)) / whole;
    std::vector<double> last(states_, 0.0);
    for (std::size_t s = 0; s < states_; ++s)
        if (!ended(k, s, 0)) last[s] = after(stream, residue, k, passage(k, s, s, 0), ended(k + 1, s, 0));
    const std::size_t parts = life().parts_of(k);
    for (std::size_t part = parts; part-- > 0;) {
        MonthPart one(life(), k, part, parts, whole);
        const auto read = [&](std::size_t m) { read_stage(stream, k, one.ahead[m], one.forces[m], one.paid[m]); };
        if (!one.solve(stream, k, force, std::move(last), read))
            throw Fault(Stop::no_answer, {"E0567", contract_.product.header.place, fmt::format("{} reads itself at the same moment and does not settle ({} years)", stream.text, shortest(time_of(k))),
                                          "a benefit may follow the reserve, not outgrow it"});
        last = std::move(one.first);
    }
    for (std::size_t s = 0; s < states_; ++s) last[s] = ended(k, s, 0) ? 0 : last[s] + starting(stream, residue, k, s, 0);
    return last;
}

/// The value of a stream at a stage of step k, for a payment that reads it there.
double Track::value_inside(std::size_t index, std::size_t k, std::size_t state) {
    Stream& stream = streams_[index];
    if (memory() > 0) throw Fault("E0544", contract_.product.header.place, fmt::format("a payment that reads {} where 'held' matters on a continuous basis is not computed yet", stream.text), "write step = \"month\"");
    if (stream.span > 0)
        throw Fault("E0544", contract_.product.header.place, fmt::format("{} inside a month of a continuous basis is not computed yet", stream.text), "pay it every month");
    if (stream.filling == k) {
        stream.read_itself = true;
    } else {
        const Kept here(here_, at_start(k, 0, 0));
        present_value(index, k, 0, 0);
    }
    const auto found = stream.inside.find({k, here_.ahead});
    if (found == stream.inside.end()) throw std::logic_error("a stream has no value at this part of the step");
    return found->second[state];
}

}  // namespace hearth
