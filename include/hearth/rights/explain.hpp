#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "hearth/base/date.hpp"
#include "hearth/frame/explanation.hpp"
#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// How the state of a right ("programme.right", or its name where only one programme has it) of a person on a day came about: the
/// conditions that decide it, each with its values, and to `depth` the rights they read. Of several holders the best state, as `--why`.
/// Throws Fault: E0750 no such right, E0746 no such person, E0751 the right does not reach the person that day.
Explanation explain(FamilyRights& rights, const std::string& right, const std::string& person, Date day, std::size_t depth);

/// The same of the tier that somebody has in a programme. Throws Fault: E0933 no such programme has tiers, E0746, E0934 the person holds none.
Explanation explain_tier(FamilyRights& rights, const std::string& programme, const std::string& person, Date day, std::size_t depth);
/// What a payment of a right comes to for a person on a day: 0 where it is not due. Throws Fault: E0750, E0746, E0751, E0935 no such payment.
Explanation explain_payment(FamilyRights& rights, const std::string& right, const std::string& payment, const std::string& person, Date day, std::size_t depth);

/// A figure of what a right is expected to come to for a person: a column of `hearth rights --expected`, of one year or of all.
struct ExpectedAsked {
    std::string right, person;
    std::string owner;                     ///< whose, if several hold it for the person
    std::string item;                      ///< "value"
    std::optional<int> year;
    std::size_t depth = 2;                 ///< 1: the months that count; 2: chances and amounts of each; 3: how these came about
};
/// Throws Fault: E0577 nothing is expected for the person, E0578 of several holders none is named, E0579 no such column, E0580 it is refused,
/// E0581 no such year.
Explanation explain_expected(FamilyRights& rights, const ExpectedAsked& asked);

/// The right that a path or a bare name means. E0750.
std::size_t right_meant(const Rulebook& rules, const std::string& path);
/// A person of the family. E0746.
int person_meant(const FamilyFacts& facts, const std::string& name);
/// Those who hold a right for a person, the best state first.
std::vector<std::size_t> holders_of(const Timeline& timeline, std::size_t right, int person);

}  // namespace hearth
