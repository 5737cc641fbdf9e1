#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace hearth::reference {

/// The intensity or probability of a move.
struct Rate {
    enum class Kind : std::uint8_t { force, chance, dependent };
    enum class Shape : std::uint8_t {
        constant,  ///< a
        steps,  ///< a in year 1, b in year 2, then c
        table,  ///< a row for every age from that at issue on
        gompertz,  ///< a + b c ^ age (Makeham)
        waning  ///< a exp(-b held)
    };
    Kind kind = Kind::chance;
    Shape shape = Shape::constant;
    std::vector<double> numbers;
};

struct Move {
    int from = 0, to = 0;
    Rate rate;
};

/// How much a payment is: factor * of * growth.
struct Amount {
    enum class Of : std::uint8_t { sum, fixed, level, premium, premiums_paid, cash_value, larger };  ///< larger: of sum and cash value
    enum class Growth : std::uint8_t { none, simple, compound, first_year, age };
    Of of = Of::sum;
    Growth growth = Growth::none;
    double factor = 1, rate = 0;
};

struct Payment {
    enum class Group : std::uint8_t { premium, benefit, expense };
    enum class Falls : std::uint8_t { every, move, issue, end, premium, status };
    enum class At : std::uint8_t { start, middle, end };
    std::string name;
    Group group = Group::benefit;
    Falls falls = Falls::every;
    At at = At::start;
    int months = 12;  ///< of the period of `every`
    int from = -1, to = -1;  ///< a move; -1: any
    int status = 0;  ///< 0 surrendered, 1 lapsed
    int after_year = 0;  ///< due when year > after_year
    int last_year = 0;  ///< due when year <= last_year; 0: no limit
    std::uint32_t states = 0;  ///< due in these states, a bit each; 0: in all
    int held_months = 0;  ///< due when held >= this
    Amount amount;
};

/// A product of one life, its basis and its policy, as plain numbers.
struct Drawn {
    enum class Between : std::uint8_t { constant_force, uniform, balducci };
    enum class Order : std::uint8_t { dead_first, additive, pro_rata, exponential };
    enum class Read : std::uint8_t { start, middle, end, integral };
    enum class Level : std::uint8_t { gross, net, given };  ///< the level premium: solved, equivalence without expenses, a share of the sum

    int age = 40, term = 10;
    double sum = 100'000;
    int living = 1, absorbing = 1;  ///< states: first those that can be left
    std::uint32_t ending = 0;  ///< states in which the contract has ended
    bool monthly = false, shared_death = false;  ///< shared_death: one key `any -> dead`
    Between between = Between::constant_force;
    Order order = Order::dead_first;
    Read read = Read::middle;
    std::vector<double> interest;  ///< one number, or year 1, year 2, then
    std::vector<Move> moves;
    std::vector<Rate> leaving;  ///< of the status: surrendered, lapsed
    std::vector<Payment> payments;  ///< the first is the premium
    Level level = Level::gross;
    double cash_start = 0.5, cash_growth = 0.1;  ///< cash value: min(1, start + growth * time) of what the net reserve is above 0

    [[nodiscard]] int states() const { return living + absorbing; }
    [[nodiscard]] int steps_a_year() const { return monthly ? 12 : 1; }
    [[nodiscard]] int steps() const { return term * steps_a_year(); }
    [[nodiscard]] bool reads_held() const;
};

/// Product number `number` of all that can be drawn.
Drawn drawn(std::uint64_t number);
/// The names of all features, each of which is to be covered.
std::set<std::string> feature_names();
/// Those of one product.
std::set<std::string> features(const Drawn& product);
/// The product in the language of hearth.
std::string as_text(const Drawn& product);
/// "well", "mild", ...; the states that cannot be left are "dead" and "gone".
std::string state_name(const Drawn& product, int state);

}  // namespace hearth::reference
