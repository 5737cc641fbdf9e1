#include <algorithm>
#include <utility>

#include "hearth/base/append_number.hpp"
#include "hearth/base/text.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/frame/formula.hpp"

namespace hearth {
namespace {

/// In quotes where the text would else be cut, or lose the blanks at its ends.
std::string quoted(const std::string& text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    const bool padded = !text.empty() && (blank(text.front()) || blank(text.back()));
    if (!padded && text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

std::string field(const Cell& cell) {
    const auto* text = std::get_if<std::string>(&cell);
    return text != nullptr ? quoted(guarded(*text)) : text_of(cell);
}

std::string inputs(const Provenance& provenance) {
    std::vector<std::string> words;
    for (const auto& [path, sha256] : provenance.inputs) words.push_back(path + '=' + sha256.substr(0, 12));
    return join(words, ";");
}

}  // namespace

std::string to_csv(const Frame& frame) {
    const std::vector<std::pair<std::string, Cell>> provenance = {
        {"basis", convention(frame.provenance, "basis")},
        {"method", convention(frame.provenance, "method")},
        {"inputs", inputs(frame.provenance)},
        {"illustrative", frame.provenance.illustrative},
    };
    std::vector<std::string> names;
    for (const auto& column : frame.columns) names.push_back(column.name);
    std::vector<std::string> repeated;
    for (const auto& [name, value] : provenance) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        names.push_back(name);
        repeated.push_back(field(value));
    }

    for (auto& name : names) name = field(name);
    std::string text = join(names, ",") + '\n', end;
    for (const std::string& one : repeated) end += ',' + one;
    for (const auto& row : frame.rows) {
        for (std::size_t i = 0; i < frame.columns.size(); ++i) {
            if (i > 0) text += ',';
            if (const auto* number = std::get_if<double>(&row.at(i)); number != nullptr)
                append_shortest(text, *number);
            else
                text += field(row[i]);
        }
        text.append(end, frame.columns.empty() && !end.empty() ? 1 : 0) += '\n';
    }
    return text;
}

}  // namespace hearth
