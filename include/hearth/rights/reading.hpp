#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// What a name or a form of a rule reads. Its number is the `id` of a load or a special of the compiled rule.
struct Reading {
    enum class Kind : std::uint8_t {
        date, calendar_year, month_of_year,
        fact,           ///< a leaf of the person at the end of the path
        someone,        ///< the name of that person
        people,         ///< the names of those people
        policy,         ///< a leaf of a policy
        paid_up,        ///< "status is paid_up" of a policy
        tier, right, served, requested, request,
        balance,        ///< of an account; one argument: the place, if it has a balance for each place
        opened,         ///< what that account last opened with; the same argument
        payment,        ///< what a payment gives on this day
        each_person, each_policy, each_row,   ///< lists: arguments = {value or none, when or none}
        since_issue, since_unlock, since_request,
        since_day,      ///< of a date: one argument
        since, lasting, ///< of a condition: one argument
        holder,         ///< who holds a right on this day
        at,             ///< a look from elsewhere: arguments = {what, given...}; `hops` are the names given
        present_value,  ///< of what a right costs the insurer; asked from outside alone, as the next two
        probability,    ///< of a condition: one argument
        first           ///< the first day of a condition: one argument
    };
    /// Where its path begins.
    enum class From : std::uint8_t { owner, person, person_row, policy_row, policy, family };

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    Kind kind = Kind::date;
    From from = From::person;
    std::size_t level = 0;               ///< of a row: how many rows of people and policies stand around it
    std::vector<std::string> hops;       ///< "spouse", "parents", "insured", ...
    std::string name;                    ///< the leaf
    std::uint32_t leaf = 0;              ///< its number in Names
    bool life = false;                   ///< of a state: only whether it is one that nobody leaves
    std::string currency;                ///< money of a policy: what the rule counts in; empty: whatever all its policies are in
    std::size_t programme = none, right = none, part = none;  ///< indexes in the Rulebook; `part`: the account or payment
    Place place;
};

}  // namespace hearth
