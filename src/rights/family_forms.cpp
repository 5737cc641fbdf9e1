// The forms of rules over a family: lists, time since something, balances.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/family_world.hpp"
#include "hearth/rights/people_of.hpp"

namespace hearth {

using From = Reading::From;
using Kind = Reading::Kind;

Value FamilyWorld::special(const Program& program, const Instruction& at, Evaluator& evaluator) {
    const Reading& reading = rules_.readings()[at.id];
    switch (reading.kind) {
        case Kind::each_person: case Kind::each_policy: case Kind::each_row: return each(program, at, reading, evaluator);
        case Kind::paid_up: {
            const int policy = policy_of(reading);
            if (policy < 0) return Value::truth(false);
            const Value status = policy_leaf(policy, facts_.leaves().status);
            if (!status.known()) return status;
            const std::string& now = rules_.book().names->text(status.id);
            if (supposed != nullptr && policy < 64) supposed->policies |= std::uint64_t{1} << policy;
            if (!facts_.figures(policy).lacks.empty() && now == "in_force")
                return Value::unknown(fmt::format("whether {} is paid up ({})", facts_.written(policy).header.name, facts_.figures(policy).lacks));
            return Value::truth(facts_.paid_up(policy, here.day, now));
        }
        case Kind::since_issue: {
            const int policy = policy_of(reading);
            return policy < 0 ? Value::never() : Value::elapsed(facts_.written(policy).issued, here.day);
        }
        case Kind::since_unlock: {
            const Standing* its = find_standing(reading);
            return its == nullptr || !its->unlocked || here.day < *its->unlocked ? Value::never() : Value::elapsed(*its->unlocked, here.day);
        }
        case Kind::since_request: {
            const auto found = state_.requests.find(person_of(reading));
            if (found == state_.requests.end() || found->second.right != reading.right) return Value::never();
            return Value::elapsed(found->second.since, here.day);
        }
        case Kind::since_day: {
            const Value day = evaluator.run(program, at.arguments[0]);
            if (day.kind != Value::Kind::date) return day;
            flips_on(day.date());
            return day.date() <= here.day ? Value::elapsed(day.date(), here.day) : Value::never();
        }
        case Kind::since: case Kind::lasting: return watched(program, at, reading, evaluator);
        case Kind::holder: {
            const std::size_t holder = same_holder(here.holder, rules_.rights()[reading.right].programme, here.person);
            if (holder == Reading::none && here.holder == Reading::none)
                throw Fault("E0744", at.place, fmt::format("whose {} is meant?", rules_.path(reading.right)), "say 'at (owner: name)'");
            if (holder == Reading::none) return Value::name(rules_.book().names->id("none"));
            const auto found = state_.rights[reading.right].find(holder);
            const int who = found != state_.rights[reading.right].end() ? found->second.owner : state_.holders[holder].person;
            return Value::name(rules_.book().names->id(who < 0 ? "none" : facts_.name(who)));
        }
        case Kind::balance: case Kind::opened: {
            std::string place;
            if (!at.arguments.empty()) {
                const Value where = evaluator.run(program, at.arguments[0]);
                if (!where.known()) return where;
                place = to_text(where, evaluator.names());
            }
            asked_at_ = at.place;
            Value lacks;
            const Balance* its = balance(reading, here, place, lacks);
            return its == nullptr ? lacks : Value::of(reading.kind == Kind::opened ? its->opened : on_day(*its, here.day));
        }
        case Kind::at: case Kind::present_value: case Kind::probability: case Kind::first:
            return look(program, at, evaluator);  // only a case or a study asks so, and it gives the look
        default: throw std::logic_error("a form that is a reading");
    }
}

namespace {

/// A condition whose row may not count: no if it does not hold anyway, else unknown.
Value doubtful(const Value& when, const Value& value, Code whole) {
    if (!when.known() && value.known()) {
        if (whole == Code::any_of && value.no()) return value;
        if (whole == Code::all_of && value.yes()) return value;
        if (whole == Code::sum_of && value.number == 0) return value;
    }
    return when.known() ? value : when;
}

}  // namespace

Value FamilyWorld::each(const Program& program, const Instruction& at, const Reading& reading, Evaluator& evaluator) {
    const std::uint32_t value = at.arguments[0], when = at.arguments[1], own = at.arguments[2];
    const auto whole = static_cast<Code>(at.ids.at(0));  // what the list is for
    std::vector<Value> items;
    const auto row = [&] {
        if (own != Instruction::none) {
            const Value applies = evaluator.run(program, own);
            if (applies.no()) return;
        }
        const Value counts = when == Instruction::none ? Value::truth(true) : evaluator.run(program, when);
        if (counts.no()) return;
        const Value item = value == Instruction::none ? Value::truth(true) : evaluator.run(program, value);
        items.push_back(doubtful(counts, item, whole));
    };
    if (reading.kind == Kind::each_row) {
        for (const std::vector<Value>& cells : at.table->cells) {
            evaluator.rows().push_back(&cells);
            table_row_ = &cells;
            row();
            table_row_ = nullptr;
            evaluator.rows().pop_back();
        }
        return Value::list(std::move(items));
    }
    std::vector<int> over;
    if (reading.kind == Kind::each_policy) {
        const Holding* holding = nullptr;
        if (here.right != Reading::none && reading.hops.empty() && reading.from == From::owner)
            if (const auto found = state_.rights[here.right].find(here.holder); found != state_.rights[here.right].end()) holding = &found->second;
        if (reading.from == From::family) {
            for (int policy = 0; policy < facts_.policies(); ++policy)
                if (facts_.written(policy).issued <= here.day) over.push_back(policy);
        } else {
            over = policies(person_of(reading), here.day, holding);
        }
    } else if (reading.from == From::family) {
        for (int who = 0; who < facts_.persons(); ++who)
            if (facts_.exists(who, here.day)) over.push_back(who);
    } else {
        const int from = reading.from == From::owner ? here.owner : here.person;
        if (from >= 0) over = kin_of(facts_, {from}, reading.hops, 0, here.day);
    }
    items.reserve(over.size());
    for (const int index : over) {
        rows_.push_back({reading.kind == Kind::each_policy, index});
        row();
        rows_.pop_back();
    }
    return Value::list(std::move(items));
}

Value FamilyWorld::watched(const Program& program, const Instruction& at, const Reading& reading, Evaluator& evaluator) {
    const Value now = evaluator.run(program, at.arguments[0]);
    if (!now.known()) return now;
    const auto found = state_.watched.find({&at, here.holder, here.person});
    const bool before = found != state_.watched.end() && found->second.yes;
    const std::optional<Date> since = found == state_.watched.end() ? std::nullopt : found->second.since;
    if (now.yes()) return Value::elapsed(before ? *since : here.day, here.day);
    if (reading.kind == Kind::lasting) return Value::of(Span{});
    return since ? Value::elapsed(*since, here.day) : Value::never();
}

const AccountRules& FamilyWorld::account(const Reading& reading) const {
    return reading.right != Reading::none ? rules_.rights()[reading.right].accounts[reading.part] : rules_.programmes()[reading.programme].accounts[reading.part];
}

double FamilyWorld::on_day(const Balance& balance, Date day) {
    const Rule& grows = account(balance.account).grows;
    if (!grows.written() || day <= balance.grown) return balance.amount;
    const Value rate = evaluate(grows, balance.here);
    if (!rate.known() || !(rate.number > -1))
        throw Fault("E0741", grows.expression->place, fmt::format("the account {} would grow at {}", account(balance.account).account->header.name, to_text(rate, *rules_.book().names)));
    const int years = completed_years(balance.grown, day);
    const double days = day.days() - balance.grown.plus_months(12 * years).days();
    const double grown = balance.amount * power(1 + rate.number, years + days / 365);
    if (!std::isfinite(grown))
        throw Fault("E0741", grows.expression->place, fmt::format("the account {} grows beyond every number by {}", account(balance.account).account->header.name, day.text()));
    return grown;
}

void FamilyWorld::bring_up(Balance& balance, Date day) {
    balance.amount = on_day(balance, day);
    balance.most = std::max(balance.most, balance.amount);
    balance.grown = std::max(balance.grown, day);
}

double FamilyWorld::above_floor(const Balance& balance, const Here& at) {
    const AccountRules& rules = account(balance.account);
    const Value floor = rules.floor.written() ? evaluate(rules.floor, at) : Value::of(0);
    if (!floor.known())
        throw Fault("E0743", rules.floor.expression->place, fmt::format("the floor of the account {} on {} is unknown: {}", rules.account->header.name, at.day.text(), join(*floor.missing)));
    return std::max(0.0, on_day(balance, at.day) - floor.number);
}

Value FamilyWorld::opening(const Balance& balance) {
    const std::string before = place_;
    place_ = balance.place;
    Value opens;
    try {
        opens = evaluate(account(balance.account).opens, balance.here);
    } catch (...) {
        place_ = before;
        throw;
    }
    place_ = before;
    return opens;
}

Balance* FamilyWorld::balance(const Reading& reading, const Here& at, const std::string& place, Value& lacks) { return balance(reading, at, place, lacks, false); }

Balance* FamilyWorld::open_balance(const Reading& reading, const Here& at, Value& lacks) { return balance(reading, at, {}, lacks, true); }

Balance* FamilyWorld::balance(const Reading& reading, const Here& at, const std::string& place, Value& lacks, bool opens_it) {
    const AccountRules& rules = account(reading);
    const AccountKey account_key{reading.programme, reading.right, reading.part};
    if (rules.shared || plenty.contains(account_key)) {
        Balance& enough = shared_[account_key];
        enough.account = reading;
        enough.here = at;
        enough.grown = at.day;
        enough.amount = enough.most = enough.opened = 1e30;  // so much that a draw leaves as much
        return &enough;
    }
    const Account& what = *rules.account;
    const int person = at.person;
    const std::size_t holder = same_holder(at.holder, reading.programme, person);
    std::string key = fmt::format("{}.{}.{}", reading.programme, static_cast<long long>(reading.right), reading.part);
    const auto own_fact = [&](const std::string& name) {
        const Here before = here;
        here = at;
        const Value value = fact(person, facts_.leaf(name));
        here = before;
        return value;
    };
    const auto path = [&] {
        const std::string& of = reading.right == Reading::none ? rules_.programmes()[reading.programme].programme->header.name : rules_.path(reading.right);
        return of + "." + what.header.name;
    };
    const auto whose = [&] { return Fault("E0744", asked_at_, fmt::format("whose {} is meant?", path()), "say 'at (owner: name, person: name)'"); };
    std::string where = place;
    std::vector<std::string> per = what.per;
    if (per.empty()) per.emplace_back("holder");
    for (const std::string& each : per) {
        key += "|" + each + " ";
        const bool of_holder = each == "holder" || each == "owner" || each == "policy";
        const bool of_person = !of_holder && each != "family" && (each != "place" || where.empty());
        if (person < 0 && (of_person || (of_holder && holder == Reading::none))) throw whose();
        if (of_holder && holder == Reading::none) {
            lacks = Value::unknown(fmt::format("{} of {}", path(), facts_.name(person)));
            return nullptr;
        }
        if (of_holder) {
            key += fmt::format("{}", static_cast<long long>(holder));
        } else if (each == "person") {
            key += fmt::format("{}", person);
        } else if (each == "couple") {
            const int other = person < 0 ? -1 : facts_.spouse(person, at.day);
            key += fmt::format("{}+{}", std::min(person, other), std::max(person, other));
        } else if (each != "family") {
            if (each == "place" && !where.empty()) {
                key += where;
                continue;
            }
            const Value value = own_fact(each);
            if (!value.known() || value.kind == Value::Kind::never) {
                lacks = value.known() ? Value::unknown(each) : value;
                return nullptr;
            }
            key += to_text(value, *rules_.book().names);
            if (each == "place") where = to_text(value, *rules_.book().names);
        }
    }
    if (const auto found = state_.balances.find(key); found != state_.balances.end()) return &found->second;
    Balance fresh;
    fresh.account = reading;
    fresh.here = at;
    fresh.place = where;
    fresh.origin = at.day;
    const Value opens = opening(fresh);
    if (!opens.known()) {
        lacks = opens;
        return nullptr;
    }
    if (opens.kind == Value::Kind::never && person < 0) throw whose();
    if (opens.kind != Value::Kind::number || opens.number < 0)
        throw Fault("E0741", rules.opens.expression->place, fmt::format("the account {} would open with {}", what.header.name, to_text(opens, *rules_.book().names)));
    fresh.amount = fresh.most = fresh.opened = opens.number;
    fresh.grown = at.day;
    const bool by_any = reading.right != Reading::none || !rules.moved;  // its periods run from the unlock, or nothing is drawn in them
    bool opened = (opens_it || by_any) && (opens.number != 0 || rules.filled);  // a place may open later
    if (reading.right != Reading::none) {
        const auto held = state_.rights[reading.right].find(holder);
        if (held == state_.rights[reading.right].end() || !held->second.first_unlock) opened = false;
        else fresh.origin = *held->second.first_unlock;
        if (opened && std::find(per.begin(), per.end(), "person") != per.end())  // whose own it is: from their day
            if (const auto its = held->second.people.find(person); its != held->second.people.end() && its->second.unlocked) fresh.origin = *its->second.unlocked;
    }
    if (!opened) return &(closed_ = fresh);
    return &state_.balances.emplace(key, fresh).first->second;
}

}  // namespace hearth
