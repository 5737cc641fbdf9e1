#pragma once

#include "hearth/language/ast.hpp"

namespace hearth {

/// The leaf of a policy asks about the rights of its family: `pv(right)`, `probability(condition)`, `first(condition)`. A contract
/// knows no rights: to it the leaf is unknown until it is valued (rights/valued.hpp).
bool of_rights(const Ast& leaf);

}  // namespace hearth
