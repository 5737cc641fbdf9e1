#include "hearth/base/exact_sum.hpp"

#include <cmath>
#include <utility>

namespace hearth {

void ExactSum::add(double number) {
    std::size_t kept = 0;
    for (double part : parts_) {
        if (std::abs(number) < std::abs(part)) std::swap(number, part);
        const double sum = number + part, left = part - (sum - number);
        if (left != 0) parts_[kept++] = left;
        number = sum;
    }
    parts_.resize(kept);
    if (number != 0) parts_.push_back(number);
}

void ExactSum::add(const ExactSum& other) {
    for (const double part : other.parts_) add(part);
}

double ExactSum::rounded() const {
    if (parts_.empty()) return 0;
    std::size_t i = parts_.size() - 1;
    double sum = parts_[i], left = 0;
    while (i > 0 && left == 0) {
        const double before = sum, part = parts_[--i];
        sum = before + part;
        left = part - (sum - before);
    }
    // Half way between two numbers, what is below decides.
    if (i > 0 && ((left < 0 && parts_[i - 1] < 0) || (left > 0 && parts_[i - 1] > 0))) {
        const double twice = 2 * left, other = sum + twice;
        if (twice == other - sum) return other;
    }
    return sum;
}

double exact_sum(std::span<const double> numbers) {
    // Mostly two numbers hold it: the sum so far, and what was lost of it.
    double sum = 0, lost = 0;
    bool held = true;
    const auto two = [](double a, double b, double& left) {
        const double both = a + b, second = both - a;
        left = (a - (both - second)) + (b - second);
        return both;
    };
    for (const double number : numbers) {
        double left = 0, more = 0;
        sum = two(sum, number, left);
        lost = two(lost, left, more);
        held = held && more == 0;
    }
    if (held) return sum + lost;
    ExactSum all;
    for (const double number : numbers) all.add(number);
    return all.rounded();
}

}  // namespace hearth
