#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/frame/explanation.hpp"
#include "parts.hpp"

namespace hearth {
namespace {

struct Writer {
    const Explanation& explanation;
    const Sources& sources;
    std::vector<std::size_t> met;   ///< how often a node is a part of another
    std::vector<char> told;
    std::string text;

    /// `above` is the place of what the node is a part of: what stands on the same line is not told again.
    void node(std::size_t at, std::size_t depth, const char* mark, const Place& above) {
        const Explained& one = explanation.nodes[at];
        const bool again = told[at] != 0 && !(one.parts.empty() && one.rests_on.empty());
        told[at] = 1;
        std::string line = std::string(2 * depth, ' ') + mark + shown(one);
        const std::string value = text_of(one.value);
        std::string words = one.place == above ? "" : words_at(sources, one.place);
        std::string name = at == 0 && one.name == explanation.title ? "" : one.name;
        if (name == value) name.clear();
        if (words == value || (one.parts.empty() && (one.op == "number" || one.op == "word") && !one.name.empty())) words.clear();
        if (name.empty()) name = words;
        else if (!words.empty() && words != name && !one.parts.empty()) name += " = " + words;
        if (one.op != "same" && one.op != name) line += "  " + one.op;
        if (!name.empty()) line += "  " + name;
        if (again) {
            text += printable(line) + fmt::format("  (see #{})\n", at + 1);
            return;
        }
        std::vector<std::string> more;
        const bool elsewhere = one.place.line != 0 && (one.place.file != above.file || one.place.line != above.line);
        if (elsewhere) more.push_back(sources.describe(one.place) + (one.row != 0 && one.parts.empty() ? fmt::format(", row {}", one.row) : ""));
        if (!one.source.empty() && elsewhere) more.push_back(one.source);
        if (!one.note.empty()) more.push_back(one.note);
        if (!one.rule.empty()) more.push_back(one.rule);
        if (met[at] > 1 && !(one.parts.empty() && one.rests_on.empty())) more.push_back(fmt::format("#{}", at + 1));
        if (!more.empty()) line += "  (" + join(more, "; ") + ")";
        text += printable(line) + '\n';
        const Place& mine = one.place.line == 0 ? above : one.place;
        for (const std::size_t part : one.rests_on) node(part, depth + 1, "~ ", mine);
        for (const std::size_t part : one.parts) node(part, depth + 1, "", mine);
    }

    static std::string shown(const Explained& one) {
        std::string value = text_of(one.value);
        if (const auto* unknown = std::get_if<Unknown>(&one.value)) value = "unknown: " + join(unknown->missing);
        return one.unit.empty() ? value : value + ' ' + one.unit;
    }
};

}  // namespace

std::string words_at(const Sources& sources, const Place& place) {
    const std::string_view line = sources.line(place);
    std::size_t from = 0, column = 1;
    while (from < line.size() && column < place.column) {
        from += code_point_at(line, from).length;
        ++column;
    }
    std::size_t to = from;
    for (std::size_t taken = 0; to < line.size() && taken < place.length; ++taken) to += code_point_at(line, to).length;
    return std::string(line.substr(from, to - from));
}

std::string to_text(const Explanation& explanation, const Sources& sources) {
    const std::vector<Explained>& nodes = explanation.nodes;
    Writer writer{explanation, sources, std::vector<std::size_t>(nodes.size(), 0), std::vector<char>(nodes.size(), 0), {}};
    bool rests = false, items = false, rights = false;
    for (const Explained& one : nodes) {
        for (const auto* list : {&one.parts, &one.rests_on})
            for (const std::size_t part : *list) ++writer.met[part];
        rests = rests || !one.rests_on.empty();
        items = items || (one.op == "cell" && one.ask.starts_with("--item"));
        rights = rights || (one.op == "cell" && one.ask.starts_with("--right"));
    }
    if (!explanation.title.empty()) writer.text = printable(explanation.title) + "\n\n";
    writer.node(0, 0, "", {});
    writer.text += '\n';
    if (rests) writer.text += "~ what a number rests on; what stands without this mark is what it is made of\n";
    if (items) writer.text += "cell: explained by --depth, or alone by --item 'ITS NAME'\n";
    if (rights) writer.text += "cell: explained by --depth, or alone by --right, --person and --date\n";
    return writer.text + provenance_words(explanation.provenance, "");
}

}  // namespace hearth
