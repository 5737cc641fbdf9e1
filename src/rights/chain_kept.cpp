// What a course has to remember from one month to the next: two pasts of which the rest differs have the same future.
#include <algorithm>
#include <iterator>

#include <fmt/compile.h>

#include "hearth/base/text.hpp"
#include "hearth/rights/chain.hpp"

namespace hearth {

namespace {

using Kind = Reading::Kind;

/// Which period of the calendar a span that runs from a day is in: two days of the same phase begin their periods on the same days.
std::string phase(const Every& every, Date from) {
    if (every.kind != Every::Kind::span) return "";
    const bool months = every.span.weeks == 0 && every.span.days == 0 && every.span.months >= 1;
    if (!months || from.day() > 28) return from.text();
    const auto length = static_cast<int>(every.span.months);
    return fmt::format("{}/{}", (from.year() * 12 + static_cast<int>(from.month())) % length, from.day());
}

}  // namespace

/// Up to which span the times of a kind are compared with a constant, in the rules of the unit.
void Chain::remember_dates() {
    const Rulebook& rules = rights_.rules();
    const auto longest = [&](const Program& program, auto is_it, Longest& out) {
        std::vector<bool> compared(program.code.size());
        for (const Instruction& at : program.code) {
            if (at.op < Code::is || at.op > Code::at_least) continue;
            for (std::size_t i = 0; i < 2; ++i) {
                const Instruction& other = program.at(at.arguments[1 - i]);
                if (other.op != Code::constant || other.constant.kind != Value::Kind::span) continue;
                if (!is_it(program.at(at.arguments[i]))) continue;
                compared[at.arguments[i]] = true;
                out.read = true;
                if (out.span.years() < other.constant.span->years()) out.span = *other.constant.span;
            }
        }
        for (std::size_t i = 0; i < program.code.size(); ++i)
            if (!compared[i] && is_it(program.code[i])) out.read = out.all = true;
    };
    const auto of_kind = [&](std::initializer_list<Kind> kinds, const char* fact) {
        return [&rules, kinds = std::vector<Kind>(kinds), fact](const Instruction& at) {
            if (at.op != Code::load && at.op != Code::special) return false;
            const Reading& reading = rules.readings()[at.id];
            if (std::find(kinds.begin(), kinds.end(), reading.kind) == kinds.end()) return false;
            return fact == nullptr || reading.name == fact;
        };
    };
    for (const RightRules& right : rules.rights())
        for (const Rule* rule : {&right.unlock, &right.keep, &right.use, &right.end})
            for (const std::uint32_t index : rule->watched)
                timed_[&rule->program.code[index]] = {static_cast<std::size_t>(&right - rules.rights().data()), rule == &right.unlock};
    for (const Rule* rule : unit_.rules) {
        longest(rule->program, of_kind({Kind::since_unlock}, nullptr), since_unlock_);
        longest(rule->program, of_kind({Kind::since, Kind::lasting}, nullptr), watched_);
        longest(rule->program, of_kind({Kind::fact}, "held"), held_);
        longest(rule->program, of_kind({Kind::policy}, "held"), status_held_);
        longest(rule->program, of_kind({Kind::since_request}, nullptr), since_request_);
    }
}

bool Chain::matters(const Longest& longest, Date since, Date day) {
    if (!longest.read) return false;
    return longest.all || day <= longest.span.after(since);
}

/// Whether the month would be the same in a later one that begins as it did: it leaves all as it was, or what it leaves has none of its days
/// but that since which somebody waits. If a wait was over on a later day, nothing else may be of that.
bool Chain::repeats(std::size_t past, const Month& month, bool of_two_days) const {
    using Made = Happening::Kind;
    const Rulebook& rules = rights_.rules();
    const RightsState& after = timeline_->state();
    const auto is = [&](std::initializer_list<Made> kinds) {
        return std::all_of(month.happenings.begin(), month.happenings.end(), [&](const Happening& one) { return std::find(kinds.begin(), kinds.end(), one.kind) != kinds.end(); });
    };
    if (!month.left) return !of_two_days && is({Made::held, Made::usable});
    const RightsState& before = pasts_[past]->kept.state;
    const Date begun = day(now_);
    if (of_two_days && std::any_of(month.happenings.begin(), month.happenings.end(), [&](const Happening& one) { return one.on != begun; })) return false;
    if (!month.asks.empty() || !is({Made::held, Made::usable, Made::used, Made::units, Made::cost})) return false;
    for (const auto& [of, amount] : after.given)  // others fall due by the calendar
        if (rules.rights()[std::get<0>(of)].pays[std::get<1>(of)].payment->on != "request") return false;
    for (std::size_t right = 0; right < after.rights.size(); ++right)
        for (const auto& [holder, holding] : after.rights[right]) {
            if ((of_two_days && holding.wanted >= begun) || holding.first_unlock >= begun) return false;
            for (const auto& [person, standing] : holding.people)
                if (standing.unlocked >= begun) return false;
        }
    for (const auto& [key, balance] : after.balances) {
        const auto earlier = before.balances.find(key);
        if (earlier == before.balances.end() || earlier->second.next != balance.next || earlier->second.origin != balance.origin) return false;
        if (timeline_->world().account(balance.account).account->grows) return false;
    }
    for (const auto& [person, request] : after.requests)
        if (request.since >= begun) return false;
    return std::none_of(after.watched.begin(), after.watched.end(), [&](const auto& one) { return one.second.since >= begun && !settled(std::get<0>(one.first), std::get<1>(one.first), std::get<2>(one.first)); });
}

bool Chain::settled(const Instruction* instruction, std::size_t holder, int person) const {
    const auto timed = timed_.find(instruction);
    if (timed == timed_.end()) return false;
    const auto& holdings = timeline_->state().rights[timed->second.right];
    const auto holding = holdings.find(holder);
    if (holding == holdings.end()) return false;
    const auto standing = holding->second.people.find(person);
    return standing != holding->second.people.end() && (standing->second.word == RightWord::ended || (timed->second.unlocks && standing->second.unlocked));
}

/// Who waits when month `k` begins.
Chain::Waits Chain::waiting(std::size_t k) const {
    Waits out;
    for (std::size_t i = 0; i < unit_.part.steps.size(); ++i) {
        const Rulebook::Step& step = rights_.rules().order()[i];
        if (!unit_.part.steps[i] || !step.right) continue;
        const RightRules& right = rights_.rules().rights()[step.index];
        if (!right.right->pass || right.right->pass->within == Span{}) continue;
        for (const auto& [holder, holding] : timeline_->state().rights[step.index]) {
            if (!holding.wanted || no_longer_waits(step.index, holding)) continue;
            const int month = completed_months(as_of_, *holding.wanted);
            out.push_back({i, holder, static_cast<int>(k) - month, holding.wanted->days() - as_of_.plus_months(month).days()});
        }
    }
    return out;
}

/// Since when, if month `k` begins with it.
Date Chain::since(const Wait& wait, std::size_t k) const { return as_of_.plus_months(static_cast<int>(k) - wait.months).plus_days(wait.days); }

/// The first day on which it is over, if month `k` begins with it.
Date Chain::day_over(const Wait& wait, std::size_t k) const {
    const int begun = static_cast<int>(k) - wait.months;
    const auto find = [&] {
        const Rulebook& rules = rights_.rules();
        return rules.rights()[rules.order()[wait.step].index].right->pass->within.after(since(wait, k)).plus_days(1);
    };
    if (begun < 0) return find();
    std::vector<std::optional<Date>>& known = days_over_[{wait.step, wait.days}];
    const auto at = static_cast<std::size_t>(begun);
    if (known.size() <= at) known.resize(std::max(at + 1, months_ + 1));
    if (!known[at]) known[at] = find();
    return *known[at];
}

Chain::Ending Chain::ending(std::size_t k, std::size_t past) const {
    if (waits_[past].empty()) return {};
    if (endings_.size() <= past) endings_.resize(past + 1);
    auto& [month, known] = endings_[past];
    if (!month || *month != k) known = find_ending(k, past), month = k;
    return known;
}

Chain::Ending Chain::find_ending(std::size_t k, std::size_t past) const {
    Ending out;
    const Waits& waits = waits_[past];
    for (std::size_t i = 0; i < waits.size(); ++i) {
        const Date on = day_over(waits[i], k);
        if (day(k + 1) <= on) continue;
        out.scattered = out.scattered || i >= 60 || (out.which != 0 && on != out.on.value_or(day(k)));
        out.which |= std::uint64_t{1} << std::min<std::size_t>(i, 60);
        if (day(k) < on) out.on = on;
    }
    return out;
}

/// Until when, from month `k` on, the same waits are over in each month of a past, and of those it leaves none before the next begins.
Date Chain::ends_alike(const Known& known, std::size_t k, std::size_t past) const {
    constexpr std::size_t most = 60;  // months that are looked at, at once
    const std::size_t left = known.out.leaves(past);
    if (waits_[past].empty() && waits_[left].empty()) return timeline_->horizon().plus_days(1);
    Alike& alike = alike_[{past, left}];
    const std::uint64_t key = ending(k, past).key();
    if (alike.key == key && alike.from <= k && day(k + 1) <= alike.until) return alike.until;
    std::size_t next = k;
    const auto is_left = [&](std::size_t month) {
        return std::none_of(waits_[left].begin(), waits_[left].end(), [&](const Wait& wait) { return day_over(wait, month + 1) < day(month + 1); });
    };
    while (next < k + most && next < months_ + 1 && (next == k || find_ending(next, past).key() == key) && is_left(next)) ++next;
    alike = {key, k, day(next)};
    return alike.until;
}

/// Whoever waits has waited so long now, whenever it was that what is kept of them was left.
void Chain::go_on_waiting(std::size_t k, std::size_t past) {
    std::vector<Timeline::Waiting> since;
    for (const Wait& wait : waits_[past]) since.push_back({wait.step, wait.holder, this->since(wait, k)});
    timeline_->wait(since);
}

/// Of the past that a month leaves to the next; it may be new.
std::size_t Chain::number_after(std::size_t next) {
    std::string text = remembered(day(next));
    Waits waits = waiting(next);
    for (const Wait& wait : waits) text += fmt::format("|waits {} {} {} {}", wait.step, wait.holder, wait.months, wait.days);
    const auto [number, fresh] = numbers_.try_emplace(std::move(text), pasts_.size());
    if (fresh) {
        pasts_.emplace_back();
        waits_.push_back(std::move(waits));
    }
    return number->second;
}

/// Nobody gets it any more, or not who is asked about.
bool Chain::no_longer_waits(std::size_t right, const Holding& holding) const {
    if (holding.lost) return true;
    const auto its = unit_.part.of_one[right] ? holding.people.find(unit_.part.person) : holding.people.end();
    return its != holding.people.end() && its->second.word == RightWord::ended;
}

/// What is kept when a month begins, as text; but for how long somebody waits to be passed to.
std::string Chain::remembered(Date next) const {
    const RightsState& state = timeline_->state();
    const Rulebook& rules = rights_.rules();
    std::string out;
    const auto write = [&out](auto&&... parts) { (fmt::format_to(std::back_inserter(out), FMT_COMPILE("{} "), parts), ...); };
    for (const int person : used_) write("used", person);
    bool closing = !state.balances.empty();
    /// Periods of an account run from when its person unlocked the right, or the first of all.
    const auto of_person = [](const AccountRules& account) { return std::find(account.account->per.begin(), account.account->per.end(), "person") != account.account->per.end(); };
    const auto write_phases = [&](const PaymentRules& payment, bool persons, Date from) {
        for (const auto* accounts : {&payment.from, &payment.to})
            for (const Reading& reading : *accounts)
                if (const AccountRules& account = timeline_->world().account(reading); !account.shared && of_person(account) == persons) write(phase(account.account->every, from));
    };
    for (std::size_t i = 0; i < unit_.part.steps.size(); ++i) {
        const Rulebook::Step& step = rules.order()[i];
        if (!unit_.part.steps[i] || !step.right) continue;
        const RightRules& right = rules.rights()[step.index];
        for (const PaymentRules& payment : right.pays) closing = closing || payment.payment->at == Payment::At::end;
        for (const auto& [holder, holding] : state.rights[step.index]) {
            write("|right", step.index, holder);
            const auto its = unit_.part.of_one[step.index] ? holding.people.find(unit_.part.person) : holding.people.end();
            if (right.right->pass && no_longer_waits(step.index, holding)) {
                write("lost");
                if (!holding.lost) continue;
            } else if (right.right->pass)
                write(holding.owner, holding.passes, holding.tier_floor, holding.wanted.has_value(), fmt::format("{}", fmt::join(holding.policies, ",")));
            if (right.right->pass && (its == holding.people.end() || !its->second.unlocked)) write(holding.others, holding.unsure);
            for (const PaymentRules& payment : right.pays)
                if (holding.first_unlock) write_phases(payment, false, *holding.first_unlock);
            for (const auto& [person, standing] : holding.people) {
                if (!standing.unlocked && standing.word != RightWord::ended) continue;
                write("p", person, standing.word == RightWord::ended, standing.word == RightWord::served, standing.seated, standing.nominated);
                if (standing.word == RightWord::ended) continue;
                if (closing) write(to_text(standing.word));
                if (matters(since_unlock_, *standing.unlocked, next)) write(standing.unlocked->text());
                for (std::size_t which = 0; which < right.pays.size(); ++which) {
                    const PaymentRules& payment = right.pays[which];
                    if (step.index != unit_.part.right && payment.from.empty() && payment.to.empty() && !rules.reads_payment(step.index, which)) continue;  // it is not made
                    write(phase(payment.payment->every, *standing.unlocked));
                    write_phases(payment, true, *standing.unlocked);
                    if (payment.payment->on == "anniversary") write(phase({Every::Kind::span, {12, 0, 0}}, *standing.unlocked));
                }
            }
        }
    }
    for (std::size_t i = 0; i < unit_.part.steps.size(); ++i) {
        const Rulebook::Step& step = rules.order()[i];
        if (!unit_.part.steps[i] || step.right || !(closing || rules.programmes()[step.index].programme->ratchet)) continue;
        for (const auto& [holder, tier] : state.tiers[step.index]) write("|tier", step.index, holder, tier.rank);
    }
    for (const auto& [key, balance] : state.balances) {
        const AccountRules& account = timeline_->world().account(balance.account);
        write("|account", key, shortest(balance.amount), shortest(balance.opened), phase(account.account->every, balance.origin), balance.place);
        if (account.grows.written()) write(balance.grown.text());
    }
    for (const auto& [person, request] : state.requests)
        write("|request", person, request.right, request.since.text(), request.quantity, request.given, request.holder ? static_cast<long long>(*request.holder) : -1);
    for (const auto& [of, watched] : state.watched) {
        const auto& [instruction, holder, person] = of;
        if (!watched.since || settled(instruction, holder, person)) continue;
        const bool dated = matters(watched_, *watched.since, next);
        write("|watched", static_cast<const void*>(instruction), holder, person, watched.yes, dated ? watched.since->text() : "long ago");
    }
    return out;
}

}  // namespace hearth
