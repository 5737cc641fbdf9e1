#include "hearth/base/math.hpp"

#include <sleef.h>

namespace hearth {

namespace {

/// Of one number: both halves of a pair.
template <class Function>
double one(Function function, double x) { return _mm_cvtsd_f64(function(_mm_set1_pd(x))); }

template <class Function>
void each(Function function, std::span<double> numbers) {
    std::size_t i = 0;
    for (; i + 2 <= numbers.size(); i += 2) _mm_storeu_pd(&numbers[i], function(_mm_loadu_pd(&numbers[i])));
    if (i < numbers.size()) numbers[i] = one(function, numbers[i]);
}

}  // namespace

double exponential(double x) { return one(Sleef_cinz_expd2_u10sse2, x); }
double exponential_minus_one(double x) { return one(Sleef_cinz_expm1d2_u10sse2, x); }
double logarithm(double x) { return one(Sleef_cinz_logd2_u10sse2, x); }
double logarithm_one_plus(double x) { return one(Sleef_cinz_log1pd2_u10sse2, x); }
double power(double base, double exponent) { return _mm_cvtsd_f64(Sleef_cinz_powd2_u10sse2(_mm_set1_pd(base), _mm_set1_pd(exponent))); }

void exponentials(std::span<double> numbers) { each(Sleef_cinz_expd2_u10sse2, numbers); }
void exponentials_minus_one(std::span<double> numbers) { each(Sleef_cinz_expm1d2_u10sse2, numbers); }

}  // namespace hearth
