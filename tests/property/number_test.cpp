#include "hearth/base/text.hpp"
#include "hearth/frame/formula.hpp"
#include "property_test.hpp"

namespace hearth::test::number_test {

TEST_CASE("numbers and texts survive being written") {
    law("the shortest digits read back as the same double", [] {
        const double number = *finite();
        const std::string digits = shortest(number);
        RC_ASSERT(parse_number(digits).has_value());
        RC_ASSERT(*parse_number(digits) == number);
    });
    law("fixed decimals are within half a unit of the last", [] {
        const double number = *between(-1e6, 1e6) / 7;
        const int decimals = *rc::gen::inRange(0, 10);
        const double read = *parse_number(fixed(number, decimals, false));
        // half a unit, and one rounding of the subtraction and of the reading: each below 2^-53 of 1e6
        RC_ASSERT(std::fabs(read - number) <= 0.5 * std::pow(10, -decimals) + 3e-10);
    });
    law("grouping only adds commas", [] {
        const double number = *between(-1e12, 1e12);
        std::string grouped = fixed(number, 2, true);
        std::erase(grouped, ',');
        RC_ASSERT(grouped == fixed(number, 2, false));
    });
    law("an apostrophe that was added is taken away again", [] {
        const std::string words = *text();
        RC_ASSERT(unguarded(guarded(words)) == words);
        RC_ASSERT(guarded(words).find_first_of("=+-@\t\r\n") != 0);
    });
    law("a printable text has no control character and keeps the rest", [] {
        const std::string words = *text();
        for (const char c : printable(words)) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
        RC_ASSERT(printable(printable(words)) == printable(words));
        RC_ASSERT(!invalid_utf8(words));
    });
}

}  // namespace hearth::test::number_test
