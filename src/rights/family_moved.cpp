// A policy in a course that is lived through, whose status the rates of the basis move (rules S63, S78).
#include <algorithm>

#include <fmt/format.h>

#include "hearth/rights/told.hpp"

namespace hearth {

/// In force, or left on a day on which a premium fell due that was not paid; of the dead it is ended.
Value FamilyWorld::moved_leaf(int policy, std::uint32_t leaf) {
    const Leaves& known = facts_.leaves();
    Names& names = *rules_.book().names;
    const Policy& written = facts_.written(policy);
    const PolicyFigures& figures = facts_.figures(policy);
    if (!figures.lacks.empty())
        return Value::unknown(fmt::format("family.{}.policy.{}.{} ({})", facts_.family().header.name, written.header.name, names.text(leaf), figures.lacks));
    const int insured = facts_.role(policy, Role::insured, here.day), member = facts_.persons() + policy;
    const std::optional<bool> lives_on = insured < 0 ? true : lives(insured);
    if (!lives_on) return state_of(insured, true);
    if (member < 64) supposed->people |= std::uint64_t{1} << member;
    if (policy < 64) supposed->policies |= std::uint64_t{1} << policy;
    hear(static_cast<std::uint8_t>(Told::What::state), member);
    const std::optional<std::size_t> found = supposed->state(member);
    if (!found) {
        supposed->asked.insert(member);
        return Value::unknown("the status of " + written.header.name);
    }
    const bool left = *found != 0, over = figures.ends && *figures.ends <= here.day;
    const std::string word = left ? status_model().states[*found] : over || !*lives_on ? "ended" : "in_force";
    if (leaf == known.status) return Value::name(names.id(word));
    if (left || !*lives_on) {
        const int whose = left ? member : insured;
        const Date on = since(whose), as_of = facts_.family().as_of;
        if (leaf == known.held) {
            (left ? supposed->asked_held : supposed->asked_death).insert(whose);
            return Value::elapsed(on, here.day);
        }
        if (leaf == known.premiums_paid) {
            if (supposed->paid != Supposed::Paid::as_lived) {
                supposed->guessed = true;
                return Value::of(facts_.paid_in_force(policy, supposed->paid == Supposed::Paid::least ? as_of : here.day));
            }
            supposed->asked_paid.insert(whose);
            return Value::of(facts_.paid_in_force(policy, on.plus_days(-1)));
        }
    }
    if (leaf == known.held) return Value::elapsed(over ? *figures.ends : facts_.status_since(policy, std::min(here.day, facts_.family().as_of)), here.day);
    if (leaf == known.premiums_paid) return Value::of(facts_.paid_in_force(policy, here.day));
    return facts_.policy_value(policy, leaf, here.day, word);
}

}  // namespace hearth
