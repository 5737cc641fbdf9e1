#include "hearth/rights/lives.hpp"

#include <map>
#include <memory>
#include <utility>

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
    return {[lives](const std::string& person, Date day) { return lives->occupancy(person, day); },
            [lives](const std::string& person, std::size_t month, std::size_t from) { return lives->moves(person, month, from); },
            [lives](std::size_t month) { return lives->discount(month); }, family.basis, lives->illustrative()};
}

}  // namespace hearth
