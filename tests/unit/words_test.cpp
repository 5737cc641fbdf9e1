#include "hearth/language/words.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "hearth/language/compile.hpp"
#include "hearth/language/parser.hpp"

using namespace hearth;

TEST_CASE("S8 the words of the language are reserved", "[words]") {
    const auto& words = reserved_words();
    for (const char* word : {"if", "then", "else", "or", "and", "not", "is", "in", "at", "until", "by", "for", "each", "when", "more", "less", "of",
                             "any", "all", "yes", "no", "unknown", "none", "never", "issue", "end", "request", "anniversary", "day", "weeks", "months", "year"}) {
        INFO(word);
        CHECK(std::count(words.begin(), words.end(), word) == 1);
    }
    CHECK(std::count(words.begin(), words.end(), "premium") == 0);
}

TEST_CASE("no word is both a function and a measure", "[words]") {
    for (const std::string& function : function_names()) CHECK_FALSE(measure_names().contains(function));
}

TEST_CASE("a unit misspelt or in Chinese gets a hint", "[words]") {
    CHECK(unit_hint("yeers") == "did you mean 'years'?");
    CHECK(unit_hint("\u5c81") == "write 'years'");
    CHECK(unit_hint("\u4e2a\u6708") == "write 'months'");
    CHECK(unit_hint("\u5143") == "write 'CNY'");
    CHECK(unit_hint("cny") == "did you mean 'CNY'?");
    CHECK(unit_hint("zzz").empty());
}

TEST_CASE("S9 a name begins with a letter or an underscore and ends where its letters do", "[words]") {
    CHECK(name_length("abc.d") == 3);
    CHECK(name_length("a1-b") == 2);
    CHECK(name_length("1a") == 0);
    CHECK(name_length("\u73b0\u4ef7 x") == 6);
    CHECK(name_length("\xff") == 0);
    CHECK(name_length("") == 0);
}

TEST_CASE("S10 a unit is a span word, singular or plural", "[words]") {
    CHECK(span_of("days") == "day");
    CHECK(span_of("month") == "month");
    CHECK(span_of("monthss").empty());
    CHECK(span_of("da").empty());
}
