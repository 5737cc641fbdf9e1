#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "drawn.hpp"

namespace hearth::reference {

/// The rate of a move of one life, which may read another life.
struct LifeRate {
    enum class Reads : std::uint8_t {
        itself,
        other_state,  ///< times `factor` once the other life is dead
        other_held,  ///< times `factor` in the first months after the other's death
        other_age  ///< plus factor * 1.1 ^ its age
    };
    Rate rate;
    Reads reads = Reads::itself;
    int other = 0, months = 0;
    double factor = 0;
};

/// One of the lives: alive, dead; or well, ill, worse, dead, or the first two and dead. The last state cannot be left.
struct OneLife {
    struct Moves {
        int from = 0, to = 0;
        LifeRate rate;
    };
    int age = 40, living = 1;
    bool dependent = false;
    std::vector<Moves> moves;
};

/// Strikes each of its lives that is in the state it leaves (S28).
struct Shock {
    std::vector<int> lives;
    bool only_well = false;  ///< else whoever lives
    bool inside = false;  ///< the deaths of its lives are written as a total less this force
    Rate rate;
};

struct Condition {
    enum class Kind : std::uint8_t { in_states, held_least, held_below, year_above, year_most, lasting_least, lasting_below, account_least, account_below };
    Kind kind = Kind::in_states;
    int life = 0;
    std::uint32_t states = 0;
    int number = 0;  ///< months or years
    int of = 0;  ///< which clock or account
    double balance = 0;
};

/// A balance: of money, as a part of the sum; or a count of claims.
struct DrawnAccount {
    std::string name;
    bool counts = false;
    double opens = 0, grows = 0, floor = 0;
    bool floor_for_other = false;  ///< the floor is kept while the other life lives
    int months = 0;  ///< after which it opens again; 0: never
    double carry = 0;  ///< what may then be carried over
};

struct LivesPayment {
    enum class Falls : std::uint8_t { every, move, end, issue };
    enum class At : std::uint8_t { start, middle, end };
    enum class Grows : std::uint8_t { not_at_all, by_year, by_other_age, when_other_dead };
    std::string name;
    Falls falls = Falls::every;
    At at = At::start;
    int months = 12;
    std::vector<std::pair<std::vector<int>, int>> moves;  ///< these lives go to that state in the step; any of them will do
    int from = -1, into = -1;  ///< accounts
    int then_from = -1;  ///< what the first has not
    double refund = 0;  ///< part of the premiums paid that comes on top
    bool fee = false;  ///< from an account to the insurer
    std::vector<Condition> all;  ///< due when all of these hold
    std::vector<Condition> either;  ///< and one of these, if there are any
    double factor = 1, growth = 0;
    Grows grows = Grows::not_at_all;
};

/// A product on one to three lives with its basis, as plain numbers. The first payment is the premium.
struct Lives {
    enum class Ends : std::uint8_t { first_death, last_death, insured_dead };
    std::vector<OneLife> lives;
    std::vector<Shock> shocks;
    int months = 12;  ///< how long the contract runs at most
    bool monthly = false, shared_death = false;
    Ends ends = Ends::last_death;
    Drawn::Between between = Drawn::Between::constant_force;
    Drawn::Order order = Drawn::Order::dead_first;
    Drawn::Read read = Drawn::Read::middle;
    std::vector<double> interest;
    std::vector<LivesPayment> payments;
    std::vector<DrawnAccount> accounts;
    std::vector<std::vector<Condition>> clocks;  ///< one of these states holds: what `lasting` follows

    [[nodiscard]] bool refunds() const;
    [[nodiscard]] int steps_a_year() const { return monthly ? 12 : 1; }
    [[nodiscard]] int steps() const { return monthly ? months : months / 12; }
    [[nodiscard]] int years() const { return (months + 11) / 12; }
    /// Whether anything reads how long this life, or any, has been in its state.
    [[nodiscard]] bool reads_held(int life) const;
    [[nodiscard]] bool reads_held() const;
};

Lives drawn_lives(std::uint64_t number);
std::set<std::string> lives_feature_names();
std::set<std::string> features(const Lives& product);
std::string as_text(const Lives& product);
std::string role_name(int life);
/// "" where there is one life, else its role and `after`
std::string role_of(const Lives& product, std::size_t life, const char* after = ".");
/// "alive", "well", "ill", "worse" or "dead"
std::string state_name(const OneLife& life, int state);

}  // namespace hearth::reference
