#pragma once

#include <functional>
#include <optional>

namespace hearth {

/// A root inside a bracket: f(low) and f(high) differ in sign or one of them is 0.
struct Bracket {
    double low = 0, high = 0;
    double f_low = 0, f_high = 0;
};

/// The root to the last digits of a double, by inverse quadratic interpolation kept inside the bracket (Chandrupatla, Advances in
/// Engineering Software 28, 1997). The last call of `f` is at the number returned.
double root_in(const std::function<double(double)>& f, Bracket bracket);

/// The root above 0 of a ratio of straight lines, (a + b x) / (c + d x), found through three points of it and bettered by a fourth;
/// none if there is none or `f` turns out to be something else. `unit`: a size of x.
std::optional<double> ratio_root(const std::function<double(double)>& f, double unit);

struct Sought {
    enum class Answer { one, none, several } answer = Answer::none;
    Bracket bracket;
};
/// Looks for sign changes at 0 and, doubling, from unit / 1e6 to unit * 1e6 (rule S58). `f` may be not a number at 0, and only there.
Sought look_for_root(const std::function<double(double)>& f, double unit);

/// A bracket of g = f(g), where f does not rise with g, as under max(..., cash value) (rule S57); none if there is no sign change.
std::optional<Bracket> bracket_fixed_point(const std::function<double(double)>& excess, double first);

}  // namespace hearth
