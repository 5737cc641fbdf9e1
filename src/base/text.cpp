#include "hearth/base/text.hpp"

#include "hearth/base/append_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace hearth {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Removes single underscores between digits; none if one stands elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_')
            plain += text[i];
        else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            return std::nullopt;
    }
    return plain;
}

/// -?digits(.digits)?([eE][+-]?digits)?
bool is_decimal(std::string_view text) {
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t start = i;
        while (i < text.size() && is_digit(text[i])) ++i;
        return i > start;
    };
    if (!digits()) return false;
    if (i < text.size() && text[i] == '.' && (++i, !digits())) return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (!digits()) return false;
    }
    return i == text.size();
}

template <typename... How>
std::string digits_of(double number, How... how) {
    std::array<char, 700> buffer;  // 309 digits before the point, at most 301 after it
    const auto [end, fault] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, how...);
    if (fault != std::errc{}) throw std::logic_error("a number is too long to print");
    return {buffer.data(), end};
}

void demand_finite(double number) {
    if (!std::isfinite(number)) throw std::logic_error("a number to be printed is not finite");
}

/// Adds one unit of the last digit to a decimal text.
void round_up(std::string& digits) {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        if (*digit == '.') continue;
        if (*digit != '9') {
            ++*digit;
            return;
        }
        *digit = '0';
    }
    digits.insert(0, 1, '1');
}

std::vector<char32_t> letters(std::string_view text) {
    std::vector<char32_t> result;
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint point = code_point_at(text, i);
        const bool capital = point.value >= U'A' && point.value <= U'Z';
        result.push_back(capital ? point.value + 32 : point.value == U'-' ? U'_' : point.value);
        i += point.length;
    }
    return result;
}

/// Optimal string alignment: insert, delete, replace, and swap of neighbours, each counted one.
std::size_t edit_distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}


/// Digits, and a point between them: at most 15, so that both they and the power of ten that divides them are exact, and the quotient
/// is the nearest double. None: it is of another form.
std::optional<double> short_decimal(std::string_view text) {
    static constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    if (text.empty() || text.size() > 16 || !is_digit(text.front()) || !is_digit(text.back())) return std::nullopt;
    std::int64_t digits = 0;
    std::size_t point = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_digit(text[i]))
            digits = 10 * digits + (text[i] - '0');
        else if (text[i] == '.' && point == text.size())
            point = i;
        else
            return std::nullopt;
    }
    if (point == text.size()) return text.size() > 15 ? std::nullopt : std::optional(static_cast<double>(digits));
    return static_cast<double>(digits) / powers[text.size() - point - 1];
}

}  // namespace

std::optional<double> parse_number(std::string_view text, bool underscores) {
    if (const auto number = short_decimal(text)) return number;
    std::string plain;
    if (underscores && text.find('_') != std::string_view::npos) {
        const auto cleaned = without_underscores(text);
        if (!cleaned) return std::nullopt;
        plain = *cleaned;
        text = plain;
    }
    if (!is_decimal(text)) return std::nullopt;
    double number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<long long> parse_integer(std::string_view text) {
    long long number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void append_shortest(std::string& to, double number) {
    demand_finite(number);
    if (number == 0) {
        to += '0';
        return;
    }
    const double size = std::abs(number);
    const bool plain = size >= 1e-6 && size < 1e21;
    std::array<char, 32> buffer;  // a sign, 21 digits before the point or 17 behind it and its zeros, or an exponent
    const auto [end, fault] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, plain ? std::chars_format::fixed : std::chars_format::scientific);
    if (fault != std::errc{}) throw std::logic_error("a number is too long to print");
    to.append(buffer.data(), end);
}

std::string shortest(double number) {
    std::string text;
    append_shortest(text, number);
    return text;
}

std::string fixed(double number, int decimals, bool grouped) {
    demand_finite(number);
    if (decimals < 0 || decimals > 300) throw std::logic_error("decimals must be 0 to 300");
    const double size = std::abs(number);
    std::string digits = digits_of(size, std::chars_format::fixed, decimals);
    // to_chars rounds the exact value, an exact half to the even digit. It is an exact half only if one decimal more ends the
    // number, which for a binary fraction means that it has at most that many fractional bits.
    const double scaled = std::ldexp(size, decimals + 1);
    if (std::isfinite(scaled) && scaled == std::floor(scaled)) {
        std::string longer = digits_of(size, std::chars_format::fixed, decimals + 1);
        if (longer.back() == '5') {
            longer.pop_back();
            if (longer.back() == '.') longer.pop_back();
            round_up(longer);
            digits = longer;
        }
    }
    if (grouped) {
        const std::size_t point = std::min(digits.find('.'), digits.size());
        for (std::size_t i = point; i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    }
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    return std::signbit(number) && !zero ? "-" + digits : digits;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t longest = 64;  // a slip is made in a word, not in a page
    if (word.size() > 4 * longest) return std::nullopt;
    const auto wanted = letters(word);
    const std::string* best = nullptr;
    std::size_t best_distance = 0;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > 4 * longest) continue;
        const auto letters_of = letters(candidate);
        const std::size_t longer = std::max(wanted.size(), letters_of.size());
        const std::size_t distance = edit_distance(wanted, letters_of);
        // One slip in three letters, two in six, ...: fewer letters have nothing in common but chance.
        if (distance * 3 > longer || candidate == word) continue;
        if (best == nullptr || distance < best_distance) {
            best = &candidate;
            best_distance = distance;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto name = nearest(word, candidates);
    return name ? fmt::format("did you mean '{}'?", *name) : std::string{};
}

std::string counted(std::size_t count, std::string_view noun) {
    if (count == 1) return fmt::format("1 {}", noun);
    const std::string_view stem = noun.substr(0, noun.size() - 1);
    if (noun.ends_with('y')) return fmt::format("{} {}ies", count, stem);
    if (noun.ends_with("sis")) return fmt::format("{} {}es", count, noun.substr(0, noun.size() - 2));
    return fmt::format("{} {}s", count, noun);
}

std::string join(std::span<const std::string> words, std::string_view between) {
    return fmt::format("{}", fmt::join(words, between));
}

}  // namespace hearth
