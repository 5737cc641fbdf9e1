#pragma once

#include <optional>
#include <vector>

#include "hearth/rights/asked.hpp"

namespace hearth {

/// What one path of one place comes to, in a year and tier. What is asked for counts in the year and tier of the request.
struct WaitingTally {
    double capacity = 0;                 ///< kept: place-months; opened again: units opened
    double used = 0;                     ///< kept: place-months; opened again: units given
    double waiting = 0;                  ///< those who wait, month by month
    double months = 0;
    double requests = 0, wait = 0;       ///< months until there is a place, or nobody asks any more
    double left = 0;                     ///< requests that end without a place
    double promised = 0, broken = 0;     ///< requests with a promise whose term is over, and those that still waited then
    double breach = 0, cost = 0;         ///< money
    double breach_value = 0, cost_value = 0;  ///< on the first day of the portfolio

    void add(const WaitingTally& other);
};

struct WaitingOn {
    std::vector<std::size_t> copies;     ///< by household: how many of those drawn take part
    std::optional<int> promise;          ///< months; none: what the payments say that are due to those who wait
    bool by_tier = false;
};

/// How long a request waited, in months, and in which row it counts.
struct Wait {
    std::size_t row = 0;
    int months = 0;
    bool served = false;
    std::size_t request = 0;             ///< of the path
};

/// A path of a place: tallies by year and tier, and every request, in the order in which they are decided.
struct WaitingPath {
    std::vector<WaitingTally> rows;      ///< year * tiers + tier
    std::vector<Wait> waits;
};

/// The years of an account's months, and how many tiers are told apart.
struct WaitingGrid {
    int first_year = 0;
    std::size_t years = 0, tiers = 1;
    std::vector<std::size_t> year;       ///< by month
    std::vector<bool> january;
};
WaitingGrid waiting_grid(const Portfolio& portfolio, const Asked& asked, bool by_tier);

/// Who has a place, month by month: first those who have one and go on asking (of an account that does not open again), then by tier, the
/// highest first, then by the month of the request, then by lot. Nobody is turned out where places become fewer.
void wait_in_line(const Asked& asked, const SharedPlace& place, std::size_t path, const WaitingOn& how, const WaitingGrid& grid, WaitingPath& out);

}  // namespace hearth
