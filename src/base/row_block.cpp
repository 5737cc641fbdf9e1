#include "hearth/base/row_block.hpp"

#include "hearth/base/unicode.hpp"

namespace hearth {

Place RowBlock::place(std::size_t row, std::size_t column) const {
    const std::string_view line = texts[row], text = cell(row, column);
    const bool inside = text.data() >= line.data() && text.data() + text.size() <= line.data() + line.size();
    if (!inside) return {file, lines[row], 1, static_cast<std::uint32_t>(code_points(line))};
    const auto before = static_cast<std::size_t>(text.data() - line.data());
    return {file, lines[row], static_cast<std::uint32_t>(code_points(line.substr(0, before)) + 1), static_cast<std::uint32_t>(code_points(text))};
}

}  // namespace hearth
