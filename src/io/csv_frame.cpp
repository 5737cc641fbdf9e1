#include "hearth/io/read_frame.hpp"

#include <algorithm>
#include <array>

#include "hearth/base/text.hpp"
#include "hearth/frame/formula.hpp"

namespace hearth {
namespace {

constexpr std::array<std::string_view, 4> repeated = {"basis", "method", "inputs", "illustrative"};

bool is_padded(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool is_real(const std::string& text) { return !is_padded(text) && parse_number(text).has_value(); }
bool is_whole(const std::string& text) { return !is_padded(text) && parse_integer(text).has_value(); }
bool is_date(const std::string& text) { return Date::parse(text).has_value(); }
bool is_truth(const std::string& text) { return text == "yes" || text == "no"; }

Cell whole(const std::string& text) { return std::int64_t{*parse_integer(text)}; }
Cell real(const std::string& text) { return *parse_number(text); }
Cell date(const std::string& text) { return *Date::parse(text); }
Cell truth(const std::string& text) { return text == "yes"; }
Cell words(const std::string& text) { return unguarded(text); }

/// How the cells of a column are read: by the first kind that all of them are.
using Read = Cell (*)(const std::string&);
Read kind_of(const CsvTable& table, std::size_t column) {
    const auto all = [&](bool (*is)(const std::string&)) {
        return std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
            const std::string& text = row[column].text;
            return text.empty() || text == "unknown" || is(text);
        });
    };
    if (all(is_whole)) return whole;
    if (all(is_real)) return real;
    if (all(is_date)) return date;
    return all(is_truth) ? truth : words;
}

bool is_constant(const CsvTable& table, std::size_t column) {
    return std::all_of(table.rows.begin(), table.rows.end(),
                       [&](const auto& row) { return row[column].text == table.rows.front()[column].text; });
}

std::vector<std::pair<std::string, std::string>> inputs_of(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> inputs;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(';'));
        const std::size_t equals = std::min(one.rfind('='), one.size());
        inputs.emplace_back(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
    return inputs;
}

void restore(Provenance& provenance, std::string_view name, const std::string& text) {
    if (name == "illustrative")
        provenance.illustrative = text == "yes";
    else if (name == "inputs")
        provenance.inputs = inputs_of(text);
    else if (!text.empty())
        provenance.conventions.emplace(provenance.conventions.begin(), name, text);  // read from the last column to the first
}

}  // namespace

Frame from_csv(const CsvTable& table) {
    Frame frame;
    std::size_t width = table.columns.size();
    for (std::size_t i = repeated.size(); i-- > 0;) {
        if (width == 0 || table.columns[width - 1] != repeated[i] || !is_constant(table, width - 1)) continue;
        --width;
        if (!table.rows.empty()) restore(frame.provenance, repeated[i], unguarded(table.rows.front()[width].text));
    }
    frame.rows.resize(table.rows.size());
    for (std::size_t i = 0; i < width; ++i) {
        frame.columns.push_back({unguarded(table.columns[i]), "", "", -1});
        const Read read = kind_of(table, i);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const std::string& text = table.rows[row][i].text;
            frame.rows[row].push_back(text.empty() ? Cell{} : text == "unknown" ? Cell{Unknown{}} : read(text));
        }
    }
    return frame;
}

}  // namespace hearth
