#include "hearth/frame/diff.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

constexpr std::size_t worst_kept = 10;
constexpr const char* origin = "basis_hash";  // a column that says what a sheet was made from, which is no result

using Names = std::vector<std::string>;
using Places = std::vector<std::size_t>;

Names names_of(const Frame& frame, std::size_t count) {
    Names names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(frame.columns.at(i).name);
    return names;
}

std::optional<std::size_t> find(const Frame& frame, std::string_view name) {
    for (std::size_t i = 0; i < frame.columns.size(); ++i)
        if (frame.columns[i].name == name) return i;
    return std::nullopt;
}

Places places_of(const Frame& frame, const Names& names) {
    Places places;
    for (const auto& name : names) {
        if (const auto at = find(frame, name)) places.push_back(*at);
    }
    return places;
}

std::string key_of(const std::vector<Cell>& row, const Places& keys) {
    std::string key;
    for (const std::size_t i : keys) key += text_of(row[i]) + '\x1f';
    return key;
}

/// "policy=term, year=3"; a key that is empty is told only if all are.
std::string label(const Frame& frame, std::size_t row, const Places& keys) {
    Names parts, filled;
    for (const std::size_t i : keys) {
        const std::string text = text_of(frame.rows[row][i]);
        parts.push_back(frame.columns[i].name + '=' + text);
        if (!text.empty()) filled.push_back(parts.back());
    }
    return join(filled.empty() ? parts : filled);
}

bool tells_rows_apart(const Frame& frame, const Places& keys) {
    std::unordered_set<std::string> seen;
    return std::all_of(frame.rows.begin(), frame.rows.end(), [&](const auto& row) { return seen.insert(key_of(row, keys)).second; });
}

bool has_real(const Frame& frame, std::size_t column) {
    return std::any_of(frame.rows.begin(), frame.rows.end(), [&](const auto& row) { return std::holds_alternative<double>(row[column]); });
}

Names keys_of(const Frame& before, const Frame& after) {
    Names recorded = names_of(before, before.keys);
    const Names other = names_of(after, after.keys);
    if (!recorded.empty() && !other.empty() && recorded != other)
        throw Fault("E0911", {},
                    fmt::format("the rows are named by {} in the old result and by {} in the new one", join(recorded), join(other)));
    if (recorded.empty()) recorded = other;
    if (!recorded.empty()) {
        for (const auto& name : recorded)
            if (!find(before, name) || !find(after, name))
                throw Fault("E0911", {}, fmt::format("the column '{}', which names the rows, is in one result only", name));
        return recorded;
    }
    Names keys;
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
        const auto same = find(after, before.columns[i].name);
        if (!same || has_real(before, i) || has_real(after, *same)) break;
        keys.push_back(before.columns[i].name);
        if (tells_rows_apart(before, places_of(before, keys)) && tells_rows_apart(after, places_of(after, keys))) break;
    }
    if (keys.empty())
        throw Fault("E0911", {},
                    "no common column names the rows: the first column of the old result holds real numbers or is not in the new one");
    return keys;
}

using Index = std::unordered_map<std::string, std::size_t>;
Index index_of(const Frame& frame, const Places& keys, std::string_view which) {
    Index index;
    for (std::size_t row = 0; row < frame.rows.size(); ++row) {
        const auto [at, fresh] = index.emplace(key_of(frame.rows[row], keys), row);
        if (!fresh)
            throw Fault("E0910", {},
                        fmt::format("rows {} and {} of the {} result have the same key: {}", at->second + 1, row + 1, which,
                                    printable(label(frame, row, keys))));
    }
    return index;
}

void check_names(const Tolerances& tolerances, const Frame& before, const Frame& after) {
    Names known = names_of(before, before.columns.size());
    for (const auto& column : after.columns)
        if (!find(before, column.name)) known.push_back(column.name);
    for (const auto& [name, tolerance] : tolerances.columns)
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw Fault("E0912", {}, fmt::format("a tolerance is given for the column '{}', which neither result has", printable(name)),
                        did_you_mean(name, known));
}

std::optional<double> number_of(const Cell& cell) {
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    return std::nullopt;
}

/// Whole numbers above 2^53 that differ may be the same double.
double gap(const Cell& before, const Cell& after) {
    const auto* a = std::get_if<std::int64_t>(&before);
    const auto* b = std::get_if<std::int64_t>(&after);
    if (a != nullptr && b != nullptr) {
        const auto high = static_cast<std::uint64_t>(std::max(*a, *b));
        return static_cast<double>(high - static_cast<std::uint64_t>(std::min(*a, *b)));
    }
    return std::min(std::fabs(*number_of(before) - *number_of(after)), std::numeric_limits<double>::max());
}

CellChange compared(const Cell& before, const Cell& after) {
    CellChange change{{}, {}, before, after, false, 0, 0};
    const auto a = number_of(before);
    const auto b = number_of(after);
    change.numbers = a.has_value() && b.has_value();
    if (change.numbers) {
        const double size = std::max(std::fabs(*a), std::fabs(*b));
        change.absolute = gap(before, after);
        change.relative = size > 0 ? change.absolute / size : 0;
    }
    return change;
}

bool agrees(const CellChange& change, const Tolerance& tolerance) {
    if (!change.numbers) return text_of(change.before) == text_of(change.after);
    return change.absolute <= tolerance.absolute || change.relative <= tolerance.relative;
}

bool worse(const CellChange& a, const CellChange& b) {
    if (a.numbers != b.numbers) return b.numbers;
    if (a.relative > b.relative || b.relative > a.relative) return a.relative > b.relative;
    return a.absolute > b.absolute;
}

using Inputs = std::vector<std::pair<std::string, std::string>>;

/// An input is the same if the other result used a file of that name (in any folder) and hash. A CSV keeps 12 digits of the hash.
Names changed_inputs(const Inputs& before, const Inputs& after) {
    const auto short_form = [](const auto& input) {
        return input.first.substr(input.first.rfind('/') + 1) + '=' + input.second.substr(0, 12);
    };
    std::set<std::string> changed;
    const auto look = [&](const Inputs& these, const Inputs& those) {
        for (const auto& one : these)
            if (std::none_of(those.begin(), those.end(), [&](const auto& other) { return short_form(one) == short_form(other); }))
                changed.insert(one.first.substr(one.first.rfind('/') + 1));
    };
    look(before, after);
    look(after, before);
    return {changed.begin(), changed.end()};
}

/// What the column of the origin says, each value once.
std::string origin_of(const Frame& frame) {
    Names values;
    if (const auto at = find(frame, origin))
        for (const auto& row : frame.rows)
            if (std::string value = text_of(row[*at]); std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
    return join(values, "; ");
}

Names notes_of(const Provenance& before, const Provenance& after) {
    Names notes;
    const Names inputs = changed_inputs(before.inputs, after.inputs);
    if (!inputs.empty()) notes.push_back("inputs differ: " + join(inputs));
    for (const std::string word : {"basis", "method"}) {
        const std::string a = convention(before, word);
        const std::string b = convention(after, word);
        if (a != b) notes.push_back(fmt::format("{} differs: {} -> {}", word, a.empty() ? "none" : a, b.empty() ? "none" : b));
    }
    if (before.illustrative != after.illustrative)
        notes.push_back(before.illustrative ? "illustrative: yes -> no" : "illustrative: no -> yes");
    return notes;
}

}  // namespace

bool Difference::same() const {
    return outside == 0 && rows_added.empty() && rows_gone.empty() && columns_added.empty() && columns_gone.empty();
}

const Cell* find_cell(const Frame& frame, const std::string& row, const std::string& column) {
    const auto at = find(frame, column);
    const Places keys = places_of(frame, names_of(frame, frame.keys));
    for (std::size_t r = 0; at && r < frame.rows.size(); ++r)
        if (label(frame, r, keys) == row) return &frame.rows[r][*at];
    return nullptr;
}

Difference diff(const Frame& before, const Frame& after, const Tolerances& tolerances) {
    check_names(tolerances, before, after);
    const Names keys = keys_of(before, after);
    const Places old_keys = places_of(before, keys);
    const Places new_keys = places_of(after, keys);
    const Index old_rows = index_of(before, old_keys, "old");
    const Index new_rows = index_of(after, new_keys, "new");

    Difference result;
    result.notes = notes_of(before.provenance, after.provenance);
    if (find(before, origin) && find(after, origin) && origin_of(before) != origin_of(after))
        result.notes.push_back(fmt::format("{} differs: {} -> {}", origin, origin_of(before), origin_of(after)));
    Names common;
    for (const auto& column : before.columns) {
        if (!find(after, column.name))
            result.columns_gone.push_back(column.name);
        else if (column.name != origin && std::find(keys.begin(), keys.end(), column.name) == keys.end())
            common.push_back(column.name);
    }
    for (const auto& column : after.columns)
        if (!find(before, column.name)) result.columns_added.push_back(column.name);
    const Places old_places = places_of(before, common);
    const Places new_places = places_of(after, common);
    std::vector<Tolerance> allowed;
    for (const auto& name : common) {
        result.columns.push_back({name, 0, 0, 0, 0});
        allowed.push_back(tolerances.of(name));
    }

    for (std::size_t row = 0; row < before.rows.size(); ++row) {
        const auto other = new_rows.find(key_of(before.rows[row], old_keys));
        if (other == new_rows.end()) {
            result.rows_gone.push_back(label(before, row, old_keys));
            continue;
        }
        ++result.rows;
        for (std::size_t i = 0; i < common.size(); ++i) {
            CellChange change = compared(before.rows[row][old_places[i]], after.rows[other->second][new_places[i]]);
            ColumnChange& column = result.columns[i];
            ++column.cells;
            column.absolute = std::max(column.absolute, change.absolute);
            column.relative = std::max(column.relative, change.relative);
            if (agrees(change, allowed[i])) continue;
            ++column.outside;
            ++result.outside;
            // upper_bound keeps equals in the order of the rows.
            const auto place = std::upper_bound(result.worst.begin(), result.worst.end(), change, worse);
            if (place == result.worst.end() && result.worst.size() == worst_kept) continue;
            change.row = label(before, row, old_keys);
            change.column = common[i];
            result.worst.insert(place, std::move(change));
            if (result.worst.size() > worst_kept) result.worst.pop_back();
        }
    }
    result.cells = result.rows * common.size();
    for (std::size_t row = 0; row < after.rows.size(); ++row)
        if (!old_rows.contains(key_of(after.rows[row], new_keys))) result.rows_added.push_back(label(after, row, new_keys));
    return result;
}

}  // namespace hearth
