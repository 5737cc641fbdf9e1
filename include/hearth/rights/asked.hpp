#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hearth/rights/portfolio.hpp"

namespace hearth {

/// A month of asking, for all lives in which it is alike. Costs are the insurer's.
struct AskedMonth {
    int tier = 0;
    bool settled = false;               ///< they have the place as the family comes
    double units = 0;
    double own = 0;                      ///< units of a quota of their own that go with all of them
    std::int32_t period = 0;             ///< of the quota: another number when it opens again
    double place = 0;                    ///< cost of it, if there is a place
    std::vector<double> waiting;         ///< if there is none, by whole months of waiting, the last for all later ones
    double discount = 1;                 ///< to the first day of the portfolio

    [[nodiscard]] double waits(int months) const { return waiting.empty() ? 0 : waiting[std::min(waiting.size() - 1, static_cast<std::size_t>(months))]; }
};

/// An unbroken run of months in which somebody asks for the same: a request, made in its first month. It ends when they die, recover, move, or may
/// not use the right any more; whether there was a place changes nothing of it, so that requests are drawn before anybody waits.
struct Request {
    std::uint32_t path = 0, household = 0, copy = 0;
    std::uint32_t first = 0;             ///< months from the first day of the portfolio
    std::uint32_t months = 0;
    std::size_t begin = 0;               ///< of its months, in Asked::months
    std::optional<std::uint32_t> quota = {};  ///< of their own, in Asked::quotas
    double lot = 0;                      ///< drawn: the order of requests of one month and tier

    [[nodiscard]] std::uint32_t end() const { return first + months; }
};

/// A place of an account of all families: a city, a setting, or all of it.
struct SharedPlace {
    std::string name;                    ///< the facts that tell it apart, or empty
    std::vector<double> opens;           ///< by month; below 0: nobody asked
    std::vector<std::vector<Request>> paths;  ///< by path, in order of the first month
};

/// Whose quotas they are: one for each copy of a household.
struct Quotas {
    std::size_t holder = 0;              ///< of whom they have the right
    std::string place;                   ///< where they ask
    std::vector<std::uint32_t> numbers;  ///< by copy
};

/// All that is asked of one account by the families of a portfolio, on every path.
struct Asked {
    std::string account;                 ///< "programme.account"
    std::string unit;
    Reading reading;
    std::vector<std::size_t> rights;     ///< that draw on it
    std::size_t tiers_of = Reading::none;
    Every every;                         ///< none: who has a place keeps it as long as they ask
    std::vector<SharedPlace> places;     ///< by name
    std::vector<AskedMonth> kinds;
    std::vector<std::uint32_t> months;   ///< kinds
    std::vector<double> quotas;          ///< units that open in each period
    std::map<std::tuple<std::uint32_t, std::size_t, bool, std::size_t>, Quotas> owners;  ///< household, right; whether of a person, which person or holder
    std::vector<std::vector<double>> beside;  ///< by household: present value of what its rights cost whether or not there is a place, [copy * paths + path]
    std::size_t length = 0;              ///< months of the portfolio
};

/// The accounts of all families that the rights of a portfolio draw on, nothing drawn yet. Throws Fault E0789.
std::vector<Asked> shared_accounts(Portfolio& portfolio);

/// Draws the requests of copies `from` to `to - 1` of a household and puts them to those that are there; copies come in order. Throws Fault:
/// E0789, E0794 several places at once, E0795 what is unknown or has no answer, E0796 more than can be kept.
void draw_asks(Portfolio& portfolio, std::size_t household, std::size_t from, std::size_t to, std::uint32_t paths, std::uint64_t seed, std::optional<Date> until, Asked& asked);

/// After all are drawn: requests in order, months without any given the opening of the month before.
void put_in_order(Asked& asked);

}  // namespace hearth
