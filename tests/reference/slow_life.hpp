#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "competing.hpp"

namespace hearth::reference {

/// The probabilities of a drawn product's basis, from the definitions of S30 to S35, S61 and S63. Times and `held` in steps.
class SlowLife {
  public:
    explicit SlowLife(const Drawn& product);

    /// From `state`, held so long, over step k: where the life is at its end.
    const std::vector<Real>& row(int k, int state, int held);
    /// The discount of step k.
    [[nodiscard]] Real discount(int k) const { return discounts_[static_cast<std::size_t>(k)]; }
    /// Chances that the contract is surrendered or lapses at the end of step k, once it has survived it. `premium_may_fall` says for
    /// each step whether a premium may fall due at its start.
    [[nodiscard]] std::vector<Real> leaves(int k, const std::vector<bool>& premium_may_fall) const;

  private:
    [[nodiscard]] Real number(const Rate& rate, int k, Real inside, Real held) const;
    [[nodiscard]] Real force(const Rate& rate, int k, int held) const;
    [[nodiscard]] Real probability(const Rate& rate, int k, int held) const;
    [[nodiscard]] std::vector<Real> of_matrix(int k, int state) const;
    [[nodiscard]] std::vector<Real> computed(int k, int state, int held) const;

    const Drawn& product_;
    std::vector<Real> discounts_;
    std::map<std::tuple<int, int, int>, std::vector<Real>> rows_;
};

}  // namespace hearth::reference
