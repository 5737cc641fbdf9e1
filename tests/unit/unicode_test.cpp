#include "hearth/base/unicode.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("code points are read by their bytes", "[unicode]") {
    CHECK(code_point_at("a", 0).value == U'a');
    CHECK(code_point_at("x\u517b", 1).value == U'\u517b');
    CHECK(code_point_at("\U0001f600", 0).length == 4);
    CHECK(code_points("a\u517b\U0001f600") == 3);
    CHECK(code_points("") == 0);
}

TEST_CASE("what is not UTF-8 is one invalid byte", "[unicode]") {
    for (const char* bad : {"\x80", "\xc0\xaf", "\xc1\x81", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe5\x85", "\xff"}) {
        INFO(printable(bad));
        CHECK_FALSE(code_point_at(bad, 0).valid);
        CHECK(code_point_at(bad, 0).length == 1);
        CHECK(invalid_utf8(bad) == 0u);
    }
    CHECK_FALSE(invalid_utf8("\u517b\u8001 ok"));
    CHECK(invalid_utf8("\u517b\xff") == 3u);
    CHECK(code_points("\xe5\x85") == 2);
}

TEST_CASE("a Chinese character takes two columns, a combining mark none", "[unicode]") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\u517b\u8001") == 4);
    CHECK(display_width("\uff21") == 2);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("\u200b") == 0);
    CHECK(display_width("\U0001f600") == 2);
    CHECK(display_width("\u00e9\u0416") == 2);
}

TEST_CASE("a hostile name cannot drive a terminal", "[unicode]") {
    CHECK(printable("a\x1b[31m") == "a\\u{1b}[31m");
    CHECK(printable("\u202etxt") == "\\u{202e}txt");
    CHECK(printable("a\nb\t") == "a\\u{a}b\\u{9}");
    CHECK(printable("\u0085\u2028\ufeff") == "\\u{85}\\u{2028}\\u{feff}");
    CHECK(printable("\xff") == "\\x{ff}");
    CHECK(printable("\u517b\u8001 e\u0301") == "\u517b\u8001 e\u0301");
}

TEST_CASE("a JSON string escapes what JSON forbids", "[unicode]") {
    CHECK(json_string("a\"b\\c") == "\"a\\\"b\\\\c\"");
    CHECK(json_string("\n\t\x01\x7f") == "\"\\n\\u0009\\u0001\\u007f\"");
    CHECK(json_string("\u517b") == "\"\u517b\"");
    CHECK(json_string(std::string_view("\0", 1)) == "\"\\u0000\"");
}
