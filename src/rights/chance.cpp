#include "hearth/rights/chance.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

constexpr int most_joint_states = 200'000;

/// Walks the joint states of those who are asked about, and of nobody else: a condition decided early asks no further.
struct JointWalk {
    FamilyWorld& world;
    const std::vector<std::pair<const Rule*, bool>>& rules;
    const Here& here;
    const LifeFigures& lives;
    Supposed supposed;
    int visited = 0;
    Value lacks;
    Place open_at;  ///< the rule that waits for a state

    bool all(double& out) {  // true: decided
        Value missing;
        bool open = false;
        for (const auto& [rule, wanted] : rules) {
            const Value value = world.evaluate(*rule, here);
            if (!value.known()) {
                missing = open ? lacking(missing, value) : value;
                open = true;
                open_at = rule->expression->place;
            } else if (value.yes() != wanted) {
                out = 0;
                return true;
            }
        }
        if (open) lacks = missing;
        out = 1;
        return !open;
    }

    /// None where a person's state does not decide it: then `lacks` says what is missing.
    std::optional<double> total() {
        if (++visited > most_joint_states)
            throw Fault(Stop::limit, {"E0747", open_at, fmt::format("more than {} joint states of people decide this on {}", most_joint_states, here.day.text()),
                                      "ask about fewer people, or about each alone: any(...), all(...)", Severity::error});
        supposed.asked.clear();
        double here_value = 0;
        if (all(here_value)) return here_value;
        if (supposed.asked.empty()) return std::nullopt;
        const int person = *supposed.asked.begin();
        const std::vector<double> states = lives.occupancy(world.facts().name(person), here.day);
        double weighted = 0;
        for (std::size_t state = 0; state < states.size(); ++state) {
            if (states[state] == 0) continue;
            supposed.suppose(person, state);
            const std::optional<double> part = total();
            if (!part) return std::nullopt;
            weighted += states[state] * *part;
        }
        supposed.suppose(person, std::nullopt);
        return weighted;
    }
};

}  // namespace

Chance chance(FamilyWorld& world, const std::vector<std::pair<const Rule*, bool>>& rules, const Here& here, const LifeFigures& lives) {
    Chance out;
    std::set<std::string> memory;
    for (const auto& [rule, wanted] : rules) memory.insert(rule->memory.begin(), rule->memory.end());
    if (!memory.empty()) {
        out.note = "has memory: " + join(std::vector<std::string>(memory.begin(), memory.end()));
        return out;
    }
    if (!lives.occupancy) {
        out.note = "no lives";
        return out;
    }
    JointWalk walk{world, rules, here, lives, {}, 0, {}, {}};
    world.supposed = &walk.supposed;
    try {
        out.number = walk.total();
        if (out.number) out.number = std::min(1.0, *out.number);  // the joint states sum to one but for rounding
        if (!out.number) out.note = "unknown: " + join(*walk.lacks.missing);
    } catch (const Fault& fault) {
        world.supposed = nullptr;
        if (fault.stop() == Stop::limit) throw;
        out.note = fmt::format("no number: {} ({})", fault.diagnostic().message, fault.diagnostic().code);
    }
    world.supposed = nullptr;
    return out;
}

Chance chance_of(Timeline& timeline, const RightsEvent& event, const LifeFigures& lives) {
    FamilyWorld& world = timeline.world();
    const Date as_of = world.facts().family().as_of;
    if (event.date <= as_of) return {1.0, fmt::format("certain: on or before {}", as_of.text())};
    const Rulebook& rules = timeline.rules();
    Here here;
    here.day = event.date;
    here.holder = event.holder;
    here.owner = event.owner;
    here.person = event.person;
    here.programme = event.programme;
    here.right = event.right;
    std::vector<std::pair<const Rule*, bool>> wanted;
    if (event.right == Reading::none) {
        const ProgrammeRules& programme = rules.programmes()[event.programme];
        if (programme.programme->ratchet) return {std::nullopt, "has memory: a tier once reached stays"};
        if (event.event != RightEvent::upgraded || event.tier == 0) return {std::nullopt, "has memory: the tier of the day before"};
        wanted = {{&programme.tiers[static_cast<std::size_t>(event.tier - 1)], true}};
        return chance(world, wanted, here, lives);
    }
    const RightRules& right = rules.rights()[event.right];
    const auto holding = timeline.state().rights[event.right].find(event.holder);
    const bool passed = holding != timeline.state().rights[event.right].end() && holding->second.passes > 0;
    if (passed) return {std::nullopt, "has memory: the right passes to another holder"};
    switch (event.event) {
        case RightEvent::pending: wanted = {{&right.unlock, false}}; break;
        case RightEvent::unlocked: case RightEvent::waiting: wanted = {{&right.end, false}, {&right.unlock, true}}; break;
        case RightEvent::usable: case RightEvent::resumed:
            wanted = {{&right.end, false}, {&right.unlock, true}, {&right.keep, true}};
            if (event.state != RightWord::unlocked) wanted.emplace_back(&right.use, true);  // resumed, but not to be drawn on yet
            break;
        case RightEvent::paused:
            wanted = {{&right.end, false}, {&right.unlock, true}};  // of `stopped` those who lose it
            if (!event.stopped) wanted.emplace_back(&right.keep, false);
            break;
        case RightEvent::ended:
            if (event.stopped) wanted = {{&right.end, false}, {&right.unlock, true}};  // those who lose it
            else wanted = {{&right.end, true}};
            break;
        case RightEvent::used: return {std::nullopt, "has memory: a request"};
        case RightEvent::exhausted: return {std::nullopt, "has memory: what was drawn before"};
        case RightEvent::transferred: return {std::nullopt, "has memory: the right passes to another holder"};
        default: return {std::nullopt, "unknown"};
    }
    // An unlock that no longer holds that day was kept from an earlier one.
    const bool latched = std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return one.first == &right.unlock && one.second; });
    if (latched && right.unlock.memory.empty() && !world.evaluate(right.unlock, here).yes()) return {std::nullopt, "has memory: unlocked on an earlier day"};
    return chance(world, wanted, here, lives);
}

}  // namespace hearth
