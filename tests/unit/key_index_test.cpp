#include "hearth/base/key_index.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("Keys are numbered as they are first met, and told apart by their bits") {
    KeyIndex index(2);
    constexpr std::size_t count = 5000;
    for (int round = 0; round < 2; ++round)
        for (std::size_t i = 0; i < count; ++i) {
            const double key[2] = {static_cast<double>(i % 100), 0.01 * static_cast<double>(i / 100)};
            if (index.of(key) != i) FAIL("key " + std::to_string(i));
        }
    CHECK(index.size() == count);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double zeros[2] = {0.0, -0.0}, unknown[2] = {nan, nan}, swapped[2] = {-0.0, 0.0};
    CHECK(index.of(zeros) == count);
    CHECK(index.of(swapped) == count + 1);
    CHECK(index.of(unknown) == count + 2);
    CHECK(index.of(unknown) == count + 2);
    index.clear();
    CHECK(index.of(zeros) == 0);
    std::vector<double> many(2 * count);
    for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i / 2 % 900) + 0.5 * static_cast<double>(i % 2);
    std::vector<std::size_t> numbers;
    KeyIndex aside(2);
    index.of(many.data(), count, numbers);
    for (std::size_t i = 0; i < count; ++i)
        if (numbers[i] != aside.of(many.data() + 2 * i) + 1) FAIL("key " + std::to_string(i));
    CHECK(index.find(zeros) == 0);
    CHECK(index.find(swapped) == index.size());
    KeyIndex one;  // of no numbers: all are the same
    CHECK(one.of(nullptr) == 0);
    CHECK(one.of(nullptr) == 0);
    CHECK(one.size() == 1);
}
