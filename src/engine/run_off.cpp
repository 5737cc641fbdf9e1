#include "hearth/engine/run_off.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/engine/forward.hpp"
#include "inside.hpp"
#include "projected.hpp"

namespace hearth {

namespace {

/// The step that begins so long after issue, or how many lie before it.
std::size_t steps_to(Contract& contract, Track& track, double time) {
    const auto k = track.step_of(std::abs(time));
    if (!k)
        throw Fault("E0925", contract.product().header.place,
                    fmt::format("{} years {} issue are no step of basis {}", shortest(std::abs(time)), time < 0 ? "before" : "after", track.basis().header.name),
                    "value the contract as a step begins");
    return *k;
}

InForce node_of(Contract& contract, Track& track, const Moment& moment) {
    const Place& place = contract.product().header.place;
    const std::size_t k = steps_to(contract, track, moment.time);
    if (moment.time < 0) return {0, contract.inside().node(track, 0, 0, {}), track.discount_before_issue(k)};
    const auto state = moment.state.empty() ? std::optional<std::size_t>(0) : track.model().state(moment.state);
    if (!state)
        throw Fault("E0547", place, fmt::format("the model has no state '{}' (it has: {})", moment.state, join(track.model().states)),
                    did_you_mean(moment.state, track.model().states));
    return {k, contract.inside().node(track, k, *state, moment)};
}

/// A value at step k, of those in force then.
double expected_value(Contract& contract, Track& track, const Forward& forward, const std::string& name, std::size_t k) {
    double sum = 0;
    for (std::size_t node = 0; k < forward.in_force.size() && node < forward.in_force[k].size(); ++node) {
        const std::size_t state = node % track.states(), held = node / track.states();
        if (forward.in_force[k][node] == 0 || track.ended(k, state, held)) continue;
        Moment moment{track.time_of(k), track.model().states[state], std::nullopt};
        if (track.memory() > 0) moment.held = track.time_of(std::min(held, k));
        sum += forward.in_force[k][node] * contract.value(name, moment);
    }
    return sum;
}

}  // namespace

double scale_on(Contract& contract, const std::string& basis) {
    contract.track(basis);
    contract.inside().unscale_if_fixed();
    return contract.scale();
}

RunOff run_off(Contract& contract, const std::string& basis, const Moment& moment, std::optional<By> by) {
    scale_on(contract, basis);
    Track& track = contract.track(basis);
    const InForce from = node_of(contract, track, moment);
    const Forward forward = run_forward(track, nullptr, from);
    const std::size_t end = forward.at_start.size() - 1, steps = by ? steps_of(track, *by, contract) : 1;
    const std::size_t waits = moment.time < 0 ? steps_to(contract, track, moment.time) : 0;
    const std::size_t periods = by ? (waits + end - from.k + steps - 1) / steps : 0;
    RunOff out;
    out.issued = moment.time >= 0;
    auto kinds = std::make_shared<RunOff::Kinds>();
    for (std::size_t f = 0; f < track.flows().size(); ++f) {
        const Flow& flow = track.flows()[f];
        const bool money = !track.counts(flow) || flow.unit != nullptr;
        kinds->lines.push_back({flow.payment->header.name, flow.premium, flow.benefit, flow.expense, money});
        std::vector<double> paid(periods, 0.0);
        double worth = 0;
        for (std::size_t k = from.k; k < end; ++k) {
            const ExpectedAmount& one = forward.by_flow[f][k];
            worth += one.at_start * one.inside * forward.discount[k];
            worth += one.at_end * one.inside * forward.discount[k + 1];
            if (!by) continue;
            paid[(waits + track.paid_in(flow, k) - from.k) / steps] += one.at_start;
            paid[(waits + k - from.k) / steps] += one.at_end;
        }
        const double scale = money ? contract.scale() : 1;
        out.worth.push_back(worth * scale);
        for (const double one : paid) out.paid.push_back(one * scale);
    }
    for (std::size_t passed = steps; out.in_force.size() < periods; passed += steps) {
        const std::size_t k = passed < waits ? SIZE_MAX : std::min(from.k + passed - waits, end);
        double sum = 0;
        if (k < forward.in_force.size())
            for (const double one : forward.in_force[k]) sum += one;
        out.in_force.push_back(sum);
    }
    out.over = end == from.k || track.ended(from.k, from.node % track.states(), from.node / track.states());
    for (const ValueOf& value : contract.product().values) {
        const std::string& name = value.header.name;
        if (out.over) break;
        if (contract.type_of(name)->base != Type::Base::money || (by && (track.with_paths() || contract.at_issue_only(name)))) continue;
        kinds->values.push_back(name);
        out.values.push_back(out.issued ? contract.value(name, moment) : 0);
        for (std::size_t period = 1; period <= periods; ++period)
            out.values.push_back(period * steps < waits ? 0 : expected_value(contract, track, forward, name, std::min(from.k + period * steps - waits, end)));
    }
    out.kinds = std::move(kinds);
    return out;
}

}  // namespace hearth
