#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/frame/align.hpp"
#include "hearth/frame/diff.hpp"

namespace hearth {
namespace {

constexpr std::size_t columns_shown = 10;  // with the 10 worst cells and every other line, below 40 lines
constexpr std::size_t names_shown = 5;

using Lines = std::vector<std::vector<std::string>>;

std::string size(double change) { return fmt::format("{:.6g}", change); }

std::string verdict(const Difference& difference) {
    if (difference.same()) return fmt::format("same: {} in {}", counted(difference.cells, "cell"), counted(difference.rows, "row"));
    std::string text = fmt::format("differs: {} of {} outside tolerance", difference.outside, counted(difference.cells, "cell"));
    const auto add = [&](const std::vector<std::string>& names, std::string_view noun, std::string_view what) {
        if (!names.empty()) text += fmt::format(", {} {}", counted(names.size(), noun), what);
    };
    add(difference.rows_added, "row", "added");
    add(difference.rows_gone, "row", "gone");
    add(difference.columns_added, "column", "added");
    add(difference.columns_gone, "column", "gone");
    return text;
}

std::string listed(std::string_view what, const std::vector<std::string>& names) {
    if (names.empty()) return "";
    const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_shown)));
    const std::string more = names.size() > names_shown ? fmt::format("; and {} more", names.size() - names_shown) : "";
    return fmt::format("{}: {}{}\n", what, printable(join(first, "; ")), more);
}

std::vector<ColumnChange> changed(const Difference& difference) {
    std::vector<ColumnChange> columns;
    for (const auto& column : difference.columns)
        if (column.outside > 0 || column.absolute > 0) columns.push_back(column);
    std::stable_sort(columns.begin(), columns.end(),
                     [](const auto& a, const auto& b) { return a.outside != b.outside ? a.outside > b.outside : a.relative > b.relative; });
    return columns;
}

std::string column_lines(const std::vector<ColumnChange>& columns) {
    if (columns.empty()) return "";
    Lines lines = {{"column", "outside", "of", "largest change", "relative"}};
    for (const auto& column : columns) {
        if (lines.size() > columns_shown) break;
        lines.push_back({printable(column.name), std::to_string(column.outside), std::to_string(column.cells), size(column.absolute),
                         size(column.relative)});
    }
    const std::string more =
        columns.size() > columns_shown ? fmt::format("and {}\n", counted(columns.size() - columns_shown, "more column")) : "";
    return '\n' + aligned(lines, {false, true, true, true, true}) + more;
}

std::string cell_lines(const std::vector<CellChange>& worst) {
    if (worst.empty()) return "";
    const auto shown = [](const Cell& cell) {
        const std::string text = text_of(cell);
        return text.empty() ? std::string("(empty)") : printable(text);
    };
    Lines lines = {{"worst cells", "column", "old", "new", "change", "relative"}};
    for (const auto& cell : worst)
        lines.push_back({printable(cell.row), printable(cell.column), shown(cell.before), shown(cell.after),
                         cell.numbers ? size(cell.absolute) : "", cell.numbers ? size(cell.relative) : ""});
    return '\n' + aligned(lines, {false, false, true, true, true, true});
}

}  // namespace

std::string to_text(const Difference& difference) {
    std::string text = verdict(difference) + '\n';
    for (const auto& note : difference.notes) text += printable(note) + '\n';
    text += listed("rows added", difference.rows_added);
    text += listed("rows gone", difference.rows_gone);
    text += listed("columns added", difference.columns_added);
    text += listed("columns gone", difference.columns_gone);
    return text + column_lines(changed(difference)) + cell_lines(difference.worst);
}

Frame as_frame(const Difference& difference) {
    Frame frame;
    frame.name = "diff";
    frame.title = verdict(difference);
    for (const char* name : {"kind", "column", "row", "old", "new", "cells", "outside", "absolute", "relative"})
        frame.columns.push_back({name, "", "", -1});
    frame.keys = 3;
    frame.provenance.command = "diff";
    frame.provenance.notes = difference.notes;

    const Cell none;
    const auto count = [](std::size_t number) { return Cell(static_cast<std::int64_t>(number)); };
    frame.rows.push_back({"result", none, none, none, none, count(difference.cells), count(difference.outside), none, none});
    for (const auto& [name, cells, outside, absolute, relative] : changed(difference))
        frame.rows.push_back({"column", name, none, none, none, count(cells), count(outside), absolute, relative});
    for (const auto& cell : difference.worst)
        frame.rows.push_back({"cell", cell.column, cell.row, cell.before, cell.after, none, none, cell.numbers ? Cell(cell.absolute) : none,
                              cell.numbers ? Cell(cell.relative) : none});
    const auto list = [&](const std::string& kind, const std::vector<std::string>& names, bool rows) {
        for (const auto& name : names)
            frame.rows.push_back({kind, rows ? none : Cell(name), rows ? Cell(name) : none, none, none, none, none, none, none});
    };
    list("row added", difference.rows_added, true);
    list("row gone", difference.rows_gone, true);
    list("column added", difference.columns_added, false);
    list("column gone", difference.columns_gone, false);
    return frame;
}

}  // namespace hearth
