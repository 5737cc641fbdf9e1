#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

Date dated(const char* text) { return *Date::parse(text); }

/// A room in which `waited` is the time since a day.
Room since(const char* from, const char* today) {
    Room room;
    room.given["waited"] = {Type::of(Type::Base::span), Value::elapsed(dated(from), dated(today))};
    return room;
}

}  // namespace

TEST_CASE("S17 among dates a span is civil, and a day that does not exist is the last of its month", "[arithmetic]") {
    Room room;
    CHECK(room.run("2024-01-31 + 1 month") == "2024-02-29");
    CHECK(room.run("2025-01-31 + 1 month") == "2025-02-28");
    CHECK(room.run("2024-02-29 + 1 year") == "2025-02-28");
    CHECK(room.run("2025-03-31 - 1 month") == "2025-02-28");
    CHECK(room.run("2025-03-01 - 1 day") == "2025-02-28");
    CHECK(room.run("2025-03-01 + 2 weeks") == "2025-03-15");
    CHECK(room.run("2025-01-31 + 1.5 years") == "2026-07-31");
    CHECK(room.run("floor(2025-03-31, 1 month)") == "2025-03-01");
    CHECK(room.run("floor(2025-03-31, 1 year)") == "2025-01-01");
    CHECK(room.run("floor(2025-03-31, 2 days)") == "E0602");
}

TEST_CASE("S17 a span that ends on a doubtful day is a fault", "[arithmetic]") {
    Room room;
    CHECK(room.run("2025-01-31 + 0.5 months") == "E0607");
    CHECK(room.run("2025-01-31 + 1.5 days") == "E0607");
    CHECK(room.run("2025-01-31 + 1 year / 7") == "E0607");
    CHECK(room.run("2025-01-31 + 0.5 weeks") == "E0607");
    CHECK(room.run("2290-01-01 + 20 years") == "E0607");
    CHECK(room.run("1900-01-01 - 1 day") == "E0607");
    CHECK(room.run("2025-01-31 + 1000000000 years") == "E0607");
    Room waiting = since("2025-01-31", "2026-01-31");
    CHECK(waiting.run("waited >= 0.5 months") == "E0607");
}

TEST_CASE("S17 elapsed time is compared by the calendar", "[arithmetic]") {
    Room room = since("2024-01-31", "2024-02-29");
    CHECK(room.run("waited >= 1 month") == "yes");
    CHECK(room.run("1 month <= waited") == "yes");
    CHECK(room.run("waited > 1 month") == "no");
    CHECK(room.run("waited is 29 days") == "yes");
    Room years = since("2020-02-29", "2023-02-28");
    CHECK(years.run("waited >= 3 years") == "yes");
    CHECK(years.run("waited >= 3") == "yes");  // a number beside a span is years
    CHECK(years.run("waited >= 2000 years") == "no");
}

TEST_CASE("the world hears of the day on which a comparison may flip", "[arithmetic]") {
    Room room = since("2024-01-31", "2024-02-01");
    CHECK(room.run("1 month < waited") == "no");
    CHECK(room.flips == std::vector<Date>{dated("2024-02-29"), dated("2024-03-01")});
    room.flips.clear();
    room.given["date"] = {Type::of(Type::Base::date), Value::date(dated("2024-02-01"))};
    CHECK(room.run("date > 2030-01-01") == "no");
    CHECK(room.flips.front() == dated("2030-01-01"));
    room.given["date"].second = Value::date(dated("2030-01-01"));
    CHECK(room.run("date > 2030-01-01") == "no");
    CHECK(room.flips.back() == dated("2030-01-02"));
}

TEST_CASE("elapsed times compare by their length, not by their beginning", "[arithmetic]") {
    Room room = since("2020-01-01", "2026-01-01");
    room.given["later"] = {Type::of(Type::Base::span), Value::elapsed(dated("2025-01-01"), dated("2026-01-01"))};
    CHECK(room.run("waited > later") == "yes");
    CHECK(room.run("later is waited") == "no");
}

TEST_CASE("elapsed time in arithmetic is its civil days", "[arithmetic]") {
    Room room = since("2025-01-01", "2025-12-31");  // 364 days
    CHECK(room.run("waited + 1 day is 1 year") == "yes");
    CHECK(room.run("waited / 1 week") == shortest(364.0 / 365 * 52));
    CHECK(room.run("2026-01-01 + waited") == "2026-12-31");
    CHECK(room.run("max(waited, 2 years)") == "24 months");
    CHECK(room.run("1 until 90 days, 2 until 1 year, then 3 by waited") == "2");
}

TEST_CASE("S16 on the grid a month is 1/12 year, a week 1/52, a day 1/365, exactly", "[arithmetic]") {
    Room room;
    CHECK(room.run("12 months is 1 year") == "yes");
    CHECK(room.run("52 weeks is 1 year") == "yes");
    CHECK(room.run("365 days is 1 year") == "yes");
    CHECK(room.run("73 days is 1 year / 5") == "yes");
    CHECK(room.run("90 days < 3 months") == "yes");
    CHECK(room.run("2 * 6 months + 1 year") == "24 months");
    CHECK(room.run("1 year / 1 month") == "12");
    CHECK(room.run("3 years / 10") == "3.6 months");
    CHECK(room.run("-(1 month)") == "-1 months");
}

TEST_CASE("the least of two spans stays as it was written", "[arithmetic]") {
    Room room;
    CHECK(room.run("min(90 days, 3 months)") == "90 days");
    CHECK(room.run("2025-01-01 + min(90 days, 3 months)") == "2025-04-01");
    CHECK(room.run("max(1 year, 2)") == "2");
    CHECK(room.run("min(2025-01-01, 2024-01-01)") == "2024-01-01");
    CHECK(room.run("max(2025-01-01, 2024-01-01)") == "2025-01-01");
    CHECK(room.run("max(3, 1, 2)") == "3");
    CHECK(room.run("min(3, 1, 2)") == "1");
}

TEST_CASE("a bound in arithmetic is unknown", "[arithmetic]") {
    Room room;
    CHECK(room.run("(50 or more) + 1") == "unknown: 50 or more");
    CHECK(room.run("min(1, 2, 50 or more)") == "unknown: 50 or more");
    CHECK(room.run("-(3 or less)") == "unknown: 3 or less");
}

TEST_CASE("round goes half up and floor down to a unit", "[arithmetic]") {
    Room room;
    CHECK(room.run("round(2.5, 1)") == "3");
    CHECK(room.run("round(-2.5, 1)") == "-2");
    CHECK(room.run("round(1.005, 0.01)") == "1");  // the double lies below the half
    CHECK(room.run("round(1.125, 0.01)") == "1.13");
    CHECK(room.run("round(0.49999999999999994, 1)") == "0");
    CHECK(room.run("floor(0.29, 0.01)") == "0.29");  // 0.29 * 100 is below 29 as doubles
    CHECK(room.run("floor(0.57, 0.01)") == "0.57");
    CHECK(room.run("floor(-0.3)") == "-1");
    CHECK(room.run("floor(1234, 100)") == "1200");
    CHECK(room.run("floor(2.99, 1 month)") == shortest(35.0 / 12));
    CHECK(room.run("round(1, 0)") == "E0602");
    CHECK(room.run("floor(1, -1)") == "E0602");
}

TEST_CASE("S30 force and chance convert each other; number reads them plainly", "[arithmetic]") {
    Room room;
    // -ln(1 - 0.2) and 1 - exp(-0.2) to the digits of a double, from tables
    CHECK(room.value("force(chance(0.2))").number == Approx(0.22314355131420976).epsilon(1e-15));
    CHECK(room.value("chance(force(0.2))").number == Approx(0.18126924692201815).epsilon(1e-15));
    CHECK(room.run("number(chance(0.2)) + 1") == "1.2");
    CHECK(room.run("chance(0.5) * 2") == "1");
    CHECK(room.run("force(chance(1))") == "E0506");
}
