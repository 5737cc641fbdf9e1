#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// "day" of "day" and "days", and so on; empty for other words.
std::string_view span_of(std::string_view word);
/// Words that build the grammar (`if`, `at`, ...) and so never are a name by themselves.
bool is_keyword(std::string_view word);
/// The ISO 4217 codes that may follow a number.
const std::vector<std::string>& currencies();
bool is_currency(std::string_view word);
/// A hint for a word after a number that is no unit: "did you mean 'years'?", or what to write for a Chinese unit; may be empty.
std::string unit_hint(std::string_view word);
/// Bytes of the name that a text begins with: a Unicode letter or '_', then letters, digits, '_'; 0 if none.
std::size_t name_length(std::string_view text);

}  // namespace hearth
