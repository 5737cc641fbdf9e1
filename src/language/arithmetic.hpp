#pragma once

#include "hearth/language/program.hpp"

namespace hearth {

/// The value of an operation with one or two arguments (`b` is then any number). Unknown stays unknown, a bound becomes unknown,
/// never stays never. Throws Fault (E0506, E0601, E0602, E0604, E0605, E0607).
Value arithmetic(const Instruction& at, const Value& a, const Value& b);

/// The same where both are plain numbers.
double arithmetic(const Instruction& at, double a, double b);

/// Down, or half up, to a unit above 0, as floor and round do. A unit like 0.01 is used as the whole number 100, which is exact.
struct Rounding {
    Rounding(double unit, bool half_up);
    [[nodiscard]] double of(double x) const;

    double unit = 0, per_one = 0;
    bool half_up = false, decimal = false;
};

/// The lesser or greater of two values.
Value extreme(const Instruction& at, const Value& a, const Value& b);

/// A bound as the unknown that it is where a number is wanted.
Value blurred(const Value& bound);

/// E0604: a value of another kind than its place takes.
[[noreturn]] void wrong_kind(Type::Base wanted, const Value& found, const Place& place);

/// E0607 if the span holds a part of a month or day, which no calendar tells (rule S17).
void check_whole(const Span& span, const Place& place);

}  // namespace hearth
