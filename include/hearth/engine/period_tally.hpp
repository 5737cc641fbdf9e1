#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "hearth/base/exact_sum.hpp"
#include "hearth/kernels/lined.hpp"
#include "hearth/kernels/tally.hpp"

namespace hearth {

/// What policies pay by period and how many of them are in force, up to 4,096 of them: each number an exact sum, so that it is the
/// same in whatever order, and by however many threads, they are added.
class PeriodTally {
  public:
    /// So many numbers of each period: payments, and last how many are in force.
    explicit PeriodTally(std::size_t width) : width_(width) {}
    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] std::size_t periods() const { return sums_.size() / (width_ * kernels::tally_size); }
    /// There is room for so many.
    void reach(std::size_t periods);
    /// Lanes side by side, in periods from `first` on; what is not finite is left out. Whether all was.
    bool add(kernels::Width width, kernels::Tallying lanes, std::size_t first);
    void add(const PeriodTally& other);
    /// Adds one of its numbers to a sum.
    void add_to(ExactSum& sum, std::size_t period, std::size_t number) const;

  private:
    std::size_t width_ = 0;
    kernels::Lined<long long> sums_;  ///< [period][number], as kernels::Tallying has them
    std::vector<std::uint32_t> unfit_;  ///< room
    std::map<std::size_t, ExactSum> rest_;  ///< of a period and number: what does not fit
};

}  // namespace hearth
