#include "hearth/base/sources.hpp"

#include <fmt/format.h>

#include <utility>

#include "hearth/base/digest.hpp"

namespace hearth {
std::uint32_t Sources::add(std::string path, std::string text) {
    Digest hash;
    hash.add(text);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    sources_.push_back({std::move(path), std::move(text), hash.text()});
    return size();
}

std::string_view Sources::line(const Place& place) const {
    if (place.file == 0 || place.file > size() || place.line == 0) return {};
    std::string_view rest = at(place.file).text;
    for (std::uint32_t number = 1; number < place.line; ++number) {
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        rest.remove_prefix(end + 1);
    }
    std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string Sources::describe(const Place& place) const {
    if (place.file == 0 || place.file > size()) return "command line";
    const std::string& path = at(place.file).path;
    if (place.line == 0) return path;
    return fmt::format("{}:{}:{}", path, place.line, place.column);
}

}  // namespace hearth
