#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "hearth/engine/plan.hpp"

namespace hearth {

/// A balance of a product on the grid of a basis.
struct ContractAccount {
    const Account* account = nullptr;
    Program opens, carry, grows, floor;  ///< all but the first may be empty
    std::size_t period = 0;              ///< steps after which it opens again; 0: never
};

/// A condition that `lasting` follows.
struct Clock {
    Program when;
    std::string text;
    std::size_t most = 0;                ///< steps: longer is not told apart
};

/// Every past that can be met, found forward from issue. Balances that differ by less than 1e-12 of the unit of their account are one.
struct Paths {
    static constexpr std::size_t most = 50'000;  ///< pasts of one step
    struct Step {
        std::vector<Past> pasts;
        std::vector<char> met;                  ///< [past * states + state]
        std::vector<signed char> ended;         ///< as met; -1: not yet looked at
        std::vector<Past> left;                 ///< [past * states + state]: at the end of the step, before anything due there
        std::vector<std::uint32_t> next;        ///< [(past * states + from) * states + to]: past at the next step
        /// By what is exact of a past, and its first balance: to find one that is the same.
        std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::multimap<double, std::size_t>> found;
        std::size_t since_issue = 0;            ///< the past of those who never left the first state
    };
    std::vector<Step> steps;
};

}  // namespace hearth
