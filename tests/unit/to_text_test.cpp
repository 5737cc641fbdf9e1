#include <catch2/catch.hpp>

#include "language_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("an expression is written with single spaces and only the brackets it needs", "[to_text]") {
    struct Case {
        const char* text;
        const char* written;
    };
    const auto row = GENERATE(values<Case>({
        {"((a+b))*c", "(a + b) * c"},
        {"a+(b*c)", "a + b * c"},
        {"a-(b-c)", "a - (b - c)"},
        {"(a-b)-c", "a - b - c"},
        {"-(2^2)", "-2 ^ 2"},
        {"(-2)^2", "(-2) ^ 2"},
        {"2^(3^2)", "2 ^ 3 ^ 2"},
        {"(2^3)^2", "(2 ^ 3) ^ 2"},
        {"not(a)and b", "not a and b"},
        {"not(a and b)", "not (a and b)"},
        {"a is(not b)", "a is (not b)"},
        {"(if a then b else c)+1", "(if a then b else c) + 1"},
        {"5%", "0.05"},
        {"1_000 CNY", "1000 CNY"},
        {"1 years", "1 year"},
        {"2 year", "2 years"},
        {"50   or more", "50 or more"},
        {"2025-01-31", "2025-01-31"},
        {"f( a,then b by year )", "f(a, then b by year)"},
        {"f((a,then b by year),c)", "f((a, then b by year), c)"},
        {"x at(t:1,s:a)", "x at (t: 1, s: a)"},
        {"x at (3 years)", "x at 3 years"},
        {"x at (a+b)", "x at (a + b)"},
        {"sum(x for each y when c)", "sum(x for each y when c)"},
        {"'a b'", "'a b'"},
        {"x in[a,b]", "x in [a, b]"},
        {"a until 3,b,then c by age", "a until 3, b, then c by age"},
    }));
    const Ast ast = parsed(row.text);
    CHECK(to_text(ast, ast.root) == row.written);
    CHECK(shape(row.written) == shape(ast, ast.root));
}
