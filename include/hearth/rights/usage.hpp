#pragma once

#include <vector>

#include "hearth/rights/family_rights.hpp"
#include "hearth/rights/ledger.hpp"

namespace hearth {

/// What was delivered, held against what the family may have, against the standards and against what was expected. A row each for
/// - left: what an account holds on the day (amount), and what the services of the right drew from it since the ledger begins (found);
/// - breach: a service that was not due, beyond its accounts, or outside a standard: what was found, what is allowed, the remedy (amount);
/// - use: units delivered (found) and expected (allowed) since the ledger begins, and their ratio (amount). Expected are the units a month
///   that the basis of the family writes under `demand`, for the time in which the right can be used (rule S79).
/// Columns: kind, right, person, owner (of `left`), what, order; date, found, allowed, amount, unit. Throws Fault as the timeline does.
Frame rights_usage(FamilyRights& rights, const Ledger& ledger, const std::vector<Standard>& standards, Date as_of);

/// The rows of one kind as a table of its own.
Frame usage_of_kind(const Frame& usage, std::string_view kind);

}  // namespace hearth
