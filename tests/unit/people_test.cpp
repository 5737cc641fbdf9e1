#include <catch2/catch.hpp>

#include "language_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

People people_of(std::string_view text) {
    Report report;
    auto people = parse_people(text_leaf(text), report);
    INFO(text);
    for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(people.has_value());
    return std::move(*people);
}

}  // namespace

TEST_CASE("people are paths, perhaps in a group, with a limit and a condition", "[people]") {
    const People people = people_of("owner, 2 of (owner.parents, owner.spouse.parents) when age >= 60, seats_a + 1 of children");
    REQUIRE(people.parts.size() == 3);
    CHECK(people.ast.root == Ast::none);
    CHECK(people.parts[0].paths == std::vector<std::string>{"owner"});
    CHECK(people.parts[0].limit == Ast::none);
    CHECK(people.parts[0].when == Ast::none);
    CHECK(people.parts[1].paths == std::vector<std::string>{"owner.parents", "owner.spouse.parents"});
    CHECK(shape(people.ast, people.parts[1].limit) == "2");
    CHECK(shape(people.ast, people.parts[1].when) == "(>= age 60)");
    CHECK(shape(people.ast, people.parts[2].limit) == "(+ seats_a 1)");
    CHECK(people.parts[2].paths == std::vector<std::string>{"children"});
}

TEST_CASE("a limit in brackets is no group of people", "[people]") {
    const People people = people_of("(1 + n) of (a, b)");
    REQUIRE(people.parts.size() == 1);
    CHECK(shape(people.ast, people.parts[0].limit) == "(+ 1 n)");
    CHECK(people.parts[0].paths == std::vector<std::string>{"a", "b"});
}

TEST_CASE("parts and paths know their places", "[people]") {
    const People people = people_of("owner, 2 of (a, b) when c");
    CHECK(people.parts[0].place == Place{1, 3, first_column, 5});
    CHECK(people.parts[1].place == Place{1, 3, first_column + 7, 18});
    CHECK(people.parts[1].path_places.at(1) == Place{1, 3, first_column + 16, 1});
}

TEST_CASE("wrong people are one fault at their character", "[people]") {
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t column;  // from 1 in the text; 0: the leaf
        const char* message;
    };
    const auto row = GENERATE(values<Case>({
        {"", "E0323", 0, "the text is empty"},
        {"owner,", "E0325", 7, "found the end of the text; expected people"},
        {"2 owner", "E0325", 1, "found '2'; expected people"},
        {"of owner", "E0308", 1, "found 'of'; expected a value"},
        {"2 of", "E0325", 5, "found the end of the text"},
        {"2 of 3", "E0325", 6, "found '3'"},
        {"2 of (a, b", "E0310", 6, "'(' is not closed"},
        {"(a b)", "E0309", 4, "found 'b'"},
        {"owner and spouse", "E0325", 7, "found 'and'; expected ','"},
        {"owner when", "E0308", 11, "found the end of the text; expected a value"},
        {"owner when age = 3", "E0301", 16, "'=' has no meaning"},
        {"all", "E0325", 1, "found 'all'"},
    }));
    Report report;
    INFO(row.text);
    REQUIRE_FALSE(parse_people(text_leaf(row.text), report).has_value());
    REQUIRE(report.errors() == 1);
    const Diagnostic& fault = report.all().front();
    CHECK(fault.code == row.code);
    CHECK(fault.place.column == 10 + row.column);
    CHECK_THAT(fault.message, Catch::Contains(row.message));
}

TEST_CASE("people are a text", "[people]") {
    Tree leaf;
    leaf.kind = Tree::Kind::array;
    Report report;
    CHECK_FALSE(parse_people(leaf, report).has_value());
    CHECK(report.all().front().code == "E0322");
}
