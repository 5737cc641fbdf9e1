#include "hearth/io/text_index.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace hearth;

TEST_CASE("bytes become lines and columns of code points", "[index]") {
    const std::string text = "ab\n\u5317\u4eac x\n\ny";
    const TextIndex index(text, 3);
    CHECK(index.place(0, 2) == Place{3, 1, 1, 2});
    CHECK(index.place(2, 3) == Place{3, 1, 3, 1});  // the end of the line belongs to it
    CHECK(index.place(6, 9) == Place{3, 2, 2, 1});
    CHECK(index.place(10, 11) == Place{3, 2, 4, 1});
    CHECK(index.place(12, 12) == Place{3, 3, 1, 0});
    CHECK(index.place(text.size(), text.size()) == Place{3, 4, 2, 0});
}

TEST_CASE("lines and columns become bytes", "[index]") {
    const std::string text = "ab\n\u5317\u4eac x\n\ny";
    const TextIndex index(text, 3);
    CHECK(index.offset(1, 1) == 0);
    CHECK(index.offset(2, 2) == 6);
    CHECK(index.offset(2, 4) == 10);
    CHECK(index.offset(4, 1) == text.size() - 1);
    CHECK(index.offset(4, 9) == text.size());
    CHECK(index.offset(9, 1) == text.size());
    CHECK(index.offset(0, 1) == text.size());
}

TEST_CASE("long lines are found through their marks", "[index]") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += i % 3 == 0 ? "\u517b" : "x";
    const TextIndex index(text, 1);
    std::size_t byte = 0;
    for (std::size_t column = 1; column <= 1000; ++column) {
        if (index.offset(1, column) != byte) FAIL("column " << column);
        if (column % 97 == 0) CHECK(index.place(byte, byte).column == column);
        byte += (column - 1) % 3 == 0 ? 3U : 1U;
    }
}

TEST_CASE("an empty text has one place", "[index]") {
    const TextIndex index("", 1);
    CHECK(index.offset(1, 1) == 0);
    CHECK(index.place(0, 0) == Place{1, 1, 1, 0});
}
