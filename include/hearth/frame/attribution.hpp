#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hearth/frame/frame.hpp"

namespace hearth {

/// What applying a leaf, after those above it, does to the result.
struct LeafEffect {
    std::size_t outside = 0;            ///< cells outside the tolerance, against the result before it; a row or column added or gone counts as one
    double absolute = 0, relative = 0;  ///< the largest change of a number
    Cell followed;                      ///< the followed cell with it
};

/// An input leaf that two models write differently.
struct LeafChange {
    std::string path, before, after;   ///< "basis.best.interest", "3.5 %", "3.25 %"; empty: it is not there
    std::string where;                 ///< "product.toml:9"
    std::optional<LeafEffect> effect;  ///< none: no result without the next one; they are applied together
};

/// How the leaves that differ make the difference of two models, one after the other.
struct Attribution {
    std::string row, column;  ///< the cell that is followed, of the worst that with the largest change of a number; column empty: there is none
    Cell before, after;       ///< it in the two models
    std::vector<LeafChange> leaves;
    std::size_t unexplained = 0;  ///< cells in which the second model is not, bit for bit, the first with every leaf applied
};

}  // namespace hearth
