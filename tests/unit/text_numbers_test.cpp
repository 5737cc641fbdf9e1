#include "hearth/base/text_numbers.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("Texts of any length are numbered as they are first met") {
    TextNumbers index;
    CHECK(index.find("") == 0);
    constexpr std::size_t count = 3000;
    const auto text = [](std::size_t i) { return std::string(i % 40, 'x') + std::to_string(i); };
    for (int round = 0; round < 2; ++round)
        for (std::size_t i = 0; i < count; ++i)
            if (index.of(text(i)) != i || index.find(text(i)) != i) FAIL("text " + std::to_string(i));
    CHECK(index.size() == count);
    CHECK(index.find("") == count);
    CHECK(index.of("") == count);
    CHECK(index.of(std::string(1, '\0')) == count + 1);
    CHECK(index.find("x") == index.size());
    index.clear();
    CHECK(index.find(text(7)) == 0);
    CHECK(index.of(text(7)) == 0);
}
