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
        if (who.kind != programme.holder || !decides_of(index, holder)) continue;
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
        if (holding.passes == 0) holding.owner = who.policy >= 0 ? facts_.role(who.policy, Role::owner, state_.day) : who.person;
        right_of(index, holder, holding);
    }
}

/// Those whom `for` reaches, in the order in which seats are offered: the nominated, then part by part, eldest first.
std::vector<Timeline::Candidate> Timeline::candidates(std::size_t index, std::size_t holder, const Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    const bool plain = std::none_of(rules.people.whens.begin(), rules.people.whens.end(), [](const Rule& when) { return when.written(); });
    Reached& reached = reached_[{index, holder, holding.owner, holding.passes}];
    if (const std::size_t epoch = facts_.epoch(state_.day); !plain || reached.epoch != epoch) {
        reached = {epoch, {}};
        const Here at = here(index, holder, holding.owner);
        for (std::size_t part = 0; part < rules.people.people->parts.size(); ++part)
            for (const int person : world_.people(rules.people, part, at)) {
                const bool named = std::any_of(reached.who.begin(), reached.who.end(), [person](const Candidate& other) { return other.person == person; });
                if (!named) reached.who.push_back({person, part, true});
            }
        std::stable_partition(reached.who.begin(), reached.who.end(), [&](const Candidate& who) { return facts_.nominated(who.person, rules.path, state_.day); });
    }
    std::vector<Candidate> out = reached.who;
    for (const auto& [person, standing] : holding.people) {
        const bool named = std::any_of(out.begin(), out.end(), [who = person](const Candidate& other) { return other.person == who; });
        if (!named) out.push_back({person, rules.people.people->parts.size(), false});
    }
    if (alone(index))
        std::erase_if(out, [&](const Candidate& one) { return one.person != part_->person && std::find(part_->beside.begin(), part_->beside.end(), one.person) == part_->beside.end(); });
    return out;
}

void Timeline::right_of(std::size_t index, std::size_t holder, Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    if (rules.right->pass && alone(index) && leaves_unsure(index, holder, holding)) return;
    std::vector<Candidate> who = candidates(index, holder, holding);
    std::vector<Candidate> may;   // those who may go on to `use`
    for (const Candidate& one : who)
        if (earn(index, holder, holding, one)) may.push_back(one);
    if (rules.right->pass) {
        const int before = holding.owner;
        if (alone(index)) look_for_others(index, holder, holding);
        pass(index, holder, holding);
        if (holding.lost || (holding.unsure && leaves_unsure(index, holder, holding))) return;
        if (holding.owner != before) {  // the new holder's policies count from here on
            may.clear();
            who = candidates(index, holder, holding);
            for (const Candidate& one : who)
                if (earn(index, holder, holding, one)) may.push_back(one);
        }
    }
    reopen(state_.day);
    use(index, holder, holding, std::move(may));
}

/// end, unlock and keep of one person; true if `use` is to be asked.
bool Timeline::earn(std::size_t index, std::size_t holder, Holding& holding, const Candidate& who) {
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
            if (!standing.pending && !part_) {
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
        note_change();
        standing.unlocked = state_.day;
        if (!holding.first_unlock) holding.first_unlock = state_.day;
        for (const PaymentRules& payment : rules.pays)
            if (payment.payment->every.kind != Every::Kind::none) add(state_.day, for_payments);
        open(index, at);
    }
    if (end.yes()) {
        become(index, holder, who.person, standing, RightWord::ended, {}, part_ ? std::string() : because(world_, explain(world_, rules.end, at), at));
        standing.seated = false;
        return false;
    }
    const Value keep = who.in_scope ? world_.evaluate(rules.keep, at) : Value::truth(false);
    if (keep.no()) {
        std::string why = who.in_scope ? "" : fmt::format("{} is no longer among those it is for", facts_.name(who.person));
        become(index, holder, who.person, standing, RightWord::paused, {}, std::move(why));
        if (const auto request = state_.requests.find(who.person); request != state_.requests.end() && request->second.right == index && request->second.holder == holder) {
            request->second.holder.reset();
            requests_changed_ = ++clock_;
        }
        return false;
    }
    if (!end.known() || !keep.known()) {
        become(index, holder, who.person, standing, RightWord::unknown, !end.known() ? end : keep, {});
        return false;
    }
    return true;
}

/// Of one person, where it is unknown whether others had the right and passed it on: true if that makes no difference any more.
bool Timeline::leaves_unsure(std::size_t index, std::size_t holder, Holding& holding) {
    const auto standing = holding.people.find(part_->person);
    if (standing != holding.people.end() && standing->second.word == RightWord::ended) return true;
    if (!holding.unsure) return false;
    const Rule& end = rules_.rights()[index].end;
    const bool of_person = std::all_of(end.program.code.begin(), end.program.code.end(), [&](const Instruction& at) {
        return (at.op != Code::load && at.op != Code::special) || (rules_.readings()[at.id].kind == Reading::Kind::fact && rules_.readings()[at.id].from == Reading::From::person);
    });
    if (!of_person || !world_.evaluate(end, here(index, holder, part_->person)).yes()) throw AsksOthers{};
    return true;
}

/// Of one person: whether somebody else may have unlocked the right without them, now or before.
void Timeline::look_for_others(std::size_t index, std::size_t holder, Holding& holding) {
    const auto standing = holding.people.find(part_->person);
    if (holding.others || (standing != holding.people.end() && standing->second.unlocked)) return;
    const Rule& unlock = rules_.rights()[index].unlock;
    const bool of_holder = std::all_of(unlock.program.code.begin(), unlock.program.code.end(), [&](const Instruction& at) {
        if (at.op != Code::load && at.op != Code::special) return true;
        const Reading& reading = rules_.readings()[at.id];
        switch (reading.kind) {
            case Reading::Kind::date: case Reading::Kind::calendar_year: case Reading::Kind::month_of_year: case Reading::Kind::since_day: case Reading::Kind::each_row: return true;
            case Reading::Kind::tier: return rules_.programmes()[reading.programme].holder != "person";
            case Reading::Kind::fact: case Reading::Kind::someone: case Reading::Kind::people: case Reading::Kind::policy: case Reading::Kind::paid_up:
            case Reading::Kind::each_person: case Reading::Kind::each_policy: return reading.from != Reading::From::person;
            default: return false;
        }
    });
    holding.others = !of_holder || world_.evaluate(unlock, here(index, holder, holding.owner)).yes();
}

/// The holder changes to the first one alive of `to`, at the latest within the span; else the right ends (rule S72).
void Timeline::pass(std::size_t index, std::size_t holder, Holding& holding) {
    const RightRules& rules = rules_.rights()[index];
    const bool held = std::any_of(holding.people.begin(), holding.people.end(), [](const auto& one) { return one.second.unlocked && one.second.word != RightWord::ended; });
    if (holding.lost || (!held && !holding.others)) return;
    const Here at = here(index, holder, holding.owner);
    const Value wants = world_.evaluate(rules.pass_when, at);
    if (!held) {
        holding.unsure = wants.yes();
        return;
    }
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
                if (person == holding.owner || !world_.alive(person, state_.day)) continue;
                const std::vector<int> policies = world_.policies(holding.owner, state_.day, &holding);
                if (!part_) {
                    RightsEvent event;
                    event.date = state_.day;
                    event.programme = rules.programme;
                    event.right = index;
                    event.holder = holder;
                    event.owner = event.person = person;
                    event.event = RightEvent::transferred;
                    event.because = because(world_, explain(world_, rules.pass_when, at), at);
                    events_.push_back(std::move(event));
                }
                if (const std::size_t tiers = rules_.programmes()[rules.programme].tiers_of; tiers != Reading::none)
                    if (const auto tier = state_.tiers[tiers].find(holder); tier != state_.tiers[tiers].end())
                        holding.tier_floor = std::max(holding.tier_floor, tier->second.since == state_.day ? tier->second.before : tier->second.rank);
                note_change();
                holding.policies = policies;
                holding.owner = person;
                ++holding.passes;
                holding.wanted.reset();
                if (world_.evaluate(rules.pass_when, here(index, holder, person)).yes()) add_flip(state_.day.plus_days(1));  // it is not as the next holder would have it
                return;
            }
    if (holding.passes < times && state_.day <= latest) {
        if (!part_) add_flip(latest.plus_days(1));
        else if (visited_ <= latest && latest < horizon_) waits_[latest.plus_days(1)].insert(step_);
        return;
    }
    holding.lost = true;
    for (auto& [person, standing] : holding.people)
        if (standing.unlocked) become(index, holder, person, standing, RightWord::ended, {}, "nobody is left to hold it");
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
    note_change();
    if (word == RightWord::ended && before == RightWord::none) {
        standing.word = word;
        standing.since = state_.day;
        return;
    }
    const auto stand = [&] {
        if (standing.since != state_.day) {  // what was yesterday, not between two rules of today
            standing.before = before;
            standing.lacked = standing.lacks;
        }
        standing.word = word;
        standing.since = state_.day;
        standing.lacks = lacks;
    };
    if (part_) return stand();
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
    stand();
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
            event.stopped = !event.because.empty();
            explain_why(event, rules.keep, at);
            break;
        case RightWord::exhausted: event.event = RightEvent::exhausted; break;
        case RightWord::ended:
            event.event = RightEvent::ended;
            event.stopped = !world_.evaluate(rules.end, at).yes();
            break;
        case RightWord::unknown:
            event.event = RightEvent::unknown;
            event.because = "unknown: " + join(*lacks.missing);
            break;
    }
    events_.push_back(std::move(event));
}

}  // namespace hearth
