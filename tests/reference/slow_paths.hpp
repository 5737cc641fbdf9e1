#pragma once

#include <map>
#include <set>
#include <vector>

#include "competing.hpp"
#include "lives.hpp"

namespace hearth::reference {

/// Where lives stand: the state of each and how many steps it has been in it; for how many steps each clock has run, -1 if it does not;
/// the balances, as parts of the sum.
struct Standing {
    int k = 0;
    std::vector<int> states, held, clocks;
    std::vector<Real> balances;
    int premiums = 0;  ///< that were due before, where one is returned
    auto operator<=>(const Standing&) const = default;
};

/// What all courses from a standing on are worth, discounted to it.
struct Worth {
    Real benefits = 0, refunds = 0;  ///< refunds: premiums that are returned, in premiums
    Real units = 0;  ///< 1 for each premium, less the refunds
    Real squares = 0, products = 0, unit_squares = 0;  ///< means of benefits^2, benefits * units, units^2
};

/// Values of a drawn product by counting: every course that the lives can take together is written down, step by step, with its
/// probability and what is paid on it. How long a life has been in its state, or a condition has held, is read off the course.
class SlowPaths {
  public:
    explicit SlowPaths(const Lives& product) : product_(product) {}

    [[nodiscard]] Standing issue() const;
    Worth worth(const Standing& from);
    /// Every standing that can be met while the contract runs.
    const std::set<Standing>& standings();
    /// The chance that the lives are in these states after k steps; the contract may have ended before.
    Real in_states(int k, const std::vector<int>& states);

  private:
    using Row = std::map<std::vector<int>, Real>;
    using Course = std::vector<std::vector<int>>;  ///< states of the lives at the points of the grid
    [[nodiscard]] bool ended(int k, const std::vector<int>& states) const;
    [[nodiscard]] Real discount(int k) const;
    /// Where a course stands at a point; balances are left empty.
    [[nodiscard]] Standing standing(const Course& course, std::size_t at, const Standing& from) const;
    [[nodiscard]] bool runs(std::size_t clock, const std::vector<int>& states) const;
    [[nodiscard]] bool holds(const Condition& one, int year, const Standing& at) const;
    [[nodiscard]] bool fits(const LivesPayment& payment, int year, const Standing& at) const;
    struct Paid {
        Real benefits = 0, refunds = 0, units = 0;  ///< here units are of all premiums
    };
    /// Pays what falls due at one moment in the three rounds of S42; `factor`: the discount from each payment's own moment.
    void pay(const std::vector<std::pair<const LivesPayment*, Real>>& due, int year, Standing& at, Paid& paid) const;
    Paid start(int k, Standing& at, Real discounted) const;
    Paid step(const Standing& before, Standing& then, Real discounted) const;
    [[nodiscard]] Real amount(const LivesPayment& payment, int year, const std::vector<int>& states) const;
    [[nodiscard]] Real to_middle(const LivesPayment& payment, int k) const;
    [[nodiscard]] Real number(const OneLife& life, const LifeRate& rate, const Standing& at, Real inside, Real held) const;
    [[nodiscard]] Real force(std::size_t life, const LifeRate& rate, const Standing& at) const;
    [[nodiscard]] Real probability(std::size_t life, const LifeRate& rate, const Standing& at) const;
    [[nodiscard]] std::vector<int> struck(const Shock& shock, const std::vector<int>& states) const;
    [[nodiscard]] Row together_at_once(const Standing& at) const;
    [[nodiscard]] Row life_by_life(const Standing& at) const;
    const Row& row(Standing at);
    void follow(Course& course, const Standing& from, const Standing& kept, Real chance, Paid paid, Real discounted, Worth& sum);
    void count(Course& course, const Standing& kept, Real chance, bool running);

    const Lives& product_;
    std::map<Standing, Row> rows_;
    std::set<Standing> standings_;
    std::map<std::pair<int, std::vector<int>>, Real> in_states_;
};

}  // namespace hearth::reference
