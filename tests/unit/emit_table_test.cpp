#include <catch2/catch.hpp>

#include "hearth/frame/emit.hpp"

namespace {

using namespace hearth;

Frame in_two_scripts() {
    Frame frame;
    frame.title = "Projection";
    frame.columns = {{"policy", "", "", -1},       {"year", "", "", -1}, {"city", "", "\u57CE\u5E02", -1}, {"reserve", "CNY", "", 2},
                     {"count", "persons", "", -1}, {"rate", "", "", -1}, {"pension", "CNY/month", "", 2}};
    frame.keys = 2;
    frame.group = 0;
    const Cell none;
    frame.rows = {{"term", std::int64_t{2031}, "\u4E0A\u6D77", 1234567.891, std::int64_t{-1234}, 0.125, none},
                  {"annuity", std::int64_t{2031}, none, none, std::int64_t{123}, none, 5000.0},
                  {"term", std::int64_t{2032}, "Xi'an\n", Unknown{{"income", "age"}}, std::int64_t{12}, 1e-9, none}};
    return frame;
}

}  // namespace

TEST_CASE("table: one for each group, aligned, with units, without empty columns, then the provenance") {
    Frame frame = in_two_scripts();
    frame.provenance = {"project", "0.1.0",   {{"family.toml", "0123456789abcdef"}}, {{"basis", "pricing"}, {"step", "month"}},
                        true,      {"a note"}};
    CHECK(to_table(frame) == R"(Projection

policy: term
year  城市             reserve      count   rate
                         (CNY)  (persons)
2031  上海        1,234,567.89     -1,234  0.125
2032  Xi'an\u{a}       unknown         12  1e-09

policy: annuity
year      count      pension
      (persons)  (CNY/month)
2031        123     5,000.00

illustrative: yes - this rests on invented example figures; do not rely on it
unknown because not given: age, income
basis: pricing
step: month
input: family.toml  sha256 0123456789ab
note: a note
made by: hearth 0.1.0 project
)");
}

TEST_CASE("table: without groups, units and title") {
    Frame frame;
    frame.columns = {{"name", "", "", -1}, {"held", "", "", -1}, {"amount", "", "", 0}};
    frame.rows = {{"a", true, 0.5}, {"bb", false, -1234.5}};
    CHECK(to_table(frame) == "name  held  amount\na     yes        1\nbb    no    -1,235\n\nillustrative: no\n");
}

TEST_CASE("table: a column that mixes words and numbers is text") {
    Frame frame;
    frame.columns = {{"value", "", "", -1}, {"x", "", "", -1}};
    frame.rows = {{"word", std::int64_t{1}}, {12.5, std::int64_t{1000}}};
    CHECK(to_table(frame) == "value      x\nword       1\n12.5   1,000\n\nillustrative: no\n");
}

TEST_CASE("table: no rows are said") {
    Frame frame;
    frame.columns = {{"year", "", "", -1}};
    CHECK(to_table(frame) == "(no rows)\n\nillustrative: no\n");
}

TEST_CASE("table: a hostile name cannot drive the terminal") {
    Frame frame;
    frame.title = "\x1b[2J";
    frame.columns = {{"\x1b]0;x", "\x07", "", -1}};
    frame.rows = {{"\x1b[31m"}};
    frame.provenance.conventions = {{"basis", "a\nillustrative: no"}};
    frame.provenance.notes = {"\u202Eevil"};
    const std::string text = to_table(frame);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("\u202E") == std::string::npos);
    CHECK(text.find("\nillustrative: no") == text.rfind("\nillustrative: no"));
}
