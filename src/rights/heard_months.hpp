#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "explaining.hpp"
#include "hearth/rights/expected.hpp"
#include "hearth/rights/expected_terms.hpp"
#include "hearth/rights/explain.hpp"
#include "whence.hpp"

namespace hearth::expected_months {

using Kind = Happening::Kind;
constexpr std::size_t nothing = static_cast<std::size_t>(-1);

inline bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a + 0.0) == std::bit_cast<std::uint64_t>(b + 0.0); }

/// What was seen of one person in a month as it was lived through.
struct Seen {
    std::string word;  ///< of the right, as the month begins
    std::vector<Explained> nodes;  ///< how it and what is asked and paid came about
    std::size_t right = nothing, demand = nothing;
    std::map<std::pair<std::size_t, Date>, std::size_t> paid;  ///< by payment and day
    bool left_out = false;  ///< there was too much to keep
};

/// A month that counts, and the months that are like it.
struct Months {
    struct One {
        std::size_t k;
        double chance, discount;
        std::uint32_t whence;  ///< node of its chance
    };
    std::vector<One> all;
    std::vector<Lived> states;
    std::shared_ptr<const Seen> seen;
};

/// What is added to the figure that is asked.
struct Term {
    Happening what;
    Months months;
    std::string who;
    double discount = 0;  ///< of a cost that is not of months that are alike
    bool gathered = false;
};

/// Nodes behind others; the place of the first.
std::size_t append(std::vector<Explained>& to, const std::vector<Explained>& from);

/// Keeps the months and the terms of one figure as an exact expectation is made.
struct HeardMonths final : ExpectedTerms {
    static constexpr std::size_t most_kept = 300'000;
    static constexpr std::size_t chances_told = 4;  ///< how deep is asked before chances are taken apart

    HeardMonths(FamilyRights& all, const Unit& one, const ExpectedAsked& question, int who, Kind which)
        : rights(all), unit(one), asked(question), person(who), kind(which) {
        if (asked.depth >= chances_told) whence = &made_of;
    }

    void begins(const Chain& of) override;
    void day(Timeline& timeline) override;
    void month(std::size_t k, const std::vector<Lived>& states, const Chain::Month& of, double chance, double discount, std::size_t gathers,
               bool first) override;
    void counts(const Line& line, const Happening& one, double discount, std::size_t from) override;

    /// The state of a member of the support as it is read: "alive", "disabled", "overdue".
    [[nodiscard]] std::string state_of(std::size_t member, std::size_t state) const;
    /// "gang disabled since 2030-04-01, lan alive"
    [[nodiscard]] std::string who(const std::vector<Lived>& states) const;
    [[nodiscard]] Date day_of(std::size_t k) const { return rights.family().as_of.plus_months(static_cast<int>(k)); }

    FamilyRights& rights;
    const Unit& unit;
    const ExpectedAsked& asked;
    int person;
    Kind kind;
    std::vector<Term> terms;
    std::map<const Chain::Month*, std::shared_ptr<Seen>> of_month;
    std::shared_ptr<Seen> latest;  ///< of the month that is lived through
    Months last;
    std::map<std::size_t, Months> gathered;
    std::size_t kept = 0;  ///< nodes of what was seen
    Whence made_of;
    struct Reached {
        std::size_t k;
        std::string who;
    };
    std::map<std::uint32_t, Reached> reached_then;  ///< by node: whose chance it is
    struct Named {
        std::string name;
        bool policy, whole;  ///< of whom more is read than whether they live
    };
    std::vector<Named> members;                     ///< of the support
};

}  // namespace hearth::expected_months
