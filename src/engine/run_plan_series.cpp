// What the policies of a plan have in common, read once by the programs of its contract: chances, and when something is due.
#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "discount.hpp"
#include "run_plan_hand.hpp"

namespace hearth {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t many = 1u << 22;  ///< numbers kept between policies

/// A value as a number that tells it from others of its kind; none: it is not of those that can be told apart so.
std::optional<double> number_of(const Value& value) {
    switch (value.kind) {
        case Value::Kind::number:
        case Value::Kind::truth:
        case Value::Kind::date:
            return value.number;
        case Value::Kind::name:
            return value.id;
        default:
            return std::nullopt;
    }
}

}  // namespace

LaneWorld::Follows RunPlan::Along::follows(const Program&, const Instruction& at) {
    if (at.id >= load_id::given && at.id < load_id::missing) return nothing;
    const bool standing = at.id == load_id::state || at.id == load_id::entered || at.id == load_id::status;
    return standing ? nothing : point;
}

bool RunPlan::Along::load(const Instruction& at, std::vector<double>& out) {
    Track& track = plan.track;
    const Value* const issued = plan.in.outside ? nullptr : plan.in.outer.given("issued");
    if (issued != nullptr && at.id == load_id::date) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = Value::date(track.day_in(issued->date(), (*points)[i].k, (*points)[i].ahead)).number;
        return true;
    }
    if (issued != nullptr && (at.id == load_id::calendar_year || at.id == load_id::month_of_year)) {
        const int begins = issued->date().year() * 12 + static_cast<int>(issued->date().month()) - 1;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const int month = begins + track.months_in((*points)[i].counted, (*points)[i].ahead), year = month / 12;
            out[i] = at.id == load_id::calendar_year ? year : month - 12 * year + 1;
        }
        return true;
    }
    if (at.id >= load_id::given && at.id < load_id::missing && out.size() > 1) {  // the same at every point
        std::vector<double> one(1);
        if (!load(at, one)) return false;
        std::fill(out.begin(), out.end(), one[0]);
        return true;
    }
    const bool timed = at.id == load_id::time || at.id == load_id::year || at.id == load_id::month,
               aged = at.id == load_id::age || at.id == load_id::age_exact;
    const Value* const age = aged && !plan.in.outside ? plan.in.outer.given("age") : nullptr;
    if (age != nullptr || (timed && !plan.in.outside)) {
        track.measure_at(at.id, *points, age != nullptr ? age->number : 0, out);
        return true;
    }
    const Kept stands(track.here_);
    for (std::size_t i = 0; i < out.size(); ++i) {
        track.here_ = (*points)[i];
        try {
            const auto number = number_of(track.load(at.id, at));
            if (!number) return false;
            out[i] = *number;
        } catch (const Fault&) {  // told by the policy that meets it
            out[i] = hearth::nothing;
        }
    }
    return true;
}

LaneWorld::Follows RunPlan::Across::follows(const Program&, const Instruction& at) {
    if (at.op == Code::special) return both;
    if (at.id >= load_id::payment || at.id == load_id::premium) return both;
    if (at.id >= load_id::given) return point;
    switch (at.id) {
        case load_id::age:
        case load_id::age_exact:
        case load_id::date:
        case load_id::calendar_year:
        case load_id::month_of_year:
            return both;
        default:
            return moment;
    }
}

bool RunPlan::Across::load(const Instruction& at, std::vector<double>& out) {
    Track& track = plan.track;
    if (at.op == Code::special) {
        for (std::size_t lane = 0; lane < out.size(); ++lane) out[lane] = plan.across_hand->worth_back(*plan.stream_of(at), lane);
        return true;
    }
    if (at.id >= load_id::given && at.id < load_id::missing) {
        const std::size_t i = at.id - load_id::given;
        if (!number_of(plan.in.known[i].value)) return false;
        for (std::size_t lane = 0; lane < out.size(); ++lane) out[lane] = plan.across_of[lane].policy->given[i];
        return true;
    }
    if (at.id >= load_id::payment || at.id == load_id::premium) {
        std::vector<double> paid;
        std::fill(out.begin(), out.end(), 0.0);
        const Point at_point = track.here_;
        for (std::size_t f = 0; f < track.flows_.size(); ++f) {
            const Flow& flow = track.flows_[f];
            if (at.id == load_id::premium ? !flow.premium : f != at.id - load_id::payment) continue;
            if (!track.starts_at(flow, at_point.k) && !(flow.falls == Flow::Falls::issue && at_point.k == 0)) continue;
            Point now = at_point;
            if (at.id == load_id::premium) now.paid = at_point.k;
            plan.amounts(f, now, paid);
            for (std::size_t lane = 0; lane < out.size(); ++lane) out[lane] += paid[lane];
        }
        return true;
    }
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
        plan.stand(plan.across_of[lane].policy->given);
        try {
            const auto number = number_of(track.load(at.id, at));
            if (!number) return false;
            out[lane] = *number;
        } catch (const Fault&) {
            out[lane] = hearth::nothing;
        }
    }
    plan.stand(plan.across_of[0].policy->given);
    return true;
}

/// The contract is from now on given what this policy is.
void RunPlan::Inside::stand(std::span<const double> given) {
    for (std::size_t i = 0; i < given_count; ++i) {
        Value& value = in.known[i].value;
        if (value.kind == Value::Kind::name)
            value.id = static_cast<std::uint32_t>(given[i]);
        else if (number_of(value))
            value.number = given[i];
    }
}

/// What a program comes to at a point, for the policy at which the contract stands; not a number where that is a fault.
double RunPlan::Inside::alone(const Program& program, const Point& at) {
    const Kept stands(track.here_, at);
    try {
        return program.type().base == Type::Base::truth ? (evaluator.truth(program) ? 1 : 0) : evaluator.number(program);
    } catch (const Fault&) {
        return nothing;
    }
}

/// The same at many points.
void RunPlan::Inside::along(const Program& program, const std::vector<Point>& points, std::vector<double>& out) {
    along_world.points = &points;
    {
        const Kept stands(track.here_, points.front());
        if (along_lanes.run(program, points.size(), out)) return;
    }
    out.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) out[i] = alone(program, points[i]);
}

/// The same, where what a program reads was often read before, by other policies in other steps: it is run once for each combination.
/// What is kept is what `then` makes of its number.
template <class Then>
void RunPlan::Inside::along_recalled(const Program& program, const std::vector<Point>& points, std::vector<double>& out, Then then) {
    const auto [found, fresh] = recalled.try_emplace(&program);
    Recalled& its = found->second;
    for (std::uint32_t i = 0; fresh && i < program.code.size(); ++i)
        if (program.at(i).op == Code::load) its.leaves.push_back(i);
    if (fresh) its.index = KeyIndex(its.leaves.size());
    along_world.points = &points;
    std::vector<std::vector<double>> read;
    bool sound = !its.leaves.empty();
    for (std::size_t i = 0; sound && i < its.leaves.size(); ++i) {
        const Instruction& at = program.at(its.leaves[i]);
        read.emplace_back(points.size());
        sound = along_world.load(at, read.back()) && std::none_of(read.back().begin(), read.back().end(), [](double one) { return std::isnan(one); });
    }
    if (!sound) {
        along(program, points, out);
        for (double& one : out) one = then(one);
        return;
    }
    const std::size_t before = its.index.size(), leaves = its.leaves.size();
    std::vector<double> keys(points.size() * leaves);
    for (std::size_t i = 0; i < leaves; ++i)
        for (std::size_t p = 0; p < points.size(); ++p) keys[p * leaves + i] = read[i][p];
    std::vector<std::size_t> numbers;
    its.index.of(keys.data(), points.size(), numbers);
    std::vector<Point> unknown;
    for (std::size_t p = 0; p < points.size(); ++p)
        if (numbers[p] == before + unknown.size()) unknown.push_back(points[p]);
    if (!unknown.empty()) {
        along(program, unknown, out);
        for (const double one : out) its.answers.push_back(then(one));
    }
    out.clear();
    for (const std::size_t number : numbers) out.push_back(its.answers[number]);
}

/// The discounts of some steps, all at once; where there is a fault Track::step_discount tells it.
void RunPlan::Inside::know_interest(std::size_t from, std::size_t to) {
    std::vector<Point> points;
    points.reserve(to - from);
    for (std::size_t k = from; k < to; ++k) points.push_back({k, k, k, 0, 0, 0, 0, nullptr});
    std::vector<double> over_step;
    along_recalled(track.interest_, points, over_step, [this](double interest) {
        return interest > -1 ? discount_over(track.ticks_ / ticks_per_year, interest) : nothing;
    });
    if (track.discounts_.size() < to) track.discounts_.resize(to, nothing);
    for (std::size_t k = from; k < to; ++k)
        if (std::isnan(track.discounts_[k])) track.discounts_[k] = over_step[k - from];
}

/// For each of the policies in hand. No: one by one, please.
bool RunPlan::Inside::across(const Program& program, const Point& at, std::vector<double>& out) {
    const Kept depth(across_depth, across_depth + 1);
    while (across_lanes.size() < across_depth) across_lanes.emplace_back(evaluator, across_world, &lookups);
    stand(across_of[0].policy->given);
    const Kept stands(track.here_, at);
    return across_lanes[across_depth - 1].run(program, across_of.size(), out);
}

/// The same, one by one where it has to be.
void RunPlan::Inside::number_across(const Program& program, const Point& at, std::vector<double>& out) {
    if (across(program, at, out)) return;
    out.resize(across_of.size());
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
        stand(across_of[lane].policy->given);
        out[lane] = alone(program, at);
    }
}

/// What a flow comes to at a point for each of the policies in hand, as Track::plain_amount says of one.
void RunPlan::Inside::amounts(std::size_t f, const Point& at, std::vector<double>& out) {
    const Flow& flow = track.flows_[f];
    number_across(flow.amount, at, out);
    std::vector<double> due;
    const auto only = [&](const Program& when) {
        if (when.empty()) return;
        number_across(when, at, due);
        for (std::size_t lane = 0; lane < out.size(); ++lane) out[lane] = due[lane] == 0 ? 0 : std::isnan(due[lane]) ? nothing : out[lane];
    };
    // What comes first decides: where the payment's own condition does not hold, that of its leader is not asked.
    if (flow.falls == Flow::Falls::with) only(track.flows_[flow.follows].when);
    only(flow.when);
}

/// The number of the row of chances that a step has: the same for steps that agree in all that the rates read.
std::uint32_t RunPlan::Inside::row_at(const double* tuple, std::size_t k) {
    const std::size_t known = row_numbers.size();
    const auto number = static_cast<std::uint32_t>(row_numbers.of(tuple));
    if (number < known) return number;
    std::vector<double>& found = rows.emplace_back(links.size() + 2, nothing);
    try {
        track.life().forget();
        std::vector<double> row(links.size(), 0.0);
        bool all = true;
        std::size_t w = 0;
        for (std::size_t p = 0; p < live.size(); ++p) {
            const double* to = track.row(k, live[p], 0);
            for (std::size_t s = 0; s < track.states_; ++s) {
                const bool is_way = w < links.size() && links[w].place == p && links[w].state == s;
                if (is_way)
                    row[w++] = to[s];
                else if (to[s] != 0 && place_of[s] != never)
                    all = false;  // a way that is not on the tape
            }
        }
        if (!all) return number;
        std::copy(row.begin(), row.end(), found.begin());
        std::vector<double> stays(live.size());
        for (std::size_t i = 0; i < links.size(); ++i)
            if (place_of[links[i].state] != never) stays[links[i].place] += row[i];
        const auto [fewest, largest] = std::minmax_element(stays.begin(), stays.end());
        found[links.size()] = *fewest;
        found[links.size() + 1] = *largest;
    } catch (const Fault&) {  // told by the policy that meets it
    }
    return number;
}

void RunPlan::Inside::extend(Rates& of, std::size_t count) {
    if (of.rows.size() >= count) return;
    stand(of.given);
    const std::size_t first = of.rows.size();
    std::vector<const double*> parts;
    std::vector<Point> points;
    std::vector<double> found;
    for (Cut& cut : cuts) {
        std::vector<double>& known = cut.steps.of(of.given).values;
        points.clear();
        points.reserve(count);
        for (std::size_t k = known.size(); k < count; ++k) points.push_back({k, k, k, 0, 0, 0, cut.ahead, nullptr});
        if (!points.empty()) along(cut.program, points, found);
        if (!points.empty()) known.insert(known.end(), found.begin(), found.end());
        parts.push_back(known.data() + first);
    }
    std::vector<double> tuple;
    of.rows.reserve(count);
    for (std::size_t i = 0; i < count - first;) {
        std::size_t next = by_year_part ? i + 1 : count - first;  // from there on a part is another
        for (const double* part : parts)
            for (std::size_t at = i + 1; at < next; ++at)
                if (std::memcmp(part + at, part + i, sizeof(double)) != 0) next = at;
        tuple.clear();
        for (const std::size_t input : rate_reads.inputs) tuple.push_back(of.given[input]);
        for (const double* part : parts) tuple.push_back(part[i]);
        const double time = track.time_of(first + i);
        if (by_year_part) tuple.push_back(time - std::floor(time));
        if (row_numbers.width() != tuple.size()) row_numbers = KeyIndex(tuple.size());
        of.rows.push_back(row_at(tuple.data(), first + i));
        if (of.rows.size() == 1 || of.rows.back() != of.rows[of.rows.size() - 2]) {
            of.changes.resize(of.changes.all.size() + 1);
            of.changes.all.back() = {of.rows.size() - 1, rows[of.rows.back()].data()};
        }
        of.rows.insert(of.rows.end(), next - i - 1, of.rows.back());
        i = next;
    }
}

/// Track::horizon of a contract with these chances that has ended in every place from `end` on.
std::size_t RunPlan::Inside::horizon(Rates& of, std::size_t end) {
    const auto [found, fresh] = of.horizons.try_emplace(end, never);
    if (fresh) found->second = find_horizon(of, end);
    return found->second;
}

std::size_t RunPlan::Inside::find_horizon(Rates& of, std::size_t end) {
    constexpr std::size_t ahead = 120;
    const auto known = [&](std::size_t k) { extend(of, end != never ? std::max(end, k + 1) : of.rows.size() > k ? k + 1 : k + ahead); };
    if (end != never && track.time_of(end) < Track::longest_years) {  // enough if no fewer than many are left by then, or until all leave at once
        known(0);
        double remains = 1;
        const std::vector<Turn>& turns = of.changes.all;
        for (std::size_t i = 0; i < turns.size() && turns[i].k < end && remains > 2 * Track::vanished; ++i) {
            const double* const stay = turns[i].row + links.size();
            if (stay[1] == 0) return turns[i].k + 1;
            const std::size_t next = i + 1 < turns.size() ? std::min<std::size_t>(turns[i + 1].k, end) : end;
            double stays = stay[0];
            for (std::size_t times = next - turns[i].k; times > 0; times /= 2, stays *= stays)
                if (times % 2 != 0) remains *= stays;
        }
        if (remains > 2 * Track::vanished) return end;
    }
    struct Way {
        std::uint32_t from = 0, to = 0;  ///< places; to the end
    };
    std::vector<Way> ways;
    for (const Link& link : links) ways.push_back({static_cast<std::uint32_t>(link.place), static_cast<std::uint32_t>(std::min(place_of[link.state], live.size()))});
    const std::size_t places = live.size();
    std::vector<double> now(places + 1, 0.0), next(places + 1);
    now[place_of[0]] = 1;
    const double* row = nullptr;
    for (std::size_t k = 0, turn = 0;; ++k) {
        double inside = 0;
        for (std::size_t p = 0; p < places; ++p)
            if (now[p] > 0) {
                if (k >= end) now[p] = 0;
                inside += now[p];
            }
        const bool limit = k >= longest;
        if (inside == 0 || inside < Track::vanished || (limit && inside < Track::still_there)) return k;
        if (limit) return never;
        if (k >= of.rows.size()) known(k);
        const std::vector<Turn>& turns = of.changes.all;
        if (turn < turns.size() && turns[turn].k == k) {
            row = turns[turn++].row;
            if (std::any_of(row, row + ways.size(), [](double one) { return std::isnan(one); })) return never;
        }
        std::fill(next.begin(), next.end(), 0.0);
        for (std::size_t w = 0; w < ways.size(); ++w) next[ways[w].to] += now[ways[w].from] * row[w];
        now.swap(next);
    }
}

/// What is paid in so many steps from `first` on, by the policy at which the contract stands; of a gate, 1 where the flow is due.
void RunPlan::Inside::paid_in(const Quantity& what, bool gate, std::size_t first, std::size_t count, std::vector<double>& out) {
    const Flow& flow = track.flows_[what.flow];
    std::vector<Point> points;
    points.reserve(count);
    for (std::size_t k = first; k < first + count; ++k) points.push_back(point(what, k));
    std::vector<double> part;
    out.assign(count, 1.0);
    if (!gate && what.mode == Quantity::Mode::step) along_recalled(flow.amount, points, out, [](double one) { return one; });
    else if (!gate) along(flow.amount, points, out);
    const auto only = [&](const Program& when) {
        if (when.empty()) return;
        along(when, points, part);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = part[i] == 0 ? 0 : std::isnan(part[i]) ? nothing : out[i];
    };
    if (flow.falls == Flow::Falls::with) only(track.flows_[flow.follows].when);
    only(flow.when);
}

/// Between policies: what was kept of other kinds of policies is let go where it is too much.
void RunPlan::Inside::forget_if_many() {
    if (++runs % 16 != 0) return;
    std::size_t kept =
        rows.size() * (links.size() + 4) + row_numbers.size() * 8 + ends.all.size() * 8 + discounts.all.size() * 512 + begun.all.size() * 16;
    for (const Rates& one : rates.all) kept += one.rows.size() / 2 + 8;
    kept += 20 * policy_kinds.all.size();
    for (const Exits& one : exits.all) kept += 2 * one.turns.size() + one.rows.size();
    for (const Events& one : events.all) kept += 3 * one.all.size();
    for (const Cut& cut : cuts)
        for (const Cut::Steps& one : cut.steps.all) kept += one.values.size() + 8;
    for (const Factor& one : factors) kept += 4 * one.found.size();
    for (const Course& one : courses) kept += 16 + 2 * one.steps;
    for (const auto& [program, its] : recalled) kept += its.answers.size() * (its.leaves.size() + 2);
    for (const Quantity& what : quantities)
        for (const auto* keyed : {&what.gates, &what.series}) kept += keyed->all.size() * 64;
    for (const Quantity& what : quantities)
        for (const Paid& one : what.paid.all) kept += 2 * one.steps.size();
    if (kept < many) return;
    const std::unique_lock nobody(used);  // looks at it any more
    rows.clear();
    row_numbers.clear();
    rates.clear();
    for (Cut& cut : cuts) cut.steps.clear();
    exits.clear();
    events.clear();
    policy_kinds.clear();
    ends.clear();
    begun.clear();
    discounts.clear();
    courses.clear();
    leading.clear();
    recalled.clear();
    for (Factor& one : factors) {
        one.met.clear();
        one.found.clear();
    }
    for (Quantity& what : quantities) {
        what.gates.clear();
        what.series.clear();
        what.paid.clear();
    }
}

}  // namespace hearth
