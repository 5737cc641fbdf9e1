#include "hearth/base/exact_sum.hpp"

#include <cmath>
#include <utility>

namespace hearth {

namespace {

/// The sum of two numbers, and what it lost of them: Knuth, The Art of Computer Programming 2, section 4.2.2.
double two_sum(double a, double b, double& lost) {
    const double sum = a + b, second = sum - a;
    lost = (a - (sum - second)) + (b - second);
    return sum;
}

}  // namespace

void ExactSum::add(double number) {
    if (parts_.empty()) {
        double left = 0, more = 0;
        const double sum = two_sum(sum_, number, left), lost = two_sum(lost_, left, more);
        if (more == 0) {
            sum_ = sum;
            lost_ = lost;
            return;
        }
        add_part(std::exchange(lost_, 0));
        add_part(std::exchange(sum_, 0));
    }
    add_part(number);
}

void ExactSum::add_part(double number) {
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
    add(other.lost_);
    add(other.sum_);
}

double ExactSum::rounded() const {
    if (parts_.empty()) return sum_ + lost_;
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

}  // namespace hearth
