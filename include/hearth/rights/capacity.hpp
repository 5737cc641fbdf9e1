#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hearth/rights/portfolio.hpp"

namespace hearth {

/// How the families of a portfolio wait for what they share: on drawn lives, at least 2 paths.
struct Queueing {
    std::uint32_t paths = 0;
    std::uint64_t seed = 1;
    std::optional<Date> until;           ///< none: until the youngest of all would be 106
    std::optional<int> promise;          ///< months; none: the payments say it that are due to those who wait
    bool by_tier = false;
    std::string account;                 ///< "programme.account"; empty: all there are
};

/// One row an account, place and year (and tier), and one for all years: capacity, used, occupancy, waiting, requests, wait and its quantiles,
/// left, broken, breach, cost, each with its standard error. Throws Fault as draw_asks does; E0793 where nothing is shared.
Frame capacity_by_year(Portfolio& portfolio, const Queueing& how);

/// What one more family of each cohort costs, in present value on the first day: its own place, what it pays and costs beside, and the promises
/// that are broken to all because of it. The mean over the next families up to 2 % of the cohort; the lives of all others stay the same.
Frame capacity_one_more(Portfolio& portfolio, const Queueing& how);

/// The most families of a name of which the promises broken are at most a share, and one more. By bisection on the same lives: each family that is
/// sold was among those of any larger number. Throws Fault E0797 where no number is the answer.
Frame capacity_most(Portfolio& portfolio, const Queueing& how, const std::string& family, double share);

/// Whether figures of the portfolio rest on examples, and on what.
Provenance portfolio_provenance(Portfolio& portfolio, std::string method);

}  // namespace hearth
