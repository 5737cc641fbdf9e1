#include "hearth/study/rate_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "hearth/base/sources.hpp"
#include "hearth/base/text.hpp"

namespace hearth {
namespace {

constexpr std::size_t hash_digits = 16;

std::optional<double> number(const Cell& cell) {
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    return std::nullopt;
}

/// The rows that differ along one axis alone, in the order of its numbers: the axis value and the row.
using SheetLine = std::vector<std::pair<double, std::size_t>>;

std::vector<SheetLine> lines_along(const Frame& frame, std::size_t axis) {
    std::map<std::string, SheetLine> lines;
    for (std::size_t r = 0; r < frame.rows.size(); ++r) {
        const auto at = number(frame.rows[r][axis]);
        if (!at || !number(frame.rows[r][frame.keys])) continue;
        std::string others;
        for (std::size_t k = 0; k < frame.keys; ++k)
            if (k != axis) others += text_of(frame.rows[r][k]) + '\x1f';
        lines[others].emplace_back(*at, r);
    }
    std::vector<SheetLine> all;
    for (auto& [others, line] : lines) {
        std::sort(line.begin(), line.end());
        all.push_back(std::move(line));
    }
    return all;
}

void lint_line(const Frame& frame, std::size_t axis, const SheetLine& line, std::vector<std::vector<std::string>>& lints) {
    const auto price = [&](std::size_t i) { return *number(frame.rows[line[i].second][frame.keys]); };
    const std::string& name = frame.columns[axis].name;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double step = price(i) - price(i - 1), before = i > 1 ? price(i - 1) - price(i - 2) : 0;
        const std::string from = shortest(line[i - 1].first);
        if (name == "age" && step < 0) lints[line[i].second].push_back(fmt::format("below age {}", from));
        if (name != "age" && step * before < 0) lints[line[i - 1].second].push_back(fmt::format("turns at {} {}", name, from));
    }
}

/// The column `unmet`, taken away: what it says of each row.
void take_unmet(Frame& frame, std::vector<std::vector<std::string>>& lints) {
    const auto found = std::find_if(frame.columns.begin(), frame.columns.end(), [](const Column& column) { return column.name == "unmet"; });
    if (found == frame.columns.end()) return;
    const auto at = found - frame.columns.begin();
    frame.columns.erase(found);
    for (std::size_t r = 0; r < frame.rows.size(); ++r) {
        const std::string unmet = text_of(frame.rows[r][static_cast<std::size_t>(at)]);
        if (!unmet.empty()) lints[r].push_back(unmet);
        frame.rows[r].erase(frame.rows[r].begin() + at);
    }
}

void add_column(Frame& frame, const std::string& name, const std::vector<Cell>& cells) {
    const std::size_t before = frame.columns.size() - 1;  // the note stays last
    frame.columns.insert(frame.columns.begin() + static_cast<std::ptrdiff_t>(before), {name, "", "", -1});
    for (std::size_t r = 0; r < frame.rows.size(); ++r)
        frame.rows[r].insert(frame.rows[r].begin() + static_cast<std::ptrdiff_t>(before), cells[r]);
}

}  // namespace

std::string basis_hash(const Provenance& provenance) {
    std::vector<std::string> inputs;
    for (const auto& [path, sha256] : provenance.inputs) inputs.push_back(sha256);
    std::sort(inputs.begin(), inputs.end());
    std::string text = provenance.version + '\n' + join(inputs, "\n") + '\n';
    for (const auto& [word, value] : provenance.conventions)
        if (word == "set" || word == "target") text += fmt::format("{} {}\n", word, value);
    Sources aside;
    return aside.at(aside.add("", text)).sha256.substr(0, hash_digits);
}

void finish_rate_sheet(Frame& frame, Report& report) {
    std::vector<std::vector<std::string>> lints(frame.rows.size());
    for (std::size_t r = 0; r < frame.rows.size(); ++r)
        if (const auto price = number(frame.rows[r][frame.keys]); price && *price <= 0) lints[r].emplace_back("not above 0");
    for (std::size_t axis = 0; axis < frame.keys; ++axis)
        for (const SheetLine& line : lines_along(frame, axis)) lint_line(frame, axis, line, lints);
    take_unmet(frame, lints);
    std::vector<Cell> told;
    for (const auto& one : lints) told.push_back(one.empty() ? Cell{} : Cell{join(one, "; ")});
    const auto count = static_cast<std::size_t>(std::count_if(lints.begin(), lints.end(), [](const auto& one) { return !one.empty(); }));
    if (count > 0)
        report.warning("E0848", {}, fmt::format("{} of {} bear a lint", count, counted(frame.rows.size(), "price")), "the column lint says what is odd");
    frame.name = "price";
    add_column(frame, "lint", told);
    add_column(frame, "basis_hash", std::vector<Cell>(frame.rows.size(), basis_hash(frame.provenance)));
}

}  // namespace hearth
