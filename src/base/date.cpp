#include "hearth/base/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace hearth {
namespace {

using namespace std::chrono;

constexpr int first_year = 1900;
constexpr int last_year = 2300;

year_month_day civil(std::int32_t number) { return sys_days{days{number}}; }

std::int32_t number_of(const year_month_day& day) {
    return static_cast<std::int32_t>(sys_days{day}.time_since_epoch().count());
}

int month_number(const year_month_day& day) {
    return static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month()));
}

}  // namespace

std::optional<Date> Date::from_civil(int year, unsigned month, unsigned day) {
    // chrono keeps years in 16 and months in 8 bits: judge before converting.
    if (year < first_year || year > last_year || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const year_month_day civil_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!civil_day.ok()) return std::nullopt;
    return from_days(number_of(civil_day));
}

std::optional<Date> Date::parse(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto digits = [&](std::size_t from, std::size_t length) -> std::optional<unsigned> {
        unsigned number = 0;
        const char* end = text.data() + from + length;
        const auto [stop, fault] = std::from_chars(text.data() + from, end, number);
        if (fault != std::errc{} || stop != end) return std::nullopt;
        return number;
    };
    const auto year = digits(0, 4);
    const auto month = digits(5, 2);
    const auto day = digits(8, 2);
    if (!year || !month || !day) return std::nullopt;
    return from_civil(static_cast<int>(*year), *month, *day);
}

int Date::year() const { return static_cast<int>(civil(days_).year()); }
unsigned Date::month() const { return static_cast<unsigned>(civil(days_).month()); }
unsigned Date::day() const { return static_cast<unsigned>(civil(days_).day()); }

std::string Date::text() const { return fmt::format("{:04}-{:02}-{:02}", year(), month(), day()); }

Date Date::plus_months(int count) const {
    const year_month_day from = civil(days_);
    const year_month month_of = year_month{from.year(), from.month()} + months{count};
    const year_month_day_last last{month_of.year(), month_day_last{month_of.month()}};
    return from_days(number_of(year_month_day{month_of.year(), month_of.month(), std::min(from.day(), last.day())}));
}

int completed_months(Date from, Date to) {
    const int months_apart = month_number(civil(to.days())) - month_number(civil(from.days()));
    return from.plus_months(months_apart) <= to ? months_apart : months_apart - 1;
}

int completed_years(Date from, Date to) {
    const int whole = completed_months(from, to);
    return whole >= 0 ? whole / 12 : -((11 - whole) / 12);
}

}  // namespace hearth
