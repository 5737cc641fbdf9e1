#include "hearth/base/exact_sum.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace hearth::test::exact_sum_test {

namespace {

double sum_of(const std::vector<double>& numbers) {
    ExactSum sum;
    for (const double one : numbers) sum.add(one);
    return sum.rounded();
}

}  // namespace

TEST_CASE("an exact sum: what a sum in order loses is kept") {
    CHECK(sum_of({}) == 0);
    CHECK(sum_of({1e100, 1, -1e100}) == 1);
    CHECK(sum_of({1, 0x1p-200, -1}) == 0x1p-200);
    CHECK(sum_of(std::vector<double>(10, 0.1)) == 1);  // ten times the number next to 0.1 is next to 1
    CHECK(sum_of({3, -3}) == 0);
}

TEST_CASE("an exact sum: half way between two numbers the even one, and what is below decides") {
    const double next = 1 + 0x1p-52;
    CHECK(sum_of({1, 0x1p-53}) == 1);
    CHECK(sum_of({next, 0x1p-53}) == 1 + 0x1p-51);
    CHECK(sum_of({1, 0x1p-53, 0x1p-120}) == next);
    CHECK(sum_of({next, 0x1p-53, -0x1p-120}) == next);
    CHECK(sum_of({-1, -0x1p-53, -0x1p-120}) == -next);
}

TEST_CASE("an exact sum: in every order the same, also of sums") {
    std::vector<double> numbers = {1e16, 1, -0x1p-60, 3e-5, -1e16, 0x1.8p-1000, 12345.678, 1e-30};
    std::sort(numbers.begin(), numbers.end());
    const double expected = sum_of(numbers);
    int orders = 0;
    do {
        ExactSum first, second;
        for (std::size_t i = 0; i < numbers.size(); ++i) (i % 3 == 0 ? first : second).add(numbers[i]);
        second.add(first);
        if (second.rounded() != expected || sum_of(numbers) != expected) FAIL("another sum in another order");
    } while (++orders < 5000 && std::next_permutation(numbers.begin(), numbers.end()));
    ExactSum sum;
    sum.add(5);
    sum.clear();
    CHECK(sum.rounded() == 0);
}

}  // namespace hearth::test::exact_sum_test
