// Operations on known values; what is unknown travels on.
#include "arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

using Kind = Value::Kind;

double checked(double number, const Place& place) {
    if (!std::isfinite(number)) throw Fault("E0601", place, "this gives no finite number");
    return number + 0.0;  // -0 becomes 0
}

/// The whole number at or below; the next one where `half_up` and at least half of the way is gone.
double whole(double x, bool half_up) {
    const double down = std::floor(x);
    return half_up && x - down >= 0.5 ? down + 1 : down;
}

}  // namespace

Rounding::Rounding(double to, bool up)
    : unit(to), per_one(std::round(1 / to)), half_up(up), decimal(to < 1 && std::fabs(1 / to - per_one) < 1e-9 * per_one) {}

double Rounding::of(double x) const {
    if (!decimal || std::fabs(x * per_one) >= 1e15) return whole(x / unit, half_up) * unit;
    const double units = whole(x * per_one, half_up);
    // 0.29 * 100 is a little less than 29, and yet 0.29 is the double of 29 / 100.
    return (half_up || (units + 1) / per_one > x ? units : units + 1) / per_one;
}

namespace {

double to_unit(double x, double unit, bool half_up, const Place& place) {
    if (!(unit > 0)) throw Fault("E0602", place, "the unit of a rounding must be above 0");
    return Rounding(unit, half_up).of(x);
}

/// Small whole powers by multiplication, as a reader would.
double power_of(double x, double y, const Place& place) {
    const bool integer = y == std::floor(y);
    if (x < 0 && !integer) throw Fault("E0605", place, fmt::format("{} ^ {} is no real number", shortest(x), shortest(y)));
    if (x == 0 && y < 0) throw Fault("E0605", place, "division by zero");
    if (!integer || std::fabs(y) > 4) return power(x, y);
    double product = 1;
    for (int i = 0; i < static_cast<int>(std::fabs(y)); ++i) product *= x;
    return y < 0 ? 1 / product : product;
}

double of_numbers(const Instruction& at, double x, double y) {
    switch (at.op) {
        case Code::add: return x + y;
        case Code::subtract: return x - y;
        case Code::multiply: return x * y;
        case Code::divide:
            if (y == 0) throw Fault("E0605", at.place, "division by zero");
            return x / y;
        case Code::power: return power_of(x, y, at.place);
        case Code::negate: return -x;
        case Code::absolute: return std::fabs(x);
        case Code::round: return to_unit(x, y, true, at.place);
        case Code::floor: return at.arguments.size() > 1 ? to_unit(x, y, false, at.place) : std::floor(x);
        case Code::exponential: return exponential(x);
        case Code::logarithm:
            if (!(x > 0)) throw Fault("E0605", at.place, fmt::format("ln({}) is no number", shortest(x)));
            return logarithm(x);
        case Code::to_force:
            if (static_cast<Type::Base>(at.id) != Type::Base::chance) return x;
            if (!(x < 1)) throw Fault("E0506", at.place, fmt::format("a chance of {} has no force", shortest(x)));
            return -logarithm_one_plus(-x);
        case Code::to_chance: return static_cast<Type::Base>(at.id) == Type::Base::force ? -exponential_minus_one(-x) : x;
        case Code::to_plain: return x;
        default: throw std::logic_error("an operation without a meaning");
    }
}

/// The result where it is a span again; none where years of the grid are calculated with.
std::optional<Span> of_spans(const Instruction& at, const Value& a, const Value& b) {
    const bool first = a.kind == Kind::span, second = b.kind == Kind::span;
    if (first && second && (at.op == Code::add || at.op == Code::subtract)) {
        const double sign = at.op == Code::subtract ? -1 : 1;
        return Span{a.span->months + sign * b.span->months, a.span->weeks + sign * b.span->weeks, a.span->days + sign * b.span->days};
    }
    if (first == second) return std::nullopt;
    const Span& span = first ? *a.span : *b.span;
    const double number = first ? b.number : a.number;
    if (at.op == Code::negate) return Span{-span.months, -span.weeks, -span.days};
    if (at.op == Code::multiply) return Span{span.months * number, span.weeks * number, span.days * number};
    if (at.op != Code::divide || !first) return std::nullopt;
    if (number == 0) throw Fault("E0605", at.place, "division by zero");
    return Span{span.months / number, span.weeks / number, span.days / number};
}

Value of_date(const Instruction& at, Date date, const Value& b) {
    const bool shifted = at.op == Code::add || at.op == Code::subtract;
    if (b.kind != Kind::span || !(shifted || at.op == Code::floor)) wrong_kind(Type::Base::span, b, at.place);
    const Span& span = *b.span;
    if (!shifted) {
        if (span == Span{1, 0, 0}) return Value::date(*Date::from_civil(date.year(), date.month(), 1));
        if (span == Span{12, 0, 0}) return Value::date(*Date::from_civil(date.year(), 1, 1));
        throw Fault("E0602", at.place, "a date is rounded down to 1 month or 1 year");
    }
    check_whole(span, at.place);
    const double sign = at.op == Code::subtract ? -1 : 1;
    const Date day = Span{sign * span.months, sign * span.weeks, sign * span.days}.after(date);
    if (day.year() < 1900 || day.year() > 2300) throw Fault("E0607", at.place, "this date lies outside the years 1900 to 2300");
    return Value::date(day);
}

/// Elapsed time where it is calculated with: its civil days.
Value in_days(const Value& elapsed) { return Value::of(Span{0, 0, elapsed.other - elapsed.number}); }

double amount(const Value& value, const Place& place) {
    if (value.kind == Kind::number) return value.number;
    if (value.kind == Kind::span) return value.span->years();
    wrong_kind(Type::Base::number, value, place);
}

}  // namespace

void wrong_kind(Type::Base wanted, const Value& found, const Place& place) {
    using Base = Type::Base;
    const Base is = found.kind == Kind::truth  ? Base::truth
                    : found.kind == Kind::name ? Base::name
                    : found.kind == Kind::date ? Base::date
                    : found.kind == Kind::list ? Base::list
                    : found.kind == Kind::span ? Base::span
                                               : Base::number;
    throw Fault("E0604", place, fmt::format("a {} is wanted, but here stands a {}", to_text(wanted), to_text(is)),
                "a fact that is asked, as in asks = { points = \"number\" }, is judged where it is written");
}

void check_whole(const Span& span, const Place& place) {
    const double days = span.weeks * 7 + span.days;
    if (span.months != std::floor(span.months) || days != std::floor(days))
        throw Fault("E0607", place, "a part of a month or day ends on no certain date", "write whole months or days, or round");
}

Value blurred(const Value& bound) { return Value::unknown(shortest(bound.number) + (bound.more ? " or more" : " or less")); }

Value arithmetic(const Instruction& at, const Value& a, const Value& b) {
    if (a.kind == Kind::number && b.kind == Kind::number) return Value::of(checked(of_numbers(at, a.number, b.number), at.place));
    if (!a.known() || !b.known()) return lacking(a, b);
    if (a.kind == Kind::bound) return blurred(a);
    if (b.kind == Kind::bound) return blurred(b);
    if (a.kind == Kind::never || b.kind == Kind::never) return Value::never();
    if (a.kind == Kind::elapsed) return arithmetic(at, in_days(a), b);
    if (b.kind == Kind::elapsed) return arithmetic(at, a, in_days(b));
    if (a.kind == Kind::date) return of_date(at, a.date(), b);
    const double x = amount(a, at.place), y = amount(b, at.place);
    if (const auto span = of_spans(at, a, b)) return Value::of(*span);
    return Value::of(checked(of_numbers(at, x, y), at.place));
}

double arithmetic(const Instruction& at, double a, double b) { return checked(of_numbers(at, a, b), at.place); }

Value extreme(const Instruction& at, const Value& a, const Value& b) {
    const bool least = at.op == Code::minimum;
    if (a.kind == Kind::number && b.kind == Kind::number) return Value::of(least ? std::min(a.number, b.number) : std::max(a.number, b.number));
    if (!a.known() || !b.known()) return lacking(a, b);
    if (a.kind == Kind::bound) return blurred(a);
    if (b.kind == Kind::bound) return blurred(b);
    if (a.kind == Kind::never || b.kind == Kind::never) return Value::never();
    if (a.kind == Kind::elapsed) return extreme(at, in_days(a), b);
    if (b.kind == Kind::elapsed) return extreme(at, a, in_days(b));
    if (a.kind == Kind::date && b.kind == Kind::date) return least == (b.number < a.number) ? b : a;
    const double x = amount(a, at.place), y = amount(b, at.place);
    if (a.kind != b.kind) return Value::of(least ? std::min(x, y) : std::max(x, y));
    return (least ? y < x : y > x) ? b : a;  // a span stays as it was written
}

}  // namespace hearth
