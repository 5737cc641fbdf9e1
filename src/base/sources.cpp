#include "hearth/base/sources.hpp"

#include <fmt/format.h>
#include <sys/types.h>

#include <sha256.h>

#include <array>
#include <utility>

namespace hearth {
namespace {

std::string digest(std::string_view bytes) {
    SHA2_CTX state;
    SHA256Init(&state);
    SHA256Update(&state, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
    SHA256Final(hash.data(), &state);
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace

std::uint32_t Sources::add(std::string path, std::string text) {
    std::string hash = digest(text);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    sources_.push_back({std::move(path), std::move(text), std::move(hash)});
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
