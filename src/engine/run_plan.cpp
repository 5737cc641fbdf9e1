#include "hearth/engine/run_plan.hpp"

#include <algorithm>
#include <tuple>

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
    auto kinds = std::make_shared<RunOff::Kinds>();
    for (const Flow& flow : track.flows())
        kinds->lines.push_back({flow.payment->header.name, flow.premium, flow.benefit, flow.expense, true});
    kinds->values = plan.value_names;
    plan.kinds = std::move(kinds);
    plan.backs.resize(Inside::most / Inside::together * plan.streams.size() * plan.live.size() * Inside::together);
    plan.later.resize(track.states() * Inside::together);
    plan.here.resize(plan.live.size() * Inside::most);
    plan.slots.resize(plan.slot_count * Inside::most);
    plan.worth.resize(track.flows().size() * Inside::most);
    plan.paid.resize(plan.worth.size());
    plan.course.resize((kernels::most_steps + 1) * plan.live.size() * kernels::together);
}

RunPlan::~RunPlan() = default;

const std::string& RunPlan::refused() const { return in_->refused; }
Contract& RunPlan::contract() { return *in_->contract; }
const std::shared_ptr<const RunOff::Kinds>& RunPlan::kinds() const { return in_->kinds; }
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
    lane.rates->number = std::min(lane.rates->number, rates.all.size());
    lane.horizon = horizon(*lane.rates, end.k);
    lane.discounts = &discounts.of(policy.given);
    lane.discounts->number = std::min(lane.discounts->number, discounts.all.size());
    if (lane.horizon == never || policy.k >= lane.horizon) return false;
    extend(*lane.rates, lane.horizon);
    const auto& changes = lane.rates->changes;
    lane.row = static_cast<std::size_t>(
        std::upper_bound(changes.begin(), changes.end(), policy.k, [](std::size_t k, const Rates::Turn& one) { return k < one.k; }) -
        changes.begin());
    lane.turns = lane.row == changes.size() ? never : changes[lane.row].k;
    return true;
}

/// What is the same for all lanes in each step: factors, and what follows the step alone.
void RunPlan::Inside::know_common(Discounts& of, std::size_t from, std::size_t to) {
    for (Quantity& what : quantities)
        if (what.mode == Quantity::Mode::step && !what.last && what.steps.size() < to) paid_in(what, false, 0, to, what.steps);
    if (of.known.size() < to) of.known.resize(to, 0);
    if (of.common.size() < to * common_count) of.common.resize(to * common_count);
    for (std::size_t k = from; k < to; ++k) {
        const double over_step = track.step_discount(k);
        if (std::exchange(of.known[k], 1) != 0) continue;
        double* const now = of.common.data() + k * common_count;
        for (const Factor& one : factors) {
            const Flow& flow = leader(one.flow);
            now[one.slot & ~kernels::common] = one.kind == Factor::Kind::start ? track.to_moment(flow, k)
                                               : one.kind == Factor::Kind::end ? power(over_step, flow.shift / track.time_of(1))
                                                                               : track.shifted(flow, 1, over_step);
        }
        for (const Quantity& what : quantities)
            if (what.mode == Quantity::Mode::step && !what.last) now[what.slot & ~kernels::common] = what.steps[k];
    }
}

std::vector<RunPlan::Found> RunPlan::run(std::span<const Policy> policies, std::vector<double>& numbers) {
    Inside& plan = *in_;
    std::vector<Found> out(policies.size());
    if (!plan.refused.empty()) return out;
    plan.forget_if_many();
    std::vector<Inside::Lane> all;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        Inside::Lane lane;
        lane.policy = &policies[i];
        lane.found = &out[i];
        if (plan.place(policies[i], lane)) all.push_back(lane);
    }
    // Beside each other stand those that begin together, with the same interest, change together, end near each other and have the same
    // chances.
    const auto begins = [](const Inside::Lane& one) { return std::tuple(one.policy->k, one.policy->waits, one.discounts->number); };
    std::stable_sort(all.begin(), all.end(), [&](const Inside::Lane& a, const Inside::Lane& b) {
        return std::tuple(begins(a), a.turns, a.horizon, a.rates->number) < std::tuple(begins(b), b.turns, b.horizon, b.rates->number);
    });
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
        const std::size_t from = all[first].policy->k;
        std::size_t to = 0;
        for (; last < all.size() && last - first < Inside::most && begins(all[last]) == begins(all[first]); ++last)
            to = std::max(to, all[last].horizon);
        plan.in_lane.assign(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last));
        Inside::Discounts& its = *all[first].discounts;
        const Exchanged lent(plan.track.discounts_, its.steps);
        try {
            plan.stand(its.given);
            its.before_issue.try_emplace(all[first].policy->waits, plan.track.discount_before_issue(all[first].policy->waits));
            for (const Inside::Factor& one : plan.factors) plan.track.to_moment(plan.leader(one.flow), to);
            plan.know_common(its, from, to);
        } catch (const Fault&) {  // told by the policy that meets it
            continue;
        }
        plan.run_tile(from, to, numbers);
    }
    return out;
}

}  // namespace hearth
