#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hearth {

/// Keys of some doubles, numbered in the order in which they are first met. Two are the same if all their bits are.
class KeyIndex {
  public:
    explicit KeyIndex(std::size_t width = 0) : width_(width) {}
    /// The number of a key of `width` doubles; `size() - 1` and grown by one if it is new.
    std::size_t of(const double* key);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t width() const { return width_; }
    void clear();

  private:
    void grow();
    [[nodiscard]] std::uint64_t hash(const double* key) const;

    std::size_t width_ = 0, size_ = 0;
    std::vector<double> keys_;  ///< [number][width]
    std::vector<std::uint32_t> slots_;  ///< number + 1, where its hash leads or behind; 0: empty; a power of two of them
};

}  // namespace hearth
