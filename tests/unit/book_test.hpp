#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "hearth/base/sources.hpp"
#include "hearth/io/embedded.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/model/set.hpp"

namespace hearth::test {

/// What a text of TOML and all it includes amount to: read, joined and bound. Faults of every stage are in `report`.
struct Bound {
    Sources sources;
    Set set;
    Report report;
    Book book;

    [[nodiscard]] std::string faults() const {
        std::string all;
        for (const Diagnostic& fault : report.sorted())
            all += fault.code + " " + sources.describe(fault.place) + ": " + fault.message +
                   (fault.hint.empty() ? "" : " [" + fault.hint + "]") + "\n";
        return all;
    }
    [[nodiscard]] bool has(std::string_view code) const {
        return std::any_of(report.all().begin(), report.all().end(), [&](const Diagnostic& fault) { return fault.code == code; });
    }
};

/// Reads files, what they include and the CSV their tables name: "hearth:" paths from the binary, others from the disk.
class Reading {
  public:
    explicit Reading(Bound& to) : to_(to) {}

    void text(std::string path, std::string_view text) { toml(to_.sources.add(std::move(path), std::string(text))); }
    void file(const std::string& path) {
        if (seen_.insert(path).second)
            if (const auto source = open(path)) toml(*source);
    }

  private:
    std::optional<std::uint32_t> open(const std::string& path) {
        for (const Embedded& file : embedded_files())
            if (file.path == path) return to_.sources.add(path, std::string(file.text));
        return read_file(to_.sources, path, ReadLimits{}.csv_bytes, to_.report);
    }
    void toml(std::uint32_t source) {
        const auto tree = read_toml(to_.sources, source, to_.report);
        if (!tree) return;
        if (const Tree* include = tree->find("include"))
            for (const std::string& path : texts(*include)) file(relative_to(to_.sources, source, path));
        if (const Tree* tables = tree->find("table"))
            for (const Tree& table : tables->children)
                if (const Tree* named = table.find("file")) csv(source, named->text);
        join(to_.set, *tree, to_.report);
    }
    void csv(std::uint32_t source, const std::string& path) {
        const auto opened = open(relative_to(to_.sources, source, path));
        const auto table = opened ? read_csv(to_.sources, *opened, to_.report) : std::nullopt;
        if (!table) return;
        Rows& rows = to_.set.files[{source, path}];
        rows.columns = table->columns;
        rows.column_places = table->column_places;
        rows.cells.own().clear();
        for (const auto& row : table->rows) {
            auto& cells = rows.cells.own().emplace_back();
            for (const CsvTable::Cell& cell : row) {
                cells.push_back({{}, false, cell.place});
                if (!cell.text.empty()) cells.back().items.push_back(cell.text);
            }
        }
    }
    static std::vector<std::string> texts(const Tree& tree) {
        if (tree.is_text()) return {tree.text};
        std::vector<std::string> all;
        for (const Tree& child : tree.children) all.push_back(child.text);
        return all;
    }

    Bound& to_;
    std::set<std::string> seen_;
};

/// The book of a text; `vocabulary = 1` is added on its own line above it, so that the text begins on line 2.
inline Bound bound(std::string_view toml) {
    Bound result;
    Reading(result).text("test.toml", "vocabulary = 1\n" + std::string(toml));
    result.book = bind(result.set, result.report);
    return result;
}
inline Bound bound_file(const std::string& path) {
    Bound result;
    Reading(result).file(path);
    result.book = bind(result.set, result.report);
    return result;
}
/// The same where no fault is expected.
inline Bound sound(std::string_view toml) {
    Bound result = bound(toml);
    INFO(toml);
    INFO(result.faults());
    REQUIRE(result.report.all().empty());
    return result;
}

}  // namespace hearth::test
