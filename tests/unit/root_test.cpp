#include "hearth/engine/root.hpp"

#include <cmath>

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("S58 the root of a ratio of straight lines takes four looks", "[root]") {
    int looks = 0;
    const auto margin = [&](double premium) {  // (0.9 premium - 40) / (7 premium) - 8 %
        ++looks;
        return (0.9 * premium - 40) / (7 * premium) - 0.08;
    };
    const auto root = ratio_root(margin, 1000);
    REQUIRE(root);
    CHECK(std::fabs(*root - 40 / 0.34) <= 1e-12 * *root);  // the sides differ by some units in the last place of 0.08, of which the slope takes off
    CHECK(looks == 4);
}

TEST_CASE("S58 what is no ratio of straight lines, or has no root above 0, is left to the search", "[root]") {
    CHECK_FALSE(ratio_root([](double x) { return x * x * x - 8; }, 4));
    CHECK_FALSE(ratio_root([](double) { return 3.0; }, 1));
    CHECK_FALSE(ratio_root([](double x) { return (x + 1) / (x + 2); }, 1));
}
