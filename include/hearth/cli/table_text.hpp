#pragma once

#include <string>
#include <vector>

#include "hearth/io/reader.hpp"

namespace hearth {

/// A table in the project's own form: rows for a CSV, and the keys of the noun that reads it. Texts are those of TOML and of
/// expressions; empty ones are not written.
struct TableText {
    std::string name, title, source, age, when, otherwise;
    bool illustrative = false;
    std::vector<std::string> answers;  ///< `value`; of several each becomes a noun "name_column"
    std::vector<std::string> answer_names;  ///< the columns that the answers are
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> cells;  ///< numbers in shortest digits; empty: missing
    std::vector<std::string> remarks;  ///< lines of comment
};

/// The CSV: notes "# title: ...", "# value: ...", then header and rows. The same table gives the same bytes.
std::string to_csv(const TableText& table);
/// The table back from such a CSV, or from any whose header names axes (age, duration, ...) and rates. E0144: a rate is no number; E0208: a
/// column's name is none.
std::optional<TableText> table_text(const CsvTable& csv, Report& report);

/// A file of nouns, each with its `file = "NAME.csv"`; `origin` says what it was made from.
std::string to_toml(const std::vector<TableText>& tables, const std::string& origin);

/// Whether a text can be the name of a table or column: a name (S9) and no word of the grammar (S8).
bool is_free_name(std::string_view text);
/// Names of columns that say where a row stands: age, duration, calendar_year, ...
bool is_axis(std::string_view column);
/// What the policy year and age must be for a row of select rates; empty if no column needs it. `first` is the least duration, 0 or 1.
std::string select_condition(const std::vector<std::string>& columns, double first);

}  // namespace hearth
