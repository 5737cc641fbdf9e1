// Accounts of all families: beds, nights, hours of staff. One family neither reads nor keeps what is left of them; how all of them wait is
// another question (capacity.hpp).
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "rule_scope.hpp"

namespace hearth {

using Kind = Reading::Kind;

bool is_shared(const Account& account) { return std::find(account.per.begin(), account.per.end(), "all") != account.per.end(); }

void Rulebook::refuse_reading(const Rule& rule, Report& report) const {
    for (const Instruction& at : rule.program.code) {
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = readings_[at.id];
        if (reading.kind != Kind::balance && reading.kind != Kind::opened) continue;
        const auto& all = reading.right != Reading::none ? rights_[reading.right].right->accounts : programmes_[reading.programme].programme->accounts;
        if (is_shared(all[reading.part]))
            report.error("E0786", at.place, fmt::format("the account {} is of all families: what is left of it is not known to one", all[reading.part].header.name),
                         "leave it out: a payment from it waits until there is a place");
    }
}

/// What it opens with is the same for everybody of one place on one day.
void Rulebook::check_shared(const AccountRules& rules, Report& report) const {
    const Account& account = *rules.account;
    for (const std::string& each : account.per)
        for (const char* one : {"policy", "owner", "person", "couple", "family", "place"})
            if (each == one)
                report.error("E0787", account.header.place, fmt::format("the account {} is of all families and of each {} at once", account.header.name, each),
                             "beside \"all\" stand facts about people: per = [\"all\", \"city\"]");
    for (const auto& [key, expression] : {std::pair("carry", &account.carry), std::pair("grows", &account.grows), std::pair("floor", &account.floor)})
        if (*expression != nullptr)
            report.error("E0787", (*expression)->place, fmt::format("the account {} is of all families and has '{}', which is not computed yet", account.header.name, key));
    const Span& span = account.every.span;
    if (account.every.kind == Every::Kind::span && (span.weeks != 0 || span.days != 0 || span.months < 1))
        report.error("E0787", account.header.place, fmt::format("the account {} is of all families, who ask once a month, and opens between months", account.header.name), "every = \"month\"");
    for (const Instruction& at : rules.opens.program.code) {
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = readings_[at.id];
        const bool time = reading.kind == Kind::date || reading.kind == Kind::calendar_year || reading.kind == Kind::month_of_year || reading.kind == Kind::since_day || reading.kind == Kind::each_row;
        const bool place = reading.kind == Kind::fact && reading.from == Reading::From::person && reading.hops.empty() && std::find(account.per.begin(), account.per.end(), reading.name) != account.per.end();
        if (time || place) continue;
        report.error("E0787", at.place, fmt::format("the account {} opens with what is not the same for all families: {}", account.header.name, at.text.empty() ? text(at.place) : at.text),
                     "the date, tables, and the facts named in 'per'");
        break;
    }
}

void Rulebook::check_draws(std::size_t index, Report& report) const {
    const auto shared = [&](const Reading& reading) {
        return is_shared((reading.right != Reading::none ? rights_[reading.right].right->accounts : programmes_[reading.programme].programme->accounts)[reading.part]);
    };
    for (const PaymentRules& rules : rights_[index].pays) {
        const Payment& payment = *rules.payment;
        if (std::any_of(rules.to.begin(), rules.to.end(), shared))
            report.error("E0788", payment.header.place, fmt::format("the payment {} goes into an account of all families", payment.header.name), "what it opens with is written with 'opens' and 'every'");
        if (!std::any_of(rules.from.begin(), rules.from.end(), shared)) continue;
        if (payment.on != "request")
            report.error("E0788", payment.header.place, fmt::format("the payment {} draws on an account of all families without being asked for", payment.header.name), "on = \"request\"");
        if (payment.from.size() > 1)
            report.error("E0788", payment.header.place, fmt::format("the payment {} draws on an account of all families and on another", payment.header.name), "from = one account");
    }
}

}  // namespace hearth
