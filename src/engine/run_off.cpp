#include "hearth/engine/run_off.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/engine/forward.hpp"
#include "inside.hpp"
#include "projected.hpp"

namespace hearth {

namespace {

InForce node_of(Contract& contract, Track& track, const Moment& moment) {
    const Place& place = contract.product().header.place;
    const auto k = track.step_of(moment.time);
    if (!k)
        throw Fault("E0925", place,
                    fmt::format("{} years after issue are no step of basis {}", shortest(moment.time), track.basis().header.name),
                    "value the contract as a step begins");
    const auto state = moment.state.empty() ? std::optional<std::size_t>(0) : track.model().state(moment.state);
    if (!state)
        throw Fault("E0547", place, fmt::format("the model has no state '{}' (it has: {})", moment.state, join(track.model().states)),
                    did_you_mean(moment.state, track.model().states));
    return {*k, contract.inside().node(track, *k, *state, moment)};
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
    RunOff out;
    for (std::size_t f = 0; f < track.flows().size(); ++f) {
        const Flow& flow = track.flows()[f];
        RunOff::Line line{
            flow.payment->header.name, flow.premium, flow.benefit, flow.expense, !track.counts(flow) || flow.unit != nullptr, 0, {}};
        if (by) line.paid.resize((end - from.k + steps - 1) / steps);
        for (std::size_t k = from.k; k < end; ++k) {
            const ExpectedAmount& paid = forward.by_flow[f][k];
            line.present_value += paid.at_start * forward.discount[k];
            line.present_value += paid.at_end * forward.discount[k + 1];
            if (by) line.paid[(k - from.k) / steps] += paid.at_start + paid.at_end;
        }
        const double scale = line.money ? contract.scale() : 1;
        line.present_value *= scale;
        for (double& paid : line.paid) paid *= scale;
        out.payments.push_back(std::move(line));
    }
    for (std::size_t k = std::min(from.k + steps, end); by && out.in_force.size() < (end - from.k + steps - 1) / steps;
         k = std::min(k + steps, end)) {
        double sum = 0;
        if (k < forward.in_force.size())
            for (const double one : forward.in_force[k]) sum += one;
        out.in_force.push_back(sum);
    }
    out.over = end == from.k || track.ended(from.k, from.node % track.states(), from.node / track.states());
    for (const ValueOf& value : contract.product().values) {
        if (out.over) break;
        if (contract.type_of(value.header.name)->base != Type::Base::money) continue;
        out.values.emplace_back(value.header.name, contract.value(value.header.name, moment));
    }
    return out;
}

}  // namespace hearth
