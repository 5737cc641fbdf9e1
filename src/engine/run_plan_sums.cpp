// Policies that are added up by period as they are run: what lanes of one group are paid in a step, or by the end of a period of several.
#include <algorithm>

#include "run_plan_hand.hpp"

namespace hearth {

/// Nobody stands at a position unless it is said.
void RunPlan::Hand::begin_sums(std::size_t positions) {
    const std::size_t width = told_width();
    told_steps.resize(guided_steps * width);
    of_money.assign(positions, 0.0);
    of_count.assign(positions, 0.0);
    remain.assign(positions, 0.0);
    some.resize(plan.at_end.size());
    every.resize(plan.at_end.size() + 1);
    for (std::uint32_t i = 0; i < every.size(); ++i) every[i] = i;
    of_guide.assign(plan.for_all.begin(), plan.for_all.end());
    of_guide.push_back(1);
}

void RunPlan::Hand::weigh(std::size_t position, const Lane& lane) {
    of_money[position] = lane.policy->money;
    of_count[position] = lane.policy->count;
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

/// What was paid in a period to lanes of one pack, which is then begun anew, and how many of the first `known` are there as step t begins.
void RunPlan::Hand::tell_paid(std::size_t pack, std::size_t known, std::size_t t, double* to) {
    const std::size_t flows = plan.at_end.size();
    if (by_paid()) {
        double* const its = &paid[sum_at(0, pack)];
        std::copy_n(its, flows * together, to);
        std::fill_n(its, flows * together, 0.0);
    }
    for (std::size_t lane = 0; lane < together; ++lane) {
        const std::size_t position = pack + lane;
        to[flows * together + lane] = position >= known ? 0 : t < upcoming[position].left ? there(position) : std::exchange(remain[position], 0.0);
    }
}

/// Adds up what lanes of a pack were told, in periods from one on; `ahead`: what their guides were.
void RunPlan::Hand::add_up(std::size_t pack, std::size_t period, std::size_t steps, const double* own, const double* ahead_told, std::span<const std::uint32_t> numbers) {
    kernels::Tallying all;
    all.numbers = own;
    for (std::size_t quad = 0; ahead_told != nullptr && quad < together / kernels::quad; ++quad) all.guides[quad] = ahead_told + behind[pack / kernels::quad + quad];
    if (ahead_told != nullptr) all.of_guide = of_guide.data();
    all.money = &of_money[pack];
    all.count = &of_count[pack];
    all.which = numbers.data();
    all.which_count = static_cast<std::uint32_t>(numbers.size());
    all.steps = steps;
    PeriodTally& to = adds_to->groups[in_lane[0].policy->group];
    if (!to.add(plan.width, all, period)) adds_to->sound = false;
}

/// The same of what the kernel told of some steps, where anything may have been due to any of the lanes.
void RunPlan::Hand::add_up_steps(std::size_t pack, std::size_t period, std::size_t steps, const double* ahead_told, const Plan::Due& due) {
    which.clear();
    for (const std::uint32_t sum : due.told)
        if (sum == plan.at_end.size() || (ahead_told != nullptr && plan.for_all[sum] != 0) || some[sum] != 0) which.push_back(sum);
    add_up(pack, period, steps, told_steps.data(), ahead_told, which);
}

/// Where a period ends as step t begins. As the first begins nothing was paid yet.
void RunPlan::Hand::sum_up(std::size_t first, std::size_t last, std::size_t t) {
    const auto all = std::span<const std::uint32_t>(every).subspan(by_paid() ? 0 : every.size() - 1);
    const std::size_t period = (leads[0]->waits + t - 1) / plan.steps;
    for (std::size_t pack = first; pack < last; pack += together) {
        tell_paid(pack, last, t, told_steps.data());
        add_up(pack, period, 1, told_steps.data(), nullptr, all);
    }
}

/// The same where lanes are behind guides.
void RunPlan::Hand::sum_up_behind(std::size_t t) {
    const auto all = std::span<const std::uint32_t>(every).subspan(by_paid() ? 0 : every.size() - 1);
    const std::size_t period = (leads[0]->waits + t - 1) / plan.steps;
    tell_paid(0, ahead.size(), t, told_ahead.data());
    for (std::size_t pack = together; pack < upcoming.size(); pack += together) {
        tell_paid(pack, 0, t, told_steps.data());
        add_up(pack, period, 1, told_steps.data(), told_ahead.data(), all);
    }
}

}  // namespace hearth
