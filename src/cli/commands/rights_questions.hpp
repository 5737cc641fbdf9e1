#pragma once

#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/cli/session.hpp"
#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// The family that a run is about, ready to be asked; faults go to the report.
FamilyRights rights_of(const Prepared& ready, Report& report);

/// --against FILE[:NAME]: two courses side by side.
Outcome answer_against(FamilyRights& rights, const Arguments& arguments, Loader& loader, const Output& output, Session& session);

/// --usage LEDGER, --as-of DATE, --standards TABLE: what was delivered against what is due.
Outcome answer_usage(FamilyRights& rights, const Prepared& ready, const Arguments& arguments, Loader& loader, const Output& output, Session& session);

}  // namespace hearth
