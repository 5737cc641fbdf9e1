#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/date.hpp"

namespace hearth {

/// Names of a set of files as numbers: a state, a level, a city, a person. Equal texts are equal names.
class Names {
  public:
    std::uint32_t id(std::string_view text);
    [[nodiscard]] const std::string& text(std::uint32_t id) const { return texts_.at(id); }

  private:
    std::map<std::string, std::uint32_t, std::less<>> ids_;
    std::deque<std::string> texts_;
};

/// A length of time as written. Months (12 to a year), weeks and days stay apart: on a grid a week is 1/52 year, n days n/365
/// year (rule S16); among dates they are civil (rule S17).
struct Span {
    double months = 0;
    double weeks = 0;
    double days = 0;

    /// Years on a grid, as ticks of 1/56,940 year over 56,940, so that equal spans are equal doubles.
    [[nodiscard]] double years() const;
    /// The day this long after `from`; fractions of a month or day are a fault of the caller.
    [[nodiscard]] Date after(Date from) const;
    friend bool operator==(const Span&, const Span&) = default;
};

/// Ticks of the grid clock in a year: divisible into months, weeks and days (lcm of 12, 52 and 365).
inline constexpr double ticks_per_year = 56'940.0;

/// What an expression evaluates to. Unknown carries the paths of what is missing (rule S80).
struct Value {
    enum class Kind : std::uint8_t {
        unknown,
        number,   ///< number, money and rates
        bound,    ///< "50 or more": number, more
        truth,    ///< number is 0 or 1
        name,     ///< id in Names
        date,     ///< number = days since 1970-01-01
        span,     ///< span
        elapsed,  ///< time since a day: number = that day, other = today; compares by the calendar
        never,    ///< since() of what never happened: every comparison is no
        list
    };
    Kind kind = Kind::unknown;
    bool more = false;         ///< bound: "or more"; list: open, it contains unknown
    std::uint32_t id = 0;
    double number = 0;
    double other = 0;
    std::shared_ptr<const std::vector<std::string>> missing;  ///< unknown
    std::shared_ptr<const std::vector<Value>> items;          ///< list
    std::shared_ptr<const Span> span;                         ///< span

    [[nodiscard]] bool known() const { return kind != Kind::unknown; }
    [[nodiscard]] bool yes() const { return kind == Kind::truth && number != 0; }
    [[nodiscard]] bool no() const { return kind == Kind::truth && number == 0; }
    [[nodiscard]] Date date() const { return Date::from_days(static_cast<std::int32_t>(number)); }

    static Value of(double number) { Value v; v.kind = Kind::number; v.number = number; return v; }
    static Value truth(bool yes) { Value v; v.kind = Kind::truth; v.number = yes ? 1 : 0; return v; }
    static Value name(std::uint32_t id) { Value v; v.kind = Kind::name; v.id = id; return v; }
    static Value date(Date date) { Value v; v.kind = Kind::date; v.number = date.days(); return v; }
    static Value of(Span span) { Value v; v.kind = Kind::span; v.span = std::make_shared<const Span>(span); return v; }
    static Value elapsed(Date from, Date today) { Value v; v.kind = Kind::elapsed; v.number = from.days(); v.other = today.days(); return v; }
    static Value never() { Value v; v.kind = Kind::never; return v; }
    static Value unknown(std::string path);
    static Value list(std::vector<Value> items);
};

/// The unknown that lacks what either lacks; names once, in order.
Value lacking(const Value& a, const Value& b);
/// As the language would write it: "120,000"? no: "120000", "yes", "beijing", "2026-01-01", "3 months", "[a, b]", "unknown".
std::string to_text(const Value& value, const Names& names);

}  // namespace hearth
