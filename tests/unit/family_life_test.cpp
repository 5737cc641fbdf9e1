#include "hearth/engine/family_life.hpp"

#include <cmath>
#include <numeric>

#include "unit/book_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

Date date(int year, unsigned month, unsigned day) { return *Date::from_civil(year, month, day); }

/// A family of three on CL (2025), two on one basis; `rates` are those of basis `b`, `more` stands at the end.
std::string family(std::string_view rates, std::string_view model = "alive -> dead", std::string_view more = "") {
    return std::string(R"(
include = ["hearth:tables/life.toml"]
[basis.b]
interest = "3 %"
)") + (rates.find("step = ") == std::string_view::npos ? "step = \"year\"\n" : "") +
           std::string(rates) + R"(
[basis.slow]
extends = "b"
let.share = "50 %"
[family.f]
as_of = 2026-01-01
basis = "b"
model = ")" +
           std::string(model) + R"("
[family.f.person]
old = { born = 1966-01-01, sex = "male", city = "rome" }
young = { born = 2010-06-15, sex = "female", basis = "slow" }
child = { born = 2026-04-15, sex = "male" }
stranger = { born = 1966-01-01, city = "unknown" }
)" + std::string(more);
}
const std::string table_rate = "let.share = \"1\"\nrates.\"any -> dead\" = \"share * cl_2025_life\"\n";

struct Lives {
    Bound set;
    Report report;
    std::unique_ptr<FamilyLife> of;

    explicit Lives(const std::string& toml,
                   std::map<std::string, std::size_t> states = {{"old", 0}, {"young", 0}, {"child", 0}, {"stranger", 0}})
        : set(sound(toml)), of(std::make_unique<FamilyLife>(set.book, *set.book.family("f"), states, report)) {}
};

/// The table's yearly chance of dying, read from its rows.
double q(const Book& book, int age, std::size_t column) {
    const auto& row = book.table("cl_2025_life")->cells.at(static_cast<std::size_t>(age));
    REQUIRE(row[0].number == age);
    return row[column].number;
}
constexpr std::size_t male = 3, female = 4;

Diagnostic fault_of_day(FamilyLife& life, const std::string& person, Date day) {
    try {
        life.occupancy(person, day);
    } catch (const Fault& fault) {
        return fault.diagnostic();
    }
    FAIL("no fault");
    return {};
}

double sum(const std::vector<double>& all) { return std::accumulate(all.begin(), all.end(), 0.0); }

}  // namespace

TEST_CASE("The life of a person is the product of the table's years", "[family_life]") {
    for (const char* between : {"constant force", "uniform", "balducci"}) {
        Lives lives(family("between = \"" + std::string(between) + "\"\n" + table_rate));
        INFO(between);
        REQUIRE(lives.report.all().empty());
        double alive = 1;
        for (int year = 0; year < 30; ++year) {
            // 12 * 30 products, each with an error below 4 units of the last place of a double: 360 * 4 * 1.1e-16 < 2e-13.
            CHECK(lives.of->occupancy("old", date(2026 + year, 1, 1))[0] == Approx(alive).epsilon(2e-13));
            alive *= 1 - q(lives.set.book, 60 + year, male);
        }
    }
}

TEST_CASE("Inside a year of age chances act as the basis says", "[family_life]") {
    Lives lives(family("between = \"uniform\"\n" + table_rate));
    const double year = q(lives.set.book, 60, male);
    CHECK(lives.of->occupancy("old", date(2026, 7, 1))[0] == Approx(1 - year / 2).epsilon(1e-14));
    // A day has the chances of the last month begun.
    CHECK(lives.of->occupancy("old", date(2026, 7, 31)) == lives.of->occupancy("old", date(2026, 7, 1)));
    CHECK(lives.of->occupancy("old", date(2026, 8, 1))[0] < lives.of->occupancy("old", date(2026, 7, 1))[0]);
}

TEST_CASE("S65: a person may have another basis, and it is that person's alone", "[family_life]") {
    Lives lives(family(table_rate));
    // Born on the 15th of June, so 16 when the month of July begins; half of the table's chance, six months of it.
    const double before = q(lives.set.book, 15, female) / 2, after = q(lives.set.book, 16, female) / 2;
    const double expected = std::sqrt(1 - before) * std::sqrt(1 - after);
    CHECK(lives.of->occupancy("young", date(2027, 1, 1))[0] == Approx(expected).epsilon(1e-14));
}

TEST_CASE("Nobody dies before birth, and the dead stay dead", "[family_life]") {
    Lives lives(family(table_rate), {{"old", 1}, {"child", 0}});
    CHECK(lives.of->occupancy("old", date(2026, 1, 1)) == std::vector<double>{0, 1});
    CHECK(lives.of->occupancy("old", date(2150, 1, 1)) == std::vector<double>{0, 1});
    CHECK(lives.of->occupancy("child", date(2026, 5, 1)) == std::vector<double>{1, 0});
    const double first = q(lives.set.book, 0, male);
    // Eleven months of the year of age 0, from the 1st of May, when it is not yet a month old.
    CHECK(lives.of->occupancy("child", date(2027, 5, 1))[0] == Approx(1 - first).epsilon(1e-13));
    CHECK_THROWS_AS(lives.of->occupancy("old", date(2025, 12, 31)), std::logic_error);
}

TEST_CASE("The table ends where all are dead", "[family_life]") {
    Lives lives(family(table_rate));
    const auto late = lives.of->occupancy("old", date(2080, 1, 1));
    CHECK(late[0] == 0);
    CHECK(std::abs(late[1] - 1) < 1e-12);
}

TEST_CASE("Chances of all states sum to one, and death only grows", "[family_life]") {
    Lives lives(
        family("order = \"pro rata\"\nrates.\"well -> ill\" = \"force(0.02 * 1.05 ^ (age - 60))\"\nrates.\"ill -> well\" = \"force(0.3)\"\n"
               "rates.\"any -> dead\" = \"min(1, (1 until ill, then 3 by state) * cl_2025_life)\"\n",
               "well <-> ill; any -> dead"));
    for (const Diagnostic& fault : lives.report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(lives.report.all().empty());
    double dead = 0;
    for (int month = 0; month < 600; ++month) {
        const auto now = lives.of->occupancy("old", date(2026, 1, 1).plus_months(month));
        REQUIRE(now.size() == 3);
        CHECK(std::abs(sum(now) - 1) < 1e-12);
        CHECK(now[2] >= dead);
        CHECK(*std::min_element(now.begin(), now.end()) >= 0);
        dead = now[2];
    }
    CHECK(dead > 0.99);
}

TEST_CASE("S34: deaths come first in a month, then other moves of the survivors", "[family_life]") {
    Lives lives(family(
        "rates.\"well -> ill\" = \"force(0.6)\"\nrates.\"well -> dead\" = \"force(0.12)\"\nrates.\"ill -> dead\" = \"force(0.36)\"\n",
        "well -> ill; any -> dead"));
    const double lives_on = std::exp(-0.01), stays_well = std::exp(-0.05), ill_lives_on = std::exp(-0.03);
    const auto two = lives.of->occupancy("old", date(2026, 3, 1));
    const double ill = lives_on * (1 - stays_well);
    CHECK(two[0] == Approx(lives_on * stays_well * lives_on * stays_well).epsilon(1e-14));
    CHECK(two[1] == Approx(lives_on * stays_well * ill + ill * ill_lives_on).epsilon(1e-14));
}

TEST_CASE("S77, S78: facts are those of the day, as events change them", "[family_life]") {
    Lives lives(family("rates.\"any -> dead\" = \"force(if city is rome then 0.12 else 0)\"\n", "alive -> dead",
                       "[family.f.event]\nmoves = { on = 2026-03-01, old.city = \"oslo\" }\n"));
    const double two_months = lives.of->occupancy("old", date(2026, 3, 1))[0];
    CHECK(two_months == Approx(std::exp(-0.02)).epsilon(1e-14));
    CHECK(lives.of->occupancy("old", date(2030, 1, 1))[0] == two_months);
    const Diagnostic fault = fault_of_day(*lives.of, "stranger", date(2027, 1, 1));
    CHECK(fault.code == "E0603");
    CHECK_THAT(fault.message, Catch::Contains("family.f.person.stranger.city"));
}

TEST_CASE("S66: a translation says what a fact means in the one life", "[family_life]") {
    Lives lives(family("rates.\"well -> ill\" = \"force(0.6)\"\nrates.\"any -> dead\" = \"force(if level >= 2 then 0.24 else 0)\"\n",
                       "well -> ill; any -> dead", "[family.f.let]\nlevel = \"0 until ill, then 2 by state\"\n"));
    for (const Diagnostic& fault : lives.report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(lives.report.all().empty());
    CHECK(lives.of->occupancy("old", date(2026, 2, 1))[2] == 0);
    CHECK(lives.of->occupancy("old", date(2026, 3, 1))[2] > 0);
}

TEST_CASE("What is not known gives no number", "[family_life]") {
    Lives lives(family(table_rate), {{"old", 0}, {"stranger", 0}});
    CHECK_NOTHROW(lives.of->occupancy("old", date(2027, 1, 1)));
    Diagnostic fault = fault_of_day(*lives.of, "stranger", date(2027, 1, 1));
    CHECK(fault.code == "E0603");
    CHECK_THAT(fault.message, Catch::Contains("family.f.person.stranger.sex"));
    fault = fault_of_day(*lives.of, "young", date(2027, 1, 1));
    CHECK_THAT(fault.message, Catch::Contains("family.f.person.young.state"));
}

TEST_CASE("What is not computed yet is refused by name", "[family_life]") {
    const auto refused = [](const std::string& rates, std::string_view named, std::string_view more = "") {
        Lives lives(family(rates, "alive -> dead", more));
        INFO(rates);
        for (const Diagnostic& fault : lives.report.all()) UNSCOPED_INFO(fault.message);
        REQUIRE(lives.report.all().empty());
        const Diagnostic fault = fault_of_day(*lives.of, "old", date(2027, 1, 1));
        CHECK(fault.code == "E0544");
        CHECK_THAT(fault.message, Catch::Contains(std::string(named)));
        CHECK(fault.place.line > 0);
    };
    refused("rates.\"any -> dead\" = \"force(0.1 * held)\"\n", "'held'");
    refused("rates.\"any -> dead\" = \"force(if spouse.state is dead then 1 else 0)\"\n", "'spouse.state'");
    refused("rates.\"any -> dead\" = \"force(if r.stay >= usable then 1 else 0)\"\n", "'r.stay'",
            "[programme.r]\nholder = \"owner\"\nbinds = \"event\"\n");
    refused("rates.\"any -> dead\" = \"force(if lasting(state is alive) >= 1 year then 1 else 0)\"\n", "lasting");
    refused("rates.\"any -> dead\" = \"dependent(0.1)\"\n", "yearly matrix");
    refused("step = \"continuous\"\nrates.\"any -> dead\" = \"force(0.1)\"\n", "not a span");
}

TEST_CASE("A life is read outside of every policy", "[family_life]") {
    Lives lives(family("rates.\"any -> dead\" = \"cl_life\"\n"));
    REQUIRE(lives.report.all().empty());
    const Diagnostic fault = fault_of_day(*lives.of, "old", date(2027, 1, 1));
    CHECK(fault.code == "E0534");
    CHECK_THAT(fault.message, Catch::Contains("'issued'"));
}

TEST_CASE("Faults of the rates are reported, once for a basis", "[family_life]") {
    Lives missing(family(""));
    CHECK(missing.report.errors() == 2);  // basis b, and basis slow that extends it
    CHECK(missing.report.all().front().code == "E0503");
    Lives wrong(family("rates.\"any -> dead\" = \"cl_2025_lief\"\n"));
    CHECK(wrong.report.errors() == 2);
    CHECK(wrong.report.all().front().code == "E0405");
}

TEST_CASE("An example marks the life that rests on it", "[family_life]") {
    CHECK_FALSE(Lives(family(table_rate)).of->illustrative());
    CHECK(Lives(family("illustrative = true\n" + table_rate)).of->illustrative());
}
