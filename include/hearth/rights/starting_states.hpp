#pragma once

#include <map>
#include <string>

#include "hearth/rights/facts.hpp"
#include "hearth/rights/rulebook.hpp"

namespace hearth {

/// The state of the family's model that each person is in on `as_of`: the fact `state` where it is written, else the first state
/// whose translations (family.let) say the same as every fact written (rules S66, S77). Someone whose facts fit no state is left out.
std::map<std::string, std::size_t> starting_states(const Rulebook& rules, const FamilyFacts& facts);

}  // namespace hearth
