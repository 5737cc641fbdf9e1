// What a product values in money, found backward along the slots that the lanes went forward with.
#include <algorithm>
#include <limits>
#include <set>

#include "form.hpp"
#include "run_plan_hand.hpp"

namespace hearth {

using Falls = Flow::Falls;

/// The stream whose present value here an instruction is; none: it is something else, or a stream that a plan does not follow.
std::optional<std::size_t> RunPlan::Inside::stream_of(const Instruction& at) const {
    const Track::Form& form = track.forms_[at.id];
    if (at.op != Code::special || form.kind != Track::Form::Kind::present_value) return std::nullopt;
    const Stream& stream = track.streams_[form.index];
    const bool plain = !stream.profit && stream.span == 0 && stream.amount.empty() && stream.when.empty() && stream.interest.empty();
    return plain ? std::optional(form.index) : std::nullopt;
}

/// The values of the product, and the streams that they read. No: one of them is of another kind.
bool RunPlan::Inside::find_values() {
    for (const ValueOf& value : in.product.values) {
        const auto type = contract->type_of(value.header.name);
        if (!type || type->base != Type::Base::money || (by && contract->at_issue_only(value.header.name))) continue;
        const std::size_t v = in.value_index(value.header.name);
        const Track& on = value.basis.empty() ? contract->track() : in.track(value.basis, value.basis_place);
        if (&on != &track || v >= track.values_.size() || track.values_[v].empty() || in.closed(v, track)) return false;
        const Program& program = track.values_[v];
        Reads any;
        if (!reads(program, any, 0, true)) return false;
        for (const Instruction& at : program.code)
            if (const auto stream = at.op == Code::special ? stream_of(at) : std::nullopt;
                stream && std::find(streams.begin(), streams.end(), *stream) == streams.end())
                streams.push_back(*stream);
        value_names.push_back(value.header.name);
        values.push_back(v);
    }
    return true;
}

/// What may be due of a stream in steps of one kind.
RunPlan::Inside::Back RunPlan::Inside::back_of(const Stream& stream, const Due& now) {
    Back out;
    const auto slot = [](std::size_t number) { return static_cast<std::uint32_t>(number); };
    const auto add = [&](auto&& counts, bool once) {
        std::vector<std::uint32_t> already;
        for (const std::size_t f : stream.flows)
            for (const Made& one : made_terms) {
                if (one.term.sum != f || now.quantities[one.what] == 0 || !counts(one)) continue;
                if (once && std::find(already.begin(), already.end(), one.what) != already.end()) continue;
                already.push_back(one.what);
                const bool back = leader(f).shift != 0 && (one.kind == Quantity::Kind::move || one.kind == Quantity::Kind::close);
                out.dues.push_back({back                                ? factor(f, Factor::Kind::back)
                                    : one.kind == Quantity::Kind::start ? factor(f, Factor::Kind::start)
                                                                        : kernels::none,
                                    one.term.amount});
            }
    };
    for (std::size_t p = 0; p < live.size(); ++p) {
        out.starts.push_back(slot(out.dues.size()));
        add([&](const Made& one) { return one.kind == Quantity::Kind::start && one.from == live[p]; }, true);
    }
    out.starts.push_back(slot(out.dues.size()));
    const auto state_number = [&](std::size_t state) {
        if (place_of[state] != never) return place_of[state];
        return live.size() + static_cast<std::size_t>(std::count_if(place_of.begin(), place_of.begin() + static_cast<std::ptrdiff_t>(state),
                                                                    [](std::size_t one) { return one == never; }));
    };
    std::vector<std::size_t> states(track.states_);
    for (std::size_t s = 0; s < track.states_; ++s) states[state_number(s)] = s;
    for (const std::size_t state : states) {
        out.ends.push_back(slot(out.dues.size()));
        add([&](const Made& one) { return one.to == state && (one.kind == Quantity::Kind::close || one.kind == Quantity::Kind::end); },
            true);
    }
    out.ends.push_back(slot(out.dues.size()));
    for (std::size_t p = 0; p < live.size(); ++p) {
        out.leaving_of.push_back(slot(out.leavings.size()));
        for (std::size_t i = 0; i < exit_slots.size(); ++i) {
            if (exit_slots[i].first != p) continue;
            const std::uint32_t chance = first_exit_slot + slot(i), first = slot(out.dues.size());
            add([&](const Made& one) { return one.to == live[p] && one.kind == Quantity::Kind::status && one.term.chance == chance; },
                true);
            out.leavings.push_back({chance, first, slot(out.dues.size())});
        }
    }
    out.leaving_of.push_back(slot(out.leavings.size()));
    for (std::size_t p = 0; p < live.size(); ++p) {
        out.going_of.push_back(slot(out.goings.size()));
        for (const Link& link : links) {
            if (link.place != p) continue;
            const std::uint32_t first = slot(out.dues.size());
            add([&](const Made& one) { return one.kind == Quantity::Kind::move && one.from == live[p] && one.to == link.state; }, true);
            const std::size_t to = state_number(link.state);
            if (place_of[link.state] == never && out.dues.size() == first && out.ends[to] == out.ends[to + 1]) continue;
            out.goings.push_back({link.share, slot(to), first, slot(out.dues.size())});
        }
    }
    out.going_of.push_back(slot(out.goings.size()));
    return out;
}

/// For each of the lanes in hand. No: it cannot be said.
bool RunPlan::Hand::across(const Program& program, const Point& at, std::vector<double>& out) {
    plan.across_hand = this;
    plan.across_of = in_lane;
    return plan.across(program, at, out);
}

void RunPlan::Hand::remember(std::size_t first, std::size_t last, std::size_t t, std::size_t until) {
    if (plan.streams.empty() && !plan.values_by_period()) return;
    const std::size_t packs = (last - first + together - 1) / together, size = packs * plan.slot_count * together;
    if (past.size() == past_count) past.emplace_back();
    Passed& now = past[past_count++];
    now.t = t;
    now.until = until;
    const double* const from = &slot(0, first);
    now.slots.assign(from, from + size);
}

/// What lanes are worth where they stand as they begin.
void RunPlan::Hand::run_back(std::size_t first, std::size_t last, std::vector<double>& numbers) {
    const std::size_t places = plan.live.size(), streams = plan.streams.size();
    const Course& all = *leads[0];
    const auto value_of = [&](std::size_t s, std::size_t lane) {
        return backs.data() + ((lane / together) * streams + s) * places * together;
    };
    for (std::size_t s = 0; s < streams; ++s)
        for (std::size_t lane = first; lane < last; lane += together) std::fill_n(value_of(s, lane), places * together, 0.0);
    for (std::size_t r = past_count; r-- > 0;) {
        const Passed& now = past[r];
        // From its end on a lane is worth nothing.
        for (std::size_t lane = first; lane < last; ++lane)
            for (std::size_t s = 0; upcoming[lane].left == now.until && s < streams; ++s)
                for (std::size_t p = 0; p < places; ++p) value_of(s, lane)[p * together + lane % together] = 0;
        tell_values(now.until, numbers);
        const Plan::Due& due = *all.due[now.t];
        for (std::size_t s = 0; s < streams; ++s) {
            const Plan::Back& back = due.backs[s];
            const kernels::BackTape tape{static_cast<std::uint32_t>(places),
                                         static_cast<std::uint32_t>(plan.track.states_),
                                         back.dues.data(),
                                         back.starts.data(),
                                         back.goings.data(),
                                         back.going_of.data(),
                                         back.ends.data(),
                                         back.leavings.data(),
                                         back.leaving_of.data()};
            for (std::size_t lane = first; lane < last; lane += together)
                kernels::backward(
                    plan.width, tape, {value_of(s, lane), later.data(), now.slots.data() + (lane - first) / together * plan.slot_count * together},
                    {now.until - now.t, all.of->steps.data() + all.from + now.t, all.common + now.t * plan.common_count, plan.common_count});
        }
    }
    tell_values(0, numbers);
    past_count = 0;
}

double RunPlan::Hand::worth_back(std::size_t stream, std::size_t lane) const {
    const auto s = static_cast<std::size_t>(std::find(plan.streams.begin(), plan.streams.end(), stream) - plan.streams.begin());
    return backs[((lane / together) * plan.streams.size() + s) * plan.live.size() * together + stands_in * together + lane % together];
}

/// The values of those whose period ends as step t begins, among those in force then.
void RunPlan::Hand::tell_values(std::size_t t, std::vector<double>& numbers) {
    const auto begin = std::find_if(asked.begin(), asked.end(), [t](const Asked& one) { return one.t >= t; });
    if (begin == asked.end()) return;
    std::vector<double> told;
    for (std::size_t v = 0; v < plan.values.size(); ++v)
        for (stands_in = 0; stands_in < plan.live.size(); ++stands_in) {
            const bool known = across(plan.track.values_[plan.values[v]], plan.track.at_start(leads[0]->k + t, plan.live[stands_in], 0), told);
            for (auto one = begin; one != asked.end(); ++one) {
                if (one->here[stands_in] == 0) continue;
                const Found& its = found_of(in_lane[one->lane]);
                numbers[its.first + plan.kinds->lines.size() + v * (its.periods + 1) + one->period] +=
                    one->here[stands_in] * (known ? told[one->lane] : std::numeric_limits<double>::quiet_NaN());
            }
        }
    asked.erase(begin, asked.end());
}

/// The values of all lanes, behind what they are worth. No: they are not known.
void RunPlan::Hand::set_values(std::vector<double>& numbers) {
    if (plan.values.empty()) return;
    std::vector<double> told;
    std::set<std::pair<std::size_t, std::size_t>> stand;  // step and state of those who are there
    for (const Lane& lane : in_lane)
        if (leads[0]->waits == 0) stand.emplace(lane.k, lane.state);
    for (std::size_t v = 0; v < plan.values.size(); ++v)
        for (const auto& [k, state] : stand) {
            stands_in = plan.place_of[state];
            const bool known = across(plan.track.values_[plan.values[v]], plan.track.at_start(k, state, 0), told);
            for (std::size_t i = 0; i < in_lane.size(); ++i)
                if (in_lane[i].k == k && in_lane[i].state == state)
                    numbers[found_of(in_lane[i]).first + plan.kinds->lines.size() + v * (found_of(in_lane[i]).periods + 1)] =
                        known ? told[i] : std::numeric_limits<double>::quiet_NaN();
        }
}

}  // namespace hearth
