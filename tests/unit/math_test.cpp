#include "hearth/base/math.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using namespace hearth;

// Each function is within 1 ulp of the true value (SLEEF u10), so within 2 ulp of libm's, which is within 1.
TEST_CASE("elementary functions agree with libm to two units in the last place", "[math]") {
    const auto near = [](double a, double b) { return std::fabs(a - b) <= 2 * std::fabs(std::nextafter(b, INFINITY) - b); };
    for (int i = -300; i <= 300; ++i) {
        const double x = i / 37.0;
        INFO(x);
        CHECK(near(exponential(x), std::exp(x)));
        CHECK(near(exponential_minus_one(x), std::expm1(x)));
        if (x > 0) CHECK(near(logarithm(x), std::log(x)));
        if (x > -1) CHECK(near(logarithm_one_plus(x), std::log1p(x)));
        CHECK(near(power(1.03, x), std::pow(1.03, x)));
    }
}

TEST_CASE("elementary functions are exact where they must be", "[math]") {
    CHECK(exponential(0) == 1);
    CHECK(logarithm(1) == 0);
    CHECK(exponential_minus_one(0) == 0);
    CHECK(logarithm_one_plus(0) == 0);
    CHECK(power(2, 10) == 1024);
    CHECK(power(5, 0) == 1);
    CHECK(exponential(-1000) == 0);
    CHECK(std::isinf(exponential(1000)));
}

TEST_CASE("small rates lose no digits", "[math]") {
    // e^x - 1 = x + x^2/2 + ..., ln(1 + x) = x - x^2/2 + ...; the next terms are below 1e-24 of x.
    CHECK(exponential_minus_one(1e-12) == Approx(1e-12 + 5e-25).epsilon(1e-15));
    CHECK(logarithm_one_plus(1e-12) == Approx(1e-12 - 5e-25).epsilon(1e-15));
}

TEST_CASE("many numbers at once have the bits of one by one") {
    std::vector<double> numbers = {0.0, -0.0, 1.0, -1e-300, 1e-17, -0.004, 0.3, 709.9, -745.2, 1e308, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (int i = 0; i < 501; ++i) numbers.push_back(-7.3 + 0.029 * i);
    std::vector<double> powers = numbers, less = numbers;
    exponentials(powers);
    exponentials_minus_one(less);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        CHECK(std::bit_cast<std::uint64_t>(powers[i]) == std::bit_cast<std::uint64_t>(exponential(numbers[i])));
        CHECK(std::bit_cast<std::uint64_t>(less[i]) == std::bit_cast<std::uint64_t>(exponential_minus_one(numbers[i])));
    }
}
