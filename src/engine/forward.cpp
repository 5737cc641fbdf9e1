#include "hearth/engine/forward.hpp"

#include <algorithm>

#include "hearth/base/math.hpp"

namespace hearth {

namespace {

void add(ExpectedFlows& to, const Flow& flow, double amount) {
    if (flow.premium) to.premiums += amount;
    if (flow.benefit) to.benefits += amount;
    if (flow.expense) to.expenses += amount;
}

}  // namespace

Forward run_forward(Track& track, ForwardTerms* terms, InForce from) {
    if (track.basis().continuous && track.memory() > 0)
        throw Fault("E0544", track.basis().header.place, "a projection where 'held' matters on a continuous basis is not computed yet", "write step = \"month\"");
    Forward out;
    const std::size_t horizon = track.horizon(), states = track.states();
    const std::vector<Flow>& flows = track.flows();
    const double years = track.time_of(1);
    out.in_force.resize(from.k);
    out.in_force.emplace_back(track.width(from.k), 0.0);
    out.in_force.back()[from.node] = 1;
    out.discount.resize(from.k);
    out.discount.push_back(from.discount);
    out.at_start.resize(std::max(horizon, from.k) + 1);
    out.at_end.resize(out.at_start.size());
    out.by_flow.assign(flows.size(), std::vector<ExpectedAmount>(out.at_start.size()));
    const auto falls = [&](const Flow& flow) -> const Flow& { return flow.falls == Flow::Falls::with ? flows[flow.follows] : flow; };
    const auto of = [&](const Flow& flow) -> std::vector<ExpectedAmount>& { return out.by_flow[static_cast<std::size_t>(&flow - flows.data())]; };
    for (std::size_t k = from.k; k < horizon; ++k) {
        const double discount = track.step_discount(k);
        out.discount.push_back(out.discount.back() * discount);
        std::vector<double> next(track.width(k + 1), 0.0);
        for (std::size_t node = 0; node < out.in_force[k].size(); ++node) {
            const double here = out.in_force[k][node];
            const std::size_t state = node % states, held = node / states;
            if (here == 0 || track.ended(k, state, held)) continue;
            Point now = track.at_start(k, state, held);
            for (const Flow& flow : flows) {
                const Flow& leader = falls(flow);
                if (!track.starts_at(leader, k) && !(leader.falls == Flow::Falls::issue && k == 0)) continue;
                now.paid = flow.premium ? k : k + 1;
                const double paid = here * track.amount(flow, now);
                add(out.at_start[track.paid_in(flow, k)], flow, paid);
                of(flow)[k].at_start += paid;
                if (leader.shift != 0) of(flow)[k].inside = track.to_moment(leader, k);
                if (terms != nullptr) terms->paid(k, node, SIZE_MAX, flow, now, 1);
            }
            const double* to = track.row(k, state, held);
            for (std::size_t s = 0; s < states; ++s) {
                const double moved = here * to[s];
                if (moved == 0) continue;
                const Track::Passage way = track.passage(k, state, s, held);
                const bool over = track.ended(k + 1, s, way.held);
                double left = over ? 0 : 1;
                const auto pay = [&](const Flow& flow, const Point& point, double chance) {
                    const double paid = moved * chance * track.amount(flow, point);
                    add(out.at_end[k], flow, paid);
                    of(flow)[k].at_end += paid;
                    if (terms != nullptr) terms->paid(k, node, s, flow, point, chance);
                };
                for (const Flow& flow : flows) {
                    const Flow& leader = falls(flow);
                    const bool moves = leader.falls == Flow::Falls::move && s != state && leader.moves[state * states + s] != 0, closes = track.closes_at(leader, k + 1);
                    if ((moves || closes) && leader.shift != 0) of(flow)[k].inside = power(discount, leader.shift / years);
                    if (moves) pay(flow, way.moving, 1);
                    if (closes) pay(flow, way.reached, 1);
                    if (leader.falls == Flow::Falls::product_end && over) pay(flow, way.settled, 1);
                }
                if (!over)
                    for (const auto& [status, chance] : track.exits(k, s, way.held)) {
                        left -= chance;
                        for (const Flow& flow : flows) {
                            const Flow& leader = falls(flow);
                            if (leader.falls == Flow::Falls::status && std::find(leader.statuses.begin(), leader.statuses.end(), status) != leader.statuses.end())
                                pay(flow, way.settled, chance);
                        }
                    }
                if (!over) next[way.held * states + s] += moved * left;
                if (!over && terms != nullptr) terms->moved(k, node, s, way.held * states + s, left);
            }
        }
        out.in_force.push_back(std::move(next));
    }
    return out;
}

double accumulated(const Track& track, const Forward& forward, std::size_t k) {
    double sum = 0;
    for (std::size_t j = 0; j < k && j + 1 < forward.discount.size(); ++j)
        for (std::size_t f = 0; f < track.flows().size(); ++f) {
            const ExpectedAmount& one = forward.by_flow[f][j];
            ExpectedFlows worth;
            add(worth, track.flows()[f], one.inside * (forward.discount[j] * one.at_start + forward.discount[j + 1] * one.at_end));
            sum += worth.premiums - worth.benefits - worth.expenses;
        }
    return sum;
}

}  // namespace hearth
