#pragma once

#include <span>
#include <vector>

namespace hearth {

/// A sum of finite numbers to its last digit: numbers from small to large of which no two have a digit in common. Shewchuk, Adaptive
/// precision floating-point arithmetic, Discrete & Computational Geometry 18 (1997), section 2.4.
class ExactSum {
  public:
    void add(double number);
    void add(const ExactSum& other);
    /// To the nearest number, of two as near to the even one: whatever the order of what was added.
    [[nodiscard]] double rounded() const;
    void clear() { parts_.clear(); }

  private:
    std::vector<double> parts_;
};

/// The same of finite numbers at once.
[[nodiscard]] double exact_sum(std::span<const double> numbers);

}  // namespace hearth
