#include "hearth/language/grammar.hpp"

#include <catch2/catch.hpp>

#include "language_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("S11 operators are grouped by how tightly they bind", "[grammar]") {
    struct Case {
        const char* text;
        const char* tree;
    };
    const auto row = GENERATE(values<Case>({
        {"a + b * c", "(+ a (* b c))"},
        {"a - b - c", "(- (- a b) c)"},
        {"a / b * c", "(* (/ a b) c)"},
        {"-a ^ 2", "(neg (^ a 2))"},
        {"a ^ -b ^ c", "(^ a (neg (^ b c)))"},
        {"-a * b", "(* (neg a) b)"},
        {"a or b and not c is d", "(or a (and b (not (is c d))))"},
        {"a is not b", "(is-not a b)"},
        {"not not a", "(not (not a))"},
        {"not (x in [a, b])", "(not (in x (list a b)))"},
        {"if a then b else if c then d else e", "(if a b (if c d e))"},
        {"a + 1 < b * 2", "(< (+ a 1) (* b 2))"},
        {"x at 5 years + 1", "(+ (at x :5:year) 1)"},
        {"x at (t: 1, s: a or b)", "(at x t:1 s:(or a b))"},
        {"x at (a)", "(at x :a)"},
        {"(x at issue) at (t: 1)", "(at (at x :issue) t:1)"},
        {"a, b, then c by year", "(steps:year a _ b _ c)"},
        {"a until 2 + 1, b, then c by age", "(steps:age a (+ 2 1) b _ c)"},
        {"f(a, then b by year)", "(call:f (steps:year a _ b))"},
        {"f(a, (b, then c by year))", "(call:f a (steps:year b _ c))"},
        {"sum(x for each policy when c or d)", "(call:sum (each:policy x (or c d)))"},
        {"pv(a for each years when c)", "(call:pv (each:year a c))"},
        {"count(c when d)", "(call:count (each c d))"},
        {"f()", "(call:f)"},
        {"any(a) and all([])", "(and (call:any a) (call:all (list)))"},
    }));
    INFO(row.text);
    CHECK(shape(row.text) == row.tree);
}

TEST_CASE("S10 a unit belongs to the number before it, and a bound follows a plain number", "[grammar]") {
    CHECK(shape("5 %") == "0.05");
    CHECK(shape("5 \u2030 * 2") == "(* 0.005 2)");
    CHECK(shape("2 * 3 years") == "(* 2 3:year)");
    CHECK(shape("10_000 CNY") == "10000:CNY");
    CHECK(shape("50 or more or a") == "(or 50:more a)");
    CHECK(shape("50 or more") == "50:more");
    CHECK(shape("-5 or less") == "(neg 5:less)");
    CHECK(shape("2025-01-31 - 1 day") == "(- date:20119 1:day)");
    CHECK(shape("5 % or more") == "0.05:more");
}

TEST_CASE("places cover what they name, to the character", "[grammar]") {
    const Ast ast = parsed("a + sum(b for each c)");
    CHECK(ast.top().place == Place{1, 3, first_column, 21});
    CHECK(ast.at(ast.top().children[1]).place == Place{1, 3, first_column + 4, 17});
}

TEST_CASE("64 levels of brackets are read, more are a fault, and no depth crashes", "[grammar]") {
    const auto nested = [](std::size_t levels) {
        std::string text(levels, '(');
        text += '1';
        return text.append(levels, ')');
    };
    CHECK(shape(nested(64)) == "1");
    CHECK(fault_of(nested(65)).code == slip::deep);
    CHECK(fault_of(nested(100'000)).code == slip::deep);
    CHECK(fault_of(std::string(100'000, '-')).code == slip::deep);
    CHECK(fault_of(std::string(100'000, '[')).code == slip::deep);
    std::string nots, powers = "1";
    for (int i = 0; i < 100'000; ++i) nots += "not ", powers += "^1";
    CHECK(fault_of(nots + "a").code == slip::deep);
    CHECK(fault_of(powers).code == slip::deep);
}

TEST_CASE("an expression of more than 4096 parts is a fault", "[grammar]") {
    std::string sum = "1";
    for (int i = 0; i < 100'000; ++i) sum += " + 1";
    CHECK(fault_of(sum).code == slip::long_);
}
