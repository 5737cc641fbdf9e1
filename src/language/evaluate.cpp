#include "hearth/language/evaluate.hpp"

#include <cmath>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

double checked(double number, const Place& place) {
    if (!std::isfinite(number)) throw Fault("E0601", place, "this gives no finite number");
    return number + 0.0;  // -0 becomes 0
}

/// Kleene: a known answer wins, else what is missing travels on.
Value negated(const Value& a) { return a.known() ? Value::truth(a.number == 0) : a; }

bool below(double ratio) { return ratio < 1e15; }

/// Down (or half up) to a unit; a unit like 0.01 is used as the whole number 100, which is exact.
double to_unit(double x, double unit, bool half_up, const Place& place) {
    if (!(unit > 0)) throw Fault("E0602", place, "the unit of a rounding must be above 0");
    const double per_one = std::round(1 / unit);
    if (unit < 1 && std::fabs(1 / unit - per_one) < 1e-9 * per_one && below(std::fabs(x * per_one)))
        return std::floor(x * per_one + (half_up ? 0.5 : 0)) / per_one;
    return std::floor(x / unit + (half_up ? 0.5 : 0)) * unit;
}

Date floor_date(Date date, const Span& unit, const Place& place) {
    if (unit.months == 1 && unit.days == 0 && unit.weeks == 0) return *Date::from_civil(date.year(), date.month(), 1);
    if (unit.months == 12 && unit.days == 0 && unit.weeks == 0) return *Date::from_civil(date.year(), 1, 1);
    throw Fault("E0602", place, "a date is rounded down to 1 month or 1 year");
}

}  // namespace

double Evaluator::number(const Program& program) {
    const Value value = (*this)(program);
    if (value.kind == Value::Kind::number || value.kind == Value::Kind::truth) return value.number;
    if (value.kind == Value::Kind::span) return value.span->years();
    const Place& place = program.at(program.root).place;
    if (!value.known()) throw Fault("E0603", place, fmt::format("unknown: {} must be known for a number", join(*value.missing)));
    throw Fault("E0604", place, fmt::format("a number is wanted, but this is {}", to_text(value, names_)));
}

bool Evaluator::truth(const Program& program) {
    const Value value = (*this)(program);
    if (value.kind == Value::Kind::truth) return value.number != 0;
    const Place& place = program.at(program.root).place;
    if (!value.known()) throw Fault("E0603", place, fmt::format("unknown: {} must be known to decide this", join(*value.missing)));
    throw Fault("E0604", place, fmt::format("yes or no is wanted, but this is {}", to_text(value, names_)));
}

Value Evaluator::run(const Program& program, std::uint32_t index) {
    Value value = step(program, index);
    if (recorder_ != nullptr) recorder_->note(program, index, value);
    return value;
}

Value Evaluator::step(const Program& program, std::uint32_t index) {
    const Instruction& at = program.at(index);
    const auto argument = [&](std::size_t i) { return run(program, at.arguments[i]); };
    switch (at.op) {
        case Code::constant: return at.constant;
        case Code::load: return world_.load(at.id, at);
        case Code::special: return world_.special(program, at, *this);
        case Code::column: return (*rows_[rows_.size() - 1 - (at.ids.empty() ? 0 : at.ids[0])])[at.id];
        case Code::let: return argument(0);
        case Code::lookup: return lookup(program, at);
        case Code::steps: return steps(program, at);
        case Code::list: {
            std::vector<Value> items;
            items.reserve(at.arguments.size());
            for (std::size_t i = 0; i < at.arguments.size(); ++i) items.push_back(argument(i));
            return Value::list(std::move(items));
        }
        case Code::choose: {
            const Value condition = argument(0);
            if (!condition.known()) return condition;
            return argument(condition.number != 0 ? 1 : 2);
        }
        case Code::either: case Code::both: {
            const bool decisive = at.op == Code::either;  // yes decides 'or', no decides 'and'
            const Value a = argument(0);
            if (a.known() && (a.number != 0) == decisive && recorder_ == nullptr) return a;
            const Value b = argument(1);
            if (a.known() && (a.number != 0) == decisive) return a;
            if (b.known() && (b.number != 0) == decisive) return b;
            return !a.known() || !b.known() ? lacking(a, b) : b;
        }
        case Code::negation: return negated(argument(0));
        case Code::is_unknown: return Value::truth(!argument(0).known());
        case Code::is: case Code::is_not: case Code::less: case Code::at_most: case Code::greater: case Code::at_least:
            { const Value a = argument(0); return compare(at, a, argument(1)); }
        case Code::in: {
            const Value a = argument(0), list = argument(1);
            if (!a.known()) return a;
            if (!list.known()) return list;
            Value lacks;
            for (const Value& item : *list.items) {
                if (!item.known()) { lacks = item; continue; }
                if (compare_values(Code::is, a, item, nullptr).yes()) return Value::truth(true);
            }
            return list.more ? lacks : Value::truth(false);
        }
        case Code::count_of: case Code::any_of: case Code::all_of: case Code::sum_of: {
            const Value list = argument(0);
            if (!list.known()) return list;
            double total = 0;
            Value lacks = Value::of(0);
            bool yes = false, no = false;
            for (const Value& item : *list.items) {
                if (!item.known()) { lacks = lacking(lacks, item); continue; }
                total += item.number;
                (item.number != 0 ? yes : no) = true;
            }
            if (at.op == Code::any_of) return yes ? Value::truth(true) : lacks.known() ? Value::truth(false) : lacks;
            if (at.op == Code::all_of) return no ? Value::truth(false) : lacks.known() ? Value::truth(true) : lacks;
            return lacks.known() ? Value::of(total) : lacks;
        }
        default: break;
    }
    // Arithmetic: unknown stays unknown.
    const Value a = argument(0);
    const Value b = at.arguments.size() > 1 ? argument(1) : Value::of(0);
    if (!a.known() || !b.known()) return lacking(a, b);
    if (a.kind == Value::Kind::bound || b.kind == Value::Kind::bound) return Value::unknown(at.text.empty() ? "a bound" : at.text);
    if (a.kind == Value::Kind::date) {
        if (at.op == Code::floor) return Value::date(floor_date(a.date(), *b.span, at.place));
        const Span& span = *b.span;
        const double sign = at.op == Code::subtract ? -1 : 1;
        return Value::date(Span{sign * span.months, sign * span.weeks, sign * span.days}.after(a.date()));
    }
    if (a.kind == Value::Kind::span && b.kind == Value::Kind::span && (at.op == Code::add || at.op == Code::subtract)) {
        const double sign = at.op == Code::subtract ? -1 : 1;
        return Value::of(Span{a.span->months + sign * b.span->months, a.span->weeks + sign * b.span->weeks, a.span->days + sign * b.span->days});
    }
    if ((a.kind == Value::Kind::span) != (b.kind == Value::Kind::span) && at.type.base == Type::Base::span) {
        const Span& span = a.kind == Value::Kind::span ? *a.span : *b.span;
        const double factor = at.op == Code::divide ? 1 / b.number : at.op == Code::negate ? -1 : a.kind == Value::Kind::span ? b.number : a.number;
        return Value::of(Span{span.months * factor, span.weeks * factor, span.days * factor});
    }
    const double x = a.kind == Value::Kind::span ? a.span->years() : a.number;
    const double y = b.kind == Value::Kind::span ? b.span->years() : b.number;
    switch (at.op) {
        case Code::add: return Value::of(checked(x + y, at.place));
        case Code::subtract: return Value::of(checked(x - y, at.place));
        case Code::multiply: return Value::of(checked(x * y, at.place));
        case Code::divide:
            if (y == 0) throw Fault("E0605", at.place, "division by zero");
            return Value::of(checked(x / y, at.place));
        case Code::power: {
            // whole small powers by multiplication, as a reader would
            const bool whole = y == std::floor(y) && std::fabs(y) <= 4;
            if (x < 0 && y != std::floor(y)) throw Fault("E0605", at.place, fmt::format("{} ^ {} is no real number", shortest(x), shortest(y)));
            if (x == 0 && y < 0) throw Fault("E0605", at.place, "division by zero");
            if (!whole) return Value::of(checked(hearth::power(x, y), at.place));
            double product = 1;
            for (int i = 0; i < static_cast<int>(std::fabs(y)); ++i) product *= x;
            return Value::of(checked(y < 0 ? 1 / product : product, at.place));
        }
        case Code::negate: return Value::of(x == 0 ? 0 : -x);
        case Code::absolute: return Value::of(std::fabs(x));
        case Code::round: return Value::of(checked(to_unit(x, y, true, at.place), at.place));
        case Code::floor: return Value::of(at.arguments.size() > 1 ? checked(to_unit(x, y, false, at.place), at.place) : std::floor(x));
        case Code::exponential: return Value::of(checked(hearth::exponential(x), at.place));
        case Code::logarithm:
            if (!(x > 0)) throw Fault("E0605", at.place, fmt::format("ln({}) is no number", shortest(x)));
            return Value::of(checked(hearth::logarithm(x), at.place));
        case Code::to_force:
            if (static_cast<Type::Base>(at.id) != Type::Base::chance) return a;
            if (!(x < 1)) throw Fault("E0506", at.place, fmt::format("a chance of {} has no force", shortest(x)));
            return Value::of(x == 0 ? 0 : -logarithm_one_plus(-x));
        case Code::to_chance: return static_cast<Type::Base>(at.id) == Type::Base::force ? Value::of(x == 0 ? 0 : -exponential_minus_one(-x)) : a;
        case Code::to_plain: return a;
        case Code::minimum: case Code::maximum: {
            double best = x;
            for (std::size_t i = 1; i < at.arguments.size(); ++i) {
                const Value item = i == 1 ? b : argument(i);
                if (!item.known()) return item;
                const double number = item.kind == Value::Kind::span ? item.span->years() : item.number;
                best = at.op == Code::minimum ? std::min(best, number) : std::max(best, number);
            }
            return at.type.base == Type::Base::span ? Value::of(Span{best * 12, 0, 0}) : Value::of(best);
        }
        default: throw std::logic_error("an operation without a meaning");
    }
}

Value Evaluator::steps(const Program& program, const Instruction& at) {
    const Value by = run(program, at.arguments[0]);
    if (!by.known()) return by;
    const bool named = by.kind == Value::Kind::name;
    const auto position = [&](const Value& v) {
        return named ? static_cast<double>(at.order->rank(v.id)) : v.kind == Value::Kind::span ? v.span->years() : v.number;
    };
    const double x = position(by);
    if (named && x < 0)
        throw Fault("E0606", at.place, fmt::format("'{}' stands outside the order of {}, which these steps go by", to_text(by, names_), at.order->what));
    double end = 1;
    for (std::size_t i = 1; i + 1 < at.arguments.size(); i += 2) {
        if (at.arguments[i + 1] == Instruction::none) {
            if (x < 1 && i == 1) throw Fault("E0606", at.place, fmt::format("{} is {}: the first of these steps is {} 1", at.text, shortest(x), at.text));
            end += 1;
        } else {
            const Value until = run(program, at.arguments[i + 1]);
            if (!until.known()) return until;
            end = position(until);
        }
        if (x < end) return run(program, at.arguments[i]);
    }
    return run(program, at.arguments.back());
}

}  // namespace hearth
