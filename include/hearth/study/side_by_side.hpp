#pragma once

#include "hearth/study/study.hpp"

namespace hearth {

/// The result of a study of several things, turned: a row for each cell of the grid, and for each column a column of every thing that is
/// run; behind the first `compared` columns how far each thing is from the first. A note says whose it is.
Frame side_by_side(const Frame& frame, const std::vector<std::string>& run, std::size_t compared);

}  // namespace hearth
