#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// Turns lines and columns into byte offsets, in constant time, and back. Keeps a view of the text, which must be valid UTF-8.
class TextIndex {
  public:
    TextIndex(std::string_view text, std::uint32_t file);
    /// The byte at a line and column (from 1, in code points); a column past the end of the text gives the end.
    [[nodiscard]] std::size_t offset(std::size_t line, std::size_t column) const;
    /// The place of the bytes [begin, end).
    [[nodiscard]] Place place(std::size_t begin, std::size_t end) const;

  private:
    static constexpr std::size_t stride = 64;
    std::string_view text_;
    std::uint32_t file_;
    std::vector<std::size_t> line_bytes_;   ///< where each line starts, in bytes
    std::vector<std::size_t> line_points_;  ///< and in code points
    std::vector<std::size_t> marks_;        ///< the byte of every 64th code point
};

}  // namespace hearth
