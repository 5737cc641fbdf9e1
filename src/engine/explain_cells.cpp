// Values, payments and present values of a contract, told step by step.
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "terms.hpp"

namespace hearth {

/// A cell takes on what it was found to be made of, if that comes to the same.
void Track::Explaining::tell(std::size_t node, const Told& told) {
    const Kept contract(in, &told.on->contract_);
    const Kept inside(in->outside, false);
    std::size_t found = 0;
    switch (told.what) {
        case What::value: found = tell_value(told); break;
        case What::stream: found = tell_stream(told); break;
        case What::in_force: found = tell_in_force(told); break;
        case What::discount: found = tell_discount(told); break;
        case What::chance: found = tell_chance(told); break;
        case What::step_discount: found = tell_step_discount(told); break;
        case What::being_in: found = tell_being_in(told); break;
        case What::mean: case What::variance: found = tell_outcome(told); break;
        case What::inside: found = tell_inside(told); break;
        case What::own_time: found = tell_own_time(told); break;
        case What::rate: break;  // told where it is met
    }
    Explained& cell = out.nodes[node];
    const Explained& made = out.nodes[found];
    if (found == 0 || made.value != cell.value) {
        cell.op = told.what == What::chance ? "probability" : "not taken apart";
        if (found != 0) cell.rests_on = made.rests_on;
        return;
    }
    if (made.op == "solved" || (made.name.empty() && made.ask.empty())) {
        adopt(cell, made);
        return;
    }
    cell.op = "same";
    cell.parts = {found};
}

std::size_t Track::Explaining::tell_value(const Told& told) {
    Track& on = *told.on;
    const ValueOf& value = in->product.values[told.index];
    if (!in->closed(told.index, on)) return program(on, on.values_[told.index], on.at_start(told.k, told.state, told.held));
    const Needs::Key key{&on, told.index};
    const bool leads_back = in->needs->leads_back(key);
    if (value.solve == nullptr && !leads_back) {
        const bool before_paths = on.with_paths() && in->needs->of_paths(on).contains(key);
        return program(on, on.values_[told.index], before_paths ? Point{} : on.at_start(0, 0, 0));
    }
    Explained node;
    node.op = "solved";
    node.value = in->at_issue(told.index, on) + 0.0;
    node.place = value.solve ? value.solve->place : value.amount->place;
    node.rule = value.solve ? "S58" : "S57";
    const Point issue = on.at_start(0, 0, 0);
    if (value.solve) {
        const auto& [left, right] = in->equations[told.index];
        node.rests_on.push_back(program(on, left, issue));
        node.rests_on.push_back(program(on, right, issue));
    } else {
        node.rests_on.push_back(program(on, on.values_[told.index], issue));
    }
    const double left = number(node.rests_on.front()), right = value.solve ? number(node.rests_on.back()) : std::get<double>(node.value);
    node.note = fmt::format("{} {}", value.solve ? "its sides differ by" : "it differs from what it leads to by", shortest(left - right));
    return add(std::move(node));
}

/// A value at any time, also between the steps of its basis (rule S50).
std::size_t Track::Explaining::value_at(Track& on, std::size_t v, double time, std::size_t state, const Held& held, const Place& place) {
    const Kept inside(in->outside, false);
    const double worth = on.value_at(v, time, state, held, place);
    const ValueOf::Between between = in->product.values[v].between;
    if (in->closed(v, on) && between != ValueOf::Between::unearned) return cell({What::value, &on, v, 0, 0, 0});
    if (const auto k = on.step_of(time)) return cell({What::value, &on, v, *k, state, on.held_at(*k, state, held, place)});
    const auto k = static_cast<std::size_t>(std::floor(time * ticks_per_year / on.ticks_));
    const double part = (time - on.time_of(k)) * ticks_per_year / on.ticks_;
    const std::size_t held_now = on.held_at(k, state, held, place), held_next = on.next(k, held_now, state, state);
    std::size_t begins = cell({What::value, &on, v, k, state, held_now});
    if (between == ValueOf::Between::unearned) {
        const std::size_t due = premiums(on, on.at_start(k, state, held_now));
        begins = made("add", number(begins) + number(due), {begins, due});
    }
    const std::size_t gone = leaf("measure", "part of the step that is over", part), one = leaf("number", "", 1.0), left = made("subtract", 1 - part, {one, gone});
    const std::size_t ends = cell({What::value, &on, v, k + 1, state, held_next});
    const std::size_t first = made("multiply", number(begins) * (1 - part), {begins, left}), second = made("multiply", number(ends) * part, {ends, gone});
    const std::size_t sum = made("add", worth, {first, second}, fmt::format("{}, between the steps of its basis", in->product.values[v].header.name));
    out.nodes[sum].rule = "S50";
    return sum;
}

std::size_t Track::Explaining::payment(Track& on, const Flow& flow, const Point& point, const Stream* stream) {
    const double paid = on.amount(flow, point, stream);
    const Header& header = flow.payment->header;
    Explained head;
    head.name = header.name;
    head.value = paid + 0.0;
    head.unit = flow.unit == nullptr && on.counts(flow) ? "" : unit_of(Type::money());
    head.source = header.source;
    head.illustrative = header.illustrative;
    head.defined = header.place;
    const bool own = stream == nullptr || stream->amount.empty();
    if (point.past != nullptr && !on.accounts_.empty() && !(flow.alone && own && (stream == nullptr || stream->when.empty()))) return in_rounds(on, flow, point, stream, std::move(head));
    return as_written(on, flow, point, stream, std::move(head));
}

/// Whether it is due, and its amount (Track::plain_amount).
std::size_t Track::Explaining::as_written(Track& on, const Flow& flow, const Point& point, const Stream* stream, Explained head) {
    const double paid = std::get<double>(head.value);
    const Program* const conditions[] = {&flow.when, flow.falls == Flow::Falls::with ? &on.flows_[flow.follows].when : nullptr, stream != nullptr ? &stream->when : nullptr};
    for (const Program* when : conditions) {
        if (when == nullptr || on.holds(*when, point)) continue;
        head.op = "not due";
        head.rule = "S37";
        head.rests_on = {program(on, *when, point)};
        return add(std::move(head));
    }
    std::size_t amount = 0;
    if (stream != nullptr && !stream->amount.empty()) {
        const Kept valued(on.valued_, &flow);
        amount = program(on, stream->amount, point);
        head.name = "for " + head.name;
    } else {
        amount = program(on, flow.amount, point);
        if (flow.unit != nullptr && number(amount) != 0) amount = made("multiply", paid, {amount, program(on, flow.price, point)});
    }
    return named(std::move(head), amount);
}

/// All premiums of a moment (rule S40).
std::size_t Track::Explaining::premiums(Track& on, const Point& point) {
    const double all = on.premiums_now(point);
    Point at = point;
    at.paid = point.k;
    std::vector<std::size_t> parts;
    for (const Flow& flow : on.flows_)
        if (flow.premium && (on.starts_at(flow, point.k) || (flow.falls == Flow::Falls::issue && point.k == 0))) parts.push_back(payment(on, flow, at, nullptr));
    return sum(all, std::move(parts), "premium");
}

/// `premiums_paid` and `annual_premium`, premium by premium, where all paths pay alike.
std::size_t Track::Explaining::sum_of_premiums(Track& on, const Instruction& at, double value) {
    std::vector<std::size_t> parts;
    double total = 0;
    const auto count = [&](std::size_t k, std::size_t state, std::size_t held) {
        const double one = on.premiums_now(on.at_start(k, state, held));
        total += one;
        if (one == 0) return;
        bool certain = true;
        const std::string words = fmt::format("premium at ({})", moment(on, k, state, held, true, certain));
        const std::size_t part = leaf("cell", words, one, unit_of(Type::money()));
        if (certain) out.nodes[part].ask = asking(words);
        parts.push_back(part);
    };
    if (at.id == load_id::annual_premium) {
        const double first = std::floor(on.time_of(on.here_.counted));
        for (auto k = static_cast<std::size_t>(std::ceil(first * ticks_per_year / on.ticks_ - 1e-9)); on.time_of(k) < first + 1; ++k)
            if (!on.ended(k, 0, on.kept(k))) count(k, 0, on.kept(k));
    } else if (on.here_.past == nullptr || !on.premiums_by_path()) {
        for (std::size_t k = 0; k < on.here_.paid; ++k)
            for (std::size_t s = 0; s < on.states_; ++s)
                if (on.model_.leavable(s) && !on.ended(k, s, 0)) {
                    count(k, s, 0);
                    break;
                }
    }
    if (same(total, value)) return sum(value, std::move(parts), at.text);
    return leaf("balance", at.text, value + 0.0, unit_of(at.type));
}

namespace {

/// How a payment's amount is brought to the moment it counts at.
constexpr const char* moved_inside = "discount inside the step, or the chance of the status";

}  // namespace

std::size_t Track::Explaining::tell_stream(const Told& told) {
    Track& on = *told.on;
    Stream& stream = on.streams_[told.index];
    if (on.basis_.continuous && on.memory() == 0) return tell_continuous(told);
    if (on.basis_.continuous) return tell_own_time({What::own_time, &on, own_time(on, told.index, told.k), told.k, told.state, told.held});
    if (stream.profit) return tell_profit(told);

    struct Step final : Terms {
        Step(Explaining& of, Track& track, const Stream& what, const Told& where) : all(of), on(track), stream(what), told(where) {}
        void note(const Flow* flow, const Point& point, double factor) override {
            std::size_t term = 0;
            if (flow == nullptr) {
                Explained head;
                head.rule = "S49";
                term = all.named(head, all.program(on, stream.amount, point));
            } else {
                term = all.payment(on, *flow, point, &stream);
                if (all.number(term) == 0 && all.out.nodes[term].op == "not due") return;
            }
            if (factor != 1) term = all.made("multiply", all.number(term) * factor, {term, all.leaf("factor", moved_inside, factor)});
            (on_the_way ? later : terms).push_back(term);
        }
        void goes(std::size_t to) override {
            on_the_way = true;
            state = to;
            later.clear();
        }
        void stay(double stays, const Passage& way) override {
            const std::size_t next = all.cell({What::stream, told.on, told.index, told.k + 1, way.reached.state, way.held});
            if (all.number(next) == 0) return;
            later.push_back(stays == 1 ? next : all.made("multiply", stays * all.number(next), {all.leaf("factor", "chance that the contract goes on", stays), next}));
        }
        void gone(double discount, double chance) override {
            if (later.empty()) return;
            double then = 0;
            for (const std::size_t one : later) then += all.number(one);
            const std::size_t due = all.sum(then, later, fmt::format("due and still to come in '{}'", on.model_.states[state]));
            const std::size_t by = all.cell({What::step_discount, told.on, stream.interest.empty() ? SIZE_MAX : told.index, told.k, 0, 0});
            const std::size_t with = all.cell({What::chance, told.on, state, told.k, told.state, told.held});
            terms.push_back(all.made("multiply", discount * chance * then, {by, with, due}));
        }
        Explaining& all;
        Track& on;
        const Stream& stream;
        const Told& told;
        std::vector<std::size_t> terms, later;
        std::size_t state = 0;
        bool on_the_way = false;
    };
    const std::size_t residue = stream.span > 1 ? told.k % stream.span : 0;
    Step heard(*this, on, stream, told);
    const double value = on.step_value(stream, residue, told.k, told.state, told.held, &heard);
    if (heard.terms.empty()) {
        const std::size_t nothing = leaf("number", "", value + 0.0);
        out.nodes[nothing].note = "nothing is due any more";
        return nothing;
    }
    const std::size_t all = heard.terms.size() == 1 ? made("same", value, heard.terms) : made("add", value, heard.terms);
    out.nodes[all].rule = "S48";
    return all;
}

}  // namespace hearth
