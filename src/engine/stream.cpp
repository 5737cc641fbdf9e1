// The backward recursion: what is still due at every node of the grid.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/assert.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"

namespace hearth {

double Track::present_value(std::size_t index, std::size_t k, std::size_t state, std::size_t held) {
    Stream& stream = streams_[index];
    if (k >= horizon()) return 0;
    const std::size_t residue = stream.span > 1 ? k % stream.span : 0;
    if (stream.filled.size() <= residue) stream.filled.resize(residue + 1, horizon());
    if (stream.filled[residue] > k) fill(index, residue, k);
    return stream.values[residue][k][(with_held_ ? held : 0) * states_ + state];
}

void Track::fill(std::size_t index, std::size_t residue, std::size_t down_to) {
    Stream& stream = streams_[index];
    if (stream.filling != SIZE_MAX && down_to <= stream.filling)
        throw Fault("E0549", contract_.product.header.place, fmt::format("{} depends on itself at the same moment ({} years)", stream.text, shortest(time_of(down_to))),
                    "a benefit may read values of its own time only if they count later benefits alone");
    if (stream.values.size() <= residue) stream.values.resize(residue + 1);
    stream.values[residue].resize(horizon() + 1);
    if (stream.filling == SIZE_MAX) contract_.settle(contract_.needs->of_stream({this, index}));
    const Kept outer(stream.filling);
    while (stream.filled[residue] > down_to) {
        const std::size_t k = stream.filled[residue] - 1;
        stream.filling = k;
        std::vector<double> row(width(k), 0.0);
        for (std::size_t node = 0; node < row.size(); ++node) row[node] = step_value(stream, residue, k, node % states_, node / states_);
        stream.values[residue][k] = std::move(row);
        stream.filled[residue] = k;
    }
}

double Track::step_value(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held) {
    if (ended(k, state, held)) return 0;
    const double discount = step_discount(k, &stream);
    const double years = ticks_ / ticks_per_year;
    const auto shifted = [&](const Flow& flow, double amount) {
        return flow.shift == 0 || amount == 0 ? amount : amount * power(discount, flow.shift / years);
    };
    const auto leader = [this](const Flow& flow) -> const Flow& { return flow.falls == Flow::Falls::with ? flows_[flow.follows] : flow; };
    double total = 0;
    Point here = at_start(k, state, held);
    if (stream.span > 0 && k % stream.span == residue && holds(stream.when, here)) total += evaluate(stream.amount, here);
    for (const std::size_t f : stream.flows) {
        const Flow& flow = flows_[f];
        const Flow& falls = leader(flow);
        if (!starts_at(falls, k) && !(falls.falls == Flow::Falls::issue && k == 0)) continue;
        here.paid = flow.premium ? k : k + 1;
        total += shifted(falls, amount(flow, here, &stream));
    }
    const double* to = row(k, state, held);
    for (std::size_t s = 0; s < states_; ++s) {
        if (to[s] == 0) continue;
        const std::size_t held_then = with_held_ && s == state ? held + 1 : 0;
        const bool over = ended(k + 1, s, held_then);
        const Point moving = after_step(k, state, s, with_held_ ? held + 1 : 0);
        const Point reached = after_step(k, s, s, held_then);
        double later = 0;
        for (const std::size_t f : stream.flows) {
            const Flow& flow = flows_[f];
            const Flow& falls = leader(flow);
            if (falls.falls == Flow::Falls::move && s != state && falls.moves[state * states_ + s] != 0) later += shifted(falls, amount(flow, moving, &stream));
            if (closes_at(falls, k + 1)) later += shifted(falls, amount(flow, reached, &stream));
            if (falls.falls == Flow::Falls::product_end && over) later += amount(flow, reached, &stream);
        }
        if (!over) {
            double stays = 1;
            for (const auto& [status, chance] : exits(k)) {
                stays -= chance;
                for (const std::size_t f : stream.flows) {
                    const Flow& falls = leader(flows_[f]);
                    if (falls.falls == Flow::Falls::status && std::find(falls.statuses.begin(), falls.statuses.end(), status) != falls.statuses.end())
                        later += chance * amount(flows_[f], reached, &stream);
                }
            }
            if (k + 1 < horizon()) later += stays * stream.values[residue][k + 1][held_then * states_ + s];
        }
        total += discount * to[s] * later;
    }
    return total;
}

}  // namespace hearth
