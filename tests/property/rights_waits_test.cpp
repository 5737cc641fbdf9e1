// A right that waits to be passed to somebody, for years of months, against a sum over since when and whether the wait is over, day by day.
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "../unit/family_test.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth::test::rights_waits_test {

namespace {

constexpr int months = 75;
const std::vector<std::vector<double>> chances{{0.9, 0.08, 0.02}, {0.25, 0.7, 0.05}, {0, 0, 1}};

std::vector<double> moves(const std::string& who, std::size_t, std::size_t from) {
    std::vector<double> row(3, 0.0);
    if (who == "ann" || who == "bob") return chances[from];
    row[from] = 1;
    return row;
}

double discount(std::size_t month) { return std::pow(0.997, static_cast<double>(month)); }

/// Ann's parent is alive, Bob's is not: a right that passes from Ann to Bob's parents waits, unless she is well again in time.
std::string text(const std::string& as_of, const std::string& door, const std::string& room) {
    std::string out = household;
    const std::string day = "as_of = 2024-01-01";
    out.replace(out.find(day), day.size(), "as_of = " + as_of);
    out.replace(out.find("rates."), 0, "demand.door = \"2\"\ndemand.room = \"1\"\n");
    const auto right = [](const std::string& name, const std::string& use, const std::string& within) {
        return fmt::format("[programme.club.right.{}]\nfor = \"owner.spouse\"\nunlock = \"yes\"\nkeep = \"yes\"\nuse = \"{}\"\nend = \"state is dead\"\n"
                           "pass = {{ when = \"owner.state is not well\", to = \"owner.spouse.parents\", within = \"{}\" }}\n"
                           "pay.visit = {{ to = \"person\", on = \"request\", amount = \"requested\", of = \"fee\" }}\n", name, use, within);
    };
    return out + "[table.fee]\nvalue = \"100\"\n[programme.club]\nholder = \"owner\"\nbinds = \"event\"\n" + right("door", "yes", door) + right("room", "door >= usable", room);
}

struct Sums {
    double held = 0, usable = 0, cost = 0, value = 0;
};

/// Of the room, whose use hangs on the door.
Sums summed(Date as_of, const Span& door, const Span& room) {
    using Ann = std::tuple<std::size_t, std::optional<Date>, bool, bool>;  // her state, since when both wait, and which are lost
    std::map<Ann, double> all{{{0, std::nullopt, false, false}, 1.0}};
    std::vector<double> bob{1, 0, 0};
    Sums out;
    const auto is_over = [](const Span& within, const std::optional<Date>& since, Date on) { return since && within.after(*since) < on; };
    for (int k = 0; k < months; ++k) {
        const Date begins = as_of.plus_months(k), last = as_of.plus_months(k + 1).plus_days(-1);
        std::map<Ann, double> next;
        double held = 0, usable = 0;
        for (const auto& [ann, chance] : all) {
            auto [state, since, no_door, no_room] = ann;
            if (state == 0) since.reset();
            else if (!since) since = begins;
            no_door = no_door || is_over(door, since, begins);
            no_room = no_room || is_over(room, since, begins);
            if (!no_room) held += chance;
            if (!no_room && !no_door) usable += chance;
            no_door = no_door || is_over(door, since, last);
            no_room = no_room || is_over(room, since, last);
            for (std::size_t to = 0; to < 3; ++to)
                if (chances[state][to] > 0) next[{to, since, no_door, no_room}] += chance * chances[state][to];
        }
        const double alive = bob[0] + bob[1];
        out.held += held * alive / 12;
        out.usable += usable * alive / 12;
        out.cost += 100 * usable * alive;
        out.value += 100 * usable * alive * discount(static_cast<std::size_t>(k));
        std::vector<double> later(3, 0.0);
        for (std::size_t from = 0; from < 3; ++from)
            for (std::size_t to = 0; to < 3; ++to) later[to] += bob[from] * chances[from][to];
        bob = later;
        all = std::move(next);
    }
    return out;
}

}  // namespace

TEST_CASE("S72 S79 rights that wait to be passed on come to the sum over since when they wait, for spans of every kind") {
    const auto [door, room] = GENERATE(table<Span, Span>({{{0, 0, 180}, {0, 0, 180}}, {{0, 0, 20}, {0, 0, 59}}, {{2, 0, 0}, {0, 0, 31}}, {{0, 0, 28}, {12, 0, 0}}, {{6, 0, 0}, {0, 0, 180}}, {{0, 3, 0}, {3, 0, 0}}}));
    const std::string as_of = GENERATE("2024-01-01", "2023-10-31", "2024-02-29", "2025-09-15");
    const auto in_words = [](const Span& span) {
        return span.months > 0 ? fmt::format("{} months", span.months) : span.weeks > 0 ? fmt::format("{} weeks", span.weeks) : fmt::format("{} days", span.days);
    };
    INFO(as_of << ", the door within " << in_words(door) << ", the room within " << in_words(room));
    const Bound bound = sound(text(as_of, in_words(door), in_words(room)));
    const Family& family = bound.book.families.front();
    LifeFigures lives;
    lives.basis = "best";
    lives.moves = moves;
    lives.discount = discount;
    Report report;
    FamilyRights rights(bound.book, family, [&](const std::string&) { return five_premiums(family.policies.front().issued); }, std::move(lives), report);
    REQUIRE(report.all().empty());
    const Sums sums = summed(day(as_of), door, room);
    Apart by;
    by.until = day(as_of).plus_months(months);
    for (const Unit& unit : units_of(rights)) {
        if (rights.rules().path(unit.right) != "club.room") continue;
        const Expectation exact = expected(rights, unit, by), drawn = simulated(rights, unit, by, 2'000, 3);
        REQUIRE(exact.refused.empty());
        REQUIRE(exact.lines.size() == 1);
        const Figures& found = exact.lines.begin()->second;
        // some 75 months of 30 states each, whose chances have come through 75 products: 20,000 roundings of parts of a number
        constexpr double rounding = 20'000 * 1.2e-16;
        CHECK(std::abs(found.held - sums.held) < rounding * sums.held);
        CHECK(std::abs(found.usable - sums.usable) < rounding * sums.held);
        CHECK(std::abs(found.cost - sums.cost) < rounding * 1'200 * sums.held);
        CHECK(std::abs(found.value - sums.value) < rounding * 1'200 * sums.held);
        CHECK(found.usable > 0.5);
        // of 48 normal quantities one is beyond 4.5 standard errors with a chance of 0.03 %; the seed is fixed
        CHECK(std::abs(drawn.lines.begin()->second.held - sums.held) < 4.5 * drawn.errors.begin()->second.held);
        CHECK(std::abs(drawn.lines.begin()->second.cost - sums.cost) < 4.5 * drawn.errors.begin()->second.cost);
    }
}

}  // namespace hearth::test::rights_waits_test
