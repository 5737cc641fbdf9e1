#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/frame/emit.hpp"
#include "parts.hpp"

namespace hearth {

std::string json_strings(const std::vector<std::string>& texts) {
    std::vector<std::string> parts;
    for (const auto& text : texts) parts.push_back(json_string(text));
    return '[' + join(parts) + ']';
}

std::string json_value(const Cell& cell) {
    return std::visit(
        [&](const auto& content) -> std::string {
            using Content = std::decay_t<decltype(content)>;
            if constexpr (std::is_same_v<Content, std::monostate>)
                return "null";
            else if constexpr (std::is_same_v<Content, bool>)
                return content ? "true" : "false";
            else if constexpr (std::is_same_v<Content, std::string>)
                return json_string(content);
            else if constexpr (std::is_same_v<Content, Date>)
                return json_string(content.text());
            else if constexpr (std::is_same_v<Content, Unknown>)
                return fmt::format("{{\"unknown\": {}}}", json_strings(content.missing));
            else
                return text_of(cell);
        },
        cell);
}

/// One entry a line, so that two results can be compared by eye.
std::string json_lines(const std::vector<std::string>& entries, char open, char close) {
    if (entries.empty()) return {open, close};
    return fmt::format("{}\n    {}\n  {}", open, join(entries, ",\n    "), close);
}

std::string json_conventions(const Provenance& provenance) {
    std::vector<std::string> words;
    for (const auto& [word, unused] : provenance.conventions)
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    std::vector<std::string> entries;
    for (const auto& word : words) entries.push_back(json_string(word) + ": " + json_string(convention(provenance, word)));
    return json_lines(entries, '{', '}');
}

std::string json_inputs(const Provenance& provenance) {
    std::vector<std::string> entries;
    for (const auto& [path, sha256] : provenance.inputs)
        entries.push_back(fmt::format("{{\"path\": {}, \"sha256\": {}}}", json_string(path), json_string(sha256)));
    return json_lines(entries, '[', ']');
}

namespace {

std::string columns(const Frame& frame) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < frame.columns.size(); ++i) {
        const auto& [name, unit, title, decimals] = frame.columns[i];
        entries.push_back(fmt::format("{{\"name\": {}, \"unit\": {}, \"title\": {}, \"key\": {}}}", json_string(name), json_string(unit),
                                      json_string(title.empty() ? name : title), i < frame.keys));
    }
    return json_lines(entries, '[', ']');
}

std::string rows(const Frame& frame) {
    std::vector<std::string> names;
    for (const auto& column : frame.columns) names.push_back(json_string(column.name) + ": ");
    std::vector<std::string> entries;
    std::vector<std::string> members;
    for (const auto& row : frame.rows) {
        members.clear();
        for (std::size_t i = 0; i < names.size(); ++i) members.push_back(names[i] + json_value(row.at(i)));
        entries.push_back('{' + join(members) + '}');
    }
    return json_lines(entries, '[', ']');
}

}  // namespace

std::string to_json(const Frame& frame) {
    const Provenance& from = frame.provenance;
    const std::vector<std::string> members = {
        "\"hearth\": " + json_string(from.version),
        "\"command\": " + json_string(from.command),
        "\"name\": " + json_string(frame.name),
        "\"title\": " + json_string(frame.title),
        fmt::format("\"illustrative\": {}", from.illustrative),
        "\"conventions\": " + json_conventions(from),
        "\"inputs\": " + json_inputs(from),
        "\"notes\": " + json_strings(from.notes),
        "\"columns\": " + columns(frame),
        "\"rows\": " + rows(frame),
    };
    return "{\n  " + join(members, ",\n  ") + "\n}\n";
}

}  // namespace hearth
