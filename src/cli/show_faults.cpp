#include "hearth/cli/show_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"

namespace hearth {
namespace {

using Folders = std::map<std::uint32_t, std::string>;

constexpr std::size_t shown_of_a_file = 20;
constexpr std::size_t excerpt_width = 140;  // of a longer line the part around the place is shown

/// A file that several named files include tells its faults once.
std::vector<Diagnostic> each_once(const Report& report) {
    std::vector<Diagnostic> result;
    for (Diagnostic fault : report.sorted()) {
        bool told = false;
        for (auto other = result.rbegin(); other != result.rend() && other->place == fault.place && !told; ++other)
            told = other->code == fault.code && other->message == fault.message;
        if (!told) result.push_back(std::move(fault));
    }
    return result;
}

std::string_view word(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

/// The line of the source and carets under the place, by the columns of a terminal; tabs stay tabs in both.
std::string excerpt(const Diagnostic& fault, const Sources& sources) {
    const std::string_view line = sources.line(fault.place);
    if (line.empty() || fault.place.column == 0) return "";
    const std::size_t first = fault.place.column - 1;
    const std::size_t end = first + std::max<std::size_t>(fault.place.length, 1);
    const std::size_t begin = first > excerpt_width * 2 / 3 ? first - excerpt_width / 2 : 0;
    std::string shown = begin > 0 ? "..." : "";
    std::string carets(shown.size(), ' ');
    std::size_t point = 0;
    for (std::size_t i = 0; i < line.size() && point < begin + excerpt_width; ++point) {
        const std::size_t length = code_point_at(line, i).length;
        const std::string_view sign = line.substr(i, length);
        i += length;
        if (point < begin) continue;
        const std::string text = sign == "\t" ? "\t" : printable(sign);
        shown += text;
        if (point >= first && point < end)
            carets += std::string(std::max<std::size_t>(display_width(text), 1), '^');
        else if (point < first)
            carets += sign == "\t" ? "\t" : std::string(display_width(text), ' ');
    }
    if (first >= point) carets += '^';
    return fmt::format("    {}\n    {}\n", shown, carets);
}

/// As Sources::describe, with the path from the folder of the process.
std::string described(const Place& place, const Sources& sources, const Folders& folders) {
    const std::string text = sources.describe(place);
    return place.file == 0 || place.file > sources.size() ? text : path_of(sources, place.file, folders) + text.substr(sources.at(place.file).path.size());
}

}  // namespace

std::string path_of(const Sources& sources, std::uint32_t file, const Folders& folders) {
    const std::string& path = sources.at(file).path;
    const auto after = folders.upper_bound(file);
    if (after == folders.begin() || path.starts_with('/') || path.starts_with("hearth:") || path.starts_with("--")) return path;
    return std::prev(after)->second + path;
}

std::string faults_text(const Report& report, const Sources& sources, const Folders& folders) {
    std::string text;
    std::map<std::uint32_t, std::size_t> counts;
    const std::vector<Diagnostic> faults = each_once(report);
    for (const Diagnostic& fault : faults) ++counts[fault.place.file];
    std::map<std::uint32_t, std::size_t> shown;
    for (const Diagnostic& fault : faults) {
        const std::size_t number = ++shown[fault.place.file];
        if (number == shown_of_a_file + 1) {
            const std::string name = described({fault.place.file, 0, 0, 0}, sources, folders);
            text += fmt::format("{}: and {} more\n", printable(name), counts[fault.place.file] - shown_of_a_file);
        }
        if (number > shown_of_a_file) continue;
        text += fmt::format("{}: {}[{}]: {}\n", printable(described(fault.place, sources, folders)), word(fault.severity), fault.code,
                            printable(fault.message));
        text += excerpt(fault, sources);
        if (!fault.hint.empty()) text += fmt::format("hint: {}\n", printable(fault.hint));
    }
    return text;
}

std::string faults_json(const Report& report, const Sources& sources, const Folders& folders) {
    std::string text;
    for (const Diagnostic& fault : each_once(report)) {
        const Place& place = fault.place;
        const bool in_file = place.file > 0 && place.file <= sources.size();
        text += fmt::format(
            R"({{"severity": "{}", "code": "{}", "path": {}, "line": {}, "column": {}, "length": {}, "message": {}, "hint": {}}})",
            word(fault.severity), fault.code, in_file ? json_string(printable(path_of(sources, place.file, folders))) : "null",
            place.line > 0 ? std::to_string(place.line) : "null", place.line > 0 ? std::to_string(place.column) : "null", place.length,
            json_string(printable(fault.message)), json_string(printable(fault.hint)));
        text += '\n';
    }
    return text;
}

}  // namespace hearth
