#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "hearth/base/text.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/io/text_index.hpp"
#include "hearth/io/toml_fault.hpp"
#include "hearth/io/toml_scan.hpp"

namespace hearth {
namespace {

/// Makes our tree of the parser's: the order of the text, places of keys and values, numbers as written.
class TreeMaker {
  public:
    TreeMaker(std::string_view text, std::uint32_t file, const TextIndex& index, Report& report, const ReadLimits& limits)
        : text_(text), file_(file), index_(index), report_(report), limits_(limits) {}

    Tree make(const toml::node& node, std::size_t depth) {
        Tree tree;
        tree.place = place_of(node, depth);
        if (const auto* table = node.as_table())
            fill_table(tree, *table, depth);
        else if (const auto* array = node.as_array())
            fill_array(tree, *array, depth);
        else if (const auto* string = node.as_string())
            fill_text(tree, string->get(), offset_of(node));
        else if (node.is_number())
            fill_number(tree, node);
        else if (const auto* truth = node.as_boolean()) {
            tree.kind = Tree::Kind::truth;
            tree.truth = truth->get();
        } else
            fill_date(tree, node);
        return tree;
    }

  private:
    [[nodiscard]] std::size_t offset(const toml::source_position& at) const { return index_.offset(at.line, at.column); }
    [[nodiscard]] std::size_t offset_of(const toml::node& node) const { return offset(node.source().begin); }

    [[nodiscard]] Place place(const toml::source_region& region) const {
        const bool one_line = region.begin.line == region.end.line && region.end.column > region.begin.column;
        return {file_, region.begin.line, region.begin.column, one_line ? region.end.column - region.begin.column : 1};
    }

    /// A table or array of a header stands at its own part of the header's key; `depth` counts the keys from the root.
    [[nodiscard]] Place place_of(const toml::node& node, std::size_t depth) const {
        if (depth == 0) return {file_, 0, 0, 0};
        if (is_header(node)) return header_part(offset_of(node), depth);
        return place(node.source());
    }
    [[nodiscard]] bool is_header(const toml::node& node) const {
        const auto* table = node.as_table();
        const auto* array = node.as_array();
        if (table != nullptr) return !table->is_inline() && text_.substr(offset_of(node), 1) == "[";
        // An array of a value has a '=' or a bracket before it on its line, a header only blanks.
        if (array == nullptr || array->empty() || !array->is_array_of_tables()) return false;
        return is_header(*array->get(0)) && offset_of(*array->get(0)) == offset_of(node);
    }
    [[nodiscard]] Place header_part(std::size_t bracket, std::size_t part) const {
        std::size_t begin = text_.find_first_not_of("[ \t", bracket);
        for (;; --part) {
            const bool quoted = text_[begin] == '"' || text_[begin] == '\'';
            const std::size_t end = quoted ? quoted_end(text_, begin) : text_.find_first_of(" \t.]", begin);
            if (part <= 1) return index_.place(begin, end);
            begin = text_.find_first_not_of(" \t.", end);
        }
    }

    void fill_table(Tree& tree, const toml::table& table, std::size_t depth) {
        tree.kind = Tree::Kind::table;
        tree.dotted = depth > 0 && !table.is_inline();
        if (too_deep(tree, depth)) return;
        tree.children.reserve(table.size());
        for (const auto& [key, value] : table) {
            tree.children.push_back(make(value, depth + 1));
            tree.children.back().key = key.str();
            tree.children.back().key_place = place(key.source());
        }
        std::sort(tree.children.begin(), tree.children.end(), [](const Tree& a, const Tree& b) { return a.key_place < b.key_place; });
    }

    void fill_array(Tree& tree, const toml::array& array, std::size_t depth) {
        tree.kind = Tree::Kind::array;
        // The tables of [[header]] stand at the depth of their array, other items one below it; only headers ask.
        const bool header = is_header(array);
        if (too_deep(tree, depth)) return;
        tree.children.reserve(array.size());
        for (const toml::node& item : array) tree.children.push_back(make(item, header ? depth : depth + 1));
    }

    bool too_deep(const Tree& tree, std::size_t depth) {
        if (depth <= limits_.depth) return false;
        report_.error("E0102", tree.place, fmt::format("tables are nested deeper than {}, the most that is read", limits_.depth));
        return true;
    }

    void fill_text(Tree& tree, const std::string& value, std::size_t begin) {
        tree.kind = Tree::Kind::text;
        tree.text = value;
        // Without escapes the text stands in the source as it is, one quote to the right.
        const std::string_view quote = text_.substr(begin, 1);
        const std::string_view raw = text_.substr(begin + 1);
        if (raw.starts_with(value) && raw.substr(value.size(), 1) == quote) tree.inset = 1;
    }

    void fill_number(Tree& tree, const toml::node& node) {
        const std::size_t begin = offset_of(node);
        const std::string_view word = text_.substr(begin, word_end(text_, begin) - begin);
        tree.kind = node.is_integer() ? Tree::Kind::integer : Tree::Kind::real;
        tree.text = word;
        const auto number = parse_number(word.starts_with('+') ? word.substr(1) : word, true);
        if (!number)
            report_.error("E0111", tree.place, fmt::format("'{}' is not a number that is read here", word),
                          "numbers are decimal and finite, such as 12, -0.5, 1_000 or 1e-4");
        else if (node.is_integer() && std::abs(*number) >= 9007199254740992.0)  // 2^53
            report_.error("E0111", tree.place, fmt::format("'{}' has more digits than are calculated with", word),
                          "whole numbers go up to 9007199254740991; put an identifier in quotes");
        tree.number = number.value_or(0);
    }

    void fill_date(Tree& tree, const toml::node& node) {
        tree.kind = Tree::Kind::date;
        const auto* found = node.as_date();
        if (found == nullptr) {
            report_.error("E0112", tree.place, "a time of day has no meaning here", "write the date alone: yyyy-mm-dd");
            return;
        }
        const toml::date day = found->get();
        const auto date = Date::from_civil(day.year, day.month, day.day);
        if (!date) report_.error("E0112", tree.place, "the date lies outside 1900-01-01 to 2300-12-31");
        tree.date = date.value_or(Date{});
    }

    std::string_view text_;
    std::uint32_t file_;
    const TextIndex& index_;
    Report& report_;
    const ReadLimits& limits_;
};

}  // namespace

std::optional<Tree> read_toml(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits) {
    const std::string& text = sources.at(file).text;
    if (text.size() > limits.toml_bytes) {
        report.error("E0003", {file, 0, 0, 0}, fmt::format("the text is larger than {} bytes, the most that is read", limits.toml_bytes));
        return std::nullopt;
    }
    if (const auto bad = invalid_utf8(text)) {
        report.error("E0004", {file, 0, 0, 0}, fmt::format("the byte {} is not UTF-8", *bad + 1));
        return std::nullopt;
    }
    const TextIndex index(text, file);
    if (!scan_toml(text, index, report, limits)) return std::nullopt;
    try {
        const toml::table root = toml::parse(std::string_view(text));
        const std::size_t before = report.errors();
        Tree tree = TreeMaker(text, file, index, report, limits).make(root, 0);
        if (report.errors() > before) return std::nullopt;
        return tree;
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        report.add(toml_fault(text, index, index.offset(at.line, at.column), error.description()));
        return std::nullopt;
    }
}

}  // namespace hearth
