#include "hearth/language/value.hpp"
#include "property_test.hpp"

namespace hearth::test::calendar_test {

TEST_CASE("dates follow the calendar") {
    law("a date reads back from its text and from its parts", [] {
        const Date day = *date();
        RC_ASSERT(Date::parse(day.text()) == day);
        RC_ASSERT(Date::from_civil(day.year(), day.month(), day.day()) == day);
    });
    law("later by months is never earlier by date, and keeps the day where it exists", [] {
        const Date day = *date();
        const int months = *rc::gen::inRange(0, 600);
        const Date later = day.plus_months(months);
        RC_ASSERT(later >= day);
        RC_ASSERT(later.day() == day.day() || (later.day() < day.day() && later.plus_days(1).day() == 1));
        RC_ASSERT(later <= day.plus_months(months + 1));
    });
    law("completed months are those between the anniversaries", [] {
        const Date from = *date(), to = *date();
        const int months = completed_months(from, to);
        RC_ASSERT(from.plus_months(months) <= to);
        RC_ASSERT(from.plus_months(months + 1) > to);
        const int years = completed_years(from, to);
        RC_ASSERT(from.plus_months(12 * years) <= to);
        RC_ASSERT(from.plus_months(12 * years + 12) > to);
    });
    law("days add up", [] {
        const Date day = *date();
        const int a = *rc::gen::inRange(-10'000, 10'000), b = *rc::gen::inRange(-10'000, 10'000);
        RC_ASSERT(day.plus_days(a).plus_days(b) == day.plus_days(a + b));
        RC_ASSERT(day.plus_days(a).days() - day.days() == a);
    });
    law("S16 spans that are equal in ticks are equal in years", [] {
        const int n = *rc::gen::inRange(0, 200);
        RC_ASSERT((Span{12.0 * n, 0, 0}.years() == n));
        RC_ASSERT((Span{0, 52.0 * n, 0}.years() == n));
        RC_ASSERT((Span{0, 0, 365.0 * n}.years() == n));
        RC_ASSERT((Span{3.0 * n, 0, 0}.years() == Span{0, 13.0 * n, 0}.years()));
    });
}

}  // namespace hearth::test::calendar_test
