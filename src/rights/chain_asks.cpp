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

}  // namespace

void Chain::watch(const Reading& account) {
    shared_ = account;
    const Rulebook& rules = rights_.rules();
    const RightRules& right = rules.rights()[unit_.right];
    const auto refuse = [&](const Place& place, const std::string& why, std::string hint = {}) {
        throw Fault("E0789", place, fmt::format("{} draws on what all families share, and {}", right.path, why), std::move(hint));
    };
    for (const auto& [word, rule] : {std::pair("unlock", &right.unlock), std::pair("keep", &right.keep), std::pair("use", &right.use), std::pair("end", &right.end), std::pair("pass", &right.pass_when)})
        if (const Instruction* at = reads_line(rules, *rule, unit_.right))
            refuse(at->place, fmt::format("its '{}' reads how it is asked for or served, which is not computed yet", word), "a payment may read it");
    for (std::size_t i = 0; i < right.pays.size(); ++i) {
        const PaymentRules& pay = right.pays[i];
        for (const auto* accounts : {&pay.from, &pay.to})
            for (const Reading& other : *accounts)
                if (other.programme != account.programme || other.right != account.right || other.part != account.part)
                    refuse(pay.payment->header.place, fmt::format("its payment {} moves another account, which is not computed yet", pay.payment->header.name), "say how much is asked for in 'demand'");
        if (pay.payment->on == "request") continue;
        const bool reads = reads_line(rules, pay.when, unit_.right) != nullptr || reads_line(rules, pay.amount, unit_.right) != nullptr || reads_line(rules, pay.price, unit_.right) != nullptr;
        if (!reads) continue;
        const Every& every = pay.payment->every;
        if (every.kind != Every::Kind::calendar_month && !(every.kind == Every::Kind::span && every.span == Span{1, 0, 0}))
            refuse(pay.payment->header.place, fmt::format("its payment {} reads how it is asked for or served, but not every month", pay.payment->header.name), "every = \"month\"");
        line_.insert(i);
    }
    if (since_request_.all) refuse(right.right->header.place, "reads since(request) otherwise than against a span", "since(request) >= 18 months");
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
    for (const auto& [balance, units] : drawn.from) ask.units += units;
    if (ask.units == 0) return;
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
