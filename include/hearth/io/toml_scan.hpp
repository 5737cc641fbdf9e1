#pragma once

#include <string_view>

#include "hearth/io/reader.hpp"
#include "hearth/io/text_index.hpp"

namespace hearth {

/// One linear pass over a TOML text before it is parsed: UTF-8, nesting, lengths, quotes that never close, and letters outside
/// quotes that TOML has no place for. Reports the first fault (E0102 to E0106) and returns false. What passes is safe to parse
/// by recursion.
bool scan_toml(std::string_view text, const TextIndex& index, Report& report, const ReadLimits& limits);

/// The byte behind the quoted text that begins at `begin`; npos if it is not closed.
std::size_t quoted_end(std::string_view text, std::size_t begin);

/// The byte behind a number, date or bare word that begins at `begin`.
std::size_t word_end(std::string_view text, std::size_t begin);

}  // namespace hearth
