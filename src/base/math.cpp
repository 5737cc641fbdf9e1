#include "hearth/base/math.hpp"

#include <sleef.h>

namespace hearth {

double exponential(double x) { return Sleef_cinz_expd1_u10purec(x); }
double exponential_minus_one(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double logarithm(double x) { return Sleef_cinz_logd1_u10purec(x); }
double logarithm_one_plus(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
double power(double base, double exponent) { return Sleef_cinz_powd1_u10purec(base, exponent); }

}  // namespace hearth
