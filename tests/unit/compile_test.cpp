#include "hearth/language/compile.hpp"

#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;
using Base = Type::Base;

TEST_CASE("a name is looked for in the scopes, then among the words of lists", "[compile]") {
    Room room;
    room.number("age", 40);
    CHECK(room.run("age + 1") == "41");
    CHECK(room.run("beijing") == "beijing");
    CHECK(room.run("none") == "none");
    CHECK(room.run("'beijing'") == "beijing");
    CHECK(room.run("yes") == "yes");
    CHECK(room.run("never") == "never");
    CHECK(room.run("unknown") == "unknown: test");
}

TEST_CASE("an unknown name is a fault with the nearest spelling", "[compile]") {
    Room room;
    room.number("annual_premium", 1);
    CHECK(room.fault("anual_premium + 1") == "E0405");
    CHECK(room.report.all().front().hint == "did you mean 'annual_premium'?");
    CHECK(room.report.all().front().place.column == first_column);
    CHECK(room.fault("1 + bejing") == "E0405");
    CHECK(room.report.all().front().hint == "did you mean 'beijing'?");
    CHECK(room.report.all().front().place.column == first_column + 4);
}

TEST_CASE("every fault of an expression is told", "[compile]") {
    Room room;
    CHECK_FALSE(room.compile("nobody + nothing").has_value());
    CHECK(room.report.errors() == 2);
}

TEST_CASE("a let stands for its expression, and a circle of lets is printed", "[compile]") {
    Room room;
    room.let("a", "b + 1");
    room.let("b", "2 * 3");
    CHECK(room.run("a * 2") == "14");
    room.let("b", "a - 1");
    CHECK(room.fault("a") == "E0406");
    CHECK_THAT(room.report.all().front().message, Catch::Contains("let.a -> let.b -> let.a"));
}

TEST_CASE("lets that double at every mention are refused, not suffered", "[compile]") {
    Room room;
    room.let("a0", "1");
    for (int i = 1; i <= 60; ++i) room.let("a" + std::to_string(i), "a" + std::to_string(i - 1) + " + a" + std::to_string(i - 1));
    CHECK(room.run("a10") == "1024");
    CHECK(room.fault("a60") == "E0421");
    CHECK(room.report.errors() == 1);
}

TEST_CASE("lets and sums that nest without end are refused before the stack ends", "[compile]") {
    Room room;
    room.let("a0", "1");
    for (int i = 1; i <= 5000; ++i) room.let("a" + std::to_string(i), "a" + std::to_string(i - 1));
    CHECK(room.run("a200") == "1");
    CHECK(room.fault("a5000") == "E0421");
    std::string sum = "1";
    for (int i = 0; i < 2000; ++i) sum += " + 1";
    CHECK(room.fault(sum) == "E0421");
}

TEST_CASE("'at' that shares a value at each of many levels is refused", "[compile]") {
    Room room;
    room.number("a", 1);
    std::string text = "(a + a)";
    for (int i = 0; i < 40; ++i) text = "(a + a) at (a: " + text + ")";
    CHECK(room.fault(text) == "E0421");
    CHECK(room.run("(a + a) at (a: a + 2)") == "6");
}

TEST_CASE("what a place takes is checked", "[compile]") {
    Room room;
    CHECK(room.fault("1 > 2", Base::number) == "E0401");
    CHECK(room.fault("1", Base::truth) == "E0401");
    CHECK(room.fault("0.1", Base::force) == "E0401");
    CHECK_THAT(room.report.all().front().hint, Catch::Contains("chance(x)"));
    CHECK(room.fault("chance(0.1)", Base::force) == "none");
    CHECK(room.fault("5", Base::money) == "none");
    CHECK(room.fault("chengdu", Base::name, room.city) == "none");
    CHECK(room.fault("healthy", Base::name, room.city) == "E0408");
}

TEST_CASE("S12 yes and no are truths, and true is no name", "[compile]") {
    Room room;
    CHECK(room.type("yes").base == Base::truth);
    CHECK(room.fault("true") == "E0405");
}

TEST_CASE("'old' means something only in a change", "[compile]") {
    Room room;
    CHECK(room.fault("old * 1.1") == "E0404");
}

TEST_CASE("an illustrative let marks what uses it", "[compile]") {
    Room room;
    room.let("plain", "1");
    room.let("example", "2");
    std::const_pointer_cast<Expression>(room.lets["example"])->illustrative = true;
    const auto marked = [&](std::string_view text) {
        Expression expression;
        expression.ast = parsed(text);
        const Scope scope = room.scope();
        Compiler compiler(room.names, room.words, room.asked, room.report);
        REQUIRE(compiler.compile(expression, scope).has_value());
        return compiler.illustrative();
    };
    CHECK_FALSE(marked("plain + 1"));
    CHECK(marked("if yes then plain else example"));
}
