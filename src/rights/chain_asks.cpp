// Who asks for what all families share: month by month the units, the place, and what a month costs with a place and without one.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/chain.hpp"

namespace hearth {

namespace {

using Kind = Reading::Kind;

/// The first instruction of a rule that reads whether the right itself is asked for or served.
const Instruction* reads_line(const Rulebook& rules, const Rule& rule, std::size_t right) {
    for (const Instruction& at : rule.program.code) {
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = rules.readings()[at.id];
        const bool own = reading.right == right && (reading.kind == Kind::served || reading.kind == Kind::right || reading.kind == Kind::since_request);
        if (own || reading.kind == Kind::requested || reading.kind == Kind::request) return &at;
    }
    return nullptr;
}

/// The first instruction that reads what is left of an account, or what it opened with.
const Instruction* reads_balance(const Rulebook& rules, const Rule& rule, const Reading& account) {
    for (const Instruction& at : rule.program.code) {
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = rules.readings()[at.id];
        if ((reading.kind == Kind::balance || reading.kind == Kind::opened) && same_account(reading, account)) return &at;
    }
    return nullptr;
}

/// "min(x, mine)", with an x that does not read `mine`.
bool at_most(const Rulebook& rules, const Rule& rule, const Reading& account) {
    const std::vector<Instruction>& code = rule.program.code;
    const Instruction& top = rule.program.at(rule.program.root);
    if (top.op != Code::minimum || top.arguments.size() != 2) return false;
    std::size_t reads = 0;
    bool is_limit = false;
    for (std::uint32_t i = 0; i < code.size(); ++i) {
        if (code[i].op != Code::load && code[i].op != Code::special) continue;
        const Reading& reading = rules.readings()[code[i].id];
        if ((reading.kind != Kind::balance && reading.kind != Kind::opened) || !same_account(reading, account)) continue;
        ++reads;
        is_limit = reading.kind == Kind::balance && reading.hops.empty() && std::find(top.arguments.begin(), top.arguments.end(), i) != top.arguments.end();
    }
    return reads == 1 && is_limit;
}

[[noreturn]] void refuse_asks(const RightRules& right, const Place& place, const std::string& why, std::string hint = {}) {
    throw Fault("E0789", place, fmt::format("{} draws on what all families share, and {}", right.path, why), std::move(hint));
}

}  // namespace

bool same_account(const Reading& a, const Reading& b) { return a.programme == b.programme && a.right == b.right && a.part == b.part; }

/// Of an account that only what is asked for draws on: so much in each period, to the holder or to each person.
void Chain::watch_quota(const PaymentRules& payment, const Reading& reading) {
    const RightRules& right = rights_.rules().rights()[unit_.right];
    const std::string& pays = payment.payment->header.name;
    const auto moves = [&](const std::string& why, std::string hint) { refuse_asks(right, payment.payment->header.place, fmt::format("its payment {} moves another account{}, which is not computed yet", pays, why), std::move(hint)); };
    if (payment.payment->on != "request" || payment.from.size() != 1 || !payment.to.empty() || payment.when.written()) moves("", "from = a quota of the right, on = \"request\"");
    if (reading.right != unit_.right) moves(" that other rights may draw on", "a quota of the right itself");
    if (quota_ && !same_account(quota_->account, reading)) moves(" beside its quota", "one quota");
    const AccountRules& rules = timeline_->world().account(reading);
    const Account& account = *rules.account;
    const auto refuse = [&](const std::string& why, std::string hint) { refuse_asks(right, account.header.place, fmt::format("its quota {} {}, which is not computed yet", account.header.name, why), std::move(hint)); };
    if (timeline_->world().account(*shared_).account->every.kind == Every::Kind::none) refuse("is beside a place that is kept", "the shared account opens 'every' month");
    for (const std::string& each : account.per)
        if (each != "person" && each != "holder" && each != "owner") refuse(fmt::format("is one per {}", each), "per = \"person\", or none: of the holder");
    for (const auto& [key, expression] : {std::pair("carry", &account.carry), std::pair("grows", &account.grows), std::pair("floor", &account.floor)})
        if (*expression != nullptr) refuse(fmt::format("has '{}'", key), "opens = a number, and 'every'");
    const Span& span = account.every.span;
    if (account.every.kind == Every::Kind::span && (span.weeks != 0 || span.days != 0 || span.months < 1)) refuse("opens between months", "every = \"year\"");
    if (const auto& code = rules.opens.program.code; code.size() != 1 || code.front().op != Code::constant) refuse("opens with what is not the same always", "opens = a number");
    std::vector<const Rule*> all = unit_.rules;
    for (const PaymentRules& one : right.pays) {
        all.push_back(&one.when), all.push_back(&one.price);
        if (one.from.empty() || !same_account(one.from.front(), *shared_)) {
            all.push_back(&one.amount);
            continue;
        }
        std::erase(all, &one.amount);
        if (!at_most(rights_.rules(), one.amount, reading))
            refuse_asks(right, one.amount.expression->place, fmt::format("its payment {} is not at most what is left of its quota {}", one.payment->header.name, account.header.name), fmt::format("amount = \"min(requested, {})\"", account.header.name));
    }
    for (const Rule* rule : all)
        if (const Instruction* at = reads_balance(rights_.rules(), *rule, reading)) refuse_asks(right, at->place, fmt::format("what is left of its quota {} is read, which is not computed yet", account.header.name));
    for (const auto& [key, balance] : timeline_->state().balances)
        if (same_account(balance.account, reading) && balance.amount < balance.opened * (1 - 1e-9)) refuse(fmt::format("is drawn on before {}", as_of_.text()), "as_of = the first day of a period");
    quota_ = {reading, account.every, timeline_->world().evaluate(rules.opens, {}).number, std::find(account.per.begin(), account.per.end(), "person") != account.per.end()};
}

void Chain::watch(const Reading& account) {
    shared_ = account;
    const Rulebook& rules = rights_.rules();
    const RightRules& right = rules.rights()[unit_.right];
    const auto refuse = [&](const Place& place, const std::string& why, std::string hint = {}) { refuse_asks(right, place, why, std::move(hint)); };
    for (const auto& [word, rule] : {std::pair("unlock", &right.unlock), std::pair("keep", &right.keep), std::pair("use", &right.use), std::pair("end", &right.end), std::pair("pass", &right.pass_when)})
        if (const Instruction* at = reads_line(rules, *rule, unit_.right))
            refuse(at->place, fmt::format("its '{}' reads how it is asked for or served, which is not computed yet", word), "a payment may read it");
    for (std::size_t i = 0; i < right.pays.size(); ++i) {
        const PaymentRules& pay = right.pays[i];
        for (const auto* accounts : {&pay.from, &pay.to})
            for (const Reading& other : *accounts)
                if (!same_account(other, account)) watch_quota(pay, other);
        if (pay.payment->on == "request") continue;
        const bool reads = reads_line(rules, pay.when, unit_.right) != nullptr || reads_line(rules, pay.amount, unit_.right) != nullptr || reads_line(rules, pay.price, unit_.right) != nullptr;
        if (!reads) continue;
        const Every& every = pay.payment->every;
        if (every.kind != Every::Kind::calendar_month && !(every.kind == Every::Kind::span && every.span == Span{1, 0, 0}))
            refuse(pay.payment->header.place, fmt::format("its payment {} reads how it is asked for or served, but not every month", pay.payment->header.name), "every = \"month\"");
        line_.insert(i);
    }
    if (since_request_.all) refuse(right.right->header.place, "reads since(request) otherwise than against a span", "since(request) >= 18 months");
    if (!quota_) return;
    const Reading& own = quota_->account;
    timeline_->world().plenty.emplace(own.programme, own.right, own.part);
    std::erase_if(timeline_->world().state().balances, [&](const auto& one) { return same_account(one.second.account, own); });
    first_ = std::make_shared<const Past>(Past{timeline_->keep(), {}});
    begin();
}

/// What the payments that read how somebody waits cost the insurer in this month.
double Chain::of_line(int person, Date since, bool served, Month& out) {
    double sum = 0;
    for (const std::size_t payment : line_) {
        const double share = insurers_share(payment);
        if (share == 0) continue;
        const Value given = timeline_->would_pay(unit_.right, payment, unit_.holder, person, since, served);
        if (!given.known()) refuse(out, person, given);
        else if (given.kind == Value::Kind::never)
            throw Fault("E0741", rights_.rules().rights()[unit_.right].pays[payment].payment->header.place, "a payment would be made of what nobody has", "say who must be there: when = \"...\"");
        else sum += share * given.number;
    }
    return sum;
}

void Chain::line_up(int person, const Delivery& drawn, Month& out) {
    Asking ask;
    ask.person = person;
    ask.tier = tier();
    ask.settled = now_ == 0 && timeline_->state().rights[unit_.right].at(unit_.holder).people.at(person).word == RightWord::served;
    ask.label = happening(Happening::Kind::units, person).label;
    for (const auto& [balance, units] : drawn.from) (same_account(balance->account, *shared_) ? ask.units : ask.own) += units;
    if (ask.units == 0) return;
    if (quota_) {
        if (std::abs(ask.own - ask.units) > 1e-9 * ask.units)
            refuse_asks(rights_.rules().rights()[unit_.right], timeline_->world().account(quota_->account).account->header.place,
                        fmt::format("{} of its quota {} go with {} units", shortest(ask.own), timeline_->world().account(quota_->account).account->header.name, shortest(ask.units)), "one unit each");
        const Holding& holding = timeline_->state().rights[unit_.right].at(unit_.holder);
        ask.own_from = quota_->of_person ? *holding.people.at(person).unlocked : *holding.first_unlock;
    }
    const Rule& rule = timeline_->world().account(*shared_).opens;
    const Date today = timeline_->state().day;
    const Value opens = timeline_->world().evaluate(rule, timeline_->here(unit_.right, unit_.holder, person));
    if (!opens.known()) return refuse(out, person, opens);
    if ((opens.kind != Value::Kind::number && opens.kind != Value::Kind::bound) || opens.number < 0)
        throw Fault("E0741", rule.expression->place, fmt::format("the account {} would open with {} on {}", timeline_->world().account(*shared_).account->header.name, to_text(opens, *rights_.rules().book().names), today.text()));
    ask.opens = opens.number;
    ask.served = of_line(person, today, true, out);
    const int longest = since_request_.read ? static_cast<int>(std::ceil(since_request_.span.years() * 12)) + 1 : 0;
    for (int months = 0; months <= longest; ++months) {
        ask.waiting.push_back(of_line(person, today.plus_months(-months), false, out));
        if (line_.empty()) break;
    }
    out.asks.push_back(std::move(ask));
}

}  // namespace hearth
