#include "hearth/rights/lives.hpp"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "hearth/engine/family_life.hpp"
#include "hearth/rights/facts.hpp"
#include "hearth/rights/starting_states.hpp"

namespace hearth {
namespace {

/// The states on `as_of`, which need no policy. Faults of the rules are told by whoever runs them.
std::map<std::string, std::size_t> states_of(const Book& book, const Family& family) {
    Report unheard;
    const Rulebook rules(book, &family, unheard);
    const FamilyFacts facts(book, family, [](const std::string&) { return PolicyFigures(); });
    return starting_states(rules, facts);
}

}  // namespace

LifeFigures lives_of(const Book& book, const Family& family, Report& report) {
    const auto lives = std::make_shared<FamilyLife>(book, family, states_of(book, family), report);
    using Months = std::vector<std::vector<std::vector<double>>>;  // by month and state; empty: not asked yet
    const auto known = std::make_shared<std::map<std::string, Months>>();
    return {[lives](const std::string& person, Date day) { return lives->occupancy(person, day); },
            [lives, known](const std::string& person, std::size_t month, std::size_t from) {
                Months& months = (*known)[person];
                if (months.size() <= month) months.resize(month + 1);
                if (months[month].size() <= from) months[month].resize(from + 1);
                std::vector<double>& row = months[month][from];
                if (row.empty()) row = lives->moves(person, month, from);
                return row;
            },
            [lives](std::size_t month) { return lives->discount(month); }, family.basis, lives->illustrative()};
}

}  // namespace hearth
