#include "hearth/io/toml_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hearth/base/unicode.hpp"

namespace hearth {
namespace {

/// The ASCII sign that a Chinese keyboard or a word processor puts another in place of; empty if none.
std::string_view ascii_twin(char32_t value) {
    constexpr std::array<std::pair<char32_t, std::string_view>, 22> twins{{
        {0x201C, "\""}, {0x201D, "\""}, {0x2018, "'"}, {0x2019, "'"}, {0xFF02, "\""}, {0xFF07, "'"}, {0xFF0C, ","}, {0x3001, ","},
        {0x3002, "."}, {0xFF0E, "."}, {0xFF1D, "="}, {0xFF3B, "["}, {0xFF3D, "]"}, {0x3010, "["}, {0x3011, "]"}, {0xFF5B, "{"},
        {0xFF5D, "}"}, {0xFF03, "#"}, {0x2013, "-"}, {0x2212, "-"}, {0x3000, " "}, {0x00A0, " "},
    }};
    for (const auto& [other, ascii] : twins)
        if (other == value) return ascii;
    return {};
}

/// Where the scan stands: which brackets are open, and whether a key or a value is being passed.
struct Scan {
    std::string open;           ///< the brackets of arrays and inline tables
    bool line_start = true;     ///< nothing of a statement was passed yet
    bool in_value = false;
    std::size_t key_parts = 1;
    std::size_t tables = 0;

    void begin_key() {
        in_value = false;
        key_parts = 1;
    }
    /// The byte behind the sign at `i`.
    std::size_t pass(std::string_view text, std::size_t i) {
        const char sign = text[i];
        if (sign == '\n' && open.empty()) {
            begin_key();
            line_start = true;
            return i + 1;
        }
        if (sign == ' ' || sign == '\t' || sign == '\r' || sign == '\n') return i + 1;
        const bool header = sign == '[' && line_start;
        line_start = false;
        if (header) {
            ++tables;
            return text.substr(i, 2) == "[[" ? i + 2 : i + 1;
        }
        if (sign == '[' || sign == '{') open += sign;
        if (sign == '{') begin_key();
        if ((sign == ']' || sign == '}') && !open.empty()) open.pop_back();
        if (sign == '=' || sign == ']' || sign == '}') in_value = true;
        if (sign == ',' && open.ends_with('{')) begin_key();
        if (sign == '.' && !in_value) {
            ++key_parts;
            ++tables;
        }
        return i + 1;
    }
};

}  // namespace

std::size_t quoted_end(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    const std::string triple(3, quote);
    const bool lines = text.substr(begin, 3) == triple;
    for (std::size_t i = begin + (lines ? 3 : 1); i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && quote == '"';
        if (escape) ++i;
        if (i == text.size() || (text[i] == '\n' && !lines)) break;
        if (escape || text[i] != quote) continue;
        if (!lines) return i + 1;
        if (text.substr(i, 3) != triple) continue;
        // Up to two more quotes belong to the text.
        std::size_t end = i + 3;
        while (end < text.size() && end < i + 5 && text[end] == quote) ++end;
        return end;
    }
    return std::string_view::npos;
}

std::size_t word_end(std::string_view text, std::size_t begin) {
    return std::min(text.find_first_of(" \t\r\n,=#[]{}\"'", begin), text.size());
}

bool scan_toml(std::string_view text, const TextIndex& index, Report& report, const ReadLimits& limits) {
    const auto refuse = [&](const char* code, std::size_t begin, std::size_t length, std::string message, std::string hint) {
        report.error(code, index.place(begin, begin + length), std::move(message), std::move(hint));
        return false;
    };
    Scan scan;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (text[i] == '"' || text[i] == '\'') {
            scan.line_start = false;
            const std::size_t end = quoted_end(text, i);
            if (end == std::string_view::npos)
                return refuse("E0105", i, 1, "the text that begins here is not closed",
                              fmt::format("close it with {0}; a text of several lines stands between {0}{0}{0} and {0}{0}{0}", text[i]));
            if (end - i > limits.text_bytes)
                return refuse("E0104", i, 1, fmt::format("a text of {} bytes is longer than {}, the most that is read", end - i, limits.text_bytes),
                              "put long data into a CSV file");
            i = end;
            continue;
        }
        const CodePoint point = code_point_at(text, i);
        if (point.value >= 0x80) {
            const std::string_view found = text.substr(i, point.length);
            const std::string_view twin = ascii_twin(point.value);
            return refuse("E0106", i, point.length, fmt::format("'{}' stands outside quotes", found),
                          twin.empty() ? "put keys and texts with such letters in quotes" : fmt::format("write {} instead of {}", twin == " " ? "a plain space" : twin, found));
        }
        const std::size_t next = scan.pass(text, i);
        if (scan.open.size() > limits.depth)
            return refuse("E0102", i, 1, fmt::format("arrays and tables are nested deeper than {}, the most that is read", limits.depth), "");
        if (scan.key_parts > limits.key_parts)
            return refuse("E0103", i, 1, fmt::format("a key has more than {} parts, the most that is read", limits.key_parts), "");
        if (scan.tables > limits.tables)
            return refuse("E0103", i, 1, fmt::format("the file has more than {} tables, the most that is read", limits.tables), "put long data into a CSV file");
        i = next;
    }
    return true;
}

}  // namespace hearth
