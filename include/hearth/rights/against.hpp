#pragma once

#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// Two life courses side by side: two families, two versions of a rule file, or one family under a change. A row for each stretch of time
/// in which a right of a person, or a tier of an owner, is not the same in both. Columns: from, programme, right, person, owner; to,
/// before (in `other`), now (in `rights`), change (gains, loses, differs), because. The title says who gains or loses how much, and
/// first when. No row: no difference.
Frame rights_against(FamilyRights& rights, FamilyRights& other);

}  // namespace hearth
