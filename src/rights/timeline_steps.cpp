// Which tiers and rights a day has to decide again: a step runs where something it reads may be different, so that a birthday does not
// ask every rule of every right of everybody. What is left out would have changed nothing (tests/property/rights_laws_test.cpp).
#include <algorithm>
#include <cmath>

#include "hearth/rights/timeline.hpp"

namespace hearth {

using Kind = Reading::Kind;

/// The birthdays that matter to a step: of an age compared with a number those around it, else all.
void Timeline::read_ages(Step& step, const Program& program) {
    const auto is_age = [&](std::uint32_t index) {
        const Instruction& at = program.at(index);
        return at.op == Code::load && rules_.readings()[at.id].kind == Kind::fact && rules_.readings()[at.id].name == "age";
    };
    std::set<std::uint32_t> compared;
    for (const Instruction& at : program.code)
        for (std::size_t i = 0; i < at.arguments.size(); ++i) {
            if (at.arguments[i] == Instruction::none || !is_age(at.arguments[i])) continue;
            const bool compares = at.op >= Code::is && at.op <= Code::at_least;
            const Instruction* other = compares ? &program.at(at.arguments[1 - i]) : nullptr;
            if (other == nullptr || other->op != Code::constant || other->constant.kind != Value::Kind::number) {
                step.every_age = true;
                continue;
            }
            const int years = static_cast<int>(std::floor(std::clamp(other->constant.number, -1.0, 200.0)));
            step.ages.insert({years, years + 1});
            compared.insert(at.arguments[i]);
        }
    for (std::uint32_t i = 0; i < program.code.size(); ++i) step.every_age = step.every_age || (is_age(i) && !compared.contains(i));
}

void Timeline::reads(Step& step, const Rule& rule, bool own) {
    const auto looks_elsewhere = [&](const Instruction& at) { return at.op == Code::special && rules_.readings()[at.id].kind == Kind::at; };
    own = own && std::none_of(rule.program.code.begin(), rule.program.code.end(), looks_elsewhere);
    read_ages(step, rule.program);
    step.watches = step.watches || !rule.watched.empty();
    const std::size_t programmes = rules_.programmes().size();
    bool time = false, other_use = false;  // time that is not only compared flips on days nobody names
    const auto on = [&](bool right, std::size_t index) {
        for (std::size_t i = 0; i < rules_.order().size(); ++i)
            if (rules_.order()[i].right == right && rules_.order()[i].index == index) step.on.push_back(i);
    };
    for (const std::size_t right : rule.rights) on(true, right);
    for (const std::size_t tier : rule.tiers)
        if (tier < programmes) on(false, tier);
    for (const Instruction& at : rule.program.code) {
        other_use = other_use || at.op == Code::steps || at.op == Code::lookup;
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = rules_.readings()[at.id];
        switch (reading.kind) {
            case Kind::calendar_year: case Kind::month_of_year: step.causes |= for_calendar; break;
            case Kind::fact:
                time = time || reading.name == "held";
                read_fact(step, reading.name, own && reading.from == Reading::From::person && reading.hops.empty());
                break;
            case Kind::each_policy: step.causes |= for_policies; break;
            case Kind::policy:
                step.causes |= for_policies;
                if (reading.name == "premiums_due") step.always = true;
                else if (reading.name == "premiums_paid" || reading.name == "annual_premium") step.causes |= for_premiums;
                else if (reading.name != "status" && reading.name != "product" && reading.name != "issued") step.causes |= for_values;
                break;
            case Kind::paid_up: step.causes |= for_premiums | for_policies; break;
            case Kind::right: case Kind::served: case Kind::holder: on(true, reading.right); break;
            case Kind::tier: on(false, reading.programme); break;
            case Kind::balance: case Kind::opened: step.always = step.by_balance = true; break;
            case Kind::payment: step.always = true; break;
            case Kind::date: case Kind::since_issue: case Kind::since_unlock: case Kind::since_request: case Kind::since_day:
            case Kind::since: case Kind::lasting: time = true; break;
            default: break;
        }
    }
    step.always = step.always || (time && other_use);
}

/// What it means in the one life may read more (rule S66).
void Timeline::read_fact(Step& step, const std::string& name, bool own) {
    const auto [known, first] = step.facts.try_emplace(name, own);
    if (!first && (own || !known->second)) return;
    known->second = own;
    if (const Rule* meant = rules_.translation(name)) reads(step, *meant, own);
}

void Timeline::list_steps() {
    for (const Rulebook::Step& each : rules_.order()) {
        Step& step = steps_.emplace_back();
        step.always = state_.alone;
        if (!each.right) {
            for (const Rule& tier : rules_.programmes()[each.index].tiers) reads(step, tier, false);
            balances_decide_ = balances_decide_ || step.by_balance;
            continue;
        }
        const RightRules& right = rules_.rights()[each.index];
        for (const Rule* rule : {&right.unlock, &right.keep, &right.use, &right.end}) reads(step, *rule, true);
        for (const Rule* rule : {&right.seats, &right.pass_when, &right.pass_times}) reads(step, *rule, false);
        for (const PeopleRules* people : {&right.people, &right.pass_to})
            for (const auto* rules : {&people->limits, &people->whens})
                for (const Rule& rule : *rules) reads(step, rule, false);
        balances_decide_ = balances_decide_ || step.by_balance;
        for (const PaymentRules& payment : right.pays) {
            step.balances = true;
            reads(step, payment.when, true);
            reads(step, payment.amount, true);
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& account : *accounts) {
                    reads(step, world_.account(account).opens, false);
                    reads(step, world_.account(account).floor, false);
                }
        }
    }
}

/// A plain fact of a person is read by name; what somebody is to others, a state, a request, a nomination or a policy may decide anything.
void Timeline::add_event(const Event& event) {
    add(event.on, for_payments);
    for (const auto& [path, expression] : event.changes) {
        const std::size_t dot = path.find('.');
        const std::string leaf = path.substr(dot + 1);
        const int person = facts_.person(path.substr(0, dot));
        const bool plain = person >= 0 && leaf != "state" && leaf != "spouse" && leaf != "request" && leaf != "requested" && leaf != "nominated";
        if (!plain) add(event.on, person >= 0 && leaf == "state" ? for_states : for_anything);
        else if (const auto day = days_.find(event.on); day != days_.end()) day->second.facts[leaf].insert(person);
    }
}

void Timeline::note_change() {
    if (step_ != Reading::none) steps_[step_].changed = ++clock_;
}

bool Timeline::stale(std::size_t index, const Visit& visit) const {
    const Step& step = steps_[index];
    if (everything_ || step.always || (visit.causes & (step.causes | for_states | for_anything)) != 0 || visit.steps.contains(index)) return true;
    for (const auto& [fact, people] : visit.facts)
        if (step.facts.contains(fact)) return true;
    if (step.changed > step.ran || requests_changed_ > step.ran || (step.balances && balances_changed_ > step.ran)) return true;
    return std::any_of(step.on.begin(), step.on.end(), [&](std::size_t other) { return steps_[other].changed > step.ran; });
}

}  // namespace hearth
