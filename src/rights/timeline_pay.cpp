// Payments and accounts of rights: periods from the day of unlock, three rounds, quotas that re-open (rules S38, S42, S43, S69).
#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/timeline.hpp"

namespace hearth {

namespace {

Date period_start(const Span& span, Date from, int number) {
    return Span{span.months * number, span.weeks * number, span.days * number}.after(from);
}

/// The first day after `day` on which a period begins.
Date next_start(const Every& every, Date from, Date day) {
    if (every.kind == Every::Kind::calendar_year) return *Date::from_civil(day.year() + 1, 1, 1);
    if (every.kind == Every::Kind::calendar_month) return Date::from_civil(day.year(), day.month(), 1)->plus_months(1);
    const double days = every.span.months * 30 + every.span.weeks * 7 + every.span.days;
    int number = std::max(0, static_cast<int>((day.days() - from.days()) / std::max(days * 1.02, 1.0)) - 1);
    while (period_start(every.span, from, number) <= day) ++number;
    return period_start(every.span, from, number);
}

}  // namespace

/// The accounts of a right open when it is unlocked, whether or not anybody draws on them soon.
void Timeline::open(std::size_t right, const Here& at) {
    for (const PaymentRules& payment : rules_.rights()[right].pays)
        for (const auto* accounts : {&payment.from, &payment.to})
            for (const Reading& account : *accounts) {
                if (world_.account(account).rank > 0) reopen(at.day);  // what it opens with reads others of today
                Value lacks;                                          // who is unknown has no balance yet
                world_.open_balance(account, at, lacks);
            }
}

bool Timeline::reopens_to_the_same(const Balance& balance) const {
    const AccountRules& rules = world_.account(balance.account);
    const auto number = [](const Rule& rule) {
        const std::vector<Instruction>& code = rule.program.code;
        return code.size() == 1 && code.front().op == Code::constant ? std::optional(code.front().constant.number) : std::nullopt;
    };
    const std::optional<double> opens = number(rules.opens), carry = rules.carry.written() ? number(rules.carry) : 0;
    if (!opens || rules.grows.written() || (rules.carry.written() && balances_decide_)) return false;
    if (!carry) return balance.amount >= balance.most;  // no rule reads it
    return *opens + std::min(std::max(0.0, *carry), std::max(0.0, balance.amount)) == balance.amount;
}

/// Re-opens what is due, day by day and on each day in the order of the accounts' ranks.
void Timeline::reopen(Date until) {
    std::vector<Balance*> waiting;
    using Turn = std::tuple<Date, std::size_t, std::size_t>;  // day, rank, which of `waiting`
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> due;
    const auto line_up = [&](Balance& balance, std::optional<std::size_t> which) {
        if (until < *balance.next) {
            if (!reopens_to_the_same(balance) || state_.alone) add(*balance.next, for_payments);
            return;
        }
        if (!which) waiting.push_back(&balance);
        due.emplace(*balance.next, world_.account(balance.account).rank, which.value_or(waiting.size() - 1));
    };
    for (auto& [key, balance] : state_.balances) {
        const Every& every = world_.account(balance.account).account->every;
        if (every.kind == Every::Kind::none) continue;
        if (!balance.next) balance.next = next_start(every, balance.origin, balance.here.day);
        line_up(balance, std::nullopt);
    }
    while (!due.empty()) {
        const std::size_t which = std::get<2>(due.top());
        due.pop();
        reopen(*waiting[which]);
        line_up(*waiting[which], which);
    }
}

/// The new quota and what may be carried over.
void Timeline::reopen(Balance& balance) {
    const AccountRules& rules = world_.account(balance.account);
    Here at = balance.here;
    at.day = *balance.next;
    world_.bring_up(balance, at.day);
    const Value carry = rules.carry.written() ? world_.evaluate(rules.carry, at) : Value::of(0);
    balance.here.day = at.day;
    const Value opens = world_.opening(balance);
    for (const auto& [what, value, rule] : {std::tuple("re-opens with", &opens, &rules.opens), std::tuple("carries over", &carry, &rules.carry)})
        if (!value->known())
            throw Fault("E0743", rule->expression->place, fmt::format("what the account {} {} on {} is unknown: {}", rules.account->header.name, what, at.day.text(), join(*value->missing)));
    if (opens.kind != Value::Kind::number || opens.number < 0)
        throw Fault("E0741", rules.opens.expression->place,
                    fmt::format("the account {} would re-open on {} with {}", rules.account->header.name, at.day.text(), to_text(opens, *rules_.book().names)));
    balance.amount = balance.opened = opens.number + std::min(std::max(0.0, carry.number), std::max(0.0, balance.amount));
    balance.most = std::max(balance.most, balance.amount);
    balances_changed_ = ++clock_;
    balance.next = next_start(rules.account->every, balance.origin, at.day);
}

/// The number of the period that begins on a day (0: the first), if one does.
std::optional<int> Timeline::period(const Payment& payment, Date from, Date day) const {
    if (payment.every.kind == Every::Kind::none) return std::nullopt;
    if (day == from) return 0;
    if (day < from || next_start(payment.every, from, day.plus_days(-1)) != day) return std::nullopt;
    return 1;
}

bool Timeline::due(const Due& due, bool closing) {
    const PaymentRules& rules = rules_.rights()[due.right].pays[due.payment];
    const Payment& payment = *rules.payment;
    const Standing& standing = state_.rights[due.right].at(due.holder).people.at(due.person);
    const Date from = *standing.unlocked;
    if (payment.every.kind != Every::Kind::none) {
        const auto number = period(payment, from, state_.day);
        // What does not hold today can hold on a later start only after another change, which looks again.
        if (!rules.when.written() || world_.evaluate(rules.when, here(due.right, due.holder, due.person)).yes()) add(next_start(payment.every, from, state_.day), for_payments);
        return number && closing == (payment.at == Payment::At::end) && (!closing || *number > 0);
    }
    if (closing) return false;
    if (payment.on == "anniversary") {
        const Date next = period_start(Span{12, 0, 0}, from, completed_years(from, state_.day) + 1);
        add(next, for_payments);
        return state_.day != from && period_start(Span{12, 0, 0}, from, completed_years(from, state_.day)) == state_.day;
    }
    const bool ready = standing.word == RightWord::usable || standing.word == RightWord::served;
    const auto request = state_.requests.find(due.person);
    if (state_.alone) {
        if (standing.word == RightWord::unlocked) return false;
        for (const PaymentRules& other : rules_.rights()[due.right].pays)
            for (const Reading& account : other.from) {
                const Every& every = world_.account(account).account->every;
                if (every.kind == Every::Kind::none) continue;
                add(next_start(every, from, state_.day), for_payments);
                return state_.day == from || next_start(every, from, state_.day.plus_days(-1)) == state_.day;
            }
        return state_.day == from;
    }
    return ready && request != state_.requests.end() && request->second.right == due.right && request->second.holder == due.holder && !request->second.given;
}

/// What a payment comes to in money is asked for: by a rule, by a case, of a programme run alone, or of the right that is lived through.
bool Timeline::counts(std::size_t right, std::size_t payment) const { return state_.alone || (part_ && part_->right == right) || rules_.reads_payment(right, payment); }

/// Money that moves no balance and is read by no rule decides nothing here.
void Timeline::list_payments() {
    made_.clear();
    for (std::size_t right = 0; right < rules_.rights().size(); ++right) {
        std::vector<std::size_t> its;
        const std::vector<PaymentRules>& all = rules_.rights()[right].pays;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (counts(right, i) || !all[i].from.empty() || !all[i].to.empty()) its.push_back(i);
        if (!its.empty()) made_.emplace_back(right, std::move(its));
    }
}

void Timeline::pay(bool closing) {
    std::vector<Due> rounds[3];
    for (const auto& [index, payments] : made_) {
        for (const auto& [holder, holding] : state_.rights[index])
            for (const auto& [person, standing] : holding.people) {
                if (!standing.unlocked || standing.word == RightWord::ended || standing.word == RightWord::paused || standing.word == RightWord::unknown) continue;
                for (const std::size_t i : payments) {
                    const PaymentRules& payment = rules_.rights()[index].pays[i];
                    const Due one{index, i, holder, person};
                    if (!due(one, closing)) continue;
                    const bool to_person = std::find_if(payment.payment->to.begin(), payment.payment->to.end(), [](const std::string& to) { return to == "person" || to == "owner"; }) != payment.payment->to.end();
                    rounds[!payment.to.empty() ? 0 : !payment.from.empty() && !to_person ? 1 : 2].push_back(one);
                }
            }
    }
    for (const std::vector<Due>& round : rounds) settle(round);
    if (closing) return;
    for (auto& [person, request] : state_.requests)
        if (request.holder) request.given = true;
}

/// A round sees the balances as it begins; draws of one account beyond it are shared pro rata, those of an earlier place first.
std::vector<Timeline::Draw> Timeline::settle(const std::vector<Due>& round) {
    std::vector<Draw> draws;
    for (const Due& due : round) {
        const PaymentRules& rules = rules_.rights()[due.right].pays[due.payment];
        Here at = here(due.right, due.holder, due.person);
        const auto give = [&](Value value) { state_.given[{due.right, due.payment, due.holder, due.person}] = std::move(value); };
        Value amount, price = Value::of(1);
        try {
            if (rules.when.written()) {
                const Value when = world_.evaluate(rules.when, at);
                if (!when.yes()) {
                    if (!when.known()) give(when);
                    continue;
                }
            }
            amount = world_.evaluate(rules.amount, at);
            if (amount.kind == Value::Kind::never)
                throw Fault("E0741", rules.amount.expression->place, fmt::format("the payment {} of {} would be made of what nobody has, on {}", rules.payment->header.name, rules_.path(due.right), state_.day.text()),
                            "say who must be there: when = \"...\"");
            if (rules.price.written() && counts(due.right, due.payment)) price = world_.evaluate(rules.price, at);
        } catch (const Fault& fault) {
            if (rules.from.empty() && rules.to.empty()) {
                give(Value::unknown(fault.diagnostic().message));
                continue;
            }
            throw;
        }
        if (!amount.known()) {
            give(amount);
            continue;
        }
        Draw draw;
        draw.due = due;
        draw.price = price;
        draw.wanted = draw.drawn = std::max(0.0, amount.number);
        bool known = true;
        Value lacks;
        for (const Reading& account : rules.from) {
            draw.from.push_back(world_.open_balance(account, at, lacks));
            known = known && draw.from.back() != nullptr;
        }
        if (!rules.to.empty()) {
            draw.to = world_.open_balance(rules.to.front(), at, lacks);
            known = known && draw.to != nullptr;
        }
        if (!known) {
            give(lacks);
            const std::string note = fmt::format("{}: {} is not drawn on, unknown: {}", rules_.path(due.right), rules.payment->header.name,
                                                 lacks.missing ? lacks.missing->front() : "");
            if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(note);
            continue;
        }
        draw.parts.resize(draw.from.size());
        if (!draw.from.empty()) draw.drawn = 0;
        draws.push_back(std::move(draw));
    }
    bool tomorrow = !draws.empty() && balances_decide_;  // what is empty now, or no longer, is seen by the rules of the next day
    std::size_t places = 0;
    for (const Draw& draw : draws) places = std::max(places, draw.from.size());
    for (std::size_t place = 0; place < places; ++place) {
        std::map<Balance*, double> wanted;
        std::map<Balance*, const Due*> first;
        for (const Draw& draw : draws)
            if (place < draw.from.size()) {
                wanted[draw.from[place]] += draw.wanted - draw.drawn;
                first.emplace(draw.from[place], &draw.due);
            }
        for (const auto& [balance, sum] : wanted) {
            if (!(sum > 0)) continue;
            world_.bring_up(*balance, state_.day);
            const Due& who = *first[balance];
            const double room = world_.above_floor(*balance, here(who.right, who.holder, who.person)), kept = balance->amount - room;
            const double share = std::min(1.0, room / sum);
            double left = room;
            for (Draw& draw : draws)
                if (place < draw.from.size() && draw.from[place] == balance) {
                    const double part = std::min(left, (draw.wanted - draw.drawn) * share);
                    draw.drawn += part;
                    draw.parts[place] = part;
                    left -= part;
                }
            balance->amount = kept + (left < 1e-9 * balance->most ? 0 : left);
            tomorrow = tomorrow || left <= 1e-9 * balance->most;
        }
    }
    if (!draws.empty()) balances_changed_ = ++clock_;
    for (const Draw& draw : draws) {
        if (draw.to != nullptr) {
            world_.bring_up(*draw.to, state_.day);
            tomorrow = tomorrow || world_.above_floor(*draw.to, here(draw.due.right, draw.due.holder, draw.due.person)) <= 1e-9 * draw.to->most;
            draw.to->amount += draw.drawn;
            draw.to->most = std::max(draw.to->most, draw.to->amount);
        }
        const Due& due = draw.due;
        state_.given[{due.right, due.payment, due.holder, due.person}] = draw.price.known() ? Value::of(draw.drawn * draw.price.number) : draw.price;
    }
    if (tomorrow) add(state_.day.plus_days(1), for_payments);
    return draws;
}

}  // namespace hearth
