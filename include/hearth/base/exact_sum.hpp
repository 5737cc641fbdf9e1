#pragma once

#include <vector>

namespace hearth {

/// A sum of finite numbers to its last digit: mostly two numbers hold it; else as many, from small to large, as it takes so that no two have a
/// digit in common. Shewchuk, Adaptive precision floating-point arithmetic, Discrete & Computational Geometry 18 (1997), section 2.4.
class ExactSum {
  public:
    void add(double number);
    void add(const ExactSum& other);
    /// To the nearest number, of two as near to the even one: whatever the order of what was added.
    [[nodiscard]] double rounded() const;
    void clear() {
        sum_ = lost_ = 0;
        parts_.clear();
    }

  private:
    void add_part(double number);
    double sum_ = 0, lost_ = 0;
    std::vector<double> parts_;  ///< where those do not hold it: all of it
};

}  // namespace hearth
