#pragma once

#include <string>
#include <vector>

namespace hearth {

/// Lines of columns two spaces apart, aligned by display width (a Chinese character takes two places), without trailing spaces.
/// Rows are as long as `right`; a column whose `right` is set is aligned to the right. Texts must be printable.
std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

}  // namespace hearth
