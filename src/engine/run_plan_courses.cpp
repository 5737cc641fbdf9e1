// What is the same for all lanes from step to step: discounts, factors, what follows the step alone.
#include <algorithm>
#include <cstring>

#include "hearth/base/math.hpp"
#include "run_plan_inside.hpp"

namespace hearth {

namespace {

/// Two variables exchanged until the scope is left.
template <class T>
struct Exchanged {
    Exchanged(T& a, T& b) : one(a), other(b) { one.swap(other); }
    ~Exchanged() { one.swap(other); }
    Exchanged(const Exchanged&) = delete;
    Exchanged& operator=(const Exchanged&) = delete;
    T& one;
    T& other;
};

}  // namespace

/// Finds where policies begin that are given this, in step k.
RunPlan::Inside::Begins& RunPlan::Inside::begins_of(Begins& out, std::span<const double> given, std::size_t k, std::size_t waits) {
    if (out.of != nullptr) return out;
    out.k = k;
    out.waits = waits;
    out.from = k;
    std::vector<double> as_if(given.begin(), given.end());
    if (by_month_of != never) {
        const Date day = Date::from_days(static_cast<std::int32_t>(given[by_month_of])).plus_months(track.months_in(k, 0));
        const int step = track.months_in(1, 0), steps_of_decade = std::max(1, 120 / step);
        const int from = (day.year() * 12 + static_cast<int>(day.month()) - 1) / step % steps_of_decade;
        out.from = static_cast<std::size_t>(from);
        as_if[by_month_of] = Value::date(day.plus_days(1 - static_cast<int>(day.day())).plus_months(-from * step)).number;
    }
    out.of = &discounts.of(as_if);
    return out;
}

/// What a factor is in step k; where it follows the discount of that step alone, it is computed once for each.
double RunPlan::Inside::factor_in(Factor& factor, std::size_t k, double over_step) {
    const Flow& flow = leader(factor.flow);
    const auto compute = [&] {
        return factor.kind == Factor::Kind::start ? track.to_moment(flow, k)
               : factor.kind == Factor::Kind::end ? power(over_step, flow.shift / track.time_of(1))
                                                  : track.shifted(flow, 1, over_step);
    };
    if (factor.kind == Factor::Kind::start && flow.shift * ticks_per_year / track.ticks_ > 1) return compute();
    const std::size_t number = factor.met.of(&over_step);
    if (number == factor.found.size()) factor.found.push_back(compute());
    return factor.found[number];
}

/// What is the same for all lanes in each step: factors, and what follows the step alone, or with it what the interest follows.
void RunPlan::Inside::know_common(Discounts& of, std::size_t from, std::size_t to) {
    if (of.known.size() < to) of.known.resize(to, 0);
    while (from < to && of.known[from] != 0) ++from;
    while (from < to && of.known[to - 1] != 0) --to;
    if (from == to) return;
    std::vector<double> found;
    of.common.resize(to * common_count);
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        Quantity& what = quantities[q];
        if (what.mode != Quantity::Mode::step || what.last) continue;
        if (!what.series.inputs.empty()) {
            Paid& its = what.paid.of(of.given);
            if (its.known.size() < to) its.known.resize(to, 0);
            its.steps.resize(its.known.size());
            std::size_t first = from, last = to;
            while (first < last && its.known[first] != 0) ++first;
            while (first < last && its.known[last - 1] != 0) --last;
            if (first < last) {
                paid_in(what, false, first, last - first, found);
                std::copy(found.begin(), found.end(), its.steps.begin() + static_cast<std::ptrdiff_t>(first));
                std::fill(its.known.begin() + static_cast<std::ptrdiff_t>(first), its.known.begin() + static_cast<std::ptrdiff_t>(last), 1);
            }
        } else if (what.steps.size() < to) {
            paid_in(what, false, what.steps.size(), to - what.steps.size(), found);
            what.steps.insert(what.steps.end(), found.begin(), found.end());
        }
    }
    know_interest(from, to);
    const auto common_in = [&](std::size_t k, std::uint32_t slot) -> double& { return of.common.all[k * common_count + (slot & ~kernels::common)]; };
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        Quantity& what = quantities[q];
        if (what.mode != Quantity::Mode::step || what.last) continue;
        const std::vector<double>& its = what.series.inputs.empty() ? what.steps : what.paid.of(of.given).steps;
        for (std::size_t k = from; k < to; ++k)
            if (of.known[k] == 0) common_in(k, what.slot) = its[k];
    }
    for (std::size_t k = from; k < to; ++k) {
        const double over_step = track.step_discount(k);
        if (std::exchange(of.known[k], 1) != 0) continue;
        for (Factor& one : factors) common_in(k, one.slot) = factor_in(one, k, over_step);
    }
}

/// Finds what is the same for all that begin so. No: they meet a fault, which the policy alone tells.
bool RunPlan::Inside::know(Begins& one) {
    const Exchanged lent(track.discounts_, one.of->steps);
    const std::size_t to = one.from + one.steps;
    try {
        stand(one.given);
        if (!one.before_issue) one.before_issue = track.discount_before_issue(one.waits);
        stand(one.of->given);
        for (const Factor& factor : factors) track.to_moment(leader(factor.flow), to);
        know_common(*one.of, one.from, to);
    } catch (const Fault&) {
        return false;
    }
    extend_due(one.k + one.steps);
    return true;
}

/// Whether the steps of one are those with which the other begins, to the last bit.
bool RunPlan::Inside::begins_with(const Course& longer, const Course& one) const {
    const auto same = [&](const auto* numbers, const auto* others, std::size_t count) {
        return count == 0 || std::memcmp(numbers, others, count * sizeof *numbers) == 0;
    };
    return !by_program && longer.steps >= one.steps && (!values_by_period() || longer.k == one.k) && longer.waits == one.waits &&
           longer.discount[0] == one.discount[0] && same(longer.of->steps.data() + longer.from, one.of->steps.data() + one.from, one.steps) &&
           same(longer.common, one.common, one.steps * common_count) && same(longer.due.data(), one.due.data(), one.steps);
}

/// The longest that begins with it.
RunPlan::Inside::Course* RunPlan::Inside::course_of(Course made) {
    std::vector<Course*>& known = leading[{made.waits, made.of->steps[made.from]}];
    const auto longer = std::find_if(known.begin(), known.end(), [&](const Course* one) { return begins_with(*one, made); });
    if (longer != known.end()) return *longer;
    for (std::size_t t = 0; t < made.steps; ++t) made.discount.push_back(made.discount.back() * made.of->steps[made.from + t]);
    courses.push_back(std::move(made));
    std::erase_if(known, [&](Course* one) {
        if (begins_with(courses.back(), *one)) one->longer = &courses.back();
        return one->longer != nullptr;
    });
    return known.emplace_back(&courses.back());
}

/// Finds the course of all that begin so. No: they meet a fault.
bool RunPlan::Inside::follow(Begins& one) {
    if (one.course == nullptr || one.known < one.steps) {
        if (!know(one)) return false;
        Course made{one.of, one.k, one.waits, one.steps, one.from, {*one.before_issue}};
        for (std::size_t k = one.k; k < one.k + one.steps; ++k) made.due.push_back(&dues[due_at[k]]);
        made.common = one.of->common.all.data() + one.from * common_count;
        one.course = course_of(std::move(made));
        one.known = one.steps;
    }
    while (one.course->longer != nullptr) one.course = one.course->longer;
    return true;
}

}  // namespace hearth
