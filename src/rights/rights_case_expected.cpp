// What a case or a study expects of a family's rights.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/lives.hpp"
#include "hearth/rights/rights_case.hpp"

namespace hearth {

void RightsCase::simulate(std::uint32_t paths, std::uint64_t seed) {
    paths_ = paths;
    seed_ = seed;
    expected_.clear();
}

Value RightsCase::expect(const Reading& reading, const Program& program, const Instruction& at) {
    if (reading.kind == Reading::Kind::first) return first(program, at, here_);
    if (alone_ != nullptr) throw Fault("E0752", at.place, fmt::format("{} is expected of a family; a programme alone has no basis", at.text), "run a family");
    if (!with_lives_) {
        Report report;
        LifeFigures lives = lives_of(book_, family_, report);
        for (const Diagnostic& fault : report.sorted())
            if (fault.severity == Severity::error) throw Fault(Stop::input, fault);
        rights_->live_by(std::move(lives));
        with_lives_ = true;
    }
    return reading.kind == Reading::Kind::present_value ? present_value(reading.right, here_, at) : probability(program, at, here_);
}

Expectation RightsCase::expectation(const Unit& unit) { return paths_ == 0 ? expected(*rights_, unit, {}) : simulated(*rights_, unit, {}, paths_, seed_); }

/// The sum of a figure over the lines of a person, or of everybody; where someone has none, why.
double RightsCase::found(const Unit& unit, const Expectation& all, int person, double Figures::* what, const Instruction& at) const {
    for (const int who : unit.people)
        if (const auto refused = all.refused.find(who); refused != all.refused.end() && (person < 0 || who == person))
            throw Fault(all.limit ? Stop::limit : Stop::no_answer,
                        {"E0753", at.place, fmt::format("{} has no answer: {}", at.text, refused->second), all.limit ? "write paths = 10_000 in a study to simulate it" : "", Severity::error});
    double sum = 0;
    for (const auto& [line, figures] : all.lines)
        if (person < 0 || line.person == person) sum += figures.*what;
    return sum;
}

Value RightsCase::present_value(std::size_t right, const Here& here, const Instruction& at) {
    if (here.day != family_.as_of)
        throw Fault("E0745", at.place, fmt::format("{} is the value on {}, the day of as_of, not on {}", at.text, family_.as_of.text(), here.day.text()));
    if (!expected_.contains(right)) {
        std::vector<std::pair<Unit, Expectation>>& its = expected_[right];
        for (Unit& unit : units_of(*rights_))
            if (unit.right == right) its.emplace_back(std::move(unit), Expectation());
        for (auto& [unit, all] : its) all = expectation(unit);
    }
    const std::size_t programme = rules().rights()[right].programme, holder = rights_->course().world().same_holder(here.holder, programme, here.person);
    const bool all_holders = here.holder == Reading::none || (here.person < 0 && rules().programmes()[programme].holder == "person");
    double sum = 0;
    for (const auto& [unit, all] : expected_.at(right)) {
        const bool asked = (all_holders || unit.holder == holder) && (here.person < 0 || std::find(unit.people.begin(), unit.people.end(), here.person) != unit.people.end());
        if (asked) sum += found(unit, all, here.person, &Figures::value, at);
    }
    return Value::of(sum);
}

Value RightsCase::probability(const Program& program, const Instruction& at, const Here& here) {
    const Rule& rule = *asked_.back();
    if (rule.rights.empty() && rule.tiers.empty())
        throw Fault("E0752", at.place, fmt::format("{} asks about no right and no tier", at.text), "as in probability(programme.right >= usable)");
    if (!rule.watched.empty()) throw Fault("E0752", at.place, fmt::format("{} times a condition: since or lasting", at.text), "a right may do so, and be asked for");
    if (here.day < family_.as_of) {
        const Value holds = on(here.day).world().evaluate(program, at.arguments[0], here);
        return holds.known() ? Value::of(holds.yes() ? 1 : 0) : holds;
    }
    const std::size_t programme = rule.rights.empty() ? *rule.tiers.begin() : rules().rights()[*rule.rights.begin()].programme;
    if (rights_->course().world().same_holder(here.holder, programme, here.person) == Reading::none)
        throw Fault("E0744", at.place, fmt::format("whose {} is meant?", at.text), "say 'at (owner: name, person: name)'");
    const Unit unit = unit_of(*rights_, rule, {&program, at.arguments[0], here});
    return Value::of(found(unit, expectation(unit), here.person, &Figures::holds, at));
}

/// On the dated course, from its beginning.
Value RightsCase::first(const Program& program, const Instruction& at, const Here& here) {
    const Rule& rule = *asked_.back();
    if (rule.rights.empty() && rule.tiers.empty())
        throw Fault("E0752", at.place, fmt::format("{} asks about no right and no tier", at.text), "as in first(programme.right >= unlocked)");
    Timeline timeline(rights_->rules(), rights_->facts(), alone_ != nullptr);
    std::optional<Value> answer;
    timeline.go_on(timeline.first_day(), timeline.horizon(), [&](Date day) {
        if (answer) return;
        Here now = here;
        now.day = day;
        if (now.owner >= 0 && now.holder == Reading::none && now.person < 0) return;
        const Value holds = timeline.world().evaluate(program, at.arguments[0], now);
        if (!holds.known()) answer = holds;
        else if (holds.yes()) answer = Value::date(day);
    });
    return answer.value_or(Value::never());
}

}  // namespace hearth
