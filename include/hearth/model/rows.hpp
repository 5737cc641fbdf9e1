#pragma once

#include <cstddef>
#include <memory>
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
    /// A row each, as long as `columns`. Copies are one list until one of them is written to.
    class Cells {
      public:
        using Row = std::vector<Cell>;
        Cells() = default;
        Cells(const Cells&) = default;  // a move is a copy: what was moved from is whole
        Cells& operator=(const Cells&) = default;
        ~Cells() = default;
        [[nodiscard]] std::size_t size() const { return rows_->size(); }
        [[nodiscard]] bool empty() const { return rows_->empty(); }
        [[nodiscard]] const Row& operator[](std::size_t row) const { return (*rows_)[row]; }
        [[nodiscard]] auto begin() const { return rows_->cbegin(); }
        [[nodiscard]] auto end() const { return rows_->cend(); }
        [[nodiscard]] std::vector<Row>& own() {
            if (rows_.use_count() > 1) rows_ = std::make_shared<std::vector<Row>>(*rows_);
            return *rows_;
        }

      private:
        std::shared_ptr<std::vector<Row>> rows_ = std::make_shared<std::vector<Row>>();
    };
    std::vector<std::string> columns;
    std::vector<Place> column_places;
    Cells cells;
    bool empty() const { return columns.empty(); }
};

}  // namespace hearth
