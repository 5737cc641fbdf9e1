#include "hearth/base/sources.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("a source is told by its bytes", "[sources]") {
    Sources sources;
    CHECK(sources.add("a.toml", "abc") == 1);
    // FIPS 180-2, appendix B.1
    CHECK(sources.at(1).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sources.add("b.toml", "\xEF\xBB\xBF" "abc") == 2);
    CHECK(sources.at(2).text == "abc");
    CHECK(sources.at(2).sha256 != sources.at(1).sha256);
    CHECK(sources.size() == 2);
}

TEST_CASE("a line is found without its end", "[sources]") {
    Sources sources;
    const auto file = sources.add("a.toml", "one\r\ntwo\n\nfour");
    const auto line = [&](std::uint32_t number) { return sources.line({file, number, 1, 1}); };
    CHECK(line(1) == "one");
    CHECK(line(2) == "two");
    CHECK(line(3).empty());
    CHECK(line(4) == "four");
    CHECK(line(5).empty());
    CHECK(line(0).empty());
    CHECK(sources.line({0, 1, 1, 1}).empty());
    CHECK(sources.line({9, 1, 1, 1}).empty());
}

TEST_CASE("a place is described as compilers do", "[sources]") {
    Sources sources;
    const auto file = sources.add("family.toml", "x");
    CHECK(sources.describe({file, 3, 7, 1}) == "family.toml:3:7");
    CHECK(sources.describe({file, 0, 0, 0}) == "family.toml");
    CHECK(sources.describe({}) == "command line");
}

TEST_CASE("texts stay where they are when more are added", "[sources]") {
    Sources sources;
    const auto first = sources.add("a", "kept");
    const std::string_view text = sources.at(first).text;
    for (int i = 0; i < 1000; ++i) sources.add("b", "x");
    CHECK(text.data() == sources.at(first).text.data());
}
