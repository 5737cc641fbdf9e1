#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;
using Base = Type::Base;

namespace {

Room room_of_types() {
    Room room;
    room.number("n", 2);
    room.money("m", 1000);
    room.given["d"] = {Type::of(Base::date), Value::date(*Date::parse("2025-01-31"))};
    room.given["s"] = {Type::of(Base::span), Value::of(Span{3, 0, 0})};
    room.given["t"] = {Type::truth(), Value::truth(true)};
    room.given["state"] = {Type::name(room.state), room.word("ill")};
    room.given["city"] = {Type::name(room.city), room.word("beijing")};
    return room;
}

}  // namespace

TEST_CASE("operators give the type of what they join", "[compile]") {
    Room room = room_of_types();
    struct Case {
        const char* text;
        Base base;
    };
    const auto row = GENERATE(values<Case>({
        {"n + 1", Base::number},   {"m + 1", Base::money},    {"m * n", Base::money},        {"m / m", Base::number},
        {"d + s", Base::date},     {"d - 1 year", Base::date}, {"s + 1 month", Base::span},   {"s * 2", Base::span},
        {"s / s", Base::number},   {"s > 1", Base::truth},    {"-s", Base::span},            {"n ^ 2", Base::number},
        {"chance(0.1) * n", Base::chance}, {"n * force(0.1)", Base::force}, {"t and n > 1", Base::truth},
        {"if t then m else 0", Base::money}, {"[1, 2]", Base::list}, {"2, then 3 by n", Base::number}, {"unknown + 1", Base::number},
    }));
    INFO(row.text);
    CHECK(room.type(row.text).base == row.base);
}

TEST_CASE("what does not fit is a fault at its character", "[compile]") {
    Room room = room_of_types();
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t column;
    };
    const auto row = GENERATE(values<Case>({
        {"d + d", "E0402", 1},
        {"d + 1", "E0402", 1},
        {"1 + d", "E0402", 1},
        {"city + 1", "E0402", 1},
        {"m * city", "E0402", 1},
        {"2 ^ m", "E0402", 1},
        {"-t", "E0402", 1},
        {"m > d", "E0402", 1},
        {"if t then 1 else d", "E0402", 1},
        {"[1, d]", "E0402", 5},
        {"n, then d by n", "E0402", 9},
        {"n and t", "E0409", 1},
        {"if n then 1 else 2", "E0409", 4},
        {"not m", "E0409", 5},
        {"n in m", "E0410", 6},
        {"[1] is [1]", "E0410", 1},
        {"city < chengdu", "E0411", 1},
        {"t < yes", "E0411", 1},
        {"1 until chengdu, then 2 by city", "E0411", 1},
        {"1 until 3, then 2 by t", "E0412", 1},
        {"1 until 'ill', then 2 by n", "E0412", 9},
        {"1, then 2 by state", "E0412", 1},
        {"state is beijing", "E0408", 10},
        {"beijing is state", "E0408", 1},
        {"state in [ill, beijing]", "E0408", 16},
        {"1 until beijing, then 2 by state", "E0408", 9},
    }));
    INFO(row.text);
    CHECK(room.fault(row.text) == row.code);
    REQUIRE_FALSE(room.report.all().empty());
    CHECK(room.report.all().front().place.column == first_column - 1 + row.column);
}

TEST_CASE("S30 kinds of rate do not mix; a number scales them and fits min and max", "[compile]") {
    Room room = room_of_types();
    CHECK(room.type("force(1) + force(2)").base == Base::force);
    CHECK(room.type("min(1, chance(0.2))").base == Base::chance);
    CHECK(room.type("if t then force(1) else force(2)").base == Base::force);
    CHECK(room.type("chance(0.1), then chance(0.2) by n").base == Base::chance);
    CHECK(room.type("force(chance(0.1))").base == Base::force);
    CHECK(room.fault("force(1) + chance(1)") == "E0407");
    CHECK(room.fault("force(1) + 1") == "E0407");
    CHECK(room.fault("if t then force(1) else chance(1)") == "E0407");
    CHECK(room.fault("max(force(1), chance(1))") == "E0407");
    CHECK(room.fault("force(1) * force(1)") == "E0402");
    CHECK(room.fault("force(dependent(0.1))") == "E0407");
    CHECK(room.fault("dependent(force(0.1))") == "E0407");
}

TEST_CASE("S31 number reads a rate as a plain number", "[compile]") {
    Room room = room_of_types();
    CHECK(room.type("number(chance(0.1))").base == Base::number);
    CHECK(room.type("dependent((1 - 0.5) * number(chance(0.1)))").base == Base::dependent);
}

TEST_CASE("S59 asked money has degree 1, a literal among it is fixed, and 0 fits any", "[compile]") {
    Room room = room_of_types();
    const auto degree = [&](const char* text) { return static_cast<int>(room.type(text).degree); };
    CHECK(degree("m") == 1);
    CHECK(degree("2 * m / n") == 1);
    CHECK(degree("m * m") == 2);
    CHECK(degree("m / m") == 0);
    CHECK(degree("m + 0") == 1);
    CHECK(degree("max(m, 0)") == 1);
    CHECK(degree("sum([m, 2 * m])") == 1);
    for (const char* text : {"m + 100", "m + 5 CNY", "max(m, 100)", "if m > 100 then m else 0", "round(m, 1)", "sum([m, 100])",
                             "m, then 5 by n", "if t and m > 5 then m else 0", "m until 5 CNY, then m by m"}) {
        INFO(text);
        CHECK(degree(text) == Degree::fixed);
    }
    CHECK(degree("m ^ 2") == 2);
    CHECK(degree("m ^ 2 + m") == Degree::fixed);
    CHECK(degree("m ^ 0.5") == Degree::fixed);
}

TEST_CASE("S46 two currencies meet only through a rate of exchange", "[compile]") {
    Room room = room_of_types();  // bare money is CNY
    const auto fits = [&](const char* text) { return room.compile(text).has_value(); };
    for (const char* text : {"m + 5 CNY", "5 USD * (7.1 CNY / 1 USD) + m", "m / (7.1 CNY / 1 USD) * (7 CNY / 1 USD)", "m / (m / 1 USD) / 1 USD * m",
                             "if 5 USD > 3 then m else 0", "m + 0 USD", "5 USD / 1 USD", "(7 CNY / 1 USD) * (1 USD / 7.8 HKD) * 100 HKD",
                             "7 CNY / 1 USD > 6", "sum([1 USD, 2 USD]) / 1 USD", "(1 / (1 USD / 7 CNY)) * 3 USD + m"}) {
        INFO(text);
        CHECK(fits(text));
    }
    for (const char* text : {"m + 5 USD", "m > 5 USD", "max(m, 5 USD)", "m * 1 USD", "if t then m else 5 USD", "sum([m, 1 USD])", "5 USD", "m * (1 EUR / 1 USD)",
                             "(7 CNY / 1 USD) * (1 EUR / 7 HKD)", "m, then 5 USD by n", "m / 1 USD", "m / (5 USD / 1 EUR)", "1 USD / 7 CNY + 7 CNY / 1 USD"}) {
        INFO(text);
        CHECK_FALSE(fits(text));
        CHECK(room.report.all().at(0).code == "E0424");
    }
}
