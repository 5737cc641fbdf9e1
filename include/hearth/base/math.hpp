#pragma once

namespace hearth {

/// Deterministic elementary functions: the same bits on every x86-64 CPU (SLEEF's scalar "cinz" functions, error <= 1.0 ulp),
/// unlike libm, which picks variants by CPU. All results are computed with these.
double exponential(double x);        ///< e^x
double exponential_minus_one(double x);
double logarithm(double x);          ///< ln x, x > 0
double logarithm_one_plus(double x); ///< ln(1 + x)
double power(double base, double exponent);

}  // namespace hearth
