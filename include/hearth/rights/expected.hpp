#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hearth/rights/chain.hpp"

namespace hearth {

struct ExpectedTerms;

/// By what the figures of a right are told apart, beside right, person and owner.
struct Apart {
    bool year = false, tier = false, item = false;
    std::vector<std::string> facts;      ///< of the person: a city, a state
    std::optional<Date> until;           ///< only what happens before that day
    friend bool operator==(const Apart&, const Apart&) = default;
};

/// What a right is expected to come to, or comes to on one path. Money is the insurer's cost in the currency of the right.
struct Figures {
    double unlocked = 0;                 ///< probability that it is ever unlocked; told apart by year, in that year
    double used = 0;                     ///< that it is ever used
    double held = 0, usable = 0;         ///< years
    double holds = 0;                    ///< probability of what is asked
    double units = 0;                    ///< drawn, by the demand of the basis
    double cost = 0;
    double value = 0;                    ///< of the cost, on `as_of`, at the interest of the family's basis

    void add(const Happening& one, double weight, double worth);  ///< `worth`: the weight, discounted
    void add(const Figures& other, double weight);
};

/// Which line of the result: the person, and as told apart.
struct Line {
    int person = -1;
    int year = 0, tier = 0;
    std::size_t item = Reading::none, label = 0;
    friend auto operator<=>(const Line&, const Line&) = default;
};

/// A unit's figures and how they were found.
struct Expectation {
    std::map<Line, Figures> lines;
    std::map<Line, Figures> errors;      ///< standard errors, of a simulation
    std::map<int, std::vector<double>> values;  ///< of a simulation: the present value for each person, path by path
    std::vector<std::vector<std::string>> labels;
    std::string method;                  ///< "exact: 2 people, 36 states"
    std::map<int, std::string> refused;  ///< of whom there are no figures, and why
    bool limit = false;                  ///< it is refused because it is too large
    bool fault = false;                  ///< because a rule or a rate has no answer
};

/// A happening of month `k` of a chain, in its line. A cost is discounted between the beginnings of months by days, at the interest of the month.
struct Entry {
    Line line;
    double discount = 0;
};
Entry entry_of(const Happening& one, const LifeFigures& lives, const Chain& chain, std::size_t k, const Apart& by);

/// Over all courses of the joint states of those whom the rules read, each past kept only as far as it matters (rules S77 to S81). People
/// are independent. Refuses, naming the coupling, above 2,000 states in a month or 50,000 months that differ; and where something read is unknown (rule S80).
Expectation expected(FamilyRights& rights, const Unit& unit, const Apart& by, ExpectedTerms* heard = nullptr);

/// `paths` whole lives of the family, drawn month by month, through the same timeline. Draws depend on seed, path, person and month
/// alone (Philox 4x32-10), so every right, and every family with the same people, sees the same lives.
Expectation simulated(FamilyRights& rights, const Unit& unit, const Apart& by, std::uint32_t paths, std::uint64_t seed);

/// Later events that say what the rates of the basis say, and rates of a status, which only events move (rule S78).
std::vector<std::string> events_not_read(const FamilyRights& rights);

/// How a family's rights are expected: exactly, or by simulation where `paths` is given (at least 2).
struct Expecting {
    Apart by;
    std::uint32_t paths = 0;
    std::uint64_t seed = 1;
    std::size_t threads = 1;             ///< that share the rights; 0: as many as the machine has processors. The same for any number
    bool too_large = false;                ///< out: some right was refused as too large
    bool no_answer = false;              ///< out: some rule or rate had none
};
/// Of every unit, in their order. More than one thread: on the basis of the family as it is written.
std::vector<Expectation> expectations(FamilyRights& rights, const std::vector<Unit>& units, const Expecting& how);
/// One row a right, person and owner, and as told apart. Columns: right, person, owner, [year, tier, item, facts]; unlocked, used, held,
/// usable, units, cost, value; of a simulation their standard errors, and quantiles of the value; method, note.
Frame rights_expected(FamilyRights& rights, Expecting& how);

}  // namespace hearth
