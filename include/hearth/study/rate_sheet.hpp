#pragma once

#include "hearth/study/study.hpp"

namespace hearth {

/// Makes a rate sheet of the result of a study whose first column shown is the price: a column `lint` says where a price is not above
/// 0, falls with age, turns along another axis of numbers, or does not meet a rule; a column `basis_hash` is the same for sheets of the same files, changes
/// and target. A warning E0848 counts the lints.
void finish_rate_sheet(Frame& frame, Report& report);

/// The same for the same version, files, changes and target.
std::string basis_hash(const Provenance& provenance);

}  // namespace hearth
