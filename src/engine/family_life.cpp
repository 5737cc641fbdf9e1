#include "hearth/engine/family_life.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "hearth/base/math.hpp"
#include "person_life.hpp"

namespace hearth {

FamilyLife::FamilyLife(const Book& book, const Family& family, const std::map<std::string, std::size_t>& states, Report& report)
    : as_of_(family.as_of) {
    std::set<std::string> told;  // a fault of a basis is one fault, however many people live on it
    Report again;
    for (const Person& person : family.persons) {
        const std::string& name = person.basis.empty() ? family.basis : person.basis;
        const Basis* basis = book.basis(name);
        if (basis == nullptr || family.models.empty()) continue;  // told when the set was bound
        if (name == family.basis && first_.empty()) first_ = person.header.name;
        const auto state = states.find(person.header.name);
        lives_.emplace(person.header.name, std::make_unique<PersonLife>(book, family, person, *basis,
                                                                        state == states.end() ? std::nullopt : std::optional(state->second),
                                                                        told.insert(name).second ? report : again));
    }
}

FamilyLife::~FamilyLife() = default;
FamilyLife::FamilyLife(FamilyLife&&) noexcept = default;

std::vector<double> FamilyLife::occupancy(const std::string& person, Date day) {
    const auto life = lives_.find(person);
    if (life == lives_.end() || day < as_of_) throw std::logic_error("no expectation for this person on this day");
    return life->second->at(static_cast<std::size_t>(completed_months(as_of_, day)));
}

std::vector<double> FamilyLife::moves(const std::string& person, std::size_t month, std::size_t from) { return lives_.at(person)->moves(month, from); }

double FamilyLife::discount(std::size_t month) {
    if (first_.empty()) throw std::logic_error("nobody lives on the basis of the family");
    if (discounts_.empty()) discounts_.push_back(1);
    while (discounts_.size() <= month) discounts_.push_back(discounts_.back() * power(1 + lives_.at(first_)->interest(discounts_.size() - 1), -1.0 / 12));
    return discounts_[month];
}

bool FamilyLife::illustrative() const {
    return std::any_of(lives_.begin(), lives_.end(), [](const auto& life) { return life.second->illustrative(); });
}

}  // namespace hearth
