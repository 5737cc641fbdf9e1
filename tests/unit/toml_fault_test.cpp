#include "hearth/io/toml_fault.hpp"

#include <catch2/catch.hpp>

#include "hearth/io/reader.hpp"

using namespace hearth;

TEST_CASE("a slip of TOML is told in plain words, at its place, with the mend", "[toml]") {
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t line, column;
        const char* message;
        const char* hint;
    };
    const auto row = GENERATE(values<Case>({
        {"born 1950-01-01", "E0101", 1, 6, "'=' is expected after a key", "quotes"},
        {"a = 1 2", "E0101", 1, 7, "'2' follows", "1_000"},
        {"a = 1,5", "E0101", 1, 6, "',' follows", "0.5"},
        {"a = 2 * b", "E0101", 1, 7, "'*' follows", "an expression goes in quotes"},
        {"a = 'x' + 'y'", "E0101", 1, 9, "'+' follows", "quotes"},
        {"a = [1, 2", "E0101", 1, 10, "the file ends inside an array", ""},
        {"a = [1 2]", "E0101", 1, 8, "',' or ']' is expected", ""},
        {"a = { b = 1,\nc = 2 }", "E0101", 1, 13, "", ""},
        {"a = { b = 1, }", "E0101", 1, 14, "after the comma", "no comma"},
        {"[a", "E0101", 1, 3, "", ""},
        {"[]", "E0101", 1, 2, "a header names its table", ""},
        {"a =\nb = 1", "E0101", 1, 4, "a value is expected", ""},
        {"a = yes", "E0109", 1, 5, "'yes' is not a value", "\"yes\""},
        {"a = beijing", "E0109", 1, 5, "", "a text goes in quotes"},
        {"a = True", "E0109", 1, 5, "'True' is not a value", ""},
        {"a = 007", "E0111", 1, 5, "'007' is not a number", "does not begin with 0"},
        {"a = 1__0", "E0111", 1, 5, "", "underscore"},
        {"a = 5.", "E0111", 1, 5, "", "both sides"},
        {"a = 99999999999999999999", "E0111", 1, 5, "", "too large"},
        {"a = 1950-13-01", "E0112", 1, 5, "not a date", "yyyy-mm-dd"},
        {"a = 1\nb = 2\na = 3", "E0107", 3, 1, "'a' is written twice", "keep one"},
        {"[x]\na = 1\n[x]\n", "E0108", 3, 1, "'x' is already defined", "one place"},
        {"a = \"\\d\"", "E0110", 1, 6, "'\\d' is not an escape", "single quotes"},
    }));
    INFO(row.text);
    Sources sources;
    Report report;
    REQUIRE_FALSE(read_toml(sources, sources.add("t.toml", row.text), report).has_value());
    REQUIRE(report.errors() == 1);
    const Diagnostic& fault = report.all().front();
    CHECK(fault.code == row.code);
    CHECK(fault.place.line == row.line);
    CHECK(fault.place.column == row.column);
    CHECK_THAT(fault.message, Catch::Contains(row.message));
    CHECK_THAT(fault.hint, Catch::Contains(row.hint));
}

TEST_CASE("what stands where a value should gets the way to write it", "[toml]") {
    CHECK(value_hint("").empty());
    CHECK(value_hint("unknown") == "write it in quotes: \"unknown\"");
    CHECK(value_hint(".5") == "digits stand on both sides of a point");
    CHECK(value_hint("0123") == "a number does not begin with 0; write a text in quotes");
    CHECK(value_hint("5%") == "an expression goes in quotes");
    CHECK(value_hint("1e400") == "the number is too large");
}
