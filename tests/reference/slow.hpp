#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "slow_life.hpp"

namespace hearth::reference {

/// Where a life stands, in steps of the basis.
struct Node {
    int k = 0, state = 0, held = 0;
};

/// What is due from a node on, discounted to it.
struct Due {
    Real benefits = 0, expenses = 0, premiums = 0, units = 0;  ///< units: 1 for each premium
};

/// Values of a drawn product by their definitions: from every node the life is followed forward, and each payment that falls due is
/// weighted with the probability of being there and the discount. Nothing is handed back from later nodes to earlier ones, except a
/// cash value that a later benefit pays, which is asked for in the same way.
class Slow {
  public:
    explicit Slow(const Drawn& product);

    [[nodiscard]] Real level() const { return level_; }  ///< the level premium
    [[nodiscard]] Real net_premium() const { return net_; }
    Due due(const Node& node);
    Real net_reserve(const Node& node);
    Real gross_reserve(const Node& node);
    Real cash_value(const Node& node);
    /// The chance of being in `state` after k steps, from issue.
    Real in_state(int k, int state);
    /// Whether a life can stand there.
    bool reachable(const Node& node);

  private:
    using Places = std::map<std::pair<int, int>, Real>;  ///< probability by state and held
    [[nodiscard]] bool ended(int k, int state) const { return k >= product_.steps() || ((product_.ending >> state) & 1u) != 0; }
    [[nodiscard]] bool fits(const Payment& payment, int year, int state, int held) const;
    [[nodiscard]] bool starts(const Payment& payment, int k) const;
    Real amount(const Payment& payment, int year, int paid_before, const Node& values);
    Real premium_at(int k);
    Real premiums_paid(int before);
    void follow(Due& sum, const Node& from, Real weight, Places& next);
    [[nodiscard]] Real to_middle(const Payment& payment, int k) const;
    void add(Due& sum, const Payment& payment, Real money, Real weight) const;
    const Places& occupied(int k);
    void set(Real level, Real net);
    void find_net();
    void find_level();

    const Drawn& product_;
    SlowLife life_;
    bool cash_in_benefits_ = false;
    Real level_ = 0, net_ = 0;
    std::vector<bool> premium_may_fall_;
    std::vector<std::vector<Real>> leaves_;
    std::vector<Places> occupied_;
    std::map<std::tuple<int, int, int>, Due> known_;
};

}  // namespace hearth::reference
