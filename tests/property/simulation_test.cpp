#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "hearth/engine/contract.hpp"

namespace hearth::test::simulation_test {

namespace {

/// A million lives; under the sanitizers fewer will do.
std::size_t lives() {
    const char* asked = std::getenv("HEARTH_SIMULATED_LIVES");
    return asked == nullptr ? 1'000'000 : std::strtoull(asked, nullptr, 10);
}

constexpr std::size_t months = 120, waiting = 3, longest = 24;  // the benefit of a spell: 24 months at most, after 3 of waiting
constexpr double age = 60, interest = 0.03, benefit = 1'000;

const char* const text = R"toml(
[basis.b]
step = "month"
interest = "3 %"
order = "pro rata"
[basis.b.rates]
"well -> ill" = "force(0.0002 * exp(0.1 * age))"
"ill -> better" = "force(1.2 * exp(-0.8 * number(held)))"
"better -> ill" = "force(0.05 + 0.9 * exp(-1.5 * number(held)))"
"any -> dead" = "force(0.00003 * exp(0.09 * age))"
"ill -> dead" = "force(0.00003 * exp(0.09 * age) + 0.15 * exp(-0.5 * number(held)))"
[product.p]
currency = "CNY"
model = "well -> ill <-> better; any -> dead"
ends = "state is dead or year > 10"
[product.p.pay]
premium = { from = "payer", every = "month", when = "state is not ill", amount = "level_premium" }
income = { to = "insured", every = "month", when = "state is ill and held >= 3 months and held < 27 months", amount = 1_000 }
[product.p.value]
level_premium = { basis = "b", solve = "pv(premiums) is pv(income)" }
reserve = { basis = "b", amount = "pv(income) - pv(premiums)" }
)toml";

enum State : std::size_t { well, ill, better, dead };
const std::array<const char*, 3> names = {"well", "ill", "better"};

/// Chances of leaving in a month for each other state: forces in its middle, 1 - exp(-all), shared in proportion to them.
std::array<double, 4> chances(std::size_t k, State state, std::size_t held) {
    const double at = age + (static_cast<double>(k) + 0.5) / 12, since = (static_cast<double>(held) + 0.5) / 12;
    const double dying = 0.00003 * std::exp(0.09 * at);
    std::array<double, 4> forces = {};
    if (state == well) forces = {0, 0.0002 * std::exp(0.1 * at), 0, dying};
    if (state == ill) forces = {0, 0, 1.2 * std::exp(-0.8 * since), dying + 0.15 * std::exp(-0.5 * since)};
    if (state == better) forces = {0, 0.05 + 0.9 * std::exp(-1.5 * since), 0, dying};
    double all = 0;
    for (const double one : forces) all += one;
    for (double& one : forces) one *= -std::expm1(-all / 12) / all;
    return forces;
}

/// Sum, sum of squares and count of what was paid to lives that stood alike.
struct Sample {
    double sum = 0, squares = 0, count = 0;

    void add(double x) {
        sum += x;
        squares += x * x;
        count += 1;
    }
    [[nodiscard]] double mean() const { return sum / count; }
    [[nodiscard]] double standard_error() const { return std::sqrt((squares / count - mean() * mean()) / count); }
};

struct Standing {
    State state = well;
    std::size_t held = 0;
    double paid = 0;  ///< benefits less premiums before it, discounted to issue
};

}  // namespace

// A generator with a fixed seed: what is drawn is the same everywhere. Groups of fewer than `fewest` lives are left out: their mean is
// not near a normal distribution yet.
TEST_CASE("S24 a benefit limited in time after waiting, with recovery and relapse, agrees with a simulation within four standard errors") {
    constexpr std::array<std::size_t, 3> looked_at = {12, 36, 72};
    constexpr double fewest = 400;
    const Bound set = sound(text);
    Report report;
    Contract contract(set.book, set.book.products.front(), given({{"age", age}}), report);
    REQUIRE_FALSE(report.failed());
    const double premium = contract.value("level_premium", {});

    std::vector<std::array<double, 4>> known(months * 3 * (months + 1));
    for (std::size_t k = 0; k < months; ++k)
        for (const State state : {well, ill, better})
            for (std::size_t held = 0; held <= k; ++held) known[(k * 3 + state) * (months + 1) + held] = chances(k, state, held);
    std::array<double, months + 1> discount = {1};
    for (std::size_t k = 0; k < months; ++k) discount[k + 1] = discount[k] / std::pow(1 + interest, 1.0 / 12);

    std::mt19937_64 random(20'260'701);
    Sample benefits, premiums, loss;
    std::array<std::map<std::pair<State, std::size_t>, Sample>, looked_at.size()> reserves;
    for (std::size_t life = 0; life < lives(); ++life) {
        std::array<Standing, looked_at.size()> stood;
        std::size_t stops = 0, held = 0;
        State state = well;
        double income = 0, units = 0;
        for (std::size_t k = 0; k < months && state != dead; ++k) {
            if (stops < looked_at.size() && looked_at[stops] == k) stood[stops++] = {state, held, income - premium * units};
            if (state == ill && held >= waiting && held < waiting + longest) income += benefit * discount[k];
            if (state != ill) units += discount[k];
            const std::array<double, 4>& leaves = known[(k * 3 + state) * (months + 1) + held];
            double draw = static_cast<double>(random() >> 11) * 0x1p-53;
            ++held;
            for (const State to : {well, ill, better, dead}) {
                if (draw >= 0 && draw < leaves[to]) {
                    state = to;
                    held = 0;
                }
                draw -= leaves[to];
            }
        }
        benefits.add(income);
        premiums.add(units);
        loss.add(income - premium * units);
        for (std::size_t stop = 0; stop < stops; ++stop)
            reserves[stop][{stood[stop].state, stood[stop].held}].add((income - premium * units - stood[stop].paid) / discount[looked_at[stop]]);
    }

    // A ratio of two means errs by the mean of (benefit - premium * unit) over the mean of the units.
    CHECK(std::fabs(benefits.mean() / premiums.mean() - premium) < 4 * loss.standard_error() / premiums.mean());
    std::map<State, int> compared;
    for (std::size_t stop = 0; stop < looked_at.size(); ++stop)
        for (const auto& [place, sample] : reserves[stop]) {
            if (sample.count < fewest) continue;
            const double expected = contract.value("reserve", {static_cast<double>(looked_at[stop]) / 12, names[place.first], static_cast<double>(place.second) / 12});
            INFO(fmt::format("month {}, {} for {} months: {} lives, simulated {} +- {}, hearth {}", looked_at[stop], names[place.first], place.second,
                             sample.count, sample.mean(), sample.standard_error(), expected));
            CHECK(std::fabs(sample.mean() - expected) < 4 * sample.standard_error());
            ++compared[place.first];
        }
    fmt::print("{} lives: premium {} +- {}, hearth {}; reserves of {} durations well, {} ill, {} better\n", lives(), benefits.mean() / premiums.mean(),
               loss.standard_error() / premiums.mean(), premium, compared[well], compared[ill], compared[better]);
    CHECK(compared[well] == 3);
    if (lives() >= 1'000'000) CHECK(compared[ill] + compared[better] > 100);
}

}  // namespace hearth::test::simulation_test
