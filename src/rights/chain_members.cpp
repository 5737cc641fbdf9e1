// Who moves in a course: people by the rates of the basis, and then the policies of those who live (rules S63, S78).
#include <algorithm>

#include "hearth/rights/chain.hpp"

namespace hearth {

const std::string& Chain::name(int member) const {
    const FamilyFacts& facts = rights_.facts();
    return is_policy(member) ? facts.written(member - facts.persons()).header.name : facts.name(member);
}

bool Chain::moves_by_life(int member) const {
    const PolicyFigures& figures = rights_.facts().figures(member - rights_.facts().persons());
    return figures.leaves_by_life && figures.leaves_by_life();
}

std::vector<double> Chain::moves(int member, std::size_t k, std::size_t from, std::size_t life) const {
    const FamilyFacts& facts = rights_.facts();
    if (!is_policy(member)) return rights_.lives().moves(facts.name(member), k, from);
    const std::vector<std::string> statuses = status_model().states;
    std::vector<double> out(statuses.size());
    out[from] = 1;
    if (from != 0) return out;
    const int policy = member - facts.persons();
    const int months = age_of(policy, k);
    const PolicyFigures& figures = facts.figures(policy);
    if (months <= 0 || (figures.ends && *figures.ends <= moved_on(member, k))) return out;
    const std::string state = moves_by_life(member) && life != Reading::none ? facts.model().states[life] : "";
    for (const auto& [status, chance] : figures.leaves(months, state)) {
        out[static_cast<std::size_t>(std::find(statuses.begin(), statuses.end(), status) - statuses.begin())] += chance;
        out[0] -= chance;
    }
    return out;
}

/// Every month of a policy ends in one month of the family, however long February is.
int Chain::age_of(int policy, std::size_t k) const {
    const Date issued = rights_.facts().written(policy).issued, ends = day(k + 1);
    return 12 * (ends.year() - issued.year()) + static_cast<int>(ends.month()) - static_cast<int>(issued.month()) - (as_of_.day() < issued.day());
}

Date Chain::moved_on(int member, std::size_t k) const {
    if (!is_policy(member)) return day(k + 1);
    const int policy = member - rights_.facts().persons();
    return rights_.facts().written(policy).issued.plus_months(std::max(0, age_of(policy, k)));
}

int Chain::insured_of(int member, std::size_t k) const { return rights_.facts().role(member - rights_.facts().persons(), Role::insured, day(k + 1)); }

std::size_t Chain::life_of(int member, std::size_t k) const {
    const auto found = std::find(support_.begin(), support_.end(), insured_of(member, k));
    return found == support_.end() ? Reading::none : static_cast<std::size_t>(found - support_.begin());
}

}  // namespace hearth
