// Policies of a plan side by side: what changes in their lanes when, and the steps between two changes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "projected.hpp"
#include "run_plan_inside.hpp"

namespace hearth {

/// The slots that a lane keeps: what is one number of each policy, where no condition says when it is due.
void RunPlan::Inside::set_slots() {
    const std::size_t count = in_lane.size();
    std::vector<double> amount;
    for (Quantity& what : quantities) {
        for (std::size_t lane = 0; what.last && lane < count; ++lane) slot(what.slot, lane) = 0;
        if (what.last || what.mode != Quantity::Mode::policy) continue;
        for (std::size_t lane = 0; what.like != never && lane < count; ++lane) slot(what.slot, lane) = slot(quantities[what.like].slot, lane);
        if (what.like != never) continue;
        const Flow& flow = track.flows_[what.flow];
        const Point at = point(what, leads->k);  // an amount that follows no step
        if (!across(flow.amount, at, amount)) {
            amount.assign(count, 0.0);
            for (std::size_t lane = 0; lane < count; ++lane) {
                stand(in_lane[lane].policy->given);
                amount[lane] = alone(flow.amount, at);
            }
        }
        for (std::size_t lane = 0; lane < count; ++lane) slot(what.slot, lane) = amount[lane];
    }
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const Quantity& what = quantities[q];
        for (std::size_t lane = 0; what.mode == Quantity::Mode::policy && what.gated && !what.last && lane < count; ++lane)
            amounts_of[q * most + lane] = slot(what.slot, lane);
        for (std::size_t lane = 0; what.last && lane < count; ++lane) {
            const PolicyKind& kind = *in_lane[lane].kind;
            if (kind.horizon != kind.end) continue;
            stand(in_lane[lane].policy->given);
            double& its = amounts_of[q * most + lane] = std::numeric_limits<double>::quiet_NaN();
            try {
                its = track.amount(track.flows_[what.flow], point(what, kind.end - 1));
            } catch (const Fault&) {  // told by the policy alone
            }
        }
    }
}

/// Sets what is so in each lane when it begins.
void RunPlan::Inside::begin_lanes() {
    upcoming.clear();
    events.clear();
    for (std::size_t lane = 0; lane < in_lane.size(); ++lane) {
        const Lane& one = in_lane[lane];
        const Rates& its = *one.kind->rates;
        set_row(&slot(0, lane), its.rows[one.policy->k]);
        upcoming.push_back({static_cast<std::uint32_t>(one.left()), static_cast<std::uint32_t>(one.policy->k), its.changes.data() + one.row,
                            its.changes.data() + its.changes.size()});
        events.emplace_back(one.kind->events);
        for (std::size_t i = 0; i < own.size(); ++i) events.emplace_back(own_series[one.series + i]->changes);
    }
    turns_at.assign(in_lane.size(), 0);
}

inline void RunPlan::Inside::set_row(double* to, std::uint32_t row) const {
    const std::size_t count = share_at.size();
    const double* const from = rows.data() + row * count;
    for (std::size_t i = 0; i < count; ++i) to[share_at[i]] = from[i];
}

/// Sets what events up to step k of its contract say in a lane: the step that the next follows.
std::uint32_t RunPlan::Inside::pass_events(std::size_t lane, std::uint32_t k) {
    double* const its = &slot(0, lane);
    std::uint32_t next = UINT32_MAX;
    for (std::size_t i = 0; i <= own.size(); ++i) {
        std::span<const Event>& list = events[lane * (own.size() + 1) + i];
        std::size_t passed = 0;
        for (; passed < list.size() && list[passed].k <= k; ++passed) {
            const Event& one = list[passed];
            const bool plain = one.amount == kernels::none || one.value == 0 || std::isnan(one.value);
            its[one.slot * together] = plain ? one.value : amounts_of[one.amount * most + lane];
        }
        list = list.subspan(passed);
        if (!list.empty()) next = std::min(next, list.front().k);
    }
    return next;
}

/// Sets what changes in a lane when its step t begins, and finds when that is the case again.
inline void RunPlan::Inside::turn(std::size_t lane, std::size_t t) {
    Next& mine = upcoming[lane];
    double* const its = &slot(0, lane);
    const auto k = static_cast<std::uint32_t>(mine.from + t);
    if (mine.row != mine.rows && mine.row->k == k) set_row(its, (mine.row++)->row);
    if (mine.later <= k) mine.later = pass_events(lane, k);
    std::uint32_t next = mine.left;
    if (mine.row != mine.rows) next = std::min(next, mine.row->k - mine.from);
    if (mine.later != UINT32_MAX) next = std::min(next, mine.later - mine.from);
    turns_at[lane] = next;
}

/// What was paid in a period that ends for a lane as step t begins, and who is still there.
void RunPlan::Inside::end_period(std::size_t number, std::size_t t, std::vector<double>& numbers) {
    const Lane& lane = in_lane[number];
    const std::size_t flows = kinds->lines.size(), periods = lane.found->periods, now = (lane.policy->waits + t - 1) / steps;
    double sum = 0;
    for (std::size_t p = 0; lane.policy->k + t < lane.kind->end && p < live.size(); ++p) sum += here_at(p, number);
    for (std::size_t point = 0; point < curves.size(); ++point) {
        double* const mine = numbers.data() + found_of(lane, point).first + flows + kinds->values.size() * (periods + 1);
        for (std::size_t f = 0; f < flows; ++f) mine[f * periods + now] = std::exchange(paid[sum_at(f, number, point)], 0.0);
        mine[flows * periods + now] = sum;
    }
    if (values.empty() || lane.policy->k + t >= lane.kind->end) return;
    asked.push_back({t, number, now + 1, {}});
    for (std::size_t p = 0; p < live.size(); ++p) asked.back().here.push_back(here_at(p, number));
}

/// Lanes from `first` to `last`, step by step, as many at once as nothing changes in.
void RunPlan::Inside::run_pack(std::size_t first, std::size_t last, std::vector<double>& numbers) {
    const double* const common = leads->of->common.data();
    std::size_t to = 0;
    for (std::size_t lane = first; lane < last; ++lane) to = std::max(to, in_lane[lane].left());
    for (std::size_t t = 0;;) {
        const std::size_t k = leads->k + t, passed = leads->waits + t;
        const bool ends_now = by && passed > 0 && passed % steps == 0;
        std::size_t stop = by_program ? t + 1 : std::min(t + kernels::most_steps, to);
        if (by) stop = std::min(stop, t + steps - passed % steps);
        for (std::size_t lane = first; lane < last; ++lane) {
            if (ends_now && t < upcoming[lane].left) end_period(lane, t, numbers);
            if (turns_at[lane] == t && t == upcoming[lane].left) {
                if (by) end_period(lane, t, numbers);
                for (std::size_t p = 0; p < live.size(); ++p) here_at(p, lane) = 0;
                turns_at[lane] = UINT32_MAX;
            } else if (turns_at[lane] == t) {
                turn(lane, t);
            }
            stop = std::min<std::size_t>(stop, turns_at[lane]);
        }
        if (t == to) return run_back(first, last, numbers);
        const Due& due_now = dues[due_at[k]];
        for (std::size_t q = 0; by_program && q < quantities.size(); ++q) {
            const Quantity& what = quantities[q];
            if (what.mode != Quantity::Mode::program || what.last || due_now.quantities[q] == 0) continue;
            amounts(what.flow, point(what, k), room);
            for (std::size_t lane = 0; lane < room.size(); ++lane) slot(what.slot, lane) = room[lane];
        }
        std::size_t until = t + 1;
        while (until < stop && due_at[leads->k + until] == due_at[k]) ++until;
        const kernels::Tape tape{static_cast<std::uint32_t>(live.size()),
                                 static_cast<std::uint32_t>(at_end.size()),
                                 due_now.terms.data(),
                                 due_now.term_of.data(),
                                 at_end.data(),
                                 moves.data(),
                                 move_to.data(),
                                 leaving.data()};
        for (std::size_t lane = first; lane < last; lane += together) {
            more_sums.clear();
            for (std::size_t point = 1; point < curves.size(); ++point) {
                const std::size_t sums = sum_at(0, lane, point);
                more_sums.push_back({curves[point].discount.data() + t, curves[point].begins->of->common.data() + k * common_count, &worth[sums],
                                  by ? &paid[sums] : nullptr});
            }
            kernels::advance(
                width, tape,
                {&here_at(0, lane), &slot(0, lane), &worth[sum_at(0, lane)], by ? &paid[sum_at(0, lane)] : nullptr, course.data(), ran},
                {until - t, curves[0].discount.data() + t, common + k * common_count, common_count, more_sums.data(), more_sums.size()});
        }
        remember(first, last, t, until);
        t = until;
    }
}

void RunPlan::Inside::run_tile(std::vector<double>& numbers) {
    const std::size_t count = in_lane.size(), flows = kinds->lines.size(), value_count = kinds->values.size();
    const std::size_t room_of = (count + together - 1) / together * together;
    std::fill_n(here.begin(), room_of * live.size(), 0.0);
    for (std::size_t point = 0; point < curves.size(); ++point) {
        std::fill_n(&worth[sum_at(0, 0, point)], room_of * flows, 0.0);
        if (by) std::fill_n(&paid[sum_at(0, 0, point)], room_of * flows, 0.0);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const Lane& lane = in_lane[i];
        const std::size_t passed = leads->waits + lane.left();
        here_at(place_of[lane.policy->state], i) = 1;
        const std::size_t periods = by ? (passed + steps - 1) / steps : 0, size = flows + value_count * (periods + 1) + (flows + 1) * periods;
        for (std::size_t point = 0; point < curves.size(); ++point)
            found_of(lane, point) = {numbers.size() + point * size, static_cast<std::uint32_t>(periods), lane.policy->waits == 0};
        numbers.resize(numbers.size() + curves.size() * size);
    }
    set_slots();
    begin_lanes();
    const std::size_t pack = by_program || values_by_period() ? most : together;
    for (std::size_t first = 0; first < count; first += pack) run_pack(first, std::min(first + pack, count), numbers);
    set_values(numbers);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t point = 0; point < curves.size(); ++point) {
            Found& found = found_of(in_lane[i], point);
            double* const mine = numbers.data() + found.first;
            bool finite = true;
            for (std::size_t f = 0; f < flows; ++f) {
                mine[f] = worth[sum_at(f, i, point)];
                finite = finite && std::isfinite(mine[f]);
            }
            for (std::size_t v = 0; v < value_count * (found.periods + 1); ++v) finite = finite && std::isfinite(mine[flows + v]);
            if (!finite) found.first = SIZE_MAX;
        }
}

}  // namespace hearth
