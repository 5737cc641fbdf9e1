#include "hearth/base/date.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

Date date_of(const char* text) {
    const auto date = Date::parse(text);
    INFO(text);
    REQUIRE(date.has_value());
    return *date;
}

}  // namespace

TEST_CASE("a date is exactly yyyy-mm-dd of the years 1900 to 2300", "[date]") {
    CHECK(date_of("1970-01-01").days() == 0);
    CHECK(date_of("2000-02-29").days() == 11016);
    CHECK(date_of("1900-01-01").text() == "1900-01-01");
    CHECK(date_of("2300-12-31").text() == "2300-12-31");
    for (const char* bad : {"", "2025-1-31", "2025-01-32", "2025-13-01", "2025-00-10", "2025-01-00", "2025-02-29", "1900-02-29", "1899-12-31",
                            "2301-01-01", "2025/01/01", "2025-01-01 ", "-025-01-01", "2025-+1-01", "20250101"}) {
        INFO(bad);
        CHECK_FALSE(Date::parse(bad));
    }
    CHECK_FALSE(Date::from_civil(2025, 4'294'967'295u, 1));
    CHECK_FALSE(Date::from_civil(-30'000, 1, 1));
}

TEST_CASE("a date has its parts and its order", "[date]") {
    const Date date = date_of("2024-02-29");
    CHECK(date.year() == 2024);
    CHECK(date.month() == 2);
    CHECK(date.day() == 29);
    CHECK(date < date_of("2024-03-01"));
    CHECK(date.plus_days(1) == date_of("2024-03-01"));
    CHECK(date.plus_days(-60) == date_of("2023-12-31"));
}

TEST_CASE("S17 a day that does not exist is the last of its month", "[date]") {
    CHECK(date_of("2025-01-31").plus_months(1) == date_of("2025-02-28"));
    CHECK(date_of("2024-01-31").plus_months(1) == date_of("2024-02-29"));
    CHECK(date_of("2025-01-31").plus_months(3) == date_of("2025-04-30"));
    CHECK(date_of("2025-03-31").plus_months(-13) == date_of("2024-02-29"));
    CHECK(date_of("2025-12-15").plus_months(1) == date_of("2026-01-15"));
    CHECK(date_of("2025-01-15").plus_months(-1) == date_of("2024-12-15"));
}

TEST_CASE("S17 months are completed on their day", "[date]") {
    CHECK(completed_months(date_of("2025-01-15"), date_of("2025-02-14")) == 0);
    CHECK(completed_months(date_of("2025-01-15"), date_of("2025-02-15")) == 1);
    CHECK(completed_months(date_of("2025-01-31"), date_of("2025-02-27")) == 0);
    CHECK(completed_months(date_of("2025-01-31"), date_of("2025-02-28")) == 1);
    CHECK(completed_months(date_of("2025-02-15"), date_of("2025-01-15")) == -1);
    CHECK(completed_months(date_of("2025-02-15"), date_of("2025-01-16")) == -1);
    CHECK(completed_months(date_of("2025-02-15"), date_of("2025-02-15")) == 0);
}

TEST_CASE("S19 the age of a person on a date is its completed years", "[date]") {
    CHECK(completed_years(date_of("1950-03-12"), date_of("2026-03-11")) == 75);
    CHECK(completed_years(date_of("1950-03-12"), date_of("2026-03-12")) == 76);
    CHECK(completed_years(date_of("2000-02-29"), date_of("2001-02-27")) == 0);
    CHECK(completed_years(date_of("2000-02-29"), date_of("2001-02-28")) == 1);
    CHECK(completed_years(date_of("2000-02-29"), date_of("2004-02-28")) == 3);
    CHECK(completed_years(date_of("2026-01-02"), date_of("2026-01-01")) == -1);
    CHECK(completed_years(date_of("2026-01-01"), date_of("2024-12-31")) == -2);
}
