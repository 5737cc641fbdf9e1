#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/frame/align.hpp"
#include "hearth/frame/diff.hpp"

namespace hearth {
namespace {

constexpr std::size_t columns_shown = 10;  // with the 10 worst cells and every other line, below 40 lines
constexpr std::size_t leaves_shown = 20;
constexpr std::size_t names_shown = 5;
constexpr std::size_t leaf_width = 40;

/// A table of the report: its first line is the header.
struct Block {
    std::vector<std::vector<std::string>> lines;
    std::vector<bool> right;
    std::string above, below;  ///< a line each, may be empty
};

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

void listed(std::vector<std::string>& lines, std::string_view what, const std::vector<std::string>& names) {
    if (names.empty()) return;
    const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_shown)));
    const std::string more = names.size() > names_shown ? fmt::format("; and {} more", names.size() - names_shown) : "";
    lines.push_back(fmt::format("{}: {}{}", what, printable(join(first, "; ")), more));
}

std::vector<std::string> remarks(const Difference& difference) {
    std::vector<std::string> lines;
    for (const auto& note : difference.notes) lines.push_back(printable(note));
    listed(lines, "rows added", difference.rows_added);
    listed(lines, "rows gone", difference.rows_gone);
    listed(lines, "columns added", difference.columns_added);
    listed(lines, "columns gone", difference.columns_gone);
    return lines;
}

std::vector<ColumnChange> changed(const Difference& difference) {
    std::vector<ColumnChange> columns;
    for (const auto& column : difference.columns)
        if (column.outside > 0 || column.absolute > 0) columns.push_back(column);
    std::stable_sort(columns.begin(), columns.end(),
                     [](const auto& a, const auto& b) { return a.outside != b.outside ? a.outside > b.outside : a.relative > b.relative; });
    return columns;
}

Block column_block(const std::vector<ColumnChange>& columns) {
    Block block{{{"column", "outside", "of", "largest change", "relative"}}, {false, true, true, true, true}, {}, {}};
    for (const auto& column : columns) {
        if (block.lines.size() > columns_shown) break;
        block.lines.push_back({printable(column.name), std::to_string(column.outside), std::to_string(column.cells), size(column.absolute),
                               size(column.relative)});
    }
    if (columns.size() > columns_shown) block.below = fmt::format("and {}", counted(columns.size() - columns_shown, "more column"));
    return block;
}

std::string shown(const Cell& cell) {
    const std::string text = text_of(cell);
    return text.empty() ? std::string("(empty)") : printable(text);
}

Block cell_block(const std::vector<CellChange>& worst) {
    Block block{{{"worst cells", "column", "old", "new", "change", "relative"}}, {false, false, true, true, true, true}, {}, {}};
    for (const auto& cell : worst)
        block.lines.push_back({printable(cell.row), printable(cell.column), shown(cell.before), shown(cell.after),
                               cell.numbers ? size(cell.absolute) : "", cell.numbers ? size(cell.relative) : ""});
    return block;
}

std::vector<std::string> points_of(const std::string& text) {
    std::vector<std::string> points;
    for (const char c : printable(text)) {
        if ((static_cast<unsigned char>(c) & 0xC0u) == 0x80u && !points.empty()) points.back() += c;
        else points.emplace_back(1, c);
    }
    return points;
}

/// What a leaf says, of a long one the part where it begins to differ from the other.
std::string leaf_text(const std::string& text, const std::string& other) {
    if (text.empty()) return "(none)";
    const std::vector<std::string> points = points_of(text), others = points_of(other);
    if (points.size() <= leaf_width && others.size() <= leaf_width) return printable(text);
    std::size_t same = 0;
    while (same < points.size() && same < others.size() && points[same] == others[same]) ++same;
    const std::size_t from = same > leaf_width / 2 ? same - leaf_width / 2 : 0, to = std::min(points.size(), from + leaf_width);
    std::string shown = from > 0 ? "..." : "";
    for (std::size_t i = from; i < to; ++i) shown += points[i];
    return shown + (to < points.size() ? "..." : "");
}

Block leaf_block(const Attribution& told) {
    Block block{{{"leaves, applied in this order", "old", "new", "at", "cells", "largest change"}}, {false, true, true, false, true, true}, {}, {}};
    const bool follows = !told.column.empty();
    if (follows) {
        block.lines.front().push_back(printable(told.column));
        block.right.push_back(true);
        block.above = fmt::format("followed: {} at {}, {} -> {}", printable(told.column), printable(told.row), shown(told.before), shown(told.after));
    }
    for (const LeafChange& leaf : told.leaves) {
        if (block.lines.size() > leaves_shown) break;
        auto& line = block.lines.emplace_back(std::vector{printable(leaf.path), leaf_text(leaf.before, leaf.after), leaf_text(leaf.after, leaf.before), printable(leaf.where)});
        line.push_back(leaf.effect ? std::to_string(leaf.effect->outside) : "with the next");
        line.push_back(leaf.effect ? size(leaf.effect->absolute) : "");
        if (follows) line.push_back(leaf.effect ? shown(leaf.effect->followed) : "");
    }
    if (told.leaves.size() > leaves_shown) block.below = fmt::format("and {}", counted(told.leaves.size() - leaves_shown, "more leaf change"));
    auto& last = block.lines.emplace_back(std::vector<std::string>{"unexplained", "", "", "", std::to_string(told.unexplained), told.unexplained == 0 ? "0" : ""});
    if (follows) last.emplace_back();
    return block;
}

std::vector<Block> blocks(const Difference& difference) {
    std::vector<Block> all;
    if (const auto columns = changed(difference); !columns.empty()) all.push_back(column_block(columns));
    if (!difference.worst.empty()) all.push_back(cell_block(difference.worst));
    if (difference.attribution && !difference.attribution->leaves.empty()) all.push_back(leaf_block(*difference.attribution));
    return all;
}

/// A bar would end a cell of a table, and < begin a tag.
std::string marked(const std::string& text) {
    std::string all;
    for (const char c : text) {
        if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']') all += '\\';
        if (c == '<') all += "&lt;";
        else all += c;
    }
    return all;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += ' ' + cell + (cell.empty() ? "|" : " |");
    return text + '\n';
}

}  // namespace

std::string to_text(const Difference& difference) {
    std::string text = verdict(difference) + '\n';
    for (const std::string& remark : remarks(difference)) text += remark + '\n';
    if (difference.attribution && difference.attribution->leaves.empty()) text += "no leaf of the models differs\n";
    for (const Block& block : blocks(difference))
        text += '\n' + (block.above.empty() ? "" : block.above + '\n') + aligned(block.lines, block.right) + (block.below.empty() ? "" : block.below + '\n');
    return text;
}

std::string to_markdown(const Difference& difference) {
    std::string text = "### " + marked(verdict(difference)) + '\n';
    for (const std::string& remark : remarks(difference)) text += "\n- " + marked(remark) + '\n';
    if (difference.attribution && difference.attribution->leaves.empty()) text += "\nNo leaf of the models differs.\n";
    for (const Block& block : blocks(difference)) {
        text += '\n' + (block.above.empty() ? "" : marked(block.above) + "\n\n");
        for (std::size_t i = 0; i < block.lines.size(); ++i) {
            std::vector<std::string> cells;
            for (const std::string& cell : block.lines[i]) cells.push_back(marked(cell));
            text += markdown_row(cells);
            if (i > 0) continue;
            std::vector<std::string> rule;
            for (const bool right : block.right) rule.emplace_back(right ? "---:" : "---");
            text += markdown_row(rule);
        }
        if (!block.below.empty()) text += '\n' + marked(block.below) + '\n';
    }
    return text;
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
    if (!difference.attribution) return frame;

    const Attribution& told = *difference.attribution;
    frame.columns.push_back({"where", "", "", -1});
    frame.columns.push_back({"followed", "", "", -1});
    for (auto& row : frame.rows) row.resize(frame.columns.size());
    const auto text = [&](const std::string& leaf) { return leaf.empty() ? none : Cell(leaf); };
    if (!told.column.empty()) frame.rows.push_back({"followed", told.column, told.row, told.before, told.after, none, none, none, none, none, told.before});
    for (const LeafChange& leaf : told.leaves) {
        std::vector<Cell> row = {"leaf", leaf.path, none, text(leaf.before), text(leaf.after), none, none, none, none, text(leaf.where), none};
        if (leaf.effect) {
            row[6] = count(leaf.effect->outside);
            row[7] = leaf.effect->absolute;
            row[8] = leaf.effect->relative;
            row[10] = leaf.effect->followed;
        }
        frame.rows.push_back(std::move(row));
    }
    frame.rows.push_back({"unexplained", none, none, none, none, none, count(told.unexplained), none, none, none, none});
    return frame;
}

}  // namespace hearth
