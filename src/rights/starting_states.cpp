#include "hearth/rights/starting_states.hpp"

#include "hearth/base/diagnostic.hpp"
#include "hearth/rights/family_world.hpp"

namespace hearth {

namespace {

/// Whether the facts of a person are those of a state.
bool fits(FamilyWorld& world, int person, std::size_t state, Date day) {
    const FamilyFacts& facts = world.facts();
    Supposed supposed;
    supposed.suppose(person, state);
    Here here;
    here.day = day;
    here.person = here.owner = person;
    for (const auto& [name, expression] : facts.family().lets) {
        const Rule* translation = world.rules().translation(name);
        if (!facts.known_fact(facts.leaf(name)) || translation->program.empty()) continue;
        const Value written = facts.fact(person, facts.leaf(name), day);
        if (!written.known()) continue;
        world.supposed = &supposed;
        bool same = false;
        try {
            same = compare_values(Code::is, world.evaluate(*translation, here), written, nullptr).yes();
        } catch (const Fault&) {
            same = false;  // a translation by steps has no answer in a state outside the order
        }
        world.supposed = nullptr;
        if (!same) return false;
    }
    return true;
}

}  // namespace

std::map<std::string, std::size_t> starting_states(const Rulebook& rules, const FamilyFacts& facts) {
    RightsState none;
    FamilyWorld world(rules, facts, none);
    std::map<std::string, std::size_t> out;
    const Date as_of = facts.family().as_of;
    for (int person = 0; person < facts.persons(); ++person) {
        if (facts.written_fact(person, facts.leaves().state)) {
            const Value state = facts.fact(person, facts.leaves().state, as_of);
            const auto number = state.known() ? facts.model().state(facts.book().names->text(state.id)) : std::nullopt;
            if (number) out[facts.name(person)] = *number;
            continue;
        }
        for (std::size_t state = 0; state < facts.model().states.size(); ++state)
            if (facts.model().leavable(state) && fits(world, person, state, as_of)) {
                out[facts.name(person)] = state;
                break;
            }
    }
    return out;
}

}  // namespace hearth
