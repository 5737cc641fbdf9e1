#include "hearth/language/lexer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"

using namespace hearth;

namespace {

std::vector<std::string> texts(std::string_view text) {
    std::vector<std::string> all;
    for (const Token& token : tokenize(text, {1, 1, 1, 1}, 1)) all.emplace_back(token.text);
    all.pop_back();  // the end
    return all;
}
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a text is cut into numbers, dates, names, texts and symbols", "[lexer]") {
    CHECK(texts("a.b+1_000.5%") == Words{"a.b", "+", "1_000.5", "%"});
    CHECK(texts("x<=2025-01-31") == Words{"x", "<=", "2025-01-31"});
    CHECK(texts("a <-> b->c; -> d") == Words{"a", "<->", "b", "->", "c", ";", "->", "d"});
    CHECK(texts("0.8 \u2030 'CN is' [1]") == Words{"0.8", "\u2030", "CN is", "[", "1", "]"});
    CHECK(texts("\u5229\u7387_2*x") == Words{"\u5229\u7387_2", "*", "x"});
    CHECK(texts("1e3 2E-5") == Words{"1e3", "2E-5"});
    CHECK(texts(" \t\r\n").empty());
}

TEST_CASE("a date wins over a subtraction, and only where all its digits stand together (S10)", "[lexer]") {
    CHECK(tokenize("2025-01-31", {}, 1).front().kind == Token::Kind::date);
    CHECK(texts("2025 - 1 - 3") == Words{"2025", "-", "1", "-", "3"});
    CHECK(texts("25-1-3") == Words{"25", "-", "1", "-", "3"});
}

TEST_CASE("places count code points from the text's own column, and lines", "[lexer]") {
    const auto tokens = tokenize("\u5229\u7387 + b\n * c", {7, 3, 10, 20}, 1);
    CHECK(tokens[0].place == Place{7, 3, 11, 2});
    CHECK(tokens[1].place == Place{7, 3, 14, 1});
    CHECK(tokens[3].place == Place{7, 4, 2, 1});
    CHECK(tokens[4].place == Place{7, 4, 4, 1});
    CHECK(tokens[5].place == Place{7, 4, 5, 1});
}

TEST_CASE("without an inset every token has the place of the whole", "[lexer]") {
    const Place whole{7, 3, 10, 20};
    for (const Token& token : tokenize("a + b", whole, 0)) CHECK(token.place == whole);
}

TEST_CASE("a span of places covers from the first to the last", "[lexer]") {
    CHECK(spanning({1, 2, 3, 4}, {1, 2, 10, 2}) == Place{1, 2, 3, 9});
    CHECK(spanning({1, 2, 3, 4}, {1, 3, 1, 2}) == Place{1, 2, 3, 4});
}

TEST_CASE("a percentage is the nearest double of what is written", "[lexer]") {
    const auto value = [](std::string_view text, int shift) { return decimal(tokenize(text, {}, 1).front(), shift); };
    // Correctly rounded means: the same double as the literal, so equality is exact.
    CHECK(value("4.2", -2) == 0.042);
    CHECK(value("1.1", -2) == 0.011);
    CHECK(value("0.8", -3) == 0.0008);
    CHECK(value("1_000", 0) == 1000.0);
    CHECK(value("1e3", -2) == 10.0);
    CHECK_THROWS_AS(value("1e999", 0), Fault);
}

TEST_CASE("a name is a letter of any script or an underscore, then also digits (S9)", "[lexer]") {
    for (const char* good : {"a", "_", "_1", "cash_value", "\u73b0\u91d1\u4ef7\u503c", "caf\u00e9", "\u0416", "\u3005", "a\u0301", "x2"}) {
        INFO(good);
        CHECK(is_name(good));
    }
    for (const char* bad : {"", "1a", "a-b", "a.b", "a b", "\u00d7", "\uff08", "\u3000", "\u202ea", "\u200b", "\u0301a", "\U0001f600", "\ufeff", "a\x01", "\xff"}) {
        INFO(bad);
        CHECK_FALSE(is_name(bad));
    }
}

TEST_CASE("words of the language", "[lexer]") {
    CHECK(function_names().size() == 25);
    CHECK(span_of("weeks") == "week");
    CHECK(span_of("yearly").empty());
    CHECK(is_currency("CAD"));
    CHECK_FALSE(is_currency("cad"));
    CHECK(is_keyword("until"));
    CHECK_FALSE(is_keyword("issue"));
    for (const char* word : {"if", "years", "anniversary", "never", "all"}) {
        const auto& reserved = reserved_words();
        CHECK(std::find(reserved.begin(), reserved.end(), word) != reserved.end());
    }
}
