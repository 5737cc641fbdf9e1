#include "hearth/language/value.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("equal texts are one name", "[value]") {
    Names names;
    CHECK(names.id("beijing") == names.id("beijing"));
    CHECK(names.id("beijing") != names.id("Beijing"));
    CHECK(names.text(names.id("\u5317\u4eac")) == "\u5317\u4eac");
}

TEST_CASE("S16 a span on the grid is exact where a calendar has a name for it", "[value]") {
    CHECK(Span{0, 0, 365}.years() == 1.0);
    CHECK(Span{0, 52, 0}.years() == 1.0);
    CHECK(Span{12, 0, 0}.years() == 1.0);
    CHECK(Span{0, 0, 73}.years() == 0.2);
    CHECK(Span{3, 0, 0}.years() == 0.25);
    CHECK(Span{0, 13, 0}.years() == Span{3, 0, 0}.years());
}

TEST_CASE("a span after a date goes by months first, then by days, and stays within reason", "[value]") {
    const Date from = *Date::parse("2024-01-31");
    CHECK(Span{1, 0, 1}.after(from).text() == "2024-03-01");
    CHECK(Span{0, 1, 1}.after(from).text() == "2024-02-08");
    CHECK(Span{-11, 0, 0}.after(from).text() == "2023-02-28");
    CHECK(Span{1e300, 0, 1e300}.after(from) > *Date::parse("2300-12-31"));
    CHECK(Span{-1e300, 0, -1e300}.after(from) < *Date::parse("1900-01-01"));
}

TEST_CASE("what is missing is told once, in order", "[value]") {
    const Value a = Value::unknown("b.city"), b = Value::unknown("a.level");
    const Value both = lacking(lacking(a, b), a);
    CHECK(*both.missing == std::vector<std::string>{"a.level", "b.city"});
    CHECK_FALSE(both.known());
    CHECK(lacking(Value::of(1), a).missing == a.missing);
    CHECK(lacking(a, Value::of(1)).missing == a.missing);
    CHECK(lacking(Value::of(1), Value::of(2)).known());
}

TEST_CASE("a list with something unknown is open", "[value]") {
    CHECK_FALSE(Value::list({Value::of(1)}).more);
    CHECK(Value::list({Value::of(1), Value::unknown("x")}).more);
}

TEST_CASE("a value is written as the language would write it", "[value]") {
    Names names;
    const Date day = *Date::parse("2026-01-01");
    CHECK(to_text(Value::of(120000.0), names) == "120000");
    CHECK(to_text(Value::truth(true), names) == "yes");
    CHECK(to_text(Value::name(names.id("beijing")), names) == "beijing");
    CHECK(to_text(Value::date(day), names) == "2026-01-01");
    CHECK(to_text(Value::of(Span{1, 0, 0}), names) == "1 month");
    CHECK(to_text(Value::of(Span{2, 1, 3}), names) == "2 months + 1 week + 3 days");
    CHECK(to_text(Value::of(Span{}), names) == "0 days");
    CHECK(to_text(Value::elapsed(day, day.plus_days(40)), names) == "40 days");
    CHECK(to_text(Value::never(), names) == "never");
    CHECK(to_text(Value::unknown("x"), names) == "unknown");
    CHECK(to_text(Value::list({Value::of(1), Value::truth(false)}), names) == "[1, no]");
    Value bound = Value::of(50);
    bound.kind = Value::Kind::bound;
    CHECK(to_text(bound, names) == "50 or less");
    bound.more = true;
    CHECK(to_text(bound, names) == "50 or more");
}
