#include "hearth/language/parser.hpp"

#include <catch2/catch.hpp>

#include "language_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("a slip is one fault at its character, with its mend", "[parser]") {
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t column;
        const char* hint;
    };
    const auto row = GENERATE(values<Case>({
        {"a == b", "E0301", 3, "write 'is'"},
        {"a && b", "E0301", 3, "write 'and'"},
        {"a \u2265 b", "E0301", 3, "write '>='"},
        {"\uff08a)", "E0301", 1, "write '('"},
        {"a # b", "E0301", 3, ""},
        {"a\x01", "E0301", 2, ""},
        {"'open", "E0302", 1, "write 'text'"},
        {".5", "E0303", 1, "write '0.5'"},
        {"5.", "E0303", 1, "write '5'"},
        {"1__0", "E0303", 1, "1_000_000"},
        {"007", "E0303", 1, "1_000"},
        {"1e999", "E0303", 1, ""},
        {"1e-999", "E0303", 1, ""},
        {"1e99999999999 %", "E0303", 1, ""},
        {"2025-02-30", "E0304", 1, ""},
        {"2025-1-3", "E0304", 1, "spaces around '-'"},
        {"2025-01-01T00", "E0304", 1, "without a time"},
        {"1899-12-31", "E0304", 1, ""},
        {"3months", "E0305", 1, "3 months"},
        {"10k", "E0305", 1, "in full"},
        {"5 RMB", "E0306", 3, ""},
        {"a.", "E0307", 1, "without spaces"},
        {"a. b", "E0307", 1, ""},
        {"1 +", "E0308", 4, ""},
        {"a + if b then 1 else 2", "E0308", 5, "( )"},
        {"a b", "E0309", 3, ""},
        {"3 yeers", "E0309", 3, "years"},
        {"(a", "E0310", 1, "add ')'"},
        {"a)", "E0310", 2, ""},
        {"(a]", "E0310", 3, "close it with ')'"},
        {"if a then b", "E0311", 12, "says both"},
        {"a, b", "E0312", 5, "then"},
        {"1,5", "E0312", 2, "1.5"},
        {"x in (a, b)", "E0312", 11, "[ ]"},
        {"f(a until 3, b)", "E0313", 5, "( )"},
        {"a < b < c", "E0314", 7, "a < b and b < c"},
        {"x at 1 year at issue", "E0315", 13, "write one"},
        {"3 years or more", "E0316", 9, ">="},
        {"5 CNY or more", "E0316", 7, ""},
        {"age or more", "E0316", 8, "x >= 50"},
        {"x not in y", "E0317", 3, "not (x in y)"},
        {"a for each b", "E0318", 3, "as in sum("},
        {"a, then b by if", "E0319", 14, "part of the language"},
        {"a at (and: 1)", "E0319", 7, ""},
    }));
    INFO(row.text);
    const Diagnostic fault = fault_of(row.text);
    INFO(fault.message);
    CHECK(fault.code == row.code);
    CHECK(fault.place.line == 3);
    CHECK(fault.place.column == first_column - 1 + row.column);
    CHECK_THAT(fault.hint, Catch::Contains(row.hint));
}

TEST_CASE("S12 a leaf of TOML is the expression that its text writes", "[parser]") {
    Report report;
    Tree leaf;
    leaf.kind = Tree::Kind::real;
    leaf.text = "-0.5";
    leaf.number = -0.5;
    auto ast = parse_expression(leaf, report);
    REQUIRE(ast);
    CHECK(shape(*ast, ast->root) == shape("-0.5"));
    leaf.kind = Tree::Kind::date;
    leaf.date = *Date::parse("1950-03-12");
    ast = parse_expression(leaf, report);
    REQUIRE(ast);
    CHECK(shape(*ast, ast->root) == shape("1950-03-12"));
    CHECK(report.all().empty());
}

TEST_CASE("S12 true, false, tables and arrays are no expressions", "[parser]") {
    const auto fault = [](Tree::Kind kind, bool truth = false) {
        Tree leaf;
        leaf.kind = kind;
        leaf.truth = truth;
        Report report;
        CHECK_FALSE(parse_expression(leaf, report).has_value());
        REQUIRE(report.errors() == 1);
        return report.all().front().code + " " + report.all().front().hint;
    };
    CHECK(fault(Tree::Kind::truth, true) == "E0322 write \"yes\"");
    CHECK(fault(Tree::Kind::truth) == "E0322 write \"no\"");
    CHECK_THAT(fault(Tree::Kind::array), Catch::StartsWith("E0322"));
    CHECK_THAT(fault(Tree::Kind::table), Catch::StartsWith("E0322"));
    Tree leaf;
    leaf.kind = Tree::Kind::real;
    leaf.text = "inf";
    leaf.number = std::numeric_limits<double>::infinity();
    Report report;
    CHECK_FALSE(parse_expression(leaf, report).has_value());
    CHECK(report.all().front().code == "E0322");
}

TEST_CASE("an empty text is a fault of the leaf", "[parser]") {
    CHECK(fault_of("").code == "E0323");
    CHECK(fault_of(" \t\n").code == "E0323");
}

TEST_CASE("S11 steps among the arguments of a call stand in brackets", "[parser]") {
    // the first argument of steps is 0 here, so that the call has one argument
    CHECK(shape("max(0, 1 until 3, then 2 by n)") == "(call:max (steps:n 0 _ 1 3 2))");
}
