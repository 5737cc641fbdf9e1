#pragma once

#include <span>
#include <string>

#include "hearth/base/diagnostic.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// Applies changes in their order: what names a leaf of a noun is written into the set, the rest is given to the run itself. In a
/// change of what was given before, `old` is what was given. Faults E0212, E0213 and those of expressions go to the report.
Given apply_changes(Set& set, std::span<const Change> changes, Report& report);

/// The change is of a noun of the set, not of what is given to the run.
bool changes_set(const Change& change);

/// Where it is said what an axis changes: beside the value, if it has a place of its own.
Place place_of(const Axis& axis, const Tree& value);

/// A leaf as a cell of a result: a number, a date, else its text as written.
Cell cell_of(const Tree& leaf);

}  // namespace hearth
