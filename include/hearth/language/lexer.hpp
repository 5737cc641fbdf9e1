#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// The code of each distinct slip in an expression, a model or a list of people.
namespace slip {
inline constexpr const char* character = "E0301";     ///< a character or operator that this language does not have
inline constexpr const char* open_text = "E0302";     ///< a text without its closing quote
inline constexpr const char* number = "E0303";        ///< a number that is written wrongly or that no double can hold
inline constexpr const char* date = "E0304";          ///< a date that does not exist or is not yyyy-mm-dd
inline constexpr const char* glued = "E0305";         ///< letters directly after a number
inline constexpr const char* currency = "E0306";      ///< three capitals after a number that are no currency
inline constexpr const char* path = "E0307";          ///< a dot without a name on both sides
inline constexpr const char* value = "E0308";         ///< something else where a value must stand
inline constexpr const char* left_over = "E0309";     ///< something after the end of a complete expression
inline constexpr const char* bracket = "E0310";       ///< a bracket that is not closed, or closes nothing
inline constexpr const char* choice = "E0311";        ///< `if` without its `then` or `else`
inline constexpr const char* steps = "E0312";         ///< steps without ", then ... by ..."
inline constexpr const char* until = "E0313";         ///< `until` outside steps
inline constexpr const char* comparison = "E0314";    ///< a chain of comparisons
inline constexpr const char* point = "E0315";         ///< a chain of `at`
inline constexpr const char* bound = "E0316";         ///< `or more`, `or less` after something that is not a plain number
inline constexpr const char* not_in = "E0317";        ///< "x not in y", "x is in y"
inline constexpr const char* each = "E0318";          ///< `for each` or `when` outside the arguments of a call
inline constexpr const char* name = "E0319";          ///< something else where a name must stand
inline constexpr const char* deep = "E0320";          ///< more than 64 levels of nesting
inline constexpr const char* long_ = "E0321";         ///< more than 4096 parts in one expression
inline constexpr const char* leaf = "E0322";          ///< a truth, table or array of TOML where an expression must stand
inline constexpr const char* empty = "E0323";         ///< a text with nothing in it
inline constexpr const char* moves = "E0324";         ///< a move that is not "names -> names"
inline constexpr const char* people = "E0325";        ///< a list of people that is not "n of path, path when condition"
}  // namespace slip

inline constexpr std::string_view per_mille = "\u2030";

struct Token {
    enum class Kind : std::uint8_t {
        number,  ///< digits as written, "1_000.5"
        date,    ///< an existing day, yyyy-mm-dd
        text,    ///< without its quotes
        word,    ///< a name, a path "a.b" or a word of the language
        symbol,
        end
    };
    Kind kind = Kind::end;
    std::string_view text;  ///< part of the text that was read
    Place place;
    bool spaced = true;     ///< white space or the beginning stands before it

    /// A word or a symbol of that spelling; never a quoted text.
    [[nodiscard]] bool is(std::string_view what) const {
        return text == what && (kind == Kind::word || kind == Kind::symbol);
    }
};

/// Cuts a text into tokens; the last one is `end`. The tokens point into `text`, which must outlive them. `place` and `inset` say
/// where the text stands (see Tree); an inset of 0 gives every token the place of the whole. Throws Fault (E0301..E0305, E0307).
std::vector<Token> tokenize(std::string_view text, const Place& place, std::uint32_t inset);

/// From the first to the last of two tokens; of several lines only the first token.
Place spanning(const Place& first, const Place& last);

/// The number that the digits of a token write times 10^shift, correctly rounded ("4.2 %" is exactly the double 0.042).
/// Throws Fault (E0303) if no double holds it.
double decimal(const Token& token, int shift);

/// "'x'" or "the end of the text".
std::string found(const Token& token);

}  // namespace hearth
