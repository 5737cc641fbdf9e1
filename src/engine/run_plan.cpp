#include "hearth/engine/run_plan.hpp"

#include <algorithm>

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
      along_lanes(evaluator, along_world, &lookups) {
    in.for_many = true;
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
    plan.find_kinds();
    auto kinds = std::make_shared<RunOff::Kinds>();
    for (const Flow& flow : track.flows())
        kinds->lines.push_back({flow.payment->header.name, flow.premium, flow.benefit, flow.expense, true});
    kinds->values = plan.value_names;
    plan.kinds = std::move(kinds);
    plan.backs.resize(Inside::most / Inside::together * plan.streams.size() * plan.live.size() * Inside::together);
    plan.later.resize(track.states() * Inside::together);
    plan.here.resize(plan.live.size() * Inside::most);
    plan.slots.resize(plan.slot_count * Inside::most);
    plan.amounts_of.resize(plan.quantities.size() * Inside::most);
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
    if (one.type.base == Type::Base::money) return number >= 0;
    return one.name.size() != 3 || one.name != "age" || (number >= 0 && number <= 150);
}

/// Finds what the policy shares with others. No: it is to be run off by itself.
bool RunPlan::Inside::place(const Policy& policy, Lane& lane) {
    if (policy.state >= track.states_ || place_of[policy.state] == never) return false;
    const PolicyKind& kind = kind_of(policy.given);
    if (kind.horizon == never || policy.k >= kind.horizon) return false;
    lane.kind = &kind;
    lane.series = own_series.size();
    for (const std::uint32_t q : own) own_series.push_back(&extend(q, policy.given, kind.horizon));
    Discounts& interest = discounts.of(policy.given);
    Begins& begins = interest.begins.try_emplace({policy.k, policy.waits}).first->second;
    if (begins.of == nullptr) begins = {&interest, policy.k, policy.waits};
    if (begins.steps == 0) met.push_back(&begins);
    begins.steps = std::max(begins.steps, lane.left());
    lane.begins = &begins;
    const auto& changes = kind.rates->changes;
    lane.row = static_cast<std::size_t>(
        std::upper_bound(changes.begin(), changes.end(), policy.k, [](std::size_t k, const Rates::Turn& one) { return k < one.k; }) -
        changes.begin());
    lane.turns = lane.row == changes.size() ? never : changes[lane.row].k - policy.k;
    return true;
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
    if (of.common.size() < to * common_count) of.common.resize(to * common_count);
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
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        Quantity& what = quantities[q];
        if (what.mode != Quantity::Mode::step || what.last) continue;
        const std::vector<double>& its = what.series.inputs.empty() ? what.steps : what.paid.of(of.given).steps;
        for (std::size_t k = from; k < to; ++k) of.common[k * common_count + (what.slot & ~kernels::common)] = its[k];
    }
    for (std::size_t k = from; k < to; ++k) {
        const double over_step = track.step_discount(k);
        if (std::exchange(of.known[k], 1) != 0) continue;
        for (Factor& one : factors) of.common[k * common_count + (one.slot & ~kernels::common)] = factor_in(one, k, over_step);
    }
}

/// Finds what is the same for all that begin so. No: they meet a fault, which the policy alone tells.
bool RunPlan::Inside::know(Begins& one) {
    const Exchanged lent(track.discounts_, one.of->steps);
    const std::size_t to = one.k + one.steps;
    try {
        stand(one.of->given);
        if (!one.of->before_issue.contains(one.waits)) one.of->before_issue[one.waits] = track.discount_before_issue(one.waits);
        for (const Factor& factor : factors) track.to_moment(leader(factor.flow), to);
        know_common(*one.of, one.k, to);
    } catch (const Fault&) {
        return false;
    }
    extend_due(to);
    return true;
}

/// What begins so at the other points.
void RunPlan::Inside::find_others(const Points& points) {
    std::vector<double> given;
    for (Begins* one : met) {
        one->others.clear();
        for (std::size_t point = 1; point < points.count; ++point) {
            given = one->of->given;
            for (std::size_t i = 0; i < points.places.size(); ++i) given[points.places[i]] = points.numbers[point * points.places.size() + i];
            Discounts& interest = discounts.of(given);
            Begins& other = interest.begins.try_emplace({one->k, one->waits}).first->second;
            if (other.of == nullptr) other = {&interest, one->k, one->waits};
            other.steps = std::max(other.steps, one->steps);
            one->others.push_back(&other);
        }
    }
}

/// Whether the steps of one are those with which the other begins, to the last bit.
bool RunPlan::Inside::starts_with(const Begins& longer, const Begins& one) const {
    const auto same = [&](const auto& numbers, const auto& others, std::size_t each) {
        return each == 0 ||
               std::memcmp(numbers.data() + longer.k * each, others.data() + one.k * each, one.steps * each * sizeof numbers[0]) == 0;
    };
    return !by_program && (!values_by_period() || longer.k == one.k) && longer.waits == one.waits &&
           longer.of->before_issue.at(one.waits) == one.of->before_issue.at(one.waits) && same(longer.of->steps, one.of->steps, 1) &&
           same(longer.of->common, one.of->common, common_count) && same(due_at, due_at, 1);
}

bool RunPlan::Inside::starts_everywhere_with(const Begins& longer, const Begins& one) const {
    bool all = starts_with(longer, one);
    for (std::size_t i = 0; all && i < one.others.size(); ++i) all = starts_with(*longer.others[i], *one.others[i]);
    return all;
}

/// Finds who may stand together, wherever in the life of the contract and in the calendar they begin.
void RunPlan::Inside::find_alike() {
    std::stable_sort(met.begin(), met.end(), [](const Begins* a, const Begins* b) { return a->steps > b->steps; });
    std::map<std::pair<std::size_t, double>, std::vector<std::size_t>> leaders;  // by what differs soon
    for (std::size_t i = 0; i < met.size(); ++i) {
        Begins& one = *met[i];
        one.like = never;
        if (!know(one) || !std::all_of(one.others.begin(), one.others.end(), [this](Begins* other) { return know(*other); })) continue;
        std::vector<std::size_t>& known = leaders[{one.waits, one.of->steps[one.k]}];
        const auto like = std::find_if(known.begin(), known.end(), [&](std::size_t leader) { return starts_everywhere_with(*met[leader], one); });
        one.like = like == known.end() ? i : *like;
        if (like == known.end()) known.push_back(i);
    }
}

/// Lanes stand at its steps from now on.
void RunPlan::Inside::follow(const Begins& one) {
    if (std::exchange(leads, &one) == &one) return;
    for (std::size_t point = 0; point < curves.size(); ++point) {
        const Begins& its = point == 0 ? one : *one.others[point - 1];
        curves[point].begins = &its;
        std::vector<double>& discount = curves[point].discount;
        discount.assign(1, its.of->before_issue.at(one.waits));
        for (std::size_t t = 0; t < one.steps; ++t) discount.push_back(discount.back() * its.of->steps[one.k + t]);
    }
}

bool RunPlan::in_one_pass(const Points& points) const {
    const Inside& plan = *in_;
    const auto reads = [&](const std::vector<std::size_t>& inputs) {
        return std::any_of(points.places.begin(), points.places.end(), [&](std::size_t place) { return std::binary_search(inputs.begin(), inputs.end(), place); });
    };
    return plan.values.empty() && !reads(plan.policy_kinds.inputs) &&
           std::none_of(plan.quantities.begin(), plan.quantities.end(), [&](const Inside::Quantity& one) {
               return (one.mode != Inside::Quantity::Mode::step || one.last) && reads(one.series.inputs);
           });
}

std::vector<RunPlan::Found> RunPlan::run(std::span<const Policy> policies, std::vector<double>& numbers) {
    return run(policies, {{}, {}, 1}, numbers);
}

std::vector<RunPlan::Found> RunPlan::run(std::span<const Policy> policies, const Points& points, std::vector<double>& numbers) {
    Inside& plan = *in_;
    std::vector<Found> out;
    if (points.count > 1 && plan.refused.empty() && !in_one_pass(points)) {
        const std::size_t width = points.places.size();
        std::vector<double> given(policies.size() * plan.given_count);
        std::vector<Policy> moved(policies.begin(), policies.end());
        for (std::size_t point = 0; point < points.count; ++point) {
            for (std::size_t i = 0; i < policies.size(); ++i) {
                const std::span<double> its = std::span(given).subspan(i * plan.given_count, plan.given_count);
                std::copy(policies[i].given.begin(), policies[i].given.end(), its.begin());
                for (std::size_t p = 0; p < width; ++p) its[points.places[p]] = points.numbers[point * width + p];
                moved[i].given = its;
            }
            const auto found = run(moved, numbers);
            out.insert(out.end(), found.begin(), found.end());
        }
        return out;
    }
    out.resize(policies.size() * points.count);
    if (!plan.refused.empty()) return out;
    plan.forget_if_many();
    plan.policy_count = policies.size();
    plan.curves.resize(points.count);
    plan.worth.resize(points.count * plan.at_end.size() * Inside::most);
    plan.paid.resize(plan.worth.size());
    plan.met.clear();
    plan.leads = nullptr;
    plan.own_series.clear();
    std::vector<Inside::Lane> all;
    all.reserve(policies.size());
    for (std::size_t i = 0; i < policies.size(); ++i) {
        Inside::Lane lane;
        lane.policy = &policies[i];
        lane.found = &out[i];
        if (plan.place(policies[i], lane)) all.push_back(lane);
    }
    plan.find_others(points);
    plan.find_alike();
    // Beside each other stand those for whom the same holds in each step, who change together, end near each other and have the same
    // chances.
    struct Order {
        std::uint64_t first = 0, second = 0;
        std::uint32_t lane = 0;
    };
    std::vector<Order> order;
    order.reserve(all.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        const Inside::Lane& one = all[i];
        const auto word = [](std::size_t number) { return std::min<std::uint64_t>(number, UINT32_MAX); };
        if (one.begins->like != Inside::never)
            order.push_back({word(one.begins->like) << 32 | word(one.turns), word(one.left()) << 32 | word(one.kind->rates->number), i});
    }
    std::sort(order.begin(), order.end(), [](const Order& a, const Order& b) {
        return a.first != b.first ? a.first < b.first : a.second != b.second ? a.second < b.second : a.lane < b.lane;
    });
    for (std::size_t first = 0; first < order.size();) {
        plan.in_lane.clear();
        plan.follow(*plan.met[order[first].first >> 32]);
        for (const std::uint64_t like = order[first].first >> 32;
             first < order.size() && plan.in_lane.size() < Inside::most && order[first].first >> 32 == like; ++first)
            plan.in_lane.push_back(all[order[first].lane]);
        plan.run_tile(numbers);
    }
    for (Inside::Begins* one : plan.met) {
        one->steps = 0;
        for (Inside::Begins* other : one->others) other->steps = 0;
    }
    return out;
}

}  // namespace hearth
