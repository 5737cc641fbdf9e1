#pragma once

#include <string>

#include "hearth/model/nouns.hpp"

namespace hearth {

/// Puts numbers in place of the leaves of policies that ask about rights, as in `rights_cost = "pv(club.bed)"`: exact, on `as_of`, of the
/// rights that the policy or its owner holds, or of all that a family or its people hold. The leaf that is replaced is the `old` of the
/// number. One is valued while the others are unknown, as long as one can be: what comes out does not depend on those. Throws Fault E0756
/// where rights read what a leaf makes of them, E0757 where a leaf is of no kind that a policy gives, and those of an expectation (E0753).
void value_leaves(const Book& book, Family& family);
/// The same of the family that is run, "family.x"; a product has none.
void value_leaves(Book& book, const std::string& noun);

}  // namespace hearth
