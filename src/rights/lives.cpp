#include "hearth/rights/lives.hpp"

#include <map>
#include <memory>
#include <utility>

#include "hearth/engine/family_life.hpp"
#include "hearth/rights/facts.hpp"

namespace hearth {
namespace {

/// The states on `as_of`, which need no policy.
std::map<std::string, std::size_t> states_of(const Book& book, const Family& family) {
    const FamilyFacts facts(book, family, [](const std::string&) { return PolicyFigures(); });
    std::map<std::string, std::size_t> states;
    for (int person = 0; person < facts.persons(); ++person) {
        const Value state = facts.fact(person, "state", family.as_of);
        if (state.kind != Value::Kind::name) continue;
        if (const auto number = facts.model().state(book.names->text(state.id))) states.emplace(facts.name(person), *number);
    }
    return states;
}

}  // namespace

LifeFigures lives_of(const Book& book, const Family& family, Report& report) {
    const auto lives = std::make_shared<FamilyLife>(book, family, states_of(book, family), report);
    return {[lives](const std::string& person, Date day) { return lives->occupancy(person, day); }, family.basis, lives->illustrative()};
}

}  // namespace hearth
