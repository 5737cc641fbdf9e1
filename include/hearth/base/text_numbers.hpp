#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// Texts, numbered in the order in which they are first met.
class TextNumbers {
  public:
    /// The number of a text; `size()`: it was not met.
    [[nodiscard]] std::size_t find(std::string_view text) const;
    /// The number of a text; `size() - 1` and grown by one if it is new.
    std::size_t of(std::string_view text);
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    void clear();

  private:
    /// Where a text is, or would be: its hash leads there, or before it.
    struct Slot {
        std::uint32_t number = 0;  ///< + 1; 0: empty
        std::uint32_t tag = 0;  ///< the upper half of its hash
    };
    [[nodiscard]] std::string_view text(std::size_t number) const;
    [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint32_t tag) const;

    std::string texts_;  ///< one behind the other
    std::vector<std::size_t> ends_;
    std::vector<Slot> slots_;  ///< a power of two of them
};

}  // namespace hearth
