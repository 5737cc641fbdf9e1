// What policies have in common that are given the same of what their chances, ends, exits and conditions follow.
#include <algorithm>
#include <limits>

#include "run_plan_inside.hpp"

namespace hearth {

void RunPlan::Inside::find_kinds() {
    Reads all;
    for (const auto* inputs : {&ends.inputs, &rates.inputs, &exits.inputs})
        for (const std::size_t input : *inputs)
            if (inputs != &exits.inputs || !exit_slots.empty()) all.add(input);
    policy_kinds.inputs = all.inputs;
    for (std::uint32_t q = 0; q < quantities.size(); ++q)
        if (const ByKey<Series>* series = series_of(quantities[q]);
            series != nullptr && !std::includes(all.inputs.begin(), all.inputs.end(), series->inputs.begin(), series->inputs.end()))
            own.push_back(q);
}

/// By which it changes in a lane; none: it does not.
RunPlan::Inside::ByKey<RunPlan::Inside::Series>* RunPlan::Inside::series_of(Quantity& what) {
    if (what.last) return nullptr;
    if (what.mode == Quantity::Mode::series) return &what.series;
    return what.mode == Quantity::Mode::policy && what.gated ? &what.gates : nullptr;
}

RunPlan::Inside::PolicyKind& RunPlan::Inside::kind_of(std::span<const double> given) {
    PolicyKind& out = policy_kinds.of(given);
    if (std::exchange(out.known, true)) return out;
    out.number = policy_kinds.all.size();
    const End& end = end_of(given);
    if (!end.sound) return out;
    out.end = end.k;
    out.rates = &rates.of(given);
    if (out.rates->number == never) out.rates->number = rates.all.size();  // others may look at it
    out.horizon = horizon(*out.rates, end.k);
    if (out.horizon == never) return out;
    extend(*out.rates, out.horizon);
    find_events(out);
    return out;
}

/// Chances of leaving stand behind the shares, in rows of the kind, one for each step in which something of it changes.
void RunPlan::Inside::add_exits(PolicyKind& kind, const Exits& its) {
    std::vector<std::size_t> at;
    for (const Rates::Turn& one : kind.turns) at.push_back(one.k);
    for (const Series& one : its.chances)
        for (const Event& change : one.changes.all)
            if (change.k < kind.horizon) at.push_back(change.k);
    std::sort(at.begin(), at.end());
    at.erase(std::unique(at.begin(), at.end()), at.end());
    const std::size_t size = share_at.size(), shares = links.size();
    kind.rows.assign(at.size() * size, std::numeric_limits<double>::quiet_NaN());
    std::vector<std::size_t> next(exit_slots.size());
    std::size_t turn = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
        double* const row = kind.rows.data() + i * size;
        while (turn < kind.turns.size() && kind.turns[turn].k <= at[i]) ++turn;
        std::copy_n(kind.turns[turn - 1].row, shares, row);
        for (std::size_t exit = 0; its.sound && exit < exit_slots.size(); ++exit) {
            const std::vector<Event>& all = its.chances[exit].changes.all;
            while (next[exit] < all.size() && all[next[exit]].k <= at[i]) ++next[exit];
            row[shares + exit] = all[next[exit] - 1].value;
        }
        kind.own_turns.push_back({at[i], row});
    }
    kind.turns = kind.own_turns;
}

/// What changes in a lane along the steps, beside its chances and what is its own.
void RunPlan::Inside::find_events(PolicyKind& kind) {
    const auto follow = [&](const std::vector<Event>& changes) {
        std::copy_if(changes.begin(), changes.end(), std::back_inserter(kind.events), [&](const Event& one) { return one.k < kind.horizon; });
    };
    const std::vector<Rates::Turn>& turns = kind.rates->changes.all;
    kind.turns = {turns.data(), static_cast<std::size_t>(std::lower_bound(turns.begin(), turns.end(), kind.horizon, [](const Rates::Turn& one, std::size_t k) { return one.k < k; }) - turns.begin())};
    if (!exit_slots.empty()) add_exits(kind, exits_of(kind.given, kind.horizon, kind.end));
    for (std::uint32_t q = 0; q < quantities.size(); ++q) {
        Quantity& what = quantities[q];
        if (what.last && kind.horizon == kind.end)  // falls due in the last step alone
            kind.events.push_back({static_cast<std::uint32_t>(kind.end - 1), what.slot, what.amounts, 1});
        if (series_of(what) == nullptr || std::find(own.begin(), own.end(), q) != own.end()) continue;
        follow(extend(q, kind.given, kind.horizon).changes.all);
    }
    std::stable_sort(kind.events.begin(), kind.events.end(), [](const Event& a, const Event& b) { return a.k < b.k; });
    kind.events.push_back({UINT32_MAX});
}

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
