#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/frame/align.hpp"
#include "hearth/frame/emit.hpp"
#include "parts.hpp"

namespace hearth {
namespace {

bool is_number(const Cell& cell) { return std::holds_alternative<double>(cell) || std::holds_alternative<std::int64_t>(cell); }

std::string real(double value, int decimals) {
    if (decimals >= 0) return fixed(value, decimals, true);
    const std::string text = shortest(value);
    if (text.find('e') != std::string::npos) return text;
    const std::size_t point = text.find('.');
    return fixed(value, point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1), true);
}

std::string whole(std::int64_t value) {
    std::string text = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t i = text.size(); i > first + 3;) text.insert(i -= 3, 1, ',');
    return text;
}

/// A whole number that names a row, such as the year 2031, is not separated.
std::string shown(const Cell& cell, const Column& column, bool key) {
    if (const auto* number = std::get_if<double>(&cell)) return real(*number, column.decimals);
    if (const auto* number = std::get_if<std::int64_t>(&cell); number != nullptr && !key) return whole(*number);
    return printable(text_of(cell));
}

std::string heading(const Column& column) { return printable(column.title.empty() ? column.name : column.title); }

/// The rows with these numbers, without the group column and without columns that have no cell in them.
std::string one_table(const Frame& frame, const std::vector<std::size_t>& numbers) {
    std::vector<std::vector<std::string>> lines(2 + numbers.size());
    std::vector<bool> right;
    bool units = false;
    for (std::size_t i = 0; i < frame.columns.size(); ++i) {
        const Column& column = frame.columns[i];
        bool filled = false;
        bool numeric = false;
        bool words = false;
        for (const std::size_t row : numbers) {
            const Cell& cell = frame.rows[row].at(i);
            filled = filled || !std::holds_alternative<std::monostate>(cell);
            numeric = numeric || is_number(cell);
            words = words || !(is_number(cell) || std::holds_alternative<std::monostate>(cell) || std::holds_alternative<Unknown>(cell));
        }
        if (static_cast<int>(i) == frame.group || !filled) continue;
        right.push_back(numeric && !words);
        units = units || !column.unit.empty();
        lines[0].push_back(heading(column));
        lines[1].push_back(column.unit.empty() ? "" : '(' + printable(column.unit) + ')');
        for (std::size_t r = 0; r < numbers.size(); ++r) lines[2 + r].push_back(shown(frame.rows[numbers[r]][i], column, i < frame.keys));
    }
    if (!units) lines.erase(lines.begin() + 1);
    return aligned(lines, right);
}

/// The rows of each value of the group column, in the order in which the values first appear.
std::vector<std::vector<std::size_t>> groups(const Frame& frame) {
    std::vector<std::string> names;
    std::vector<std::vector<std::size_t>> numbers;
    for (std::size_t row = 0; row < frame.rows.size(); ++row) {
        const std::string name = frame.group < 0 ? "" : text_of(frame.rows[row].at(static_cast<std::size_t>(frame.group)));
        const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
        if (at == names.size()) {
            names.push_back(name);
            numbers.emplace_back();
        }
        numbers[at].push_back(row);
    }
    return numbers;
}

/// The names of what is not known, each once, in the order of the alphabet.
std::string missing(const Frame& frame) {
    std::set<std::string> names;
    for (const auto& row : frame.rows)
        for (const auto& cell : row)
            if (const auto* unknown = std::get_if<Unknown>(&cell)) names.insert(unknown->missing.begin(), unknown->missing.end());
    return join(std::vector<std::string>(names.begin(), names.end()));
}

}  // namespace

std::string provenance_words(const Provenance& from, const std::string& missing) {
    std::string text =
        from.illustrative ? "illustrative: yes - this rests on invented example figures; do not rely on it\n" : "illustrative: no\n";
    const auto line = [&](std::string_view word, std::string_view value) {
        if (!value.empty()) text += fmt::format("{}: {}\n", printable(word), printable(value));
    };
    line("unknown because not given", missing);
    for (const auto& [word, value] : from.conventions) line(word, value);
    for (const auto& [path, sha256] : from.inputs) line("input", path + "  sha256 " + sha256.substr(0, 12));
    for (const auto& note : from.notes) line("note", note);
    line("made by", from.version.empty() ? "" : "hearth " + from.version + ' ' + from.command);
    return text;
}

std::string to_table(const Frame& frame) {
    std::string text = frame.title.empty() ? "" : printable(frame.title) + "\n\n";
    for (const auto& numbers : groups(frame)) {
        if (frame.group >= 0) {
            const auto group = static_cast<std::size_t>(frame.group);
            text += heading(frame.columns.at(group)) + ": " + printable(text_of(frame.rows[numbers.front()][group])) + '\n';
        }
        text += one_table(frame, numbers) + '\n';
    }
    if (frame.rows.empty()) text += "(no rows)\n\n";
    return text + provenance_words(frame.provenance, missing(frame));
}

}  // namespace hearth
