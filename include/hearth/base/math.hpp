#pragma once

#include <span>

namespace hearth {

/// Deterministic elementary functions: the same bits on every x86-64 CPU (SLEEF's "cinz" functions for SSE2, which every one has; error
/// <= 1.0 ulp), unlike libm, which picks variants by CPU. All results are computed with these.
double exponential(double x);        ///< e^x
double exponential_minus_one(double x);
double logarithm(double x);          ///< ln x, x > 0
double logarithm_one_plus(double x); ///< ln(1 + x)
double power(double base, double exponent);

// Many numbers, each replaced by what the function of one says of it, to the last bit.
void exponentials(std::span<double> numbers);
void exponentials_minus_one(std::span<double> numbers);

}  // namespace hearth
