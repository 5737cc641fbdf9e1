#include "hearth/frame/align.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("columns stand two spaces apart, numbers to the right, without trailing blanks", "[align]") {
    CHECK(aligned({{"name", "fee"}, {"a", "7"}, {"bcdef", "1000"}}, {false, true}) ==
          "name    fee\n"
          "a         7\n"
          "bcdef  1000\n");
    CHECK(aligned({{"a", "b"}, {"x", ""}}, {false, false}) == "a  b\nx\n");
    CHECK(aligned({}, {}).empty());
}

TEST_CASE("a Chinese character takes two places", "[align]") {
    CHECK(aligned({{"\u57ce\u5e02", "x"}, {"abcde", "y"}}, {false, false}) == "\u57ce\u5e02   x\nabcde  y\n");
}
