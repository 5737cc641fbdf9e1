#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// A spreadsheet runs a text that starts with = + - @ (also their full-width forms), a tab or a line end as a formula.
/// Such a text, and one that would look like it after its leading apostrophes, gets one apostrophe in front; `unguarded` takes
/// exactly that one away, so unguarded(guarded(text)) == text. For text only: a number is never altered.
/// Source: OWASP, "CSV Injection"; CWE-1236.
std::string guarded(std::string_view text);
std::string unguarded(std::string_view text);

}  // namespace hearth
