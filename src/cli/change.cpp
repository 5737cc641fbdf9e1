#include "hearth/cli/change.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/io/reader.hpp"

namespace hearth {
namespace {

/// The first '=' outside double quotes.
std::size_t equals_of(std::string_view word) {
    bool quoted = false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        quoted = quoted != (word[i] == '"');
        if (word[i] == '=' && !quoted) return i;
    }
    return std::string_view::npos;
}

/// Whether there is such a day or not: that is said of a date, not of a text.
bool is_written_as_date(std::string_view value) {
    constexpr std::string_view form = "dddd-dd-dd";
    return value.size() == form.size() && std::equal(value.begin(), value.end(), form.begin(), [](char is, char takes) { return takes == 'd' ? '0' <= is && is <= '9' : is == takes; });
}

bool is_toml(std::string_view value) {
    return value == "true" || value == "false" || value.starts_with('[') || value.starts_with('"') || parse_number(value, true) || is_written_as_date(value);
}

/// Moves a place from the text "v=..." to the word; only the first line is shifted.
Place moved(Place place, std::uint32_t file, std::uint32_t shift) {
    place.file = file;
    if (place.line == 1) place.column += shift;
    return place;
}

void move_all(Tree& tree, std::uint32_t file, std::uint32_t shift) {
    tree.place = moved(tree.place, file, shift);
    tree.key_place = moved(tree.key_place, file, shift);
    for (Tree& child : tree.children) move_all(child, file, shift);
}

std::optional<Tree> toml_value(std::string_view value, std::uint32_t file, std::uint32_t shift, Report& report) {
    Sources aside;
    Report found;
    auto tree = read_toml(aside, aside.add("", fmt::format("v={}", value)), found);
    for (Diagnostic fault : found.all()) {
        fault.place = moved(fault.place, file, shift);
        report.add(std::move(fault));
    }
    if (tree && tree->children.size() != 1)
        report.error("E0806", {file, 1, 1, shift}, "more than one value stands behind the '='", "give each value its own --set");
    if (!tree || tree->children.size() != 1) return std::nullopt;
    move_all(tree->children.front(), file, shift);
    return std::move(tree->children.front());
}

}  // namespace

std::optional<Change> read_change(const std::string& word, Session& session, const std::string& option) {
    const std::string shown = invalid_utf8(word) ? printable(word) : word;
    const std::uint32_t file = session.sources.add(option, shown);
    const auto fault = [&](const char* message) {
        session.report.error("E0806", {file, 1, 1, static_cast<std::uint32_t>(code_points(shown))}, message,
                             "write PATH=VALUE, as in --set basis.best.interest='3 %'");
        return std::nullopt;
    };
    if (shown != word) return fault("this is not UTF-8");
    const std::size_t equals = equals_of(word);
    if (equals == std::string::npos) return fault("there is no '=' in this");
    if (equals == 0) return fault("no path stands before the '='");
    if (equals + 1 == word.size()) return fault("no value stands behind the '='");
    const std::string_view value = std::string_view(word).substr(equals + 1);
    const auto width = static_cast<std::uint32_t>(code_points(std::string_view(word).substr(0, equals)));
    Change change{word.substr(0, equals), {}, {file, 1, 1, width}};
    if (is_toml(value)) {
        auto tree = toml_value(value, file, width - 1, session.report);
        if (!tree) return std::nullopt;
        change.leaf = std::move(*tree);
    } else {
        // The place begins at the '=', as that of a text in a file begins at its quote.
        change.leaf.kind = Tree::Kind::text;
        change.leaf.text = value;
        change.leaf.place = {file, 1, width + 1, static_cast<std::uint32_t>(code_points(value)) + 1};
        change.leaf.inset = 1;
    }
    return change;
}

std::vector<Change> read_changes(const std::vector<std::string>& words, Session& session) {
    std::vector<Change> changes;
    std::set<std::vector<std::string>> known;
    for (const std::string& word : words) {
        auto change = read_change(word, session);
        if (!change) continue;
        if (!known.insert(split_path(change->path)).second)
            session.report.error("E0582", change->place, fmt::format("'{}' is given twice", change->path), "leave one of them out; --grid is for several values");
        changes.push_back(std::move(*change));
    }
    return changes;
}

Tree option_leaf(const std::string& option, const std::string& words, Session& session) {
    const auto at = invalid_utf8(words);
    if (at) session.report.error("E0804", {}, fmt::format("{} is not UTF-8 from byte {}", option, *at + 1));
    Tree leaf;
    leaf.kind = Tree::Kind::text;
    leaf.text = at ? printable(words) : words;
    leaf.inset = 1;  // as behind a quote
    leaf.place = {session.sources.add(option, " " + leaf.text), 1, 1, static_cast<std::uint32_t>(code_points(leaf.text)) + 1};
    return leaf;
}

}  // namespace hearth
