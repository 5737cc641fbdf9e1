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
    /// The numbers of so many keys beside each other.
    void of(const double* keys, std::size_t count, std::vector<std::size_t>& numbers);
    /// The number of a key; `size()`: it was not met.
    [[nodiscard]] std::size_t find(const double* key) const;
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t width() const { return width_; }
    void clear();

  private:
    /// Where a key is, or would be: its hash leads there, or before it.
    struct Slot {
        std::uint32_t number = 0;  ///< + 1; 0: empty
        std::uint32_t tag = 0;  ///< the upper half of its hash
    };
    void grow(std::size_t keys);
    [[nodiscard]] std::uint64_t hash(const double* key) const;
    [[nodiscard]] std::size_t slot_of(const double* key, std::uint64_t hash) const;
    std::size_t of(const double* key, std::uint64_t hash);

    static constexpr std::size_t page = 64;  ///< keys: none is moved when there are more
    std::size_t width_ = 0, size_ = 0;
    std::vector<std::vector<double>> pages_;  ///< [number / page][number % page][width]
    std::vector<Slot> slots_;  ///< a power of two of them
};

}  // namespace hearth
