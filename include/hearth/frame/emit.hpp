#pragma once

#include <string>

#include "hearth/frame/frame.hpp"

namespace hearth {

/// RFC 4180, UTF-8, LF; numbers shortest round trip; text that a spreadsheet would run as a formula gets a leading apostrophe;
/// unknown is the word "unknown"; the trailing columns `basis`, `method`, `inputs`, `illustrative` repeat the provenance.
std::string to_csv(const Frame& frame);
/// One object {"hearth": version, "command", "name", "title", "illustrative", "conventions": {word: value}, "inputs":
/// [{"path", "sha256"}], "notes", "columns": [{"name", "unit", "title", "key"}], "rows": [{...}]}, one row a line; strict JSON;
/// unknown is {"unknown": [names]}; an empty cell is null; a date is a text. A number that is not finite throws std::logic_error.
std::string to_json(const Frame& frame);
/// For a terminal: one table for each value of the group column, units under the names, Chinese aligned by display width,
/// columns without any cell left out, then the provenance in words.
std::string to_table(const Frame& frame);

}  // namespace hearth
