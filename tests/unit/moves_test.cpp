#include "hearth/language/parser.hpp"

#include <catch2/catch.hpp>

#include "hearth/base/text.hpp"

using namespace hearth;

namespace {

std::string shown_moves(std::string_view text) {
    Report report;
    const auto moves = parse_moves(text, {1, 3, 10, 20}, 1, report);
    INFO(text);
    for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(moves.has_value());
    std::string all;
    for (const Move& move : *moves) {
        if (!all.empty()) all += " | ";
        if (!move.roles.empty()) all += join(move.roles) + ": ";
        all += "{" + join(move.from) + "}" + (move.both_ways ? "<->" : "->") + "{" + join(move.to) + "}";
    }
    return all;
}

Diagnostic fault_of_moves(std::string_view text) {
    Report report;
    INFO(text);
    REQUIRE_FALSE(parse_moves(text, {1, 3, 10, 20}, 1, report).has_value());
    REQUIRE(report.errors() == 1);
    return report.all().front();
}

}  // namespace

TEST_CASE("a model is moves, and a chain is one move for each arrow", "[moves]") {
    CHECK(shown_moves("alive -> dead") == "{alive}->{dead}");
    CHECK(shown_moves("healthy <-> mild <-> severe; any -> dead") == "{healthy}<->{mild} | {mild}<->{severe} | {any}->{dead}");
    CHECK(shown_moves("alive -> killed, dead, maimed; maimed -> dead") == "{alive}->{killed, dead, maimed} | {maimed}->{dead}");
    CHECK(shown_moves("a,b->c->d") == "{a, b}->{c} | {c}->{d}");
    CHECK(shown_moves("\u5065\u5eb7 -> \u6b7b\u4ea1") == "{\u5065\u5eb7}->{\u6b7b\u4ea1}");
}

TEST_CASE("the left side may be empty, and roles stand before a colon", "[moves]") {
    CHECK(shown_moves("-> dead") == "{}->{dead}");
    CHECK(shown_moves("status: -> surrendered") == "status: {}->{surrendered}");
    CHECK(shown_moves("insured and partner: alive -> dead") == "insured, partner: {alive}->{dead}");
}

TEST_CASE("a moment or a payment's name is a move without an arrow", "[moves]") {
    CHECK(shown_moves("issue") == "{issue}->{}");
    CHECK(shown_moves("premium") == "{premium}->{}");
}

TEST_CASE("a move knows its place", "[moves]") {
    Report report;
    const auto moves = parse_moves("a -> b; any -> dead", {1, 3, 10, 21}, 1, report);
    REQUIRE(moves.has_value());
    CHECK(moves->at(0).place == Place{1, 3, 11, 6});
    CHECK(moves->at(1).place == Place{1, 3, 19, 11});
}

TEST_CASE("a wrong move is one fault at its character", "[moves]") {
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t column;  // from 1 in the text
        const char* message;
        const char* hint;
    };
    const auto row = GENERATE(values<Case>({
        {"", "E0323", 1, "the text is empty", "well -> ill"},
        {"a ->", "E0324", 5, "found the end of the text; expected the name of a state", "well -> ill"},
        {"a -> b;", "E0324", 8, "found the end of the text", "well -> ill"},
        {"a -> , b", "E0324", 6, "found ','", "well -> ill"},
        {"a b -> c", "E0324", 3, "found 'b'; expected '->'", "well -> ill"},
        {"a - b", "E0324", 3, "found '-'", "well -> ill"},
        {"a -> > b", "E0324", 6, "found '>'", "an arrow is '->' or '<->'"},
        {"a => b", "E0301", 3, "'=>' has no meaning", "an arrow is '->' or '<->'"},
        {"a \u2192 b", "E0301", 3, "'\u2192' has no meaning", "an arrow is '->' or '<->'"},
        {"a -> any", "E0324", 6, "'any' stands on the right", "name the states"},
        {"a, any -> b", "E0324", 8, "'any' stands with other states", "'any' alone"},
        {"any <-> b", "E0324", 5, "'<->' needs a state on its left", "write '->'"},
        {"<-> b", "E0324", 1, "'<->' needs a state on its left", "write '->'"},
        {"none -> b", "E0319", 1, "'none' is a word of the language", ""},
        {"a -> end", "E0319", 6, "'end' is a word of the language", ""},
        {"person.state -> b", "E0324", 1, "found the path 'person.state'", ""},
        {"a:b:c", "E0324", 4, "found ':'", "well -> ill"},
        {"a b: c -> d", "E0324", 3, "found 'b'; expected 'and' or ':'", "insured and partner"},
    }));
    const Diagnostic fault = fault_of_moves(row.text);
    INFO(row.text);
    CHECK(fault.code == row.code);
    CHECK(fault.place.line == 3);
    CHECK(fault.place.column == 10 + row.column);
    CHECK_THAT(fault.message, Catch::Contains(row.message));
    CHECK_THAT(fault.hint, Catch::Contains(row.hint));
}
