#include "hearth/engine/transitions.hpp"

#include "hearth/base/math.hpp"
#include "property_test.hpp"

namespace hearth::test::transitions_test {

using Order = Basis::Order;
using Between = Basis::Between;

namespace {

/// Moves from state 0 to each of the others, with any chances.
std::vector<Competitor> moves(double most) {
    std::vector<Competitor> all;
    const auto count = *rc::gen::inRange<std::size_t>(1, 6);
    for (std::size_t to = 1; to <= count; ++to) all.push_back({to, *between(0, most), *rc::gen::arbitrary<bool>()});
    return all;
}
std::vector<double> row(Order order, const std::vector<Competitor>& all) {
    std::vector<double> made(7, -1);
    RC_ASSERT(compete(order, false, all, 0, made.data(), made.size()));
    return made;
}
double sum(const std::vector<double>& numbers) {
    double total = 0;
    for (const double number : numbers) total += number;
    return total;
}

}  // namespace

// A row is made of at most 6 products of a few roundings, each below 2^-52 of a probability.
constexpr double tight = 1e-14;

TEST_CASE("S34 competing moves") {
    law("chances of all moves and of staying sum to 1, none is negative", [] {
        const Order order = *rc::gen::element(Order::dead_first, Order::pro_rata);
        const auto made = row(order, moves(1));
        for (const double p : made) RC_ASSERT(p >= 0);
        RC_ASSERT(std::fabs(sum(made) - 1) < tight);
    });
    law("additive chances are taken as they are, and too many are refused", [] {
        const auto all = moves(0.4);
        double total = 0;
        for (const auto& move : all) total += move.probability;
        std::vector<double> made(7);
        const bool fits = compete(Order::additive, false, all, 0, made.data(), made.size());
        RC_ASSERT(fits == (total <= 1 + 1e-12));
        for (const auto& move : all) RC_ASSERT(made[move.to] == move.probability);
    });
    law("no cause acts more often than alone, and one alone acts exactly so often", [] {
        const auto all = moves(1);
        for (const Order order : {Order::dead_first, Order::pro_rata}) {
            const auto made = row(order, all);
            for (const auto& move : all) RC_ASSERT(made[move.to] <= move.probability + tight);
            RC_ASSERT(row(order, {all.front()})[all.front().to] == all.front().probability);
        }
    });
    law("who stays under pro rata or dead first escaped every cause", [] {
        const auto all = moves(0.9);
        double stays = 1;
        for (const auto& move : all) stays *= 1 - move.probability;
        for (const Order order : {Order::dead_first, Order::pro_rata}) RC_ASSERT(std::fabs(row(order, all)[0] - stays) < tight);
    });
    law("S34 deaths first: what cannot be left is decided as if nothing else could happen", [] {
        const auto all = moves(1);
        std::vector<Competitor> deaths;
        for (const auto& move : all)
            if (!move.to_leavable) deaths.push_back(move);
        const auto made = row(Order::dead_first, all);
        if (deaths.empty()) return;
        const auto alone = row(Order::dead_first, deaths);
        for (const auto& move : deaths) RC_ASSERT(made[move.to] == alone[move.to]);
    });
}

TEST_CASE("S33 a chance inside its year") {
    law("the parts of a year give the chance of the year", [] {
        const double q = *between(0, 0.99);
        const Between between_ = *rc::gen::element(Between::constant_force, Between::uniform, Between::balducci);
        const int parts = *rc::gen::element(1, 2, 4, 12);
        double alive = 1;
        for (int i = 0; i < parts; ++i) alive *= 1 - step_probability(Type::Base::chance, q, 1.0 / parts, static_cast<double>(i) / parts, between_);
        RC_ASSERT(std::fabs(1 - alive - q) < 20 * tight);  // 12 factors, each with an error below 2^-52 / (1 - q)
    });
    law("a force over a step leaves e^-force", [] {
        const double force = *between(0, 5);
        RC_ASSERT(std::fabs(1 - step_probability(Type::Base::force, force, 0.5, 0, Between::uniform) - exponential(-force)) < tight);
    });
    law("a certain chance acts in the first step, an impossible one never", [] {
        const Between between_ = *rc::gen::element(Between::constant_force, Between::uniform, Between::balducci);
        const double h = *rc::gen::element(1.0, 0.5, 1.0 / 12);
        RC_ASSERT(step_probability(Type::Base::chance, 1, h, 0, between_) == 1);
        RC_ASSERT(step_probability(Type::Base::chance, 0, h, 0, between_) == 0);
    });
}

}  // namespace hearth::test::transitions_test
