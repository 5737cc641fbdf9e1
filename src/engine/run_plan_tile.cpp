// Policies of a plan side by side: what changes in their lanes when, and the steps between two changes.
#include <algorithm>
#include <cmath>

#include "run_plan_hand.hpp"

namespace hearth {

/// The slots that a lane keeps: what is one number of each policy, where no condition says when it is due.
void RunPlan::Hand::set_slots() {
    for (const Plan::Quantity& what : plan.quantities) {
        if (what.amounts == kernels::none) continue;
        for (std::size_t lane = 0; lane < in_lane.size(); ++lane) slot(what.slot, lane) = what.last ? 0 : amount_of(in_lane[lane], what.amounts);
    }
}

/// Sets what an event says in a lane.
inline void RunPlan::Hand::apply(double* to, const Plan::Event& one, std::size_t lane) const {
    const bool plain = one.amount == kernels::none || one.value == 0 || std::isnan(one.value);
    to[one.slot * together] = plain ? one.value : amount_of(in_lane[lane], one.amount);
}

/// Sets what events of its own up to step k of its contract say in a lane: the step that the next follows.
std::uint32_t RunPlan::Hand::pass_own(std::size_t position, std::uint32_t k) {
    std::uint32_t first = UINT32_MAX;
    const std::size_t lane = upcoming[position].lane;
    for (std::size_t i = 0; i < plan.own.size(); ++i) {
        std::span<const Plan::Event>& list = own_upcoming[lane * plan.own.size() + i];
        std::size_t passed = 0;
        for (; passed < list.size() && list[passed].k <= k; ++passed) apply(&slot(0, position), list[passed], lane);
        list = list.subspan(passed);
        if (!list.empty()) first = std::min(first, list.front().k);
    }
    return first;
}

/// Sets what changes in a lane up to its step t, but for its chances.
void RunPlan::Hand::pass(std::size_t position, std::uint32_t t) {
    Next& mine = upcoming[position];
    const std::uint32_t k = mine.from + t;
    for (; mine.event->k <= k; ++mine.event) apply(&slot(0, position), *mine.event, mine.lane);
    if (mine.own <= k) mine.own = pass_own(position, k);
    mine.other = std::min(mine.left, std::min(mine.event->k, mine.own) - mine.from);
}

/// Sets what changes in lanes of one pack when their step t begins: the next step in which something does, or `stop`.
std::size_t RunPlan::Hand::turn(std::size_t first, std::size_t last, std::size_t t, std::size_t stop) {
    const auto now = static_cast<std::uint32_t>(t);
    auto next = static_cast<std::uint32_t>(stop);
    const auto of_moving = shares(), of_leaving = exits();
    double* its = &slot(0, first);
    Next *mine = &upcoming[first], *const others = mine + (last - first);
    for (; mine != others; ++mine, ++its) {
        if (mine->at == now) {
            if (mine->other <= now) pass(static_cast<std::size_t>(mine - upcoming.data()), now);
            if (mine->turn_at == now) {
                set(its, of_moving, (mine->turn++)->row);
                __builtin_prefetch(mine->turn + 4);  // lanes of a pack have theirs far apart
                mine->turn_at = mine->step_of(mine->turn, mine->turns);
            }
            if (mine->exit_at == now) {
                set(its, of_leaving, (mine->exit++)->row);
                mine->exit_at = mine->step_of(mine->exit, mine->exits);
            }
            mine->at = std::min(mine->other, std::min(mine->turn_at, mine->exit_at));
        }
        next = std::min(next, mine->at);
    }
    return next;
}

/// The chances with which a lane begins.
void RunPlan::Hand::set_chances(std::size_t position, const Lane& one) {
    set(&slot(0, position), shares(), one.turn[-1].row);
    if (!one.kind->exits.empty()) set(&slot(0, position), exits(), one.exit[-1].row);
}

/// Nothing of a lane is set yet: all that happened before it begins is, then.
void RunPlan::Hand::begin_lanes() {
    upcoming.resize(in_lane.size());
    own_upcoming.clear();
    for (std::size_t lane = 0; lane < in_lane.size(); ++lane) {
        const Lane& one = in_lane[lane];
        set_chances(lane, one);
        upcoming[lane] = first_of(one, lane);
        for (std::size_t i = 0; i < plan.own.size(); ++i) own_upcoming.push_back(own_events[one.row * plan.own.size() + i]);
    }
}

/// All that happened before a lane begins is to be set first.
RunPlan::Hand::Next RunPlan::Hand::first_of(const Lane& one, std::size_t lane) const {
    Next out;
    out.left = one.left;
    out.from = one.k;
    out.own = plan.own.empty() ? UINT32_MAX : 0;
    out.lane = static_cast<std::uint32_t>(lane);
    out.event = one.kind->events;
    out.turn = one.turn;
    out.turns = std::to_address(one.kind->turns.end());
    out.turn_at = out.step_of(out.turn, out.turns);
    out.exit = one.exit;
    out.exits = std::to_address(one.kind->exits.end());
    out.exit_at = out.step_of(out.exit, out.exits);
    return out;
}

/// What was paid in a period that ends for a lane as step t begins, and who is still there.
void RunPlan::Hand::tell_period(std::size_t number, std::size_t position, std::size_t guide, std::size_t t, std::vector<double>& numbers) {
    const Lane& lane = in_lane[number];
    const std::size_t flows = plan.kinds->lines.size(), periods = found_of(lane).periods, now = (leads[0]->waits + t - 1) / plan.steps;
    double sum = 0;
    for (std::size_t p = 0; lane.k + t < lane.kind->end && p < plan.live.size(); ++p) sum += here_at(p, guide);
    for (std::size_t point = 0; point < leads.size(); ++point) {
        double* const mine = numbers.data() + found_of(lane, point).first + flows + plan.kinds->values.size() * (periods + 1);
        for (std::size_t f = 0; f < flows; ++f) mine[f * periods + now] = paid[sum_at(f, plan.for_all[f] != 0 ? guide : position, point)];
        mine[flows * periods + now] = sum;
    }
}

void RunPlan::Hand::end_period(std::size_t number, std::size_t t, std::vector<double>& numbers) {
    const Lane& lane = in_lane[number];
    tell_period(number, number, number, t, numbers);
    for (std::size_t point = 0; point < leads.size(); ++point)
        for (std::size_t f = 0; f < plan.kinds->lines.size(); ++f) paid[sum_at(f, number, point)] = 0;
    if (plan.values.empty() || lane.k + t >= lane.kind->end) return;
    const std::size_t now = (leads[0]->waits + t - 1) / plan.steps;
    asked.push_back({t, number, now + 1, {}});
    for (std::size_t p = 0; p < plan.live.size(); ++p) asked.back().here.push_back(here_at(p, number));
}

/// Lanes from `first` to `last`, step by step, as many at once as nothing changes in.
void RunPlan::Hand::run_pack(std::size_t first, std::size_t last, std::vector<double>& numbers) {
    const Course& all = *leads[0];
    const std::size_t places = plan.live.size(), commons = plan.common_count;
    std::size_t to = 0, end = 0;  // the last lane's end, and the next
    std::size_t made = 2;  // parts of sums
    for (std::size_t lane = first; lane < last; ++lane) to = std::max<std::size_t>(to, upcoming[lane].left);
    for (std::size_t t = 0;;) {
        const std::size_t passed = all.waits + t;
        const bool ends_now = plan.by && passed > 0 && passed % plan.steps == 0 && (t == 0 || !step_by_step());
        std::size_t stop = plan.by_program ? t + 1 : std::min(t + kernels::most_steps, to);
        if (plan.by && !step_by_step()) stop = std::min(stop, t + plan.steps - passed % plan.steps);
        if (t == end || ends_now) {
            end = never;
            for (std::size_t lane = first; lane < last; ++lane) {
                Next& mine = upcoming[lane];
                if (adds_to != nullptr && t == mine.left) end_lane(lane, t);
                else if (adds_to == nullptr && plan.by && (t == mine.left || (ends_now && t < mine.left))) end_period(lane, t, numbers);
                if (t < mine.left) end = std::min<std::size_t>(end, mine.left);
                if (t != mine.left) continue;
                for (std::size_t p = 0; p < places; ++p) here_at(p, lane) = 0;
                mine.at = UINT32_MAX;
            }
        }
        if (adds_to != nullptr && (ends_now || (t == to && by_paid()))) sum_up(first, last, t);
        for (std::size_t lane = first; lane < last; lane += together) stop = turn(lane, std::min(lane + together, last), t, stop);
        if (t == to) return run_back(first, last, numbers);
        const Plan::Due& due_now = *all.due[t];
        for (std::size_t q = 0; plan.by_program && q < plan.quantities.size(); ++q) {
            const Plan::Quantity& what = plan.quantities[q];
            if (what.mode != Plan::Quantity::Mode::program || what.last || due_now.quantities[q] == 0) continue;
            plan.across_hand = this;
            plan.across_of = in_lane;
            plan.amounts(what.flow, plan.point(what, all.k + t), room);
            for (std::size_t lane = 0; lane < room.size(); ++lane) slot(what.slot, lane) = room[lane];
        }
        std::size_t until = t + 1;
        while (until < stop && all.due[until] == &due_now) ++until;
        const kernels::Tape tape{static_cast<std::uint32_t>(places),
                                 static_cast<std::uint32_t>(plan.at_end.size()),
                                 due_now.terms.data(),
                                 due_now.term_of.data(),
                                 plan.at_end.data(),
                                 plan.inside_step.data(),
                                 plan.moves.data(),
                                 plan.move_to.data(),
                                 plan.leaving.data()};
        for (std::size_t lane = first; lane < last; lane += together) {
            more_sums.clear();
            for (std::size_t point = 1; point < leads.size(); ++point) {
                const std::size_t sums = sum_at(0, lane, point);
                more_sums.push_back({leads[point]->discount.data() + t, leads[point]->common + t * commons, &worth[sums], plan.by ? &paid[sums] : nullptr});
            }
            kernels::advance(
                plan.width, tape,
                {&here_at(0, lane), &slot(0, lane), &worth[sum_at(0, lane)], by_paid() ? &paid[sum_at(0, lane)] : nullptr, course.data(), ran, step_by_step() ? told_steps.data() : nullptr, some.data()},
                {until - t, all.discount.data() + t, all.common + t * commons, commons, more_sums.data(), more_sums.size()});
            if (!step_by_step()) continue;
            if (until == end) tell_ends(lane, std::min(lane + together, last), until, told_steps.data() + (until - t - 1) * told_width());
            add_up_steps(lane, passed, until - t, due_now, made);
        }
        remember(first, last, t, until);
        t = until;
    }
}

/// Finds where the numbers of the lanes in hand stand, behind those that are there.
void RunPlan::Hand::begin_numbers(std::vector<double>& numbers) {
    std::size_t size = numbers.size();
    for (const Lane& lane : in_lane) {
        const std::size_t periods = periods_of(lane);
        for (std::size_t point = 0; point < leads.size(); ++point, size += count_of(periods))
            found_of(lane, point) = {size, static_cast<std::uint32_t>(periods), leads[0]->waits == 0};
    }
    numbers.resize(size);
}

/// What a lane comes to; its numbers are none where one of them is not finite.
void RunPlan::Hand::tell_sums(std::size_t lane, std::size_t position, std::size_t guide, std::vector<double>& numbers) {
    const std::size_t flows = plan.at_end.size(), value_count = plan.value_names.size();
    for (std::size_t point = 0; point < leads.size(); ++point) {
        Found& its = found_of(in_lane[lane], point);
        double* const mine = numbers.data() + its.first;
        const double* const own = &worth[sum_at(0, position, point)];
        double none = 0;  // and no number where one of them is not finite
        for (std::size_t f = 0; f < flows; ++f) mine[f] = own[f * together];
        if (guide != position)
            for (std::size_t f = 0; f < flows; ++f)
                if (plan.for_all[f] != 0) mine[f] = worth[sum_at(f, guide, point)];
        for (std::size_t f = 0; f < flows; ++f) none += 0.0 * mine[f];
        bool finite = none == 0;
        for (std::size_t v = 0; v < value_count * (its.periods + 1); ++v) finite = finite && std::isfinite(mine[flows + v]);
        if (!finite) its.first = SIZE_MAX;
    }
}

void RunPlan::Hand::run_tile(std::vector<double>& numbers) {
    const std::size_t count = in_lane.size(), flows = plan.kinds->lines.size();
    const std::size_t room_of = (count + together - 1) / together * together;
    std::fill_n(here.begin(), room_of * plan.live.size(), 0.0);
    for (std::size_t point = 0; point < leads.size(); ++point) {
        std::fill_n(&worth[sum_at(0, 0, point)], room_of * flows, 0.0);
        if (plan.by) std::fill_n(&paid[sum_at(0, 0, point)], room_of * flows, 0.0);
    }
    for (std::size_t i = 0; i < count; ++i) here_at(plan.place_of[in_lane[i].state], i) = 1;
    if (adds_to != nullptr) {
        begin_sums(room_of);
        std::fill_n(&slot(0, room_of - together), plan.slot_count * together, 0.0);  // of those where nobody stands as well
    }
    set_slots();
    begin_lanes();
    const std::size_t pack = plan.by_program || plan.values_by_period() ? most : together;
    for (std::size_t first = 0; first < count; first += pack) run_pack(first, std::min(first + pack, count), numbers);
    if (adds_to != nullptr) return;
    set_values(numbers);
    for (std::size_t i = 0; i < count; ++i) tell_sums(i, i, i, numbers);
}

}  // namespace hearth
