#include "hearth/frame/formula.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("a text that a spreadsheet would run gets an apostrophe", "[formula]") {
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "'=1", "''+x"}) {
        INFO(text);
        CHECK(guarded(text) == "'" + std::string(text));
        CHECK(unguarded(guarded(text)) == text);
    }
}

TEST_CASE("other texts stay, also those with an apostrophe of their own", "[formula]") {
    for (const char* text : {"", "a=1", "1-2", "'", "'quoted'", "o'clock", " =1", "\u517b\u8001"}) {
        INFO(text);
        CHECK(guarded(text) == text);
        CHECK(unguarded(text) == text);
    }
}
