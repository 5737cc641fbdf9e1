#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hearth/rights/facts.hpp"

namespace hearth {

/// spouse, parents, children, siblings.
bool is_kin(std::string_view word);
/// Roles of a policy that name a person: owner, payer, insured.
bool is_role(std::string_view word);
Role role_of(std::string_view word);

/// Those at the end of a path of kin from some people, each once, in order; nobody where there is no such kin.
std::vector<int> kin_of(const FamilyFacts& facts, std::vector<int> from, const std::vector<std::string>& hops, std::size_t first, Date day);

}  // namespace hearth
