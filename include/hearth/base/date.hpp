#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// A civil day, 1900-01-01 to 2300-12-31, without time zone.
class Date {
  public:
    Date() = default;
    /// Days since 1970-01-01.
    static Date from_days(std::int32_t days) { Date d; d.days_ = days; return d; }
    /// None if there is no such day or it lies outside 1900..2300.
    static std::optional<Date> from_civil(int year, unsigned month, unsigned day);
    /// Exactly yyyy-mm-dd.
    static std::optional<Date> parse(std::string_view text);

    [[nodiscard]] std::int32_t days() const { return days_; }
    [[nodiscard]] int year() const;
    [[nodiscard]] unsigned month() const;
    [[nodiscard]] unsigned day() const;
    [[nodiscard]] std::string text() const;  ///< yyyy-mm-dd
    /// A day that does not exist is the last of its month (rule S17).
    [[nodiscard]] Date plus_months(int months) const;
    [[nodiscard]] Date plus_days(int days) const { return from_days(days_ + days); }

    friend auto operator<=>(const Date&, const Date&) = default;

  private:
    std::int32_t days_ = 0;
};

/// Whole months from `from` to `to`: the largest m with from.plus_months(m) <= to (negative if `to` is earlier).
int completed_months(Date from, Date to);
/// Whole years; the age last birthday of someone born on `from`. 29 February counts on the 28th in a common year.
int completed_years(Date from, Date to);

}  // namespace hearth
