#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// Some rows of a CSV, as texts that look into the block.
struct RowBlock {
    std::uint32_t file = 0;
    std::uint32_t first = 1;  ///< line of the file at which `bytes` begins
    std::size_t number = 0;  ///< of the block in the file, from 0
    std::size_t columns = 0;
    std::vector<std::string_view> cells;  ///< [row * columns + column]
    std::vector<std::uint32_t> lines;  ///< of each row, from 1
    std::vector<std::string_view> texts;  ///< of each row, the whole line
    bool broken = false;  ///< a line is no text: nothing behind it was read
    std::string bytes;  ///< lines, each with its end
    bool unended = false;  ///< the last has none in the file
    std::deque<std::string> unquoted;  ///< cells that were written with quotes inside

    [[nodiscard]] std::size_t rows() const { return lines.size(); }
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const { return cells[row * columns + column]; }
    /// Where a cell stands; one with quotes inside: its row.
    [[nodiscard]] Place place(std::size_t row, std::size_t column) const;
};

}  // namespace hearth
