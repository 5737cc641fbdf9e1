#include "hearth/engine/run_plan.hpp"

#include <algorithm>
#include <limits>

#include "projected.hpp"
#include "run_plan_hand.hpp"

namespace hearth {

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
    while (track.time_of(plan.longest) < Track::longest_years) ++plan.longest;
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
    plan.find_calendar();
    auto kinds = std::make_shared<RunOff::Kinds>();
    for (const Flow& flow : track.flows())
        kinds->lines.push_back({flow.payment->header.name, flow.premium, flow.benefit, flow.expense, true});
    kinds->values = plan.value_names;
    plan.kinds = std::move(kinds);
}

RunPlan::~RunPlan() = default;

const std::string& RunPlan::refused() const { return in_->refused; }
Contract& RunPlan::contract() { return *in_->contract; }
const std::shared_ptr<const RunOff::Kinds>& RunPlan::kinds() const { return in_->kinds; }
std::span<const std::uint64_t> RunPlan::ran() const { return own_->ran; }
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

RunPlan::Hand::Hand(Plan& p) : plan(p) {
    backs.resize(most / together * plan.streams.size() * plan.live.size() * together);
    later.resize(plan.track.states() * together);
    here.resize(plan.live.size() * most);
    slots.resize(plan.slot_count * most);
    course.resize((kernels::most_steps + 1) * plan.live.size() * kernels::together);
}

/// The first change of some behind step k. Nobody foresees where that is, so that nothing is jumped over.
const RunPlan::Inside::Turn* RunPlan::Inside::after(std::span<const Turn> all, std::size_t k) {
    const Turn* from = all.data();
    for (std::size_t left = all.size(); left > 0;) {
        const std::size_t half = (left + 1) / 2;
        from += half & (std::size_t{0} - static_cast<std::size_t>(from[half - 1].k <= k));
        left -= half;
    }
    return from;
}

/// Finds what policies share with others. Those that are not among the lanes then are to be run off by themselves.
void RunPlan::Hand::place(std::span<const Policy> policies) {
    const auto given_of = [&](std::size_t i) { return policies[i].given; };
    const std::size_t kinds = plan.policy_kinds.all.size();
    plan.policy_kinds.number(policies.size(), given_of, [](std::size_t) { return 0.0; }, numbered);
    lanes.reserve(policies.size());
    for (std::size_t i = 0; i < policies.size(); ++i) {
        const Policy& policy = policies[i];
        const Plan::PolicyKind& kind = plan.kind_of(numbered[i], policy.given);
        const bool goes_on = policy.state < plan.track.states_ && plan.place_of[policy.state] != never;
        if (!goes_on || kind.horizon == never || policy.k >= kind.horizon) continue;
        Lane& lane = lanes.emplace_back();
        lane.policy = &policy;
        lane.kind = &kind;
        lane.number = static_cast<std::uint32_t>(i);
        lane.row = static_cast<std::uint32_t>(lanes.size() - 1);
        lane.k = static_cast<std::uint32_t>(policy.k);
        lane.state = static_cast<std::uint32_t>(policy.state);
        lane.left = static_cast<std::uint32_t>(kind.horizon) - lane.k;
        for (const std::uint32_t q : plan.own) own_events.emplace_back(plan.extend(q, policy.given, kind.horizon).changes.all);
    }
    placed += policies.size();
    first_of_kind += plan.policy_kinds.all.size() - kinds;
    plan.begun.number(lanes.size(), [&](std::size_t i) { return lanes[i].policy->given; },
                      [&](std::size_t i) { return Plan::start(lanes[i].policy->k, lanes[i].policy->waits); }, numbered);
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        Lane& lane = lanes[i];
        const Policy& policy = *lane.policy;
        Plan::Begins& begins = plan.begins_of(plan.begun.at(numbered[i], policy.given), policy.given, policy.k, policy.waits);
        if (begins.steps == 0) met.push_back(&begins);
        begins.steps = std::max<std::size_t>(begins.steps, lane.left);
        lane.begins = &begins;
    }
}

/// What begins so at the other points.
void RunPlan::Hand::find_others(const Points& points) {
    std::vector<double> given;
    for (Plan::Begins* one : met) {
        one->others.clear();
        for (std::size_t point = 1; point < points.count; ++point) {
            given = one->given;
            for (std::size_t i = 0; i < points.places.size(); ++i) given[points.places[i]] = points.numbers[point * points.places.size() + i];
            Plan::Begins& other = plan.begins_of(plan.begun.of(given, Plan::start(one->k, one->waits)), given, one->k, one->waits);
            other.steps = std::max(other.steps, one->steps);
            one->others.push_back(&other);
        }
    }
}

/// Finds who may stand together, wherever in the life of the contract and in the calendar they begin.
std::vector<std::vector<const RunPlan::Hand::Course*>> RunPlan::Hand::find_alike() {
    std::stable_sort(met.begin(), met.end(), [](const Plan::Begins* a, const Plan::Begins* b) { return a->steps > b->steps; });
    std::vector<std::vector<const Course*>> all;
    std::map<std::vector<const Course*>, std::size_t> numbers;
    for (Plan::Begins* one : met) {
        one->number = never;
        if (!plan.follow(*one) || !std::all_of(one->others.begin(), one->others.end(), [this](Plan::Begins* other) { return plan.follow(*other); })) continue;
        std::vector<const Course*> its = {one->course};
        for (const Plan::Begins* other : one->others) its.push_back(other->course);
        const auto [known, fresh] = numbers.try_emplace(its, all.size());
        one->number = known->second;
        if (fresh) all.push_back(std::move(its));
    }
    return all;
}

/// What is one number of each policy, for all of them; and what falls due when the contract ends.
void RunPlan::Hand::find_amounts() {
    constexpr std::size_t at_once = 512;  // the room of programs stays small, and near
    amounts.resize(plan.amount_count * lanes.size());
    std::vector<double> found_here;
    plan.across_hand = this;
    for (const Plan::Quantity& what : plan.quantities) {
        if (what.amounts == kernels::none || what.like != never) continue;
        const auto its = [&](std::size_t lane) -> double& { return amounts[lane * plan.amount_count + what.amounts]; };
        if (what.last) {
            for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
                const Plan::PolicyKind& kind = *lanes[lane].kind;
                if (kind.horizon != kind.end) continue;
                plan.stand(lanes[lane].policy->given);
                its(lane) = std::numeric_limits<double>::quiet_NaN();
                try {
                    its(lane) = plan.track.amount(plan.track.flows_[what.flow], plan.point(what, kind.end - 1));
                } catch (const Fault&) {  // told by the policy alone
                }
            }
            continue;
        }
        for (std::size_t first = 0; first < lanes.size(); first += at_once) {
            plan.across_of = std::span(lanes).subspan(first, std::min(at_once, lanes.size() - first));
            plan.number_across(plan.track.flows_[what.flow].amount, plan.point(what, lanes[0].k), found_here);  // follows no step
            for (std::size_t i = 0; i < found_here.size(); ++i) its(first + i) = found_here[i];
        }
    }
}

/// What it looks at stays while what is returned is held.
std::shared_lock<std::shared_mutex> RunPlan::Hand::find(std::span<const Policy> policies, const Points& points) {
    policy_count = policies.size();
    found.assign(policies.size() * points.count, {});
    met.clear();
    lanes.clear();
    own_events.clear();
    if (!plan.refused.empty()) return {};
    plan.forget_if_many();
    place(policies);
    find_others(points);
    courses = find_alike();
    for (Lane& one : lanes) one.courses = static_cast<std::uint32_t>(std::min<std::size_t>(one.begins->number, UINT32_MAX));
    find_amounts();
    for (Plan::Begins* one : met) {
        one->steps = 0;
        for (Plan::Begins* other : one->others) other->steps = 0;
    }
    return std::shared_lock(plan.used);
}

void RunPlan::Hand::run(std::vector<double>& numbers) {
    const std::size_t points = courses.empty() ? 0 : courses.front().size();
    worth.resize(points * plan.at_end.size() * most);
    paid.resize(plan.by ? worth.size() : 0);
    make_tiles();
    const auto stand = [this](const Tile& one) {
        in_lane = std::span(beside).subspan(one.first, one.count);
        leads = courses[one.courses];
    };
    if (adds_to != nullptr) weigh();
    std::size_t size = numbers.size();
    for (const Tile& one : tiles) {
        stand(one);
        for (const Lane& lane : in_lane) size += adds_to != nullptr ? 0 : points * count_of(periods_of(lane));
    }
    const std::size_t none = numbers.size();  // of those that are added up
    numbers.reserve(size + plan.at_end.size());
    if (adds_to != nullptr) numbers.resize(none + plan.at_end.size());
    for (const Lane& lane : lanes)
        if (adds_to != nullptr) found_of(lane) = {none, 0, lane.begins->waits == 0};
    for (const Tile& one : tiles) {
        stand(one);
        if (adds_to == nullptr) begin_numbers(numbers);
        ahead = std::span(guides).subspan(one.first_guide, one.guides);
        if (ahead.empty()) run_tile(numbers);
        else run_guided(numbers);
    }
}

bool RunPlan::adds_up() const { return in_->by.has_value() && in_->values.empty(); }
bool RunPlan::for_threads() const { return in_->values.empty() && !in_->by_program; }
bool RunPlan::shares_little(const Hand& hand) {
    constexpr std::size_t enough = 2048;
    return hand.first_of_kind > enough && 2 * hand.first_of_kind > hand.placed;
}
std::size_t RunPlan::followed(const Hand& hand) { return hand.followed(); }
std::shared_ptr<RunPlan::Hand> RunPlan::hand() { return std::make_shared<Hand>(*in_); }

std::vector<RunPlan::Found> RunPlan::run(std::span<const Policy> policies, std::vector<double>& numbers) {
    return run(policies, {{}, {}, 1}, numbers);
}

std::vector<RunPlan::Found> RunPlan::run(std::span<const Policy> policies, const Points& points, std::vector<double>& numbers) {
    if (own_ == nullptr) own_ = hand();
    return run(*own_, alone_, policies, points, numbers);
}

std::vector<RunPlan::Found> RunPlan::run(Hand& hand, std::mutex& guard, std::span<const Policy> policies, const Points& points,
                                         std::vector<double>& numbers, ByPeriod* sums) {
    if (points.count == 1 || !in_->refused.empty() || in_one_pass(points)) {
        std::shared_lock<std::shared_mutex> uses;
        {
            const std::lock_guard lock(guard);
            uses = hand.find(policies, points);
        }
        hand.adds_to = sums;
        hand.run(numbers);
        return hand.found;
    }
    std::vector<Found> out;
    const std::size_t width = points.places.size();
    std::vector<double> given(policies.size() * in_->given_count);
    std::vector<Policy> moved(policies.begin(), policies.end());
    for (std::size_t point = 0; point < points.count; ++point) {
        for (std::size_t i = 0; i < policies.size(); ++i) {
            const std::span<double> its = std::span(given).subspan(i * in_->given_count, in_->given_count);
            std::copy(policies[i].given.begin(), policies[i].given.end(), its.begin());
            for (std::size_t p = 0; p < width; ++p) its[points.places[p]] = points.numbers[point * width + p];
            moved[i].given = its;
        }
        const auto found = run(hand, guard, moved, {{}, {}, 1}, numbers);
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

}  // namespace hearth
