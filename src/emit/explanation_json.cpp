#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/frame/explanation.hpp"
#include "parts.hpp"

namespace hearth {
namespace {

constexpr int schema = 1;  ///< of docs/explain.md: raised when a key or a word of `op` is taken away or means something else

std::string numbers(const std::vector<std::size_t>& nodes) {
    std::vector<std::string> words;
    for (const std::size_t node : nodes) words.push_back(std::to_string(node + 1));
    return '[' + join(words) + ']';
}

std::string node(const Explained& one, std::size_t id, const Sources& sources) {
    std::vector<std::string> members = {fmt::format("\"id\": {}", id + 1), "\"op\": " + json_string(one.op), "\"value\": " + json_value(one.value)};
    const auto text = [&](const char* key, const std::string& value) {
        if (!value.empty()) members.push_back(fmt::format("\"{}\": {}", key, json_string(value)));
    };
    text("unit", one.unit);
    text("name", one.name);
    text("formula", words_at(sources, one.place));
    if (!one.parts.empty()) members.push_back("\"parts\": " + numbers(one.parts));
    if (!one.rests_on.empty()) members.push_back("\"rests_on\": " + numbers(one.rests_on));
    text("ask", one.ask);
    if (one.row != 0) members.push_back(fmt::format("\"row\": {}", one.row));
    if (one.place.line != 0) text("place", sources.describe(one.place));
    if (one.defined.line != 0) text("defined", sources.describe(one.defined));
    text("source", one.source);
    if (one.illustrative) members.emplace_back("\"illustrative\": true");
    text("rule", one.rule);
    text("note", one.note);
    if (!one.order.empty()) members.push_back("\"order\": " + json_strings(one.order));
    return '{' + join(members) + '}';
}

}  // namespace

std::string to_json(const Explanation& explanation, const Sources& sources) {
    const Provenance& from = explanation.provenance;
    std::vector<std::string> nodes;
    for (std::size_t i = 0; i < explanation.nodes.size(); ++i) nodes.push_back(node(explanation.nodes[i], i, sources));
    const std::vector<std::string> members = {
        "\"hearth\": " + json_string(from.version),
        "\"command\": " + json_string(from.command),
        fmt::format("\"schema\": {}", schema),
        "\"title\": " + json_string(explanation.title),
        fmt::format("\"illustrative\": {}", from.illustrative),
        "\"conventions\": " + json_conventions(from),
        "\"inputs\": " + json_inputs(from),
        "\"notes\": " + json_strings(from.notes),
        "\"nodes\": " + json_lines(nodes, '[', ']'),
    };
    return "{\n  " + join(members, ",\n  ") + "\n}\n";
}

}  // namespace hearth
