// What is left of a step for the insurer, told term by term (rule S55).
#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "terms.hpp"

namespace hearth {

struct Track::Explaining::ProfitStep final : Terms {
    ProfitStep(Explaining& of, Track& track) : all(of), on(track) {}

    void note(const Flow* flow, const Point& point, double factor) override {
        const std::size_t amount = all.payment(on, *flow, point, nullptr);
        if (all.number(amount) == 0) return;
        const bool taken = factor < 0;
        std::size_t term = amount;
        if (factor == -1) term = all.made("negate", -all.number(amount), {amount});
        else if (factor != 1) term = all.made("multiply", all.number(amount) * factor, {amount, all.leaf("factor", taken ? "taken away, for its time or chance" : "for its time or chance", factor)});
        if (!on_the_way && on.leader(*flow).falls == Flow::Falls::issue) issue.push_back(term);
        else (on_the_way ? left : fund).push_back(term);
    }
    void reserve(const Point& point, std::size_t at, std::size_t at_state, std::size_t held, double weight) override {
        const std::string& name = all.in->product.reserve;
        if (name.empty()) return;
        const std::size_t v = all.in->value_index(name);
        const Place& place = all.in->product.values[v].header.place;
        Track& of = all.in->track_of(v, on);
        const bool closed = all.in->closed(v, of);
        const std::size_t its = &of == &on ? all.cell(closed ? Told{What::value, &of, v, 0, 0, 0} : Told{What::value, &of, v, at, at_state, held}) : all.value_at(of, v, on.time_of(at), at_state, on.held_of(point, place), place);
        if (!on_the_way) {
            fund.push_back(its);
            return;
        }
        if (all.number(its) == 0) return;
        const double held_back = weight * all.number(its);
        const std::size_t kept = weight == 1 ? its : all.made("multiply", held_back, {all.leaf("factor", "chance that the contract goes on", weight), its});
        left.push_back(all.made("negate", -held_back, {kept}));
    }
    void accrue(double discount) override {
        if (fund.empty()) return;
        double sum = 0;
        for (const std::size_t one : fund) sum += all.number(one);
        const std::size_t whole = all.sum(sum, fund, "the fund as the step begins");
        const std::size_t by = all.cell({What::step_discount, &on, SIZE_MAX, k, 0, 0});
        step.push_back(all.made("divide", sum / discount, {whole, by}));
    }
    void goes(std::size_t to) override {
        on_the_way = true;
        state = to;
        left.clear();
    }
    void gone(double, double chance) override {
        way = all.cell({What::chance, &on, state, k, from, held_from});
        if (left.empty()) return;
        double sum = 0;
        for (const std::size_t one : left) sum += all.number(one);
        const std::size_t due = all.sum(sum, left, fmt::format("left in '{}' at the end of the step", on.model_.states[state]));
        step.push_back(all.made("multiply", chance * sum, {way, due}));
    }
    void stay(double stays, const Passage& passage) override {
        const std::size_t next = all.cell({What::stream, &on, stream, k + 1, passage.reached.state, passage.held});
        if (all.number(next) == 0 || stays == 0) return;
        std::vector<std::size_t> factors = {way};
        if (stays != 1) factors.push_back(all.leaf("factor", "chance that the contract goes on", stays));
        factors.push_back(next);
        later.push_back(all.made("multiply", all.number(way) * stays * all.number(next), factors));
    }
    std::size_t sum_of(const std::vector<std::size_t>& parts, const char* name) {
        double sum = 0;
        for (const std::size_t one : parts) sum += all.number(one);
        return all.sum(sum, parts, name);
    }

    Explaining& all;
    Track& on;
    std::size_t k = 0, from = 0, held_from = 0, stream = 0;
    std::vector<std::size_t> issue, fund, left, step, later;
    std::size_t state = 0, way = 0;
    bool on_the_way = false;
};

std::size_t Track::Explaining::tell_profit(const Told& told) {
    Track& on = *told.on;
    Stream& stream = on.streams_[told.index];
    ProfitStep heard(*this, on);
    heard.k = told.k;
    heard.from = told.state;
    heard.held_from = told.held;
    heard.stream = told.index;
    const double value = on.step_value(stream, 0, told.k, told.state, told.held, &heard);
    const bool counts = on.holds(stream.when, on.at_start(told.k, told.state, told.held));
    std::vector<std::size_t> parts, inside;
    if (counts && !heard.issue.empty()) parts.push_back(heard.sum_of(heard.issue, "at issue"));
    if (counts) inside.push_back(heard.sum_of(heard.step, "profit of the step, at its end"));
    if (!heard.later.empty()) inside.push_back(heard.sum_of(heard.later, "profits of the steps that follow"));
    if (!inside.empty()) {
        double sum = 0;
        for (const std::size_t one : inside) sum += number(one);
        const std::size_t by = cell({What::step_discount, &on, stream.interest.empty() ? SIZE_MAX : told.index, told.k, 0, 0});
        const std::size_t both = this->sum(sum, inside);
        parts.push_back(made("multiply", number(by) * sum, {by, both}));
    }
    if (parts.empty()) return leaf("number", "", value + 0.0);
    const std::size_t all = parts.size() == 1 ? made("same", value, parts) : made("add", value, parts);
    out.nodes[all].rule = "S55";
    return all;
}

/// As Track::profit_closing has it: the profit of the step that closes at a point, at issue what falls there.
std::size_t Track::Explaining::profit_closing(Track& on, const Point& point, double value) {
    ProfitStep heard(*this, on);
    heard.from = point.state;
    if (point.k > 0) {
        heard.k = point.k - 1;
        heard.held_from = point.state == 0 ? on.kept(heard.k) : std::min(on.kept(heard.k), point.held == 0 ? 0 : point.held - 1);
    }
    if (point.k == 0 || !on.ended(heard.k, heard.from, heard.held_from)) on.profit_of(heard.k, heard.from, heard.held_from, &heard);
    const std::size_t all = point.k == 0 ? heard.sum_of(heard.issue, "profit") : heard.sum_of(heard.step, "profit");
    if (same(number(all), value)) return all;
    return leaf("not taken apart", "profit", value + 0.0);
}

}  // namespace hearth
