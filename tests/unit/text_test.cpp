#include "hearth/base/text.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace hearth;

TEST_CASE("a number is digits, perhaps a point and an exponent, and nothing else", "[text]") {
    CHECK(parse_number("12") == 12);
    CHECK(parse_number("-0.5") == -0.5);
    CHECK(parse_number("1e-3") == 0.001);
    CHECK(parse_number("1E+3") == 1000);
    CHECK(parse_number("007") == 7);
    CHECK(parse_number("1_000.5", true) == 1000.5);
    for (const char* bad : {"", "-", "+1", ".5", "5.", "1.2.3", "1e", "1e+", "0x10", "inf", "nan", "1,5", " 1", "1 ", "1_000", "1e400", "-1e400", "--1"}) {
        INFO(bad);
        CHECK_FALSE(parse_number(bad));
    }
    for (const char* bad : {"_1", "1_", "1__0", "1_.5", "1._5", "1_e3"}) CHECK_FALSE(parse_number(bad, true));
}

TEST_CASE("an integer is a whole token of 64 bits", "[text]") {
    CHECK(parse_integer("-42") == -42);
    CHECK(parse_integer("9223372036854775807") == std::numeric_limits<long long>::max());
    for (const char* bad : {"", "9223372036854775808", "1.0", "+1", "1 ", "a"}) CHECK_FALSE(parse_integer(bad));
}

TEST_CASE("the shortest digits, with an exponent only where zeros would hide them", "[text]") {
    CHECK(shortest(0.1) == "0.1");
    CHECK(shortest(120000.0) == "120000");
    CHECK(shortest(1e20) == "100000000000000000000");
    CHECK(shortest(1e21) == "1e+21");
    CHECK(shortest(1e-6) == "0.000001");
    CHECK(shortest(9.9e-7) == "9.9e-07");
    CHECK(shortest(-0.0) == "0");
    CHECK(shortest(-2.5) == "-2.5");
    CHECK_THROWS_AS(shortest(std::nan("")), std::logic_error);
    CHECK_THROWS_AS(shortest(std::numeric_limits<double>::infinity()), std::logic_error);
}

TEST_CASE("fixed decimals round the exact binary value, halves away from zero", "[text]") {
    CHECK(fixed(0.125, 2, false) == "0.13");
    CHECK(fixed(-0.125, 2, false) == "-0.13");
    CHECK(fixed(2.5, 0, false) == "3");
    CHECK(fixed(0.5, 0, false) == "1");
    CHECK(fixed(1.005, 2, false) == "1.00");  // its double lies below the half
    CHECK(fixed(9.995, 2, false) == "9.99");  // this too
    CHECK(fixed(99.5, 0, false) == "100");
    CHECK(fixed(-0.001, 2, false) == "0.00");
    CHECK(fixed(1234567.891, 2, true) == "1,234,567.89");
    CHECK(fixed(999.5, 0, true) == "1,000");
    CHECK(fixed(-1234, 0, true) == "-1,234");
    CHECK(fixed(1e300, 0, false).size() == 301);
    CHECK_THROWS_AS(fixed(1, -1, false), std::logic_error);
    CHECK_THROWS_AS(fixed(1, 301, false), std::logic_error);
    CHECK_THROWS_AS(fixed(std::nan(""), 2, false), std::logic_error);
}

TEST_CASE("the nearest name is one a slip away", "[text]") {
    const std::vector<std::string> names = {"interest", "rates", "premium", "\u5229\u7387\u8868"};
    CHECK(nearest("intrest", names) == "interest");
    CHECK(nearest("interset", names) == "interest");  // two letters swapped count one
    CHECK(nearest("Rates", names) == "rates");
    CHECK(nearest("\u5229\u7387", names) == "\u5229\u7387\u8868");
    CHECK_FALSE(nearest("interest", names));  // it is there: no slip
    CHECK_FALSE(nearest("xyz", names));
    CHECK_FALSE(nearest("", names));
    CHECK_FALSE(nearest(std::string(10'000, 'a'), names));
    const std::vector<std::string> equals = {"abcdeX", "abcdeY"};
    CHECK(nearest("abcdef", equals) == "abcdeX");
    CHECK(did_you_mean("premum", names) == "did you mean 'premium'?");
    CHECK(did_you_mean("xyz", names).empty());
}

TEST_CASE("words are joined", "[text]") {
    CHECK(join(std::vector<std::string>{"a", "b", "c"}) == "a, b, c");
    CHECK(join(std::vector<std::string>{}).empty());
    CHECK(join(std::vector<std::string>{"a", "b"}, " -> ") == "a -> b");
}
