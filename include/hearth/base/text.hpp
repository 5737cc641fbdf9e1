#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hearth/base/unicode.hpp"

namespace hearth {

/// Whole token as a finite double, C locale, no sign prefix '+', no hex, no inf or nan; digits on both sides of a point;
/// single underscores between digits are allowed where `underscores`.
std::optional<double> parse_number(std::string_view text, bool underscores = false);
std::optional<long long> parse_integer(std::string_view text);
/// Shortest digits that read back as the same double, with an exponent only below 1e-6 and from 1e21; never "-0", never nan or
/// inf (those are a bug: throws std::logic_error).
std::string shortest(double number);
/// Fixed decimals (0 to 300), half away from zero on the exact binary value, with thousands separated by ',' if `grouped`.
std::string fixed(double number, int decimals, bool grouped);

/// The candidate nearest in edit distance (transpositions count one), if near enough to be a slip; the first of equals.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
/// "did you mean 'x'?" or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);
/// "1 family", "2 families", "0 cases"
std::string counted(std::size_t count, std::string_view noun);
/// "a, b, c"
std::string join(std::span<const std::string> words, std::string_view between = ", ");

}  // namespace hearth
