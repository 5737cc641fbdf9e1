#include "hearth/frame/align.hpp"

#include <algorithm>

#include "hearth/base/text.hpp"

namespace hearth {

std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
    std::vector<std::size_t> widths(right.size(), 0);
    for (const auto& row : rows)
        for (std::size_t i = 0; i < right.size(); ++i) widths[i] = std::max(widths[i], display_width(row.at(i)));

    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < right.size(); ++i) {
            const std::string room(widths[i] - display_width(row[i]), ' ');
            if (i > 0) line += "  ";
            line += right[i] ? room + row[i] : row[i] + room;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

}  // namespace hearth
