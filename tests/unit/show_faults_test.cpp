#include "hearth/cli/show_faults.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

std::string shown(const std::string& text, const Place& place, const std::string& hint = {}) {
    Sources sources;
    sources.add("a.toml", text);
    Report report;
    report.error("E0201", place, "message", hint);
    return faults_text(report, sources);
}

}  // namespace

TEST_CASE("show_faults: place, line, caret, hint") {
    CHECK(shown("one\ntwo = 2\n", {1, 2, 7, 1}, "mend") == "a.toml:2:7: error[E0201]: message\n    two = 2\n          ^\nhint: mend\n");
}

TEST_CASE("show_faults: carets cover the length, at least one, not beyond the line") {
    CHECK(shown("abc", {1, 1, 2, 2}) == "a.toml:1:2: error[E0201]: message\n    abc\n     ^^\n");
    CHECK(shown("abc", {1, 1, 2, 0}) == "a.toml:1:2: error[E0201]: message\n    abc\n     ^\n");
    CHECK(shown("abc", {1, 1, 2, 9}) == "a.toml:1:2: error[E0201]: message\n    abc\n     ^^\n");
    CHECK(shown("abc", {1, 1, 4, 1}) == "a.toml:1:4: error[E0201]: message\n    abc\n       ^\n");
}

TEST_CASE("show_faults: Chinese is two columns wide, a tab stays a tab") {
    CHECK(shown("\t\u4FDD\u8D39 = x", {1, 1, 7, 1}) == "a.toml:1:7: error[E0201]: message\n    \t\u4FDD\u8D39 = x\n    \t       ^\n");
    CHECK(shown("\u4FDD\u8D39", {1, 1, 2, 1}) == "a.toml:1:2: error[E0201]: message\n    \u4FDD\u8D39\n      ^^\n");
}

TEST_CASE("show_faults: nothing can drive the terminal, and the caret still fits") {
    CHECK(shown("a\x1b[1m x", {1, 1, 7, 1}) == "a.toml:1:7: error[E0201]: message\n    a\\u{1b}[1m x\n               ^\n");
}

TEST_CASE("show_faults: the command line and a file as a whole have no line") {
    CHECK(shown("abc", {}) == "command line: error[E0201]: message\n");
    CHECK(shown("abc", {1, 0, 0, 0}) == "a.toml: error[E0201]: message\n");
}

TEST_CASE("show_faults: a fault told twice is shown once, a warning is called so") {
    Sources sources;
    sources.add("a.toml", "");
    Report report;
    report.error("E0201", {1, 0, 0, 0}, "one");
    report.error("E0202", {1, 0, 0, 0}, "one");
    report.error("E0201", {1, 0, 0, 0}, "one");
    report.warning("E0203", {1, 0, 0, 0}, "two");
    CHECK(faults_text(report, sources) == "a.toml: error[E0201]: one\na.toml: error[E0202]: one\na.toml: warning[E0203]: two\n");
}

TEST_CASE("show_faults: JSON") {
    Sources sources;
    sources.add("a\"b.toml", "x");
    Report report;
    report.error("E0201", {1, 1, 1, 1}, "one \u4FDD", "two");
    report.error("E0801", {}, "three");
    CHECK(faults_json(report, sources) ==
          R"({"severity": "error", "code": "E0801", "path": null, "line": null, "column": null, "length": 0, "message": "three", "hint": ""}
{"severity": "error", "code": "E0201", "path": "a\"b.toml", "line": 1, "column": 1, "length": 1, "message": "one )"
          "\u4FDD"
          R"(", "hint": "two"}
)");
}
