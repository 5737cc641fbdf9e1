#include "hearth/language/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

using Range = std::pair<char32_t, char32_t>;

// Punctuation, symbols, spaces, controls and private use above ASCII. Whole blocks: a rare sign may pass as a letter.
constexpr std::array<Range, 23> signs = {{
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
    {0x61C, 0x61C},   {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF},
    {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030}, {0xD800, 0xF8FF}, {0xFE00, 0xFE6F},
    {0xFEFF, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF},
}};

bool is_letter(char32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return c < 0xE0000 && std::none_of(signs.begin(), signs.end(), [c](Range block) { return c >= block.first && c <= block.second; });
}
bool is_combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool contains(const std::vector<std::string>& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

}  // namespace

std::size_t name_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const CodePoint next = code_point_at(text, length);
        const bool first = length == 0;
        if (!next.valid || !(is_letter(next.value) || (!first && is_digit(next.value))) || (first && is_combining(next.value))) break;
        length += next.length;
    }
    return length;
}

bool is_name(std::string_view text) { return !text.empty() && name_length(text) == text.size(); }

std::string_view span_of(std::string_view word) {
    for (const std::string_view span : {"day", "week", "month", "year"})
        if (word.starts_with(span) && (word.size() == span.size() || word.substr(span.size()) == "s")) return span;
    return {};
}

bool is_keyword(std::string_view word) {
    static const std::vector<std::string> keywords = {"if", "then", "else", "or",   "and",  "not",  "is", "in",  "at", "until",
                                                      "by", "for",  "each", "when", "more", "less", "of", "any", "all"};
    return contains(keywords, word);
}

const std::vector<std::string>& currencies() {
    static const std::vector<std::string> codes = {"CNY", "USD", "CAD", "EUR", "JPY", "GBP", "HKD", "AUD", "CHF", "TWD", "SGD", "KRW"};
    return codes;
}

bool is_currency(std::string_view word) { return contains(currencies(), word); }

std::string unit_hint(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> translations = {{
        {"年", "years"}, {"岁", "years"}, {"月", "months"}, {"个月", "months"}, {"周", "weeks"},
        {"天", "days"}, {"日", "days"}, {"元", "CNY"}, {"人民币", "CNY"},
    }};
    for (const auto& [chinese, unit] : translations)
        if (word == chinese) return fmt::format("write '{}'", unit);
    std::string capitals(word);
    for (char& c : capitals)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (is_currency(capitals)) return fmt::format("did you mean '{}'?", capitals);
    static const std::vector<std::string> spans = {"day", "days", "week", "weeks", "month", "months", "year", "years"};
    return did_you_mean(word, spans);
}

const std::vector<std::string>& reserved_words() {
    static const std::vector<std::string> words = {
        "if",  "then", "else", "or",      "and",  "not",   "is",    "in",  "at",      "until",       "by",  "for",  "each", "when",  "more",  "less",   "of",   "any",
        "all", "yes",  "no",   "unknown", "none", "never", "issue", "end", "request", "anniversary", "day", "days", "week", "weeks", "month", "months", "year", "years"};
    return words;
}

const std::vector<std::string>& function_names() {
    static const std::vector<std::string> names = {"min", "max", "abs", "round", "floor", "exp", "ln", "force", "chance", "dependent", "number",
                                                   "probability", "pv", "irr", "first", "sum", "count", "any", "all", "since", "lasting", "holder", "variance", "quantile", "exceedance"};
    return names;
}

}  // namespace hearth
