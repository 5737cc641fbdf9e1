// A course that is lived through asks a rule without memory once for all who are in the same states, and for as long as it stays so.
#include <algorithm>
#include <bit>

#include "hearth/base/diagnostic.hpp"
#include "hearth/rights/told.hpp"

namespace hearth {

namespace {

using Kind = Reading::Kind;

const Date never_again = Date::from_days(1'000'000);

bool is_time(const Reading& reading) {
    switch (reading.kind) {
        case Kind::date:
        case Kind::since_issue:
        case Kind::since_unlock:
        case Kind::since_request:
        case Kind::since_day:
        case Kind::since:
        case Kind::lasting:
            return true;
        case Kind::fact:
        case Kind::policy:
            return reading.name == "held";  // when somebody was born, or a policy issued, is a day like another
        default:
            return false;
    }
}

/// Without memory: nothing that a course leaves from one day to the next.
bool is_plain(Kind kind) {
    switch (kind) {
        case Kind::date:
        case Kind::calendar_year:
        case Kind::month_of_year:
        case Kind::fact:
        case Kind::someone:
        case Kind::people:
        case Kind::policy:
        case Kind::paid_up:
        case Kind::each_person:
        case Kind::each_policy:
        case Kind::each_row:
        case Kind::since_issue:
        case Kind::since_day:
            return true;
        default:
            return false;
    }
}

bool same_asked(const Supposed& a, const Supposed& b) {
    return a.people == b.people && a.asked == b.asked && a.asked_state == b.asked_state && a.asked_held == b.asked_held &&
           a.asked_death == b.asked_death && a.asked_paid == b.asked_paid;
}

std::uint64_t mask(const std::set<int>& people) {
    std::uint64_t out = 0;
    for (const int person : people) out |= std::uint64_t{1} << person;
    return out;
}

bool join_in(std::set<int>& to, const std::set<int>& more) {
    if (more.empty() || std::includes(to.begin(), to.end(), more.begin(), more.end())) return false;
    to.insert(more.begin(), more.end());
    return true;
}

}  // namespace

bool Timeline::Foresight::same(const Value& a, const Value& b) {
    if (a.kind != b.kind || a.more != b.more || a.id != b.id || a.number != b.number || a.other != b.other || a.span != b.span ||
        a.items != b.items)
        return false;
    if (a.missing == nullptr || b.missing == nullptr) return a.missing == b.missing;
    return *a.missing == *b.missing;
}

bool Timeline::Foresight::join_in(Supposed& to, const Supposed& asked) {
    to.people |= asked.people;
    to.policies |= asked.policies;
    bool more = hearth::join_in(to.asked, asked.asked);
    more = hearth::join_in(to.asked_state, asked.asked_state) || more;
    more = hearth::join_in(to.asked_held, asked.asked_held) || more;
    more = hearth::join_in(to.asked_death, asked.asked_death) || more;
    return hearth::join_in(to.asked_paid, asked.asked_paid) || more;
}

std::size_t Timeline::Foresight::Hash::operator()(const std::vector<State>& states) const {
    std::uint64_t out = 0;
    for (const State state : states) out = (out ^ state) * 0x9E3779B97F4A7C15u, out ^= out >> 29;
    return out;
}

const Timeline::Foresight::Seen* Timeline::Foresight::known(const Timeline& timeline, const Answers& answers, Date day) {
    const Supposed& supposed = *timeline.world_.supposed;
    states.clear();
    for (std::uint64_t rest = answers.people; rest != 0; rest &= rest - 1) {
        const int member = std::countr_zero(rest);
        const std::optional<std::size_t> state = supposed.state(member);
        const bool alike = state && member < timeline.facts_.persons() && (answers.whole >> member & 1) == 0 && timeline.facts_.model().leavable(*state);
        const std::uint64_t number = !state ? 0xffffffffu : alike ? 0 : *state + 1;
        const bool dated = state && (answers.dated >> member & 1) != 0;
        states.push_back(number << 32 | (dated ? static_cast<std::uint32_t>(supposed.since[static_cast<std::size_t>(member)].days()) : 0));
    }
    const auto all = answers.seen.find(states);
    if (all == answers.seen.end()) return nullptr;
    const auto found = std::find_if(all->second.rbegin(), all->second.rend(), [&](const Seen& one) { return one.from <= day && day < one.until; });
    return found == all->second.rend() ? nullptr : &*found;
}

void Timeline::foresee_by(std::shared_ptr<Foresight> foresight) {
    foresight_ = std::move(foresight);
    world_.supposed = nullptr;
    if (foresight_ == nullptr) return;
    world_.foresee = [this](const Rule& rule, const Here& place) { return foresee(rule, place); };
    if (!foresight_->planned.empty()) return;
    foresight_->fresh = state_;
    for (auto [day, visit] : days_) {
        // After `as_of` states are supposed, whatever events say of them.
        if ((visit.causes & for_states) != 0) visit.causes = (visit.causes & ~for_states) | (day <= facts_.family().as_of ? for_anything : 0u);
        if ((visit.causes & for_anything) != 0) foresight_->anything.push_back(day);
        if ((visit.causes & for_policies) != 0) foresight_->policies.push_back(day);
        for (const auto& [fact, people] : visit.facts)
            for (const int person : people) foresight_->facts[fact][person].push_back(day);
        foresight_->planned.emplace_back(day, &*foresight_->kinds.insert(std::move(visit)).first);
    }
}

Timeline::Foresight::Of& Timeline::Foresight::of(Timeline& timeline, const Rule& rule) {
    const auto [found, first] = rules.try_emplace(&rule);
    Of& of = found->second;
    if (!first) return of;
    const Rulebook& book = timeline.rules_;
    timeline.reads(of.reads, rule, true);
    of.plain = timeline.facts_.persons() + timeline.facts_.policies() <= 64;
    const Program& program = rule.program;
    const auto timed = [&](std::uint32_t index) {
        const Instruction& at = program.at(index);
        return (at.op == Code::load || at.op == Code::special) && is_time(book.readings()[at.id]);
    };
    of.loose = !program.empty() && timed(program.root);
    for (const Instruction& at : program.code) {
        const bool compares = at.op >= Code::is && at.op <= Code::at_least;
        for (const std::uint32_t argument : at.arguments)
            if (argument != Instruction::none && !compares && at.op != Code::special && timed(argument)) of.loose = true;
        if (at.op == Code::special && book.readings()[at.id].kind != Kind::since_day)
            for (const std::uint32_t argument : at.arguments)
                if (argument != Instruction::none && timed(argument)) of.loose = true;
        if (at.op != Code::load && at.op != Code::special) continue;
        const Reading& reading = book.readings()[at.id];
        of.plain = of.plain && is_plain(reading.kind);
        of.of_policies = of.of_policies || (reading.kind == Kind::each_policy && reading.from == Reading::From::owner && reading.hops.empty());
        const bool of_people = reading.kind == Kind::fact || reading.kind == Kind::someone || reading.kind == Kind::people ||
                               reading.kind == Kind::each_person || reading.kind == Kind::each_policy;
        of.of_person = of.of_person || (of_people && reading.from == Reading::From::person);
        if (reading.kind != Kind::fact) continue;
        const Rule* meant = book.translation(reading.name);
        if (meant == nullptr) continue;
        const Of& its = this->of(timeline, *meant);
        of.loose = of.loose || its.loose;
        of.plain = of.plain && its.plain;
        of.of_policies = of.of_policies || its.of_policies;
    }
    return of;
}

/// The next day on which something that is read may be different by itself, asked for a person; of policies, those whose premiums or values were looked at.
std::optional<Date> Timeline::next_change(const Step& reads, int person_asked, std::uint64_t policies, Date after) const {
    std::optional<Date> out;
    const auto take = [&](Date day) {
        if (after < day && (!out || day < *out)) out = day;
    };
    const auto take_next = [&](const std::vector<Date>& days) {
        if (const auto next = std::upper_bound(days.begin(), days.end(), after); next != days.end()) take(*next);
    };
    take_next(foresight_->anything);
    if (reads.always)
        if (const auto next = Timeline::after(foresight_->planned, after); next != foresight_->planned.end()) take(next->first);
    for (const auto& [fact, own] : reads.facts)
        if (const auto changes = foresight_->facts.find(fact); changes != foresight_->facts.end())
            for (const auto& [person, days] : changes->second)
                if (!own || person == person_asked) take_next(days);
    if ((reads.causes & for_policies) != 0) take_next(foresight_->policies);
    for (int person = 0; person < facts_.persons() && (reads.every_age || !reads.ages.empty()); ++person) {
        const auto born = facts_.born(person);
        if (!born) continue;
        const int years = after < *born ? -1 : completed_years(*born, after);
        if (reads.every_age) take(born->plus_months(12 * (years + 1)));
        if (const auto age = reads.ages.upper_bound(years); age != reads.ages.end()) take(born->plus_months(12 * *age));
    }
    for (int policy = 0; policy < facts_.policies() && (reads.causes & (for_premiums | for_values)) != 0; ++policy) {
        if (policy < 64 && (policies >> policy & 1) == 0) continue;
        const PolicyFigures& figures = facts_.figures(policy);
        const auto due = std::upper_bound(figures.premiums.begin(), figures.premiums.end(), after,
                                          [](Date day, const PolicyFigures::Premium& one) { return day < one.on; });
        if (due != figures.premiums.end()) take(due->on);
        if ((reads.causes & for_values) == 0) continue;
        const Date issued = facts_.written(policy).issued;
        const int step = std::max(1, figures.months_between);
        const Date next = issued.plus_months(after < issued ? 0 : (completed_months(issued, after) / step + 1) * step);
        if (!figures.ends || next <= *figures.ends) take(next);
    }
    if ((reads.causes & for_calendar) != 0) take(Date::from_civil(after.year(), after.month(), 1)->plus_months(1));
    return out;
}

/// What a rule that remembers reads changes by itself then at the earliest.
void Timeline::changes_with(const Rule& rule, int person) {
    if (foresight_ == nullptr) return;
    Foresight::Of& of = foresight_->of(*this, rule);
    const Date day = state_.day;
    if (of.loose) unforeseen_ = std::min(unforeseen_, day.plus_days(1));
    auto& [asked, next] = of.next[person];
    if (day < asked || !next || *next <= day) next = next_change(of.reads, person, ~std::uint64_t{0}, day).value_or(never_again);
    asked = day;
    unforeseen_ = std::min(unforeseen_, *next);
    unchanged_ = std::min(unchanged_, unforeseen_);
}

Value Timeline::foresee(const Rule& rule, const Here& place) {
    if (rule.program.empty()) return world_.decide(rule, place);
    Foresight::Of& of = foresight_->of(*this, rule);
    Supposed& supposed = *world_.supposed;
    std::uint64_t passed = 0;  // policies that came with the right
    if (of.plain && of.of_policies && place.right != Reading::none)
        if (const auto holding = state_.rights[place.right].find(place.holder); holding != state_.rights[place.right].end())
            for (const int policy : holding->second.policies) passed |= std::uint64_t{1} << policy;
    if (!of.plain || of.loose || world_.placed() || supposed.paid != Supposed::Paid::as_lived || place.day != state_.day) {
        changes_with(rule, place.person);
        return world_.decide(rule, place);
    }
    Foresight::Answers& answers = of.answers[{place.holder, place.owner, of.of_person ? place.person : -1, passed}];
    const Foresight::Seen* found = foresight_->known(*this, answers, place.day);
    if (found == nullptr) {
        Foresight::Seen seen = Foresight::look_ahead(*this, rule, of, place);
        const std::uint64_t whole = mask(seen.asked.asked_state),
                            dated = mask(seen.asked.asked_held) | mask(seen.asked.asked_death) | mask(seen.asked.asked_paid);
        if ((seen.asked.people & ~answers.people) != 0 || (whole & ~answers.whole) != 0 || (dated & ~answers.dated) != 0) {
            answers.people |= seen.asked.people;
            answers.whole |= whole;
            answers.dated |= dated;
            answers.seen.clear();
        }
        foresight_->known(*this, answers, place.day);  // the states by which it is kept
        found = &answers.seen[foresight_->states].emplace_back(std::move(seen));
    }
    Foresight::join_in(supposed, found->asked);
    const bool ends = found->until < month_ends_;
    if (supposed.heard != nullptr)
        supposed.heard->push_back({Told::What::rule, -1, &answers, place.day.days() - month_begins_.days(), 0, found->value, ends ? found->until.days() - month_begins_.days() : 0, found->until});
    if (ends && found->flips) add_flip(found->until);
    unchanged_ = std::min(unchanged_, found->until);
    return found->value;
}

Timeline::Foresight::Seen Timeline::Foresight::look_ahead(Timeline& timeline, const Rule& rule, const Of& of, Here place) {
    Supposed& supposed = *timeline.world_.supposed;
    struct Aside {  // what is asked on the way is told by what is returned
        explicit Aside(Timeline& all) : of(all), before(*all.world_.supposed), flips(all.flips_seen_), unchanged(all.unchanged_), unforeseen(all.unforeseen_) {}
        ~Aside() { *of.world_.supposed = std::move(before), of.flips_seen_ = flips, of.unchanged_ = unchanged, of.unforeseen_ = unforeseen; }
        Aside(const Aside&) = delete;
        Aside& operator=(const Aside&) = delete;
        Timeline& of;
        Supposed before;
        std::set<Date>* flips;
        Date unchanged, unforeseen;
    } const aside(timeline);
    supposed.heard = nullptr;
    std::set<Date> flips;
    timeline.flips_seen_ = &flips;
    const auto decide = [&](Date day) {
        for (auto* asked : {&supposed.asked, &supposed.asked_state, &supposed.asked_held, &supposed.asked_death, &supposed.asked_paid})
            asked->clear();
        supposed.people = supposed.policies = 0;
        place.day = day;
        return timeline.world_.decide(rule, place);
    };
    const auto asked = [&] {
        Supposed out = supposed;
        out.states.clear();
        out.since.clear();
        return out;
    };
    Seen seen{place.day, never_again, decide(place.day), false, {}};
    seen.asked = asked();
    for (Date day = place.day;;) {
        std::optional<Date> next = timeline.next_change(of.reads, place.person, seen.asked.policies, day);
        if (const auto flip = flips.upper_bound(day); flip != flips.end() && (!next || *flip < *next)) next = *flip;
        if (!next || timeline.horizon_ < *next) return seen;
        day = *next;
        seen.until = day;
        seen.flips = flips.contains(day);
        try {
            if (!same(decide(day), seen.value)) return seen;
        } catch (const Fault&) {
            return seen;  // perhaps nobody comes to that day
        }
        const Supposed later = asked();
        if (!same_asked(later, seen.asked)) return seen;
        seen.asked.policies |= later.policies;
        seen.until = never_again;
    }
}

}  // namespace hearth
