#pragma once

#include "hearth/engine/contract.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/policy_figures.hpp"

namespace hearth {

/// What the contracts of a family say about themselves on dates: premiums on their civil days, the end, values by day (of the
/// policy month that has begun; rule S16 times are months since issue). Each contract is made once, when first asked for, and kept
/// by what is returned. Faults of a product or of what the policy gives are thrown as Fault.
FiguresOf figures_of(const Book& book, const Family& family);

}  // namespace hearth
