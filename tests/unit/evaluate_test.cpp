#include "hearth/language/evaluate.hpp"

#include <cmath>

#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("S11 a power binds tighter than a sign and to the right", "[evaluate]") {
    Room room;
    CHECK(room.run("-2 ^ 2") == "-4");
    CHECK(room.run("2 ^ -1") == "0.5");
    CHECK(room.run("2 ^ 3 ^ 2") == "512");
    CHECK(room.run("(-2) ^ 3") == "-8");
    CHECK(room.run("(-8) ^ 0.5") == "E0605");
    CHECK(room.run("0 ^ -1") == "E0605");
}

TEST_CASE("arithmetic never gives -0, nan or infinity", "[evaluate]") {
    Room room;
    room.number("zero", 0);
    for (const char* text : {"zero * -1", "-zero", "-(-zero)", "0 - zero", "abs(-zero)", "round(-0.2, 1)", "zero / -5"}) {
        INFO(text);
        CHECK_FALSE(std::signbit(room.value(text).number));
    }
    CHECK(room.run("1 / zero") == "E0605");
    CHECK(room.run("1 year / zero") == "E0605");
    CHECK(room.run("10 ^ 308 * 10") == "E0601");
    CHECK(room.run("exp(1000)") == "E0601");
    CHECK(room.run("ln(zero)") == "E0605");
}

TEST_CASE("unknown follows Kleene and carries what is missing", "[evaluate]") {
    Room room;
    room.unknown("a", Type::truth());
    room.unknown("b", Type::truth());
    room.unknown("n", Type::number());
    CHECK(room.run("no and a") == "no");
    CHECK(room.run("a and no") == "no");
    CHECK(room.run("yes or a") == "yes");
    CHECK(room.run("a or yes") == "yes");
    CHECK(room.run("a and yes") == "unknown: a");
    CHECK(room.run("b or a") == "unknown: a, b");
    CHECK(room.run("not a") == "unknown: a");
    CHECK(room.run("n + 1 > 0") == "unknown: n");
    CHECK(room.run("min(1, 2, n)") == "unknown: n");
    CHECK(room.run("if a then 1 else 1") == "unknown: a");
    CHECK(room.run("if no then n else 1") == "1");
    CHECK(room.run("n is unknown") == "yes");
    CHECK(room.run("n is not unknown") == "no");
    CHECK(room.run("1 in [n, 1]") == "yes");
    CHECK(room.run("2 in [n, 1]") == "unknown: n");
    CHECK(room.run("n, then 2 by n") == "unknown: n");
}

TEST_CASE("a number or a condition that is unknown is a fault with what is missing", "[evaluate]") {
    struct Nothing : World {
        Value load(std::uint32_t, const Instruction&) override { return Value::unknown("person.level"); }
        Value special(const Program&, const Instruction&, Evaluator&) override { return {}; }
    } world;
    Room room;
    room.number("n", 1);
    const Program program = room.program("n");
    Evaluator evaluator(world, room.names);
    CHECK_THROWS_WITH(evaluator.number(program), Catch::Contains("person.level"));
    CHECK_THROWS_WITH(evaluator.truth(program), Catch::Contains("person.level"));
}

TEST_CASE("S15 of nothing any is no, all is yes, sum and count are 0", "[evaluate]") {
    Room room;
    CHECK(room.run("any([])") == "no");
    CHECK(room.run("all([])") == "yes");
    CHECK(room.run("sum([])") == "0");
    CHECK(room.run("count([])") == "0");
    CHECK(room.fault("min()") == "E0413");
}

TEST_CASE("any, all, count and sum over lists with something unknown", "[evaluate]") {
    Room room;
    room.unknown("u", Type::truth());
    CHECK(room.run("any([u, yes])") == "yes");
    CHECK(room.run("any([u, no])") == "unknown: u");
    CHECK(room.run("all([u, no])") == "no");
    CHECK(room.run("all([u, yes])") == "unknown: u");
    CHECK(room.run("count([yes, no, yes])") == "2");
    CHECK(room.run("count([yes, u])") == "unknown: u");
    CHECK(room.run("sum([1, 2.5])") == "3.5");
}

TEST_CASE("S21 steps hold for one unit each, or until", "[evaluate]") {
    Room room;
    const auto at = [&](const char* text, double year) {
        room.number("year", year);
        return room.run(text);
    };
    const char* rate = "65 %, 50 %, 35 %, then 10 % by year";
    CHECK(at(rate, 1) == "0.65");
    CHECK(at(rate, 3) == "0.35");
    CHECK(at(rate, 4) == "0.1");
    CHECK(at(rate, 0) == "E0606");
    CHECK(at("1.6 until 41, 1.4 until 61, then 1.2 by year", 41) == "1.4");
    CHECK(at("1.6 until 41, 1.4 until 61, then 1.2 by year", 0) == "1.6");
    CHECK(at("0 until 1, 2, then 3 by year", 1) == "2");
    CHECK(at("0 until 1, 2, then 3 by year", 2) == "3");
}

TEST_CASE("S22 states outside the order compare as no, and steps by them are a fault", "[evaluate]") {
    Room room;
    room.given["state"] = {Type::name(room.state), room.word("dead")};
    for (const char* sign : {"<", "<=", ">", ">="}) CHECK(room.run("state " + std::string(sign) + " frail") == "no");
    CHECK(room.run("state is dead") == "yes");
    CHECK(room.run("0 until frail, then 2 by state") == "E0606");
    room.given["state"].second = room.word("frail");
    CHECK(room.run("state >= frail and state < ill") == "yes");
    CHECK(room.run("0 until frail, 1 until ill, then 2 by state") == "1");
}

TEST_CASE("S25 what never happened compares as no and stays never", "[evaluate]") {
    Room room;
    room.given["waited"] = {Type::of(Type::Base::span), Value::never()};
    for (const char* sign : {"<", "<=", ">", ">=", "is"}) CHECK(room.run("waited " + std::string(sign) + " 3 years") == "no");
    CHECK(room.run("waited is not 3 years") == "yes");
    CHECK(room.run("waited + 1 year") == "never");
    CHECK(room.run("min(waited, 1 year)") == "never");
    CHECK(room.run("0 until 90 days, then 1 by waited") == "E0606");
}
