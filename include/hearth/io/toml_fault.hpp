#pragma once

#include <string_view>

#include "hearth/base/diagnostic.hpp"
#include "hearth/io/text_index.hpp"

namespace hearth {

/// The fault that stopped the TOML parser, in plain words: what was found and how to mend it (E0101, E0107 to E0112).
/// `description` is the parser's own message, `at` the byte where it stood.
Diagnostic toml_fault(std::string_view text, const TextIndex& index, std::size_t at, std::string_view description);

/// How to write what stands at a value's place but is no value of TOML; may be empty.
std::string value_hint(std::string_view word);

}  // namespace hearth
