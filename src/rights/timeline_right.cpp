// One right on one day: end, unlock, keep, pass, use, for each holder and each person in order.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/timeline.hpp"

namespace hearth {

void Timeline::right(std::size_t index) {
    const RightRules& rules = rules_.rights()[index];
    const ProgrammeRules& programme = rules_.programmes()[rules.programme];
    for (std::size_t holder = 0; holder < state_.holders.size(); ++holder) {
        const Holder& who = state_.holders[holder];
        if (who.kind != programme.holder) continue;
        if (who.policy >= 0 && state_.day < facts_.written(who.policy).issued) continue;
        const bool held = applies(rules.programme, index, holder, state_.day);
        const auto found = state_.rights[index].find(holder);
        if (!held) {
            if (found == state_.rights[index].end()) continue;
            for (auto& [person, standing] : found->second.people)
                become(index, holder, person, standing, RightWord::ended, {}, "the rule no longer applies");
            continue;
        }
        Holding& holding = state_.rights[index][holder];
        if (holding.passes == 0) holding.owner = who.policy >= 0 ? facts_.role(who.policy, "owner", state_.day) : who.person;
        right_of(index, holder, holding);
    }
}

/// Those whom `for` reaches, in the order in which seats are offered: the nominated, then part by part, eldest first.
std::vector<Timeline::Candidate> Timeline::candidates(std::size_t index, std::size_t holder, const Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    std::vector<Candidate> out;
    const Here at = here(index, holder, holding.owner);
    for (std::size_t part = 0; part < rules.people.people->parts.size(); ++part)
        for (const int person : world_.people(rules.people, part, at)) {
            const bool named = std::any_of(out.begin(), out.end(), [person](const Candidate& other) { return other.person == person; });
            if (!named) out.push_back({person, part, true});
        }
    std::stable_partition(out.begin(), out.end(), [&](const Candidate& who) { return facts_.nominated(who.person, rules_.path(index)); });
    for (const auto& [person, standing] : holding.people) {
        const bool named = std::any_of(out.begin(), out.end(), [who = person](const Candidate& other) { return other.person == who; });
        if (!named) out.push_back({person, rules.people.people->parts.size(), false});
    }
    return out;
}

void Timeline::right_of(std::size_t index, std::size_t holder, Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    std::vector<Candidate> who = candidates(index, holder, holding);
    std::map<int, Value> doubts;  // why the state of a person is unknown
    std::vector<Candidate> may;   // those who may go on to `use`
    for (const Candidate& one : who)
        if (earn(index, holder, holding, one, doubts)) may.push_back(one);
    if (rules.right->pass) {
        const int before = holding.owner;
        pass(index, holder, holding);
        if (holding.owner != before) {  // the new holder's policies count from here on
            may.clear();
            doubts.clear();
            who = candidates(index, holder, holding);
            for (const Candidate& one : who)
                if (earn(index, holder, holding, one, doubts)) may.push_back(one);
        }
    }
    reopen();
    use(index, holder, holding, may, doubts);
}

/// end, unlock and keep of one person; true if `use` is to be asked.
bool Timeline::earn(std::size_t index, std::size_t holder, Holding& holding, const Candidate& who, std::map<int, Value>& doubts) {
    const RightRules& rules = rules_.rights()[index];
    if (!who.in_scope && !holding.people.at(who.person).unlocked) return false;
    Standing& standing = holding.people[who.person];
    if (standing.word == RightWord::ended) return false;
    const Here at = here(index, holder, who.person);
    const Value end = world_.evaluate(rules.end, at);
    if (!standing.unlocked) {
        if (end.yes()) return false;
        const Value unlock = world_.evaluate(rules.unlock, at);
        if (!unlock.known()) {
            become(index, holder, who.person, standing, RightWord::unknown, unlock, {});
            return false;
        }
        if (unlock.no()) {
            if (standing.word == RightWord::unknown) become(index, holder, who.person, standing, RightWord::none, {}, {});
            if (!standing.pending) {
                standing.pending = true;
                RightsEvent event;
                event.date = state_.day;
                event.programme = rules.programme;
                event.right = index;
                event.holder = holder;
                event.owner = holding.owner;
                event.person = who.person;
                explain_why(event, rules.unlock, at);
                events_.push_back(std::move(event));
            }
            return false;
        }
        standing.unlocked = state_.day;
        if (!holding.first_unlock) holding.first_unlock = state_.day;
        for (const PaymentRules& payment : rules.pays)
            if (payment.payment->every.kind != Every::Kind::none) add(state_.day);
    }
    if (end.yes()) {
        become(index, holder, who.person, standing, RightWord::ended, {}, because(world_, explain(world_, rules.end, at), at));
        standing.seated = false;
        return false;
    }
    const Value keep = who.in_scope ? world_.evaluate(rules.keep, at) : Value::truth(false);
    if (keep.no()) {
        std::string why = who.in_scope ? "" : fmt::format("{} is no longer among those it is for", facts_.name(who.person));
        become(index, holder, who.person, standing, RightWord::paused, {}, std::move(why));
        if (const auto request = state_.requests.find(who.person); request != state_.requests.end() && request->second.holder == holder) request->second.holder.reset();
        return false;
    }
    if (!end.known() || !keep.known()) {
        doubts[who.person] = !end.known() ? end : keep;
        become(index, holder, who.person, standing, RightWord::unknown, doubts[who.person], {});
        return false;
    }
    return true;
}

/// The holder changes to the first one alive of `to`, at the latest within the span; else the right ends (rule S72).
void Timeline::pass(std::size_t index, std::size_t holder, Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    const bool held = std::any_of(holding.people.begin(), holding.people.end(), [](const auto& one) { return one.second.unlocked && one.second.word != RightWord::ended; });
    if (!held || holding.lost) return;
    const Here at = here(index, holder, holding.owner);
    const Value wants = world_.evaluate(rules.pass_when, at);
    if (!wants.yes()) {
        holding.wanted.reset();
        return;
    }
    if (!holding.wanted) holding.wanted = state_.day;
    const Date latest = rules.right->pass->within == Span{} ? horizon_ : rules.right->pass->within.after(*holding.wanted);
    double times = 1;
    if (rules.pass_times.written()) times = world_.evaluate(rules.pass_times, at).number;
    if (holding.passes < times && state_.day <= latest)
        for (std::size_t part = 0; part < rules.pass_to.people->parts.size(); ++part)
            for (const int person : world_.people(rules.pass_to, part, at)) {
                if (person == holding.owner || !facts_.alive(person, state_.day)) continue;
                const std::vector<int> policies = world_.policies(holding.owner, state_.day, &holding);
                RightsEvent event;
                event.date = state_.day;
                event.programme = rules.programme;
                event.right = index;
                event.holder = holder;
                event.owner = event.person = person;
                event.event = RightEvent::transferred;
                event.because = because(world_, explain(world_, rules.pass_when, at), at);
                events_.push_back(std::move(event));
                if (const std::size_t tiers = rules_.programmes()[rules.programme].tiers_of; tiers != Reading::none)
                    if (const auto tier = state_.tiers[tiers].find(holder); tier != state_.tiers[tiers].end())
                        holding.tier_floor = std::max(holding.tier_floor, tier->second.rank);
                holding.policies = policies;
                holding.owner = person;
                ++holding.passes;
                holding.wanted.reset();
                return;
            }
    if (holding.passes < times && state_.day < latest) {
        add(latest.plus_days(1));
        return;
    }
    holding.lost = true;
    for (auto& [person, standing] : holding.people)
        if (standing.unlocked) become(index, holder, person, standing, RightWord::ended, {}, "nobody is left to hold it");
}

bool Timeline::exhausted(std::size_t index, const Here& at) {
    bool drawn = false;
    for (const PaymentRules& payment : rules_.rights()[index].pays)
        for (const Reading& account : payment.from) {
            if (account.right != index || payment.payment->on != "request") continue;
            Value lacks;
            const Balance* balance = world_.balance(account, at, {}, lacks);
            if (balance == nullptr || balance->amount > 1e-9 * balance->most) return false;
            drawn = true;
        }
    return drawn;
}

/// Who may draw now. A seat is taken by the first service and kept until the right ends; the nominated have theirs from the start.
void Timeline::use(std::size_t index, std::size_t holder, Holding& holding, const std::vector<Candidate>& who, std::map<int, Value>&) {
    const RightRules& rules = rules_.rights()[index];
    const std::size_t parts = rules.people.people->parts.size();
    std::vector<double> room(parts + 1, 1e9);
    Value doubt;
    bool doubtful = false;
    const Here of_holder = here(index, holder, holding.owner);
    const auto limit = [&](const Rule& rule, double& left) {
        if (!rule.written()) return;
        const Value most = world_.evaluate(rule, of_holder);
        if (!most.known()) {
            doubtful = true;
            doubt = most;
        } else {
            left = most.kind == Value::Kind::bound && most.more ? 1e9 : most.number;
        }
    };
    double seats = 1e9;
    limit(rules.seats, seats);
    for (std::size_t part = 0; part < parts; ++part) limit(rules.people.limits[part], room[part]);
    std::map<int, std::size_t> part_of;
    for (const Candidate& one : who) part_of[one.person] = one.part;
    for (const auto& [person, standing] : holding.people)
        if (standing.seated) {
            seats -= 1;
            if (part_of.contains(person)) room[part_of[person]] -= 1;
        }
    const auto seat = [&](const Candidate& one, Standing& standing) {
        if (standing.seated) return;
        standing.seated = true;
        seats -= 1;
        room[one.part] -= 1;
    };
    for (const Candidate& one : who)
        if (Standing& standing = holding.people[one.person]; facts_.nominated(one.person, rules_.path(index)) && seats >= 1 && room[one.part] >= 1) seat(one, standing);
    std::vector<Candidate> order = who;
    if (rules.right->first_use)
        std::stable_sort(order.begin(), order.end(), [&](const Candidate& a, const Candidate& b) {
            const auto x = state_.requests.find(a.person), y = state_.requests.find(b.person);
            if (x == state_.requests.end() || y == state_.requests.end()) return x != state_.requests.end() && y == state_.requests.end();
            return x->second.since < y->second.since;
        });
    std::vector<Candidate> rest;  // decided after those who are served, who take the seats
    for (const Candidate& one : order) {
        Standing& standing = holding.people[one.person];
        const Here at = here(index, holder, one.person);
        const auto request = state_.requests.find(one.person);
        const bool asked = state_.alone || (request != state_.requests.end() && request->second.right == index && (!request->second.holder || request->second.holder == holder));
        const bool has_room = standing.seated || (seats >= 1 && room[one.part] >= 1);
        const bool stays = asked && !state_.alone && standing.word == RightWord::served;
        if (!asked || (!stays && (!has_room || doubtful || !world_.evaluate(rules.use, at).yes() || exhausted(index, at)))) {
            rest.push_back(one);
            continue;
        }
        if (request != state_.requests.end()) request->second.holder = holder;
        seat(one, standing);
        become(index, holder, one.person, standing, RightWord::served, {}, {});
    }
    for (const Candidate& one : rest) {
        Standing& standing = holding.people[one.person];
        const Here at = here(index, holder, one.person);
        const Value may = doubtful ? doubt : world_.evaluate(rules.use, at);
        if (!standing.seated && (seats < 1 || room[one.part] < 1)) become(index, holder, one.person, standing, RightWord::unlocked, {}, "every seat is taken");
        else if (!may.known()) become(index, holder, one.person, standing, RightWord::unknown, may, {});
        else if (may.no()) become(index, holder, one.person, standing, RightWord::unlocked, {}, {});
        else if (exhausted(index, at)) become(index, holder, one.person, standing, RightWord::exhausted, {}, "nothing is left of this period");
        else become(index, holder, one.person, standing, RightWord::usable, {}, {});
    }
}

void Timeline::explain_why(RightsEvent& event, const Rule& rule, const Here& at) {
    const Condition condition = explain(world_, rule, at);
    if (event.because.empty()) event.because = because(world_, condition, at);
    const auto lacks = needs(world_, condition, true, at, currency_);
    event.margin = condition.value.known() ? margin_text(lacks) : "";
    if (lacks) event.needs = *lacks;
}

void Timeline::become(std::size_t index, std::size_t holder, int person, Standing& standing, RightWord word, Value lacks, std::string why) {
    const RightWord before = standing.word;
    const bool same_doubt = word != RightWord::unknown || (standing.lacks.missing != nullptr && lacks.missing != nullptr && *standing.lacks.missing == *lacks.missing);
    if (word == before && same_doubt) return;
    if (word == RightWord::ended && before == RightWord::none) {
        standing.word = word;
        standing.since = state_.day;
        return;
    }
    const RightRules& rules = rules_.rights()[index];
    const bool just_unlocked = standing.unlocked == state_.day && before < RightWord::unlocked;
    const Here at = here(index, holder, person);
    RightsEvent event;
    event.date = state_.day;
    event.programme = rules.programme;
    event.right = index;
    event.holder = holder;
    event.owner = at.owner;
    event.person = person;
    if (const std::size_t tiers = rules_.programmes()[rules.programme].tiers_of; tiers != Reading::none)
        if (const auto tier = state_.tiers[tiers].find(holder); tier != state_.tiers[tiers].end()) event.tier = tier->second.rank;
    if (just_unlocked) {
        event.event = RightEvent::unlocked;
        event.state = RightWord::unlocked;
        event.because = because(world_, explain(world_, rules.unlock, at), at);
        if (word == RightWord::unlocked) {
            RightsEvent later;
            later.because = why.empty() ? "-" : why;
            explain_why(later, rules.use, at);
            event.margin = later.margin;
            event.needs = later.needs;
        }
        events_.push_back(event);
        event.needs.clear();
        event.margin.clear();
        event.because.clear();
    }
    if (standing.since != state_.day) {  // what was yesterday, not between two rules of today
        standing.before = before;
        standing.lacked = standing.lacks;
    }
    standing.word = word;
    standing.since = state_.day;
    standing.lacks = lacks;
    event.state = word;
    event.because = std::move(why);
    switch (word) {
        case RightWord::none: return;
        case RightWord::unlocked:
            if (just_unlocked) return;
            event.event = before == RightWord::paused ? RightEvent::resumed : RightEvent::unlocked;
            explain_why(event, rules.use, at);
            break;
        case RightWord::usable:
            event.event = before == RightWord::paused ? RightEvent::resumed : RightEvent::usable;
            if (event.because.empty()) event.because = because(world_, explain(world_, before == RightWord::paused ? rules.keep : rules.use, at), at);
            break;
        case RightWord::served:
            event.event = RightEvent::used;
            event.because = state_.alone ? "asked for in every period" : fmt::format("asked for on {}", state_.requests.at(person).since.text());
            break;
        case RightWord::paused:
            event.event = RightEvent::paused;
            explain_why(event, rules.keep, at);
            break;
        case RightWord::exhausted: event.event = RightEvent::exhausted; break;
        case RightWord::ended: event.event = RightEvent::ended; break;
        case RightWord::unknown:
            event.event = RightEvent::unknown;
            event.because = "unknown: " + join(*lacks.missing);
            break;
    }
    events_.push_back(std::move(event));
}

}  // namespace hearth
