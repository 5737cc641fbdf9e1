#include <algorithm>
#include <utility>

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
    std::string text = join(names, ",") + '\n';
    std::vector<std::string> fields;
    for (const auto& row : frame.rows) {
        fields.clear();
        for (std::size_t i = 0; i < frame.columns.size(); ++i) fields.push_back(field(row.at(i)));
        fields.insert(fields.end(), repeated.begin(), repeated.end());
        text += join(fields, ",") + '\n';
    }
    return text;
}

}  // namespace hearth
