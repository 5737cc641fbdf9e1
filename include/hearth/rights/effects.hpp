#pragma once

#include <string>
#include <vector>

#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// What becomes of a right of a person the day after one event that is supposed on the day the family is looked at.
struct Effect {
    std::size_t right = 0, holder = 0;
    int owner = -1, person = -1;         ///< who holds the right, and whose it is, without the event
    int policy = -1;                     ///< of a programme that policies hold: which
    RightWord state = RightWord::none;   ///< without the event
    std::string event;                   ///< a status a policy comes to have ("lapsed"), or who dies ("payer_dies")
    std::string of;                      ///< the policy, or who it is that dies
    bool owned = true;                   ///< a policy of the holder of the right (or nobody's in particular)
    std::string becomes;                 ///< keeps, pauses, ends, "passes to bob", "gold -> silver", "unknown: a.path", ...
    std::string because;
};

/// The words of the events, in order: every status but the first, then who may die.
std::vector<std::string> effect_events();

/// Every right that somebody holds, or would hold by an event, under every event alone: each status of each policy that is not over,
/// and each death of those who have a part in it. The timeline itself is run again on the family with that event.
std::vector<Effect> effects_of(FamilyRights& rights);

/// One row a right and person, one column an event: what becomes of the right; which policies, where they differ. Columns:
/// programme, right, person, owner; state, then the events.
Frame rights_effects(FamilyRights& rights);
/// The same for a terminal: one row for what becomes of a right, and by which events. Columns: programme, right, person, owner; state,
/// becomes, if, because.
Frame rights_effects_listed(FamilyRights& rights);

}  // namespace hearth
