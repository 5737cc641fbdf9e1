// Policies that are added up by period as they are run: what lanes of one group are paid in a step, or by the end of a period of several. Those
// that are everywhere with the same chances are one lane.
#include <algorithm>
#include <cmath>
#include <limits>

#include "run_plan_hand.hpp"

namespace hearth {

/// Tells what the amounts of several policies come to by one quantity of Inside::own, each from when to when it is due.
void RunPlan::Hand::tell_own(std::span<const std::uint32_t> policies, std::size_t own) {
    const Plan::Quantity& what = plan.quantities[plan.own[own]];
    changes.clear();
    for (const std::uint32_t policy : policies) {
        const Lane& lane = lanes[policy];
        const double amount = amount_of(lane, what.amounts) * lane.policy->money;
        double before = 0;
        for (const Plan::Event& one : own_events[lane.row * plan.own.size() + own]) {
            const double now = one.value == 0 || std::isnan(one.value) ? one.value : amount;
            changes.push_back({one.k, before, now});
            before = now;
        }
    }
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.k < b.k; });
    ExactSum sum;
    bool finite = true;  // what is no number is told by the policy alone
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& one = changes[i];
        finite = finite && std::isfinite(one.from) && std::isfinite(one.to);
        if (finite) sum.add(-one.from);
        if (finite) sum.add(one.to);
        if (i + 1 == changes.size() || changes[i + 1].k != one.k)
            bunch_events.push_back({one.k, what.slot, kernels::none, finite ? sum.rounded() : std::numeric_limits<double>::quiet_NaN()});
    }
}

/// Gives each bunch its weights, and in place of amounts the sums of weight * amount of its policies. A policy by itself is what it is told
/// alone, times its weight.
void RunPlan::Hand::weigh() {
    const std::size_t width = plan.amount_count, owns = plan.own.size();
    std::vector<double> weighed(bunches.size() * width);
    std::vector<std::span<const Plan::Event>> events;
    events.reserve(bunches.size() * owns);
    bunch_events.clear();
    std::size_t most_events = 0;  // so that none is moved
    for (const auto& one : own_events) most_events += one.size();
    bunch_events.reserve(most_events);
    for (std::size_t b = 0; b < bunches.size(); ++b) {
        Bunch& bunch = bunches[b];
        const auto policies = std::span<const std::uint32_t>(members).subspan(bunch.first, bunch.count);
        const auto sum_of = [&](const auto& number) {
            if (policies.size() == 1) return number(lanes[policies.front()]);
            ExactSum sum;
            for (const std::uint32_t policy : policies) sum.add(number(lanes[policy]));
            return sum.rounded();
        };
        bunch.money = sum_of([](const Lane& lane) { return lane.policy->money; });
        bunch.policies = sum_of([](const Lane& lane) { return lane.policy->count; });
        for (std::uint32_t a = 0; a < width; ++a)
            weighed[b * width + a] = sum_of([&](const Lane& lane) { return amount_of(lane, a) * (bunch.count > 1 ? lane.policy->money : 1); });
        for (std::size_t own = 0; own < owns; ++own) {
            const std::size_t before = bunch_events.size();
            if (bunch.count > 1) tell_own(policies, own);
            events.push_back(bunch.count > 1 ? std::span<const Plan::Event>(bunch_events).subspan(before) : own_events[lanes[policies.front()].row * owns + own]);
        }
        beside[b].row = static_cast<std::uint32_t>(b);
    }
    amounts.swap(weighed);
    own_events.swap(events);
}

/// Nobody stands at a position unless it is said.
void RunPlan::Hand::begin_sums(std::size_t positions) {
    told_steps.resize(kernels::most_steps * told_width());
    for (auto* all : {&of_money, &of_count, &of_amounts}) all->assign(positions, 0.0);
    remain.assign(positions, 0.0);
    some.assign(plan.at_end.size() + 1, 1);  // who is there as well
    weights.clear();
    for (const char one : plan.in_proportion) weights.push_back((one != 0 ? of_amounts : of_money).data());
    weights.push_back(of_count.data());
    every.resize(plan.at_end.size() + 1);
    for (std::uint32_t i = 0; i < every.size(); ++i) every[i] = i;
    std::size_t periods = 0;
    for (std::size_t i = 0; i < in_lane.size(); ++i) {
        const Lane& lane = in_lane[i];
        const Bunch& bunch = bunches[lane.row];
        of_money[i] = bunch.money;
        of_count[i] = bunch.policies;
        of_amounts[i] = bunch.count > 1 ? 1 : bunch.money;
        periods = std::max(periods, periods_of(lane));
    }
    adds_to->groups[in_lane[0].policy->group].reach(periods);
}

double RunPlan::Hand::there(std::size_t position) {
    double sum = 0;
    for (std::size_t p = 0; p < plan.live.size(); ++p) sum += here_at(p, position);
    return sum;
}

/// A lane ends as its step t begins: of those who are left then the contract may go on for some.
void RunPlan::Hand::end_lane(std::size_t position, std::size_t t) {
    const Lane& lane = in_lane[upcoming[position].lane];
    if (by_paid() && lane.k + t < lane.kind->end) remain[position] = there(position);
}

/// Nobody is in force where the contract ended in the last of some steps up to t.
void RunPlan::Hand::tell_ends(std::size_t first, std::size_t last, std::size_t t, double* last_told) const {
    for (std::size_t position = first; position < last; ++position) {
        const Next& mine = upcoming[position];
        const Lane& lane = in_lane[mine.lane];
        if (mine.left == t && lane.k + t >= lane.kind->end) last_told[plan.at_end.size() * together + position % together] = 0;
    }
}

/// What was paid in a period to lanes of one pack, which is then begun anew, and how many of those before `last` are there as step t begins.
void RunPlan::Hand::tell_paid(std::size_t pack, std::size_t last, std::size_t t, double* to) {
    const std::size_t flows = plan.at_end.size();
    if (by_paid()) {
        double* const its = &paid[sum_at(0, pack)];
        std::copy_n(its, flows * together, to);
        std::fill_n(its, flows * together, 0.0);
    }
    for (std::size_t lane = 0; lane < together; ++lane) {
        const std::size_t position = pack + lane;
        to[flows * together + lane] = position >= last ? 0 : t < upcoming[position].left ? there(position) : std::exchange(remain[position], 0.0);
    }
}

/// Adds up what lanes of a pack were told, in periods from one on.
void RunPlan::Hand::add_up(std::size_t pack, std::size_t period, std::size_t steps, std::span<const std::uint32_t> numbers, std::size_t* made) {
    kernels::Tallying all;
    all.numbers = told_steps.data();
    const double* its_weights[kernels::most_sums + 1];
    for (std::size_t n = 0; n < weights.size(); ++n) its_weights[n] = weights[n] + pack;
    all.weights = its_weights;
    all.which = numbers.data();
    all.which_count = static_cast<std::uint32_t>(numbers.size());
    all.steps = steps;
    all.parts = made;
    PeriodTally& to = adds_to->groups[in_lane[0].policy->group];
    if (!to.add(plan.width, all, period)) adds_to->sound = false;
}

/// The same of what the kernel told of some steps, where anything may have been due to any of the lanes.
void RunPlan::Hand::add_up_steps(std::size_t pack, std::size_t period, std::size_t steps, const Plan::Due& due, std::size_t& made) {
    std::uint32_t which[kernels::most_sums + 1], count = 0;
    for (const std::uint32_t sum : due.told) {
        which[count] = sum;
        count += some[sum];
    }
    add_up(pack, period, steps, {which, count}, &made);
}

/// Where a period ends as step t begins. As the first begins nothing was paid yet.
void RunPlan::Hand::sum_up(std::size_t first, std::size_t last, std::size_t t) {
    const auto all = std::span<const std::uint32_t>(every).subspan(by_paid() ? 0 : every.size() - 1);
    const std::size_t period = (leads[0]->waits + t - 1) / plan.steps;
    for (std::size_t pack = first; pack < last; pack += together) {
        tell_paid(pack, last, t, told_steps.data());
        add_up(pack, period, 1, all, nullptr);
    }
}

}  // namespace hearth
