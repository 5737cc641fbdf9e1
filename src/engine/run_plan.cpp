#include "hearth/engine/run_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hearth/base/math.hpp"
#include "projected.hpp"
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

RunPlan::Inside::Inside(std::unique_ptr<Contract> one, const std::string& basis, std::optional<By> b, kernels::Width w)
    : contract(std::move(one)),
      in(contract->inside()),
      track(contract->track(basis)),
      by(b),
      width(w),
      evaluator(track, *in.book.names),
      along_world(*this),
      across_world(*this),
      along_lanes(evaluator, along_world) {
    while (given_count < in.known.size() && in.given.contains(in.known[given_count].name)) ++given_count;
}

RunPlan::RunPlan(std::unique_ptr<Contract> contract, const std::string& basis, std::optional<By> by, kernels::Width width)
    : in_(std::make_unique<Inside>(std::move(contract), basis, by, width)) {
    Inside& plan = *in_;
    Track& track = plan.track;
    scale_on(*plan.contract, basis);
    plan.find_reasons();
    if (plan.refused.empty()) plan.find_rate_reads();
    if (!plan.refused.empty()) return;
    if (by) plan.steps = steps_of(track, *by, *plan.contract);
    for (std::size_t s = 0; s < track.states(); ++s) {
        const bool over = plan.alone(track.ends_, {0, 0, 0, s, s, 0, 0, nullptr}) != 0;
        plan.place_of.push_back(over ? Inside::never : plan.live.size());
        if (!over) plan.live.push_back(s);
    }
    if (plan.place_of[0] == Inside::never) {
        plan.refused = "a contract that ends as it begins";
        return;
    }
    plan.make_tape();
    auto lines = std::make_shared<std::vector<RunOff::Line>>();
    for (const Flow& flow : track.flows()) lines->push_back({flow.payment->header.name, flow.premium, flow.benefit, flow.expense, true});
    plan.lines = std::move(lines);
    plan.here.resize(plan.live.size() * Inside::most);
    plan.slots.resize(plan.slot_count * Inside::most);
    plan.worth.resize(track.flows().size() * Inside::most);
    plan.step.resize(plan.worth.size());
}

RunPlan::~RunPlan() = default;

const std::string& RunPlan::refused() const { return in_->refused; }
Contract& RunPlan::contract() { return *in_->contract; }
std::span<const std::uint64_t> RunPlan::ran() const { return in_->ran; }
std::optional<std::size_t> RunPlan::step_of(double time) const { return in_->track.step_of(time); }
std::optional<std::size_t> RunPlan::state_of(const std::string& name) const {
    return name.empty() ? std::optional<std::size_t>(0) : in_->track.model().state(name);
}

bool RunPlan::read(const Given& given, std::vector<double>& out) {
    Inside& plan = *in_;
    Report report;
    Contract::Inside aside(*plan.contract, plan.in.book, plan.in.product, given, report, plan.in.scaling);
    aside.read_given();
    if (report.failed() || aside.known.size() != plan.given_count) return false;
    out.clear();
    for (std::size_t i = 0; i < plan.given_count; ++i) {
        const Contract::Inside::Known &mine = plan.in.known[i], &other = aside.known[i];
        if (mine.name != other.name || mine.given != other.given || mine.value.kind != other.value.kind ||
            mine.type.base != other.type.base)
            return false;
        const Value& value = other.value;
        const bool name = value.kind == Value::Kind::name,
                   number = value.kind == Value::Kind::number || value.kind == Value::Kind::truth || value.kind == Value::Kind::date;
        if (!name && !number && to_text(value, *plan.in.book.names) != to_text(mine.value, *plan.in.book.names)) return false;
        out.push_back(name ? value.id : value.number);
    }
    return true;
}

std::optional<std::size_t> RunPlan::place_of(const std::string& name) const {
    const Contract::Inside& in = in_->in;
    for (std::size_t i = 0; i < in_->given_count; ++i) {
        const Contract::Inside::Known& one = in.known[i];
        if (one.name != name || !one.given || one.value.kind != Value::Kind::number) continue;
        const auto ask = std::find_if(in.product.asks.begin(), in.product.asks.end(), [&](const Ask& each) { return each.name == name; });
        const bool free = name == "age" || (ask != in.product.asks.end() && !ask->span && ask->numbers.empty() &&
                                            (ask->type.base == Type::Base::number || ask->type.base == Type::Base::money));
        return free ? std::optional(i) : std::nullopt;
    }
    return std::nullopt;
}

bool RunPlan::fits(std::size_t place, double number) const {
    const Contract::Inside::Known& one = in_->in.known[place];
    if (one.name == "age") return number >= 0 && number <= 150;
    return one.type.base != Type::Base::money || number >= 0;
}

/// Finds what the policy shares with others. No: it is to be run off by itself.
bool RunPlan::Inside::place(const Policy& policy, Lane& lane) {
    if (policy.state >= track.states_ || place_of[policy.state] == never) return false;
    const End& end = end_of(policy.given);
    if (!end.sound) return false;
    lane.end = end.k;
    lane.rates = &rates.of(policy.given);
    lane.horizon = horizon(*lane.rates, end.k);
    lane.discounts = &discounts.of(policy.given);
    lane.discounts->number = std::min(lane.discounts->number, discounts.all.size());
    return lane.horizon != never && policy.k < lane.horizon;
}

/// What a series comes to from a step to another, for one lane; `worth` says what each of its numbers is worth.
template <class Worth>
void RunPlan::Inside::add(const Series& series, std::uint32_t lane, std::uint32_t slot, std::size_t from, std::size_t to, Worth worth_of) {
    slots[slot * most + lane] = worth_of(series.at(from));
    const auto& all = series.changes;
    auto next = std::upper_bound(all.begin(), all.end(), from, [](std::size_t k, const Change& one) { return k < one.k; });
    for (; next != all.end() && next->k < to; ++next) events[next->k - from].slots.push_back({lane, slot, worth_of(next->value)});
}

/// Finds when which of the numbers of a lane changes.
void RunPlan::Inside::plan_events(std::size_t from, std::size_t to) {
    if (events.size() <= to - from) events.resize(to - from + 1);
    for (Events& one : events) {
        one.slots.clear();
        one.rows.clear();
        one.stops.clear();
    }
    const auto count = static_cast<std::uint32_t>(in_lane.size());
    const auto same = [](double value) { return value; };
    for (std::uint32_t lane = 0; lane < count; ++lane) {
        const Lane& one = in_lane[lane];
        const std::vector<double>& given = in_lane[lane].policy->given;
        extend(*one.rates, one.horizon);
        const Rates& its = *one.rates;
        events[0].rows.emplace_back(lane, its.rows[from]);
        for (auto next = std::upper_bound(its.changes.begin(), its.changes.end(), from); next != its.changes.end() && *next < one.horizon;
             ++next)
            events[*next - from].rows.emplace_back(lane, its.rows[*next]);
        events[one.horizon - from].stops.push_back(lane);
        if (!exit_slots.empty()) {
            const Exits& its_exits = exits_of(given, one.horizon, one.end);
            for (std::size_t i = 0; i < exit_slots.size(); ++i)
                add(its_exits.chances[i], lane, first_exit_slot + static_cast<std::uint32_t>(i), from, one.horizon, same);
        }
    }
    std::vector<double> amount;
    for (Quantity& what : quantities) {
        if (what.last) {  // of one step, its last: alone
            std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(what.slot * most), most, 0.0);
            for (std::uint32_t lane = 0; lane < count; ++lane) {
                const Lane& one = in_lane[lane];
                if (one.horizon != one.end) continue;
                stand(in_lane[lane].policy->given);
                double paid = std::numeric_limits<double>::quiet_NaN();
                try {
                    paid = track.amount(track.flows_[what.flow], point(what, one.end - 1));
                } catch (const Fault&) {  // told by the policy alone
                }
                events[one.end - 1 - from].slots.push_back({lane, what.slot, paid});
            }
            continue;
        }
        if (what.mode == Quantity::Mode::step && what.steps.size() < to) paid_in(what, false, 0, to, what.steps);
        if (what.mode == Quantity::Mode::policy) {
            const Flow& flow = track.flows_[what.flow];
            if (!across(flow.amount, point(what, from), amount)) {
                amount.assign(count, 0.0);
                for (std::uint32_t lane = 0; lane < count; ++lane) {
                    stand(in_lane[lane].policy->given);
                    amount[lane] = alone(flow.amount, point(what, from));
                }
            }
        }
        for (std::uint32_t lane = 0; lane < count; ++lane) {
            const Lane& one = in_lane[lane];
            const std::vector<double>& given = in_lane[lane].policy->given;
            if (what.mode == Quantity::Mode::series) {
                Series& series = what.series.of(given);
                extend(series, what, false, one.horizon);
                add(series, lane, what.slot, from, one.horizon, same);
            }
            if (what.mode != Quantity::Mode::policy) continue;
            if (!what.gated) {
                slots[what.slot * most + lane] = amount[lane];
                continue;
            }
            Series& gate = what.gates.of(given);
            extend(gate, what, true, one.horizon);
            add(gate, lane, what.slot, from, one.horizon, [&](double due) { return due == 0 ? 0 : std::isnan(due) ? due : amount[lane]; });
        }
    }
}

/// What the numbers of all lanes are in a step.
void RunPlan::Inside::begin_step(std::size_t k, const Events& now) {
    for (const Event& event : now.slots) slots[event.slot * most + event.lane] = event.value;
    for (const auto& [lane, row] : now.rows)
        for (std::size_t w = 0; w < links.size(); ++w) slots[links[w].share * most + lane] = rows[row * links.size() + w];
    const auto fill = [this](std::uint32_t slot, double value) {
        std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(slot * most), most, value);
    };
    for (const Factor& one : factors) {
        const Flow& flow = leader(one.flow);
        fill(one.slot, one.end ? power(track.step_discount(k), flow.shift / track.time_of(1)) : track.to_moment(flow, k));
    }
    for (Quantity& what : quantities) {
        what.now = due(what, k);
        if (what.mode == Quantity::Mode::step && !what.last) fill(what.slot, what.steps[k]);
        if (what.mode != Quantity::Mode::program || what.last || !what.now) continue;
        amounts(what.flow, point(what, k), room);
        std::copy(room.begin(), room.end(), slots.begin() + static_cast<std::ptrdiff_t>(what.slot * most));
    }
    for (std::size_t i = 0; i < start_of.size(); ++i) start_due[i] = quantities[start_of[i]].now ? 1 : 0;
    for (std::size_t i = 0; i < term_of.size(); ++i) term_due[i] = quantities[term_of[i]].now ? 1 : 0;
}

void RunPlan::Inside::run_tile(std::size_t from, std::size_t to) {
    const std::size_t count = in_lane.size(), flows = track.flows_.size(), waits = in_lane[0].policy->waits;
    std::fill(here.begin(), here.end(), 0.0);
    std::fill(worth.begin(), worth.end(), 0.0);
    const auto periods_of = [&](const Lane& lane) { return by ? (waits + lane.horizon - from + steps - 1) / steps : 0; };
    for (std::size_t i = 0; i < count; ++i) {
        here[place_of[in_lane[i].policy->state] * most + i] = 1;
        RunOff& mine = in_lane[i].out->emplace();
        mine.lines = lines;
        mine.issued = waits == 0;
        mine.paid.resize(flows * periods_of(in_lane[i]));
        if (by && waits > 0) mine.in_force.resize((waits - 1) / steps);  // periods that end before issue
    }
    plan_events(from, to);
    const kernels::Tape flat = tape();
    const kernels::Room space{here.data(), slots.data(), worth.data(), by ? step.data() : nullptr, ran};
    std::vector<double> period(by ? flows * most : 0, 0.0);
    const auto end_period = [&](std::size_t i, std::size_t k) {
        const std::size_t periods = periods_of(in_lane[i]), now = (waits + k - from - 1) / steps;
        RunOff& mine = **in_lane[i].out;
        for (std::size_t f = 0; f < flows; ++f) mine.paid[f * periods + now] = std::exchange(period[f * most + i], 0.0);
        double sum = 0;
        for (std::size_t p = 0; k < in_lane[i].end && p < live.size(); ++p) sum += here[p * most + i];
        mine.in_force.push_back(sum);
    };
    double before = in_lane[0].discounts->before_issue.at(waits);
    for (std::size_t k = from;; ++k) {
        const Events& now = events[k - from];
        const bool ends_now = by && waits + k > from && (waits + k - from) % steps == 0;
        for (std::size_t i = 0; ends_now && i < count; ++i)
            if (k < in_lane[i].horizon) end_period(i, k);
        for (const std::uint32_t i : now.stops) {
            if (by) end_period(i, k);
            for (std::size_t p = 0; p < live.size(); ++p) here[p * most + i] = 0;
        }
        if (k == to) break;
        begin_step(k, now);
        const double after = before * track.step_discount(k);
        kernels::advance(width, flat, space, before, after, count);
        before = after;
        for (std::size_t i = 0; i < period.size(); ++i) period[i] += step[i];
    }
    for (std::size_t i = 0; i < count; ++i) {
        RunOff& mine = **in_lane[i].out;
        bool finite = true;
        for (std::size_t f = 0; finite && f < flows; ++f) {
            mine.worth.push_back(worth[f * most + i]);
            finite = std::isfinite(mine.worth.back());
        }
        if (!finite) in_lane[i].out->reset();
    }
}

std::vector<std::optional<RunOff>> RunPlan::run(std::span<const Policy> policies) {
    Inside& plan = *in_;
    std::vector<std::optional<RunOff>> out(policies.size());
    if (!plan.refused.empty()) return out;
    plan.forget_if_many();
    std::vector<Inside::Lane> all;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        Inside::Lane lane{&policies[i], &out[i]};
        if (plan.place(policies[i], lane)) all.push_back(lane);
    }
    // Beside each other stand those that begin together, with the same interest, and end near each other.
    const auto begins = [](const Inside::Lane& one) { return std::tuple(one.policy->k, one.policy->waits, one.discounts->number); };
    std::stable_sort(all.begin(), all.end(), [&](const Inside::Lane& a, const Inside::Lane& b) {
        return std::pair(begins(a), a.horizon) < std::pair(begins(b), b.horizon);
    });
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
        const std::size_t from = all[first].policy->k;
        while (last < all.size() && last - first < Inside::most && begins(all[last]) == begins(all[first])) ++last;
        plan.in_lane.assign(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last));
        const std::size_t to = plan.in_lane.back().horizon;
        Inside::Discounts& its = *all[first].discounts;
        const Exchanged lent(plan.track.discounts_, its.steps);
        try {
            plan.stand(its.given);
            for (std::size_t k = from; k < to; ++k) plan.track.step_discount(k);
            its.before_issue.try_emplace(all[first].policy->waits, plan.track.discount_before_issue(all[first].policy->waits));
            for (const Inside::Factor& one : plan.factors) plan.track.to_moment(plan.leader(one.flow), to);
        } catch (const Fault&) {  // told by the policy that meets it
            continue;
        }
        plan.run_tile(from, to);
    }
    return out;
}

}  // namespace hearth
