// What every event would do to every right: the timeline run again on the family with one event more.
#include "hearth/rights/effects.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

namespace {

using EffectKey = std::tuple<std::size_t, std::size_t, int>;  ///< right, holder, person

/// A right as it stands on a day.
struct Seen {
    RightWord word = RightWord::none;
    int owner = -1, tier = 0;
    bool passed = false;
    std::string lacks;
};

/// The life course up to the day after the event.
struct CourseWith {
    Family family;
    std::unique_ptr<FamilyFacts> facts;
    std::unique_ptr<Timeline> timeline;
};

ExpressionPtr word(const std::string& text, const Place& place) {
    auto made = std::make_shared<Expression>();
    made->place = place;
    made->path = text;
    made->ast.nodes.push_back({Syntax::name, place, 0, text, {}, {}});
    made->ast.root = 0;
    return made;
}

std::unique_ptr<CourseWith> course_with(FamilyRights& rights, const std::string& leaf, const std::string& value) {
    auto course = std::make_unique<CourseWith>();
    course->family = rights.family();
    const Date day = course->family.as_of;
    if (!leaf.empty()) {
        for (Event& event : course->family.events)
            if (event.on == day) event.changes.erase(std::remove_if(event.changes.begin(), event.changes.end(), [&](const auto& one) { return one.first == leaf; }), event.changes.end());
        Event event;
        event.header.name = leaf;
        event.on = day;
        event.changes.emplace_back(leaf, word(value, course->family.header.place));
        course->family.events.push_back(std::move(event));
    }
    const FamilyFacts& facts = rights.facts();
    course->facts = std::make_unique<FamilyFacts>(rights.rules().book(), course->family, [&facts](const std::string& policy) { return facts.figures(facts.policy(policy)); });
    course->timeline = std::make_unique<Timeline>(rights.rules(), *course->facts);
    course->timeline->run(day.plus_days(1));
    return course;
}

std::map<EffectKey, Seen> seen(const CourseWith& course) {
    std::map<EffectKey, Seen> out;
    const RightsState& state = course.timeline->state();
    const Rulebook& rules = course.timeline->rules();
    for (std::size_t right = 0; right < state.rights.size(); ++right)
        for (const auto& [holder, holding] : state.rights[right])
            for (const auto& [person, standing] : holding.people) {
                Seen& its = out[{right, holder, person}];
                its.word = standing.unlocked || standing.word == RightWord::unknown ? standing.word : RightWord::none;
                its.owner = holding.owner;
                its.passed = holding.passes > 0;
                if (standing.word == RightWord::unknown && standing.lacks.missing) its.lacks = join(*standing.lacks.missing);
                const std::size_t tiers = rules.programmes()[rules.rights()[right].programme].tiers_of;
                if (tiers == Reading::none) continue;
                const auto tier = state.tiers[tiers].find(holder);
                its.tier = std::max(holding.tier_floor, tier == state.tiers[tiers].end() ? 0 : tier->second.rank);
            }
    return out;
}

bool held(RightWord word) { return word != RightWord::none && word != RightWord::ended; }

std::string becomes(const Rulebook& rules, const FamilyFacts& facts, std::size_t right, const Seen& before, const Seen& after) {
    const bool may = after.word == RightWord::usable || after.word == RightWord::served;
    if (after.word == RightWord::ended || !held(after.word)) return held(before.word) ? "ends" : "keeps";
    if (after.passed && after.owner != before.owner) return "passes to " + facts.name(after.owner);
    if (after.word == RightWord::unknown) return before.word == after.word && before.lacks == after.lacks ? "keeps" : "unknown: " + after.lacks;
    if (after.word != before.word) {
        if (!held(before.word)) return "unlocks";
        if (after.word == RightWord::paused) return "pauses";
        if (before.word == RightWord::paused) return "resumes";
        return may ? std::string(to_text(after.word)) : "not usable";
    }
    if (after.tier == before.tier) return "keeps";
    const std::size_t tiers = rules.programmes()[rules.rights()[right].programme].tiers_of;
    const auto name = [&](int rank) { return rank == 0 ? std::string("none") : rules.programmes()[tiers].programme->tiers[static_cast<std::size_t>(rank) - 1].name; };
    return name(before.tier) + " -> " + name(after.tier);
}

/// Why, by the last line of the right on the two days; of a tier by the line of the tier.
std::string because(const CourseWith& course, const EffectKey& key, Date from) {
    const auto& [right, holder, person] = key;
    const std::size_t tiers = course.timeline->rules().programmes()[course.timeline->rules().rights()[right].programme].tiers_of;
    std::string own, of_tier;
    for (const RightsEvent& event : course.timeline->events()) {
        if (event.date < from || event.holder != holder || event.because.empty()) continue;
        if (event.right == right && (event.person == person || event.event == RightEvent::transferred)) own = event.because;
        if (event.right == Reading::none && event.programme == tiers) of_tier = event.because;
    }
    return own.empty() ? of_tier : own;
}

/// Who or what an event is about, for a right: pairs of the name and whether it is the holder's own.
std::map<std::string, bool> about(const CourseWith& now, const std::string& event, const EffectKey& key, const Seen& its, Date day) {
    const FamilyFacts& facts = *now.facts;
    const auto& [right, holder, person] = key;
    const int of_policy = now.timeline->state().holders[holder].policy;
    const std::string& kind = now.timeline->state().holders[holder].kind;
    std::map<std::string, bool> out;
    const auto die = [&](int who) {
        if (who >= 0 && facts.alive(who, day)) out[facts.name(who)] = true;
    };
    if (event == "owner_dies") die(its.owner);
    if (event == "spouse_dies") die(facts.spouse(person, day));
    if (event == "person_dies") die(person);
    const bool status = event.find("_dies") == std::string::npos;
    for (int policy = 0; policy < facts.policies(); ++policy) {
        const std::string before = facts.status(policy, day);
        if (day < facts.written(policy).issued || before == "surrendered" || before == "lapsed" || before == "ended") continue;
        const bool owned = of_policy >= 0 ? policy == of_policy : kind != "owner" || facts.role(policy, Role::owner, day) == its.owner;
        if (status && before != event) out[facts.written(policy).header.name] = owned;
        if (!owned) continue;
        if (event == "payer_dies") die(facts.role(policy, Role::payer, day));
        if (event == "insured_dies") die(facts.role(policy, Role::insured, day));
        if (event == "beneficiary_dies")
            for (const int who : facts.beneficiaries(policy, day)) die(who);
    }
    return out;
}

}  // namespace

std::vector<std::string> effect_events() {
    std::vector<std::string> events = status_model().states;
    events.erase(events.begin());
    for (const char* who : {"owner", "payer", "insured", "beneficiary", "spouse", "person"}) events.push_back(std::string(who) + "_dies");
    return events;
}

std::vector<Effect> effects_of(FamilyRights& rights) {
    const Rulebook& rules = rights.rules();
    const Date day = rights.family().as_of;
    std::string dead;
    for (std::size_t state = rights.facts().model().states.size(); state-- > 0;)
        if (!rights.facts().model().leavable(state)) dead = rights.facts().model().states[state];
    const auto now = course_with(rights, "", "");
    const std::map<EffectKey, Seen> before = seen(*now);
    std::map<std::pair<std::string, std::string>, std::pair<std::unique_ptr<CourseWith>, std::map<EffectKey, Seen>>> courses;
    const auto course = [&](const std::string& event, const std::string& of) -> const auto& {
        const bool dies = event.find("_dies") != std::string::npos;
        auto& found = courses[{dies ? "dies" : event, of}];
        if (found.first == nullptr) {
            found.first = course_with(rights, of + (dies ? ".state" : ".status"), dies ? dead : event);
            found.second = seen(*found.first);
        }
        return found;
    };
    std::vector<Effect> out;
    std::set<EffectKey> changes;
    for (const auto& [key, its] : before) {
        if (its.word == RightWord::ended) continue;
        for (const std::string& event : effect_events())
            for (const auto& [of, owned] : about(*now, event, key, its, day)) {
                const auto& [with, after] = course(event, of);
                const auto then = after.find(key);
                Effect effect{std::get<0>(key), std::get<1>(key), its.owner, std::get<2>(key), now->timeline->state().holders[std::get<1>(key)].policy, its.word, event, of, owned, "", ""};
                effect.becomes = becomes(rules, *with->facts, effect.right, its, then == after.end() ? Seen{} : then->second);
                if (effect.becomes != "keeps") {
                    effect.because = because(*with, key, day);
                    changes.insert(key);
                }
                out.push_back(std::move(effect));
            }
    }
    const auto idle = [&](const Effect& effect) { return !held(effect.state) && !changes.contains({effect.right, effect.holder, effect.person}); };
    out.erase(std::remove_if(out.begin(), out.end(), idle), out.end());
    std::stable_sort(out.begin(), out.end(), [&](const Effect& a, const Effect& b) { return rules.path(a.right) < rules.path(b.right); });
    return out;
}

}  // namespace hearth
