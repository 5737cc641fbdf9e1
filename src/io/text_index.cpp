#include "hearth/io/text_index.hpp"

#include <algorithm>

#include "hearth/base/unicode.hpp"

namespace hearth {

TextIndex::TextIndex(std::string_view text, std::uint32_t file) : text_(text), file_(file), line_bytes_{0}, line_points_{0} {
    std::size_t points = 0;
    for (std::size_t i = 0; i < text.size(); ++points) {
        if (points % stride == 0) marks_.push_back(i);
        const bool line_end = text[i] == '\n';
        i += code_point_at(text, i).length;
        if (line_end) {
            line_bytes_.push_back(i);
            line_points_.push_back(points + 1);
        }
    }
}

std::size_t TextIndex::offset(std::size_t line, std::size_t column) const {
    if (line == 0 || line > line_bytes_.size()) return text_.size();
    const std::size_t point = line_points_[line - 1] + column - 1;
    if (point / stride >= marks_.size()) return text_.size();
    std::size_t i = marks_[point / stride];
    for (std::size_t left = point % stride; left > 0 && i < text_.size(); --left) i += code_point_at(text_, i).length;
    return i;
}

Place TextIndex::place(std::size_t begin, std::size_t end) const {
    const auto next = std::upper_bound(line_bytes_.begin(), line_bytes_.end(), begin);
    const auto line = static_cast<std::size_t>(next - line_bytes_.begin());
    // The code points before `begin`: those up to the last mark, then one by one; a long line costs no more than a short one.
    const auto mark = static_cast<std::size_t>(std::upper_bound(marks_.begin(), marks_.end(), begin) - marks_.begin());
    const std::size_t from = mark == 0 ? 0 : marks_[mark - 1];
    const std::size_t points = (mark == 0 ? 0 : (mark - 1) * stride) + code_points(text_.substr(from, begin - from));
    const std::size_t column = points - line_points_[line - 1] + 1;
    const std::size_t length = code_points(text_.substr(begin, end - begin));
    return {file_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(length)};
}

}  // namespace hearth
