#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "hearth/rights/chain.hpp"

namespace hearth {

/// Whose luck it is: of a family looked at alone `family` and `copy` are 0.
struct Luck {
    std::uint64_t seed = 1;
    std::uint32_t path = 0, copy = 0, family = 0;
};

/// Between 0 and 1, neither of them: by seed, path, person, month, and family, alone (Philox 4x32-10). A person and a month are below 65,536.
double drawn(const Luck& luck, std::uint32_t person, std::uint32_t month);

/// Where a life stands when a month begins: a past of the chain, and states by their number.
struct Stand {
    std::size_t past = 0, states = 0;
    [[nodiscard]] std::uint64_t key() const { return (static_cast<std::uint64_t>(past) << 32) | states; }
};

/// Lives of the support of a unit, drawn month by month: whole dated courses, which know no chances but those of a person's month.
class Walk {
  public:
    Walk(FamilyRights& rights, Chain& chain) : rights_(rights), chain_(chain) {}
    /// Forgets everything; on `as_of`.
    Stand begin();
    void next_month() { moves_.clear(); }
    [[nodiscard]] const std::vector<Lived>& states(const Stand& at) const { return joint_[at.states]; }
    /// To the month after `k`; the past is the caller's.
    void move(Stand& at, const Luck& luck, std::size_t k);

  private:
    std::size_t number_of(const std::vector<Lived>& states);
    const std::vector<std::vector<double>>& moves_of(std::size_t k, std::size_t states);
    bool ages(std::size_t k, std::size_t states);

    FamilyRights& rights_;
    Chain& chain_;
    std::vector<std::vector<Lived>> joint_;              ///< the states of the support that were met
    std::map<std::vector<Lived>, std::size_t> numbers_;  ///< of them
    std::vector<std::vector<std::vector<double>>> moves_;///< this month: by states and person, cumulated
};

}  // namespace hearth
