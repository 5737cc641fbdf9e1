#pragma once

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/policy_figures.hpp"

namespace hearth {

/// The one life of every person on the family's basis, begun in the state that the facts say on `as_of`; someone whose state is not
/// known or is no state of the family's model has none. Faults of the rates go to the report; then nothing may be asked.
/// `book` and `family` outlive what is returned.
LifeFigures lives_of(const Book& book, const Family& family, Report& report);

}  // namespace hearth
