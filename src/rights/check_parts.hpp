#pragma once

#include "hearth/rights/rulebook.hpp"

namespace hearth {

/// Tiers that can never be the highest (E0749), or never be reached at all (E0760).
void check_tiers(const ProgrammeRules& programme, const Rulebook& rules, Report& report);
/// Versions of a right: two that hold at one time (E0748), days without any (E0761), rights that override each other (E0762).
void check_versions(const Programme& programme, Report& report);
/// "3 of" people who are never more than two (E0763).
void check_scopes(const RightRules& right, const Rulebook& rules, Report& report);
/// What `keep` and `end` say of each status of the policies, as far as the text alone decides it. Warnings: a status of which `keep`
/// can only be unknown (E0764), one for which both are yes (E0765).
void check_statuses(const RightRules& right, const Rulebook& rules, Report& report);

}  // namespace hearth
