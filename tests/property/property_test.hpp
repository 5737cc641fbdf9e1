#pragma once

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <stdlib.h>

#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "hearth/base/date.hpp"

namespace hearth::test {

/// A thousand cases of each law, unless RC_PARAMS says otherwise; its "seed=..." repeats what a failure printed.
inline const bool many_cases = ::setenv("RC_PARAMS", "max_success=1000", 0) == 0;

/// A law over generated cases, as a check of a test.
template <class Property>
void law(const char* text, Property&& property) {
    INFO(text);
    REQUIRE(many_cases);
    CHECK(rc::check(text, std::forward<Property>(property)));
}

/// Any finite double: every pattern of bits is as likely as another.
inline rc::Gen<double> finite() {
    return rc::gen::suchThat(rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) { return std::bit_cast<double>(bits); }),
                             [](double number) { return std::isfinite(number); });
}
/// A number from `low` up to `high`, in thousandths of the way.
inline rc::Gen<double> between(double low, double high) {
    return rc::gen::map(rc::gen::inRange(0, 1001), [=](int part) { return low + (high - low) * part / 1000; });
}
inline rc::Gen<Date> date() {
    return rc::gen::map(rc::gen::inRange(Date::parse("1950-01-01")->days(), Date::parse("2250-01-01")->days()), Date::from_days);
}
/// Words of ASCII, Chinese, signs that CSV and JSON quote, and what a spreadsheet would run.
inline rc::Gen<std::string> text() {
    static const std::vector<std::string> pieces = {"a", "B", "7", " ", ",", "\"", "'", "=", "+", "-", "@", "\n", "\r\n", "\t", "\\", "/",
                                                    "\u517b", "\u8001", "\uff1d", "\U0001f600", "e\u0301", "\u2028", "\x01", "\x7f", ";", "#", "{"};
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)), [](const std::vector<std::string>& parts) {
        std::string all;
        for (const std::string& part : parts) all += part;
        return all;
    });
}

}  // namespace hearth::test
