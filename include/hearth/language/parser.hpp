#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/ast.hpp"
#include "hearth/model/tree.hpp"

namespace hearth {

/// Reads one expression by the grammar of docs/language.md. Faults (E03xx) point at the character: `leaf` says where the text
/// stands. A number, date or truth leaf of TOML is the same as the text that writes it.
std::optional<Ast> parse_expression(const Tree& leaf, Report& report);
/// The moves of a model, of a key of `rates` (then `place` is the key's) or of an `on`.
std::optional<std::vector<Move>> parse_moves(std::string_view text, const Place& place, std::uint32_t inset, Report& report);
std::optional<People> parse_people(const Tree& leaf, Report& report);

/// The expression as text again, in one canonical spelling (single spaces, only needed brackets).
std::string to_text(const Ast& ast, std::uint32_t node);

/// Words that no state, tier, payment, asked name, account, value or let may bear (rule S8), functions and measures not included.
const std::vector<std::string>& reserved_words();
const std::vector<std::string>& function_names();
/// A name: a Unicode letter or '_', then letters, digits, '_' (rule S9).
bool is_name(std::string_view text);

}  // namespace hearth
