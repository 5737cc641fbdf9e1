#include "hearth/engine/root.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hearth {

std::optional<double> ratio_root(const std::function<double(double)>& f, double unit) {
    const std::array<double, 3> x = {unit / 16, unit / 4, unit}, y = {f(x[0]), f(x[1]), f(x[2])};
    const double largest = std::max({std::fabs(y[0]), std::fabs(y[1]), std::fabs(y[2])});
    // Four points of such a ratio have the cross-ratio of their values; one of them is the root, whose value is 0.
    const double across = y[1] * (y[2] - y[0]) * (x[2] - x[1]);
    if (across == 0) return std::nullopt;
    const double cross = y[0] * (y[2] - y[1]) * (x[2] - x[0]) / across;
    if (cross == 1) return std::nullopt;
    const double first = (x[0] - cross * x[1]) / (1 - cross);
    if (!std::isfinite(first) || first <= 0) return std::nullopt;
    const double left = f(first);
    if (!(std::fabs(left) <= 1e-6 * largest)) return std::nullopt;
    // Take back what rounding left: (x - root) / f is a straight line, and at the root it is one over the slope.
    const std::size_t far = std::fabs(first / x[1] - 1) < std::fabs(first / x[2] - 1) ? 2 : 1;
    if (left == 0 || y[0] == left || y[far] == left) return first;
    const auto over = [&](std::size_t i) { return (x[i] - first) / (y[i] - left); };
    const double better = first - left * (over(0) + (over(far) - over(0)) * (first - x[0]) / (x[far] - x[0]));
    return std::isfinite(better) && better > 0 ? better : first;
}

double root_in(const std::function<double(double)>& f, Bracket bracket) {
    double a = bracket.high, fa = bracket.f_high, b = bracket.low, fb = bracket.f_low, c = a, fc = fa;
    double t = 0.5, last = std::numeric_limits<double>::quiet_NaN();
    const auto finish = [&](double x) {
        if (x != last) f(x);
        return x;
    };
    if (fa == 0) return finish(a);
    if (fb == 0) return finish(b);
    for (int i = 0; i < 200; ++i) {
        const double x = a + t * (b - a);
        const double fx = f(x);
        last = x;
        if (std::signbit(fx) == std::signbit(fa)) {
            c = a;
            fc = fa;
        } else {
            c = b;
            fc = fb;
            b = a;
            fb = fa;
        }
        a = x;
        fa = fx;
        const double best = std::fabs(fa) < std::fabs(fb) ? a : b;
        const double least = 2 * std::numeric_limits<double>::epsilon() * std::fabs(best);
        const double limit = least / std::fabs(b - a);
        if (fa == 0 || !(limit < 0.5)) return finish(fa == 0 ? a : best);
        const double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        const bool inverse = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
        t = inverse ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb) : 0.5;
        t = std::min(1 - limit, std::max(limit, t));
    }
    return finish(std::fabs(fa) < std::fabs(fb) ? a : b);
}

Sought look_for_root(const std::function<double(double)>& f, double unit) {
    Sought out;
    double before = 0, f_before = f(0);
    int first = -20;
    if (std::isnan(f_before)) {  // a ratio to the unknown
        before = std::ldexp(unit, first++);
        f_before = f(before);
    }
    bool seen = false, negative = std::signbit(f_before);
    const auto crossing = [&](double x, double fx) {
        out.answer = seen ? Sought::Answer::several : Sought::Answer::one;
        if (!seen) out.bracket = {before, x, f_before, fx};
        seen = true;
        negative = !negative;
    };
    if (f_before == 0) crossing(0, 0);
    for (int j = first; j <= 20 && out.answer != Sought::Answer::several; ++j) {
        const double x = j == 20 ? unit * 1e6 : std::ldexp(unit, j);
        const double fx = f(x);
        // Behind a simple root the sign is the other one; if it is not, there was a second root in between.
        if (fx == 0 || (std::signbit(fx) != negative && !(seen && before == 0 && f_before == 0))) crossing(x, fx);
        else if (f_before == 0 && before == 0) negative = std::signbit(fx);
        before = x;
        f_before = fx;
    }
    return out;
}

std::optional<Bracket> bracket_fixed_point(const std::function<double(double)>& excess, double first) {
    if (first == 0) return Bracket{0, 0, 0, 0};
    double low = 0, f_low = first, high = first;
    for (int i = 0; i < 15; ++i) {  // a factor of 1e9: beyond it x + 1 would begin to look like x
        const double f_high = excess(high);
        if (f_high == 0 || std::signbit(f_high) != std::signbit(f_low)) return Bracket{low, high, f_low, f_high};
        low = high;
        f_low = f_high;
        high *= 4;
    }
    return std::nullopt;
}

}  // namespace hearth
