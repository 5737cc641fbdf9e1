#pragma once

#include <string>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// The rows of a table as written, from CSV or TOML: cells are texts until the table is bound.
struct Rows {
    struct Cell {
        std::vector<std::string> items;  ///< one, or several for "any of"; none: empty, which is unknown
        bool several = false;
        Place place;
    };
    std::vector<std::string> columns;
    std::vector<Place> column_places;
    std::vector<std::vector<Cell>> cells;  ///< a row each, as long as `columns`
    bool empty() const { return columns.empty(); }
};

}  // namespace hearth
