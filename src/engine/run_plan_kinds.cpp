// What policies have in common that are given the same of what their chances, ends, exits and conditions follow.
#include <algorithm>
#include <cstring>
#include <limits>

#include "run_plan_inside.hpp"

namespace hearth {

void RunPlan::Inside::find_kinds() {
    Reads all;
    for (const auto* inputs : {&ends.inputs, &rates.inputs, &exits.inputs})
        for (const std::size_t input : *inputs)
            if (inputs != &exits.inputs || !exit_slots.empty()) all.add(input);
    policy_kinds.inputs = all.inputs;
    Reads of_events;
    for (std::uint32_t q = 0; q < quantities.size(); ++q) {
        const ByKey<Series>* const series = series_of(quantities[q]);
        if (series == nullptr) continue;
        if (!std::includes(all.inputs.begin(), all.inputs.end(), series->inputs.begin(), series->inputs.end())) own.push_back(q);
        else for (const std::size_t input : series->inputs) of_events.add(input);
    }
    events.inputs = of_events.inputs;
    find_as_one();
}

/// Whether a flow is the same for all policies that are alike but in what they are paid, or in proportion to an amount of each.
void RunPlan::Inside::find_as_one() {
    as_one = !by_program && std::none_of(own.begin(), own.end(), [this](std::uint32_t q) { return quantities[q].amounts == kernels::none; });
    std::vector<char> others(at_end.size(), 0);
    in_proportion = others;
    for (const Made& one : made_terms) (quantities[one.what].amounts != kernels::none ? in_proportion : others)[one.term.sum] = 1;
    for (std::size_t f = 0; f < at_end.size(); ++f) as_one = as_one && in_proportion[f] + others[f] < 2;
}

/// By which it changes in a lane; none: it does not.
RunPlan::Inside::ByKey<RunPlan::Inside::Series>* RunPlan::Inside::series_of(Quantity& what) {
    if (what.last) return nullptr;
    if (what.mode == Quantity::Mode::series) return &what.series;
    return what.mode == Quantity::Mode::policy && what.gated ? &what.gates : nullptr;
}

RunPlan::Inside::PolicyKind& RunPlan::Inside::kind_of(std::size_t number, std::span<const double> given) {
    PolicyKind& out = policy_kinds.at(number, given);
    if (std::exchange(out.known, true)) return out;
    out.number = policy_kinds.all.size();
    const End& end = end_of(given);
    if (!end.sound) return out;
    out.end = end.k;
    Rates& its = rates.of(given);
    out.horizon = horizon(its, end.k);
    if (out.horizon == never) return out;
    extend(its, out.horizon);
    const std::vector<Turn>& turns = its.changes.all;
    out.turns = {turns.begin(), std::lower_bound(turns.begin(), turns.end(), out.horizon, [](const Turn& one, std::size_t k) { return one.k < k; })};
    if (!exit_slots.empty()) out.exits = exits_of(given, out.horizon, out.end).turns;
    out.events = events_of(given, out.horizon, out.end).all.data();
    return out;
}

const RunPlan::Inside::Events& RunPlan::Inside::events_of(std::span<const double> given, std::size_t horizon, std::size_t end) {
    Events& out = events.of(given, until(horizon, end));
    if (!out.all.empty()) return out;
    for (std::uint32_t q = 0; q < quantities.size(); ++q) {
        Quantity& what = quantities[q];
        if (what.last && horizon == end)  // falls due in the last step alone
            out.all.push_back({static_cast<std::uint32_t>(end - 1), what.slot, what.amounts, 1});
        if (series_of(what) == nullptr || std::find(own.begin(), own.end(), q) != own.end()) continue;
        const std::vector<Event>& its = extend(q, given, horizon).changes.all;
        std::copy_if(its.begin(), its.end(), std::back_inserter(out.all), [&](const Event& one) { return one.k < horizon; });
    }
    std::stable_sort(out.all.begin(), out.all.end(), [](const Event& a, const Event& b) { return a.k < b.k; });
    out.all.push_back({UINT32_MAX});
    return out;
}

/// The step from which on the contract has ended wherever it is. Not sound: it does not end in all places at once, and for good.
RunPlan::Inside::End& RunPlan::Inside::end_of(std::span<const double> given) {
    End& out = ends.of(given);
    if (out.known) return out;
    out.known = true;
    stand(given);
    const auto limit = static_cast<std::size_t>(Track::longest_years / track.time_of(1)) + 2;
    constexpr std::size_t at_once = 128;
    std::vector<Point> points;
    std::vector<double> over;
    out.sound = true;
    for (std::size_t s = 0; s < track.states_ && out.sound; ++s) {
        std::size_t begins = never;
        for (std::size_t first = 0; first < limit && out.sound; first += points.size()) {
            points.clear();
            for (std::size_t k = first; k < std::min(first + at_once, limit); ++k) points.push_back({k, k, k, s, s, 0, 0, nullptr});
            along(track.ends_, points, over);
            std::size_t i = 0;
            while (begins == never && i < points.size() && over[i] == 0) ++i;
            if (begins == never && i < points.size()) begins = first + i;
            for (; i < points.size() && out.sound; ++i) out.sound = over[i] == 1;
        }
        if (place_of[s] == never)
            out.sound = out.sound && begins == 0;
        else if (live.front() == s)
            out.k = begins;
        else
            out.sound = out.sound && begins == out.k;
    }
    if (out.k == 0) out.sound = false;
    return out;
}

const RunPlan::Inside::Exits& RunPlan::Inside::exits_of(std::span<const double> given, std::size_t horizon, std::size_t end) {
    Exits& out = exits.of(given, until(horizon, end));
    if (!out.turns.empty()) return out;
    stand(given);
    track.exits_.clear();
    track.status_moves_.clear();
    track.last_premium_.reset();
    track.ended_.clear();
    track.horizon_ = horizon;
    const std::vector<std::string> statuses = status_model().states;
    const std::size_t count = exit_slots.size();
    try {
        for (std::size_t k = 0; k < horizon; ++k) {
            const std::size_t size = out.rows.size();
            for (const auto& [p, i] : exit_slots) {
                double chance = 0;
                if (k + 1 < end)
                    for (const auto& [status, share] : track.exits(k, live[p], 0))
                        if (status == statuses[track.status_rates_[i].to]) chance = share;
                out.rows.push_back(chance);
            }
            if (size == 0 || std::memcmp(&out.rows[size - count], &out.rows[size], count * sizeof(double)) != 0) out.turns.push_back({k, nullptr});
            else out.rows.resize(size);
        }
    } catch (const Fault&) {  // told by the policy that meets it
        out.turns.assign(1, {});
        out.rows.assign(count, std::numeric_limits<double>::quiet_NaN());
    }
    for (std::size_t i = 0; i < out.turns.size(); ++i) out.turns[i].row = &out.rows[i * count];
    return out;
}

/// Where a contract that has ended at `end` goes on to a horizon: nothing differs but whether it ends there.
double RunPlan::Inside::until(std::size_t horizon, std::size_t end) { return 2 * static_cast<double>(horizon) + (horizon == end ? 1 : 0); }

/// What a quantity comes to for a policy in so many steps.
const RunPlan::Inside::Series& RunPlan::Inside::extend(std::uint32_t q, std::span<const double> given, std::size_t count) {
    Quantity& what = quantities[q];
    ByKey<Series>& all = *series_of(what);
    Series& its = all.of(given);
    if (its.known >= count) return its;
    const bool gate = &all == &what.gates;
    stand(its.given);
    std::vector<double> out;
    paid_in(what, gate, its.known, count - its.known, out);
    for (const double one : out) its.push(one, what.slot, gate ? what.amounts : kernels::none);
    return its;
}

}  // namespace hearth
