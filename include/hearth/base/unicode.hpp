#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;  ///< bytes
    bool valid = true;       ///< false: one byte that starts no valid sequence
};
/// The code point at a position below `text.size()`. Overlong forms and surrogates are not valid.
CodePoint code_point_at(std::string_view text, std::size_t position);

/// Number of code points (an invalid byte counts one).
std::size_t code_points(std::string_view text);
/// Columns on a terminal: East Asian wide and fullwidth characters count 2, combining marks 0.
std::size_t display_width(std::string_view text);
/// Escapes control characters, line separators and bidirectional controls as \u{..} and invalid bytes as \x{..}, so that a
/// hostile name cannot drive a terminal.
std::string printable(std::string_view text);
/// First invalid byte of UTF-8, if any.
std::optional<std::size_t> invalid_utf8(std::string_view text);
/// A JSON string with its quotes; the text must be valid UTF-8.
std::string json_string(std::string_view text);

}  // namespace hearth
