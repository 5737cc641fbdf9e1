#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hearth/frame/attribution.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/frame/tolerance.hpp"

namespace hearth {

/// A column that both results have: how many of its cells are outside the tolerance and the largest change of a number, outside or not.
struct ColumnChange {
    std::string name;
    std::size_t cells = 0;
    std::size_t outside = 0;
    double absolute = 0;
    double relative = 0;  ///< of the larger of the two sizes
};

struct CellChange {
    std::string row;     ///< "policy=term, year=3"
    std::string column;
    Cell before;
    Cell after;
    bool numbers = false;  ///< both are numbers; then absolute and relative are theirs
    double absolute = 0;
    double relative = 0;
};

struct Difference {
    std::size_t rows = 0;     ///< in both
    std::size_t cells = 0;    ///< compared: the columns of both that do not name the row
    std::size_t outside = 0;
    std::vector<ColumnChange> columns;
    std::vector<CellChange> worst;  ///< at most 10: first what is not two numbers, then by relative change; equals in the order of the rows
    std::vector<std::string> rows_added, rows_gone, columns_added, columns_gone;
    std::vector<std::string> notes;  ///< "inputs differ: family.toml"; they do not make the results differ; the column `basis_hash` is told so
    std::optional<Attribution> attribution = {};  ///< of two models: which leaves make it
    [[nodiscard]] bool same() const;
};

/// Compares cell by cell, rows found by key. Keys are those that a result records (JSON); where none does, the shortest run of
/// leading columns without real numbers that tells all rows apart in both. Numbers agree within the tolerance; everything else
/// agrees if its text does; unknown and a number never agree. Throws Fault: E0910 two rows of one key, E0911 no common keys,
/// E0912 a tolerance for a column that neither has.
Difference diff(const Frame& before, const Frame& after, const Tolerances& tolerances);

/// The cell of a row, named as in `CellChange::row`, and a column; none if there is none.
const Cell* find_cell(const Frame& frame, const std::string& row, const std::string& column);

/// The verdict in the first line, then what changed, largest first, then the leaves that did it; at most 40 lines and 20 leaves.
std::string to_text(const Difference& difference);
/// The same for a comment on GitHub: a heading and tables.
std::string to_markdown(const Difference& difference);
/// The same for CSV and JSON, whole: one row for each changed column, worst cell, row and column added or gone, and leaf.
Frame as_frame(const Difference& difference);

}  // namespace hearth
