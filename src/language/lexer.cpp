#include "hearth/language/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "hearth/base/date.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/language/words.hpp"

namespace hearth {
namespace {

using Spelling = std::pair<std::string_view, std::string_view>;

// Longer spellings before their own beginnings.
constexpr std::array<std::string_view, 19> symbols = {"<->", "->", "<=", ">=", "+", "-", "*", "/", "^", "(",
                                                      ")",   ",",  "<",  ">",  "[", "]", ":", ";", "%"};

// What people write who know other languages or another keyboard, and what to write here.
constexpr std::array<Spelling, 37> foreign = {{
    {"==", "write 'is'"}, {"=>", "write '>='"}, {"=<", "write '<='"}, {"=", "write 'is'"}, {"!=", "write 'is not'"},
    {"<>", "write 'is not'"}, {"!", "write 'not'"}, {"&&", "write 'and'"}, {"&", "write 'and'"}, {"||", "write 'or'"},
    {"|", "write 'or'"}, {"**", "write '^'"}, {"\"", "texts stand in single quotes: 'text'"},
    {"\u201c", "texts stand in single quotes: 'text'"}, {"\u201d", "texts stand in single quotes: 'text'"},
    {"\u2018", "texts stand in single quotes: 'text'"}, {"\u2019", "texts stand in single quotes: 'text'"},
    {"{", "lists stand in [ ]"}, {"}", "lists stand in [ ]"}, {"?", "write 'if ... then ... else ...'"},
    {"$", "write the currency after the number: 5 USD"}, {"\u20ac", "write the currency after the number: 5 EUR"},
    {"\u00a5", "write the currency after the number: 5 CNY"}, {"\uffe5", "write the currency after the number: 5 CNY"},
    {"\u2265", "write '>='"}, {"\u2264", "write '<='"}, {"\u2260", "write 'is not'"}, {"\u00d7", "write '*'"},
    {"\u00f7", "write '/'"}, {"\u2212", "write '-'"}, {"\u2013", "write '-'"}, {"\uff08", "write '('"},
    {"\uff09", "write ')'"}, {"\uff0c", "write ','"}, {"\uff1a", "write ':'"}, {"\uff05", "write '%'"},
    {"\u2192", "write '->'"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of "dddd-d-d", "dddd-dd-dd" and the like; 0 if `text` does not begin with one.
std::size_t date_length(std::string_view text) {
    std::size_t i = 0;
    const auto digits = [&](std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (i < text.size() && is_digit(text[i])) ++i, ++count;
        return count >= least && count <= most;
    };
    const auto dash = [&] { return i < text.size() && text[i++] == '-'; };
    return digits(4, 4) && dash() && digits(1, 2) && dash() && digits(1, 9) ? i : 0;
}

class Lexer {
  public:
    Lexer(std::string_view text, const Place& place, std::uint32_t inset) : rest_(text), whole_(place), exact_(inset > 0), here_(place) {
        here_.column += inset;
    }

    std::vector<Token> all() {
        bool spaced = true;
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                advance(1);
                spaced = true;
                continue;
            }
            next(spaced);
            spaced = false;
        }
        tokens_.push_back({Token::Kind::end, rest_, place_of(rest_), spaced});
        return std::move(tokens_);
    }

  private:
    void next(bool spaced) {
        const char c = rest_.front();
        if (is_digit(c)) {
            const std::size_t day = date_length(rest_);
            if (day > 0) return take(Token::Kind::date, date(day), spaced);
            return take(Token::Kind::number, number(), spaced);
        }
        if (c == '\'') return text(spaced);
        if (name_length(rest_) > 0) return take(Token::Kind::word, path(), spaced);
        for (const auto& [spelling, hint] : foreign)
            if (rest_.starts_with(spelling))
                fail(slip::character, spelling, fmt::format("'{}' has no meaning in an expression", spelling), std::string(hint));
        for (const std::string_view symbol : symbols)
            if (rest_.starts_with(symbol)) return take(Token::Kind::symbol, symbol, spaced);
        if (rest_.starts_with(per_mille)) return take(Token::Kind::symbol, per_mille, spaced);
        if (c == '.') {
            if (rest_.size() > 1 && is_digit(rest_[1]))
                fail(slip::number, rest_.substr(0, 2), "a number needs a digit before its point", "write '0.5', not '.5'");
            fail(slip::path, rest_.substr(0, 1), "found '.' without a name before it", "a path is written without spaces: a.b");
        }
        const std::string_view odd = rest_.substr(0, code_point_at(rest_, 0).length);
        fail(slip::character, odd, fmt::format("the character '{}' has no meaning in an expression", printable(odd)));
    }

    std::string_view date(std::size_t length) const {
        const std::string_view day = rest_.substr(0, length);
        if (const std::size_t more = name_length(rest_.substr(length)); more > 0)
            fail(slip::date, rest_.substr(0, length + more), fmt::format("'{}' is not a date", printable(rest_.substr(0, length + more))),
                 "a date is yyyy-mm-dd, without a time");
        if (day.size() != 10 || day[7] != '-')
            fail(slip::date, day, fmt::format("'{}' is not written as a date", day),
                 "a date is yyyy-mm-dd; for a subtraction put spaces around '-'");
        if (!Date::parse(day))
            fail(slip::date, day, fmt::format("there is no day {} (allowed: the days of the years 1900 to 2300)", day));
        return day;
    }

    std::string_view number() const {
        std::size_t i = 0;
        const auto wrong = [&](std::size_t length, std::string message, std::string hint) {
            fail(slip::number, rest_.substr(0, length), std::move(message), std::move(hint));
        };
        const auto digit_at = [&](std::size_t k) { return k < rest_.size() && is_digit(rest_[k]); };
        while (digit_at(i) || (i < rest_.size() && rest_[i] == '_')) ++i;
        const std::string_view whole = rest_.substr(0, i);
        if (whole.back() == '_' || whole.find("__") != std::string_view::npos)
            wrong(i, fmt::format("'{}': an underscore stands between two digits", whole), "as in 1_000_000");
        if (whole.size() > 1 && whole.front() == '0')
            wrong(i, fmt::format("the number '{}' begins with a zero", whole), "thousands are written 1_000; a date is yyyy-mm-dd");
        if (i < rest_.size() && rest_[i] == '.') {
            if (!digit_at(i + 1)) wrong(i + 1, fmt::format("'{}.' needs a digit after its point", whole), fmt::format("write '{0}' or '{0}.0'", whole));
            ++i;
            while (digit_at(i)) ++i;
            if (i < rest_.size() && (rest_[i] == '.' || rest_[i] == '_'))
                wrong(i + 1, fmt::format("'{}' is not a number", rest_.substr(0, i + 1)), "a number has one point and no underscore after it");
        }
        if (i < rest_.size() && (rest_[i] == 'e' || rest_[i] == 'E')) {
            const std::size_t sign = i + 1 < rest_.size() && (rest_[i + 1] == '+' || rest_[i + 1] == '-') ? 1 : 0;
            if (digit_at(i + 1 + sign)) {
                i += 1 + sign;
                while (digit_at(i)) ++i;
            }
        }
        const std::size_t letters = name_length(rest_.substr(i));
        if (letters > 0) {
            const std::string_view word = rest_.substr(i, letters);
            const std::string_view digits = rest_.substr(0, i);
            std::string hint = unit_hint(word);
            if (!span_of(word).empty() || is_currency(word)) hint = fmt::format("put a space between them: {} {}", digits, word);
            if (hint.empty()) hint = "write the number in full, as in 10_000; a name begins with a letter";
            fail(slip::glued, rest_.substr(0, i + letters), fmt::format("'{}' stands directly after the number {}", printable(word), digits), std::move(hint));
        }
        return rest_.substr(0, i);
    }

    std::string_view path() const {
        std::size_t length = name_length(rest_);
        while (length < rest_.size() && rest_[length] == '.') {
            const std::size_t more = name_length(rest_.substr(length + 1));
            if (more == 0)
                fail(slip::path, rest_.substr(0, length + 1), fmt::format("found '{}' without a name after its dot", printable(rest_.substr(0, length + 1))),
                     "a path is written without spaces: a.b");
            length += 1 + more;
        }
        return rest_.substr(0, length);
    }

    void text(bool spaced) {
        const std::size_t close = rest_.find_first_of("'\n", 1);
        if (close == std::string_view::npos || rest_[close] == '\n')
            fail(slip::open_text, rest_.substr(0, 1), "the text that begins here has no closing quote", "write 'text'");
        Token token{Token::Kind::text, rest_.substr(1, close - 1), place_of(rest_.substr(0, close + 1)), spaced};
        tokens_.push_back(token);
        advance(close + 1);
    }

    void take(Token::Kind kind, std::string_view spelling, bool spaced) {
        tokens_.push_back({kind, spelling, place_of(spelling), spaced});
        advance(spelling.size());
    }

    void advance(std::size_t bytes) {
        const std::string_view passed = rest_.substr(0, bytes);
        if (passed == "\n") {
            ++here_.line;
            here_.column = 1;
        } else {
            here_.column += static_cast<std::uint32_t>(code_points(passed));
        }
        rest_.remove_prefix(bytes);
    }

    [[nodiscard]] Place place_of(std::string_view what) const {
        if (!exact_) return whole_;
        Place place = here_;
        place.length = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(code_points(what)));
        return place;
    }

    [[noreturn]] void fail(const char* code, std::string_view at, std::string message, std::string hint = {}) const {
        throw Fault(code, place_of(at), std::move(message), std::move(hint));
    }

    std::string_view rest_;
    Place whole_;
    bool exact_;
    Place here_;
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, const Place& place, std::uint32_t inset) { return Lexer(text, place, inset).all(); }

Place spanning(const Place& first, const Place& last) {
    Place place = first;
    if (last.line == first.line && last.column >= first.column) place.length = last.column + last.length - first.column;
    return place;
}

double decimal(const Token& token, int shift) {
    std::string digits;
    std::copy_if(token.text.begin(), token.text.end(), std::back_inserter(digits), [](char c) { return c != '_'; });
    // A shift is added to the exponent, so that the division by 100 of "%" is not rounded a second time.
    if (shift != 0) {
        const std::size_t mark = std::min(digits.find_first_of("eE"), digits.size());
        const char* first = digits.data() + std::min(mark + 1, digits.size());
        int exponent = 0;
        const auto read = std::from_chars(*first == '+' ? first + 1 : first, digits.data() + digits.size(), exponent);
        if (read.ec != std::errc::result_out_of_range && std::abs(exponent) < 10'000) digits = fmt::format("{}e{}", digits.substr(0, mark), exponent + shift);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw Fault(slip::number, token.place, fmt::format("the number {} is too large or too small for a double", token.text));
    return value;
}

std::string found(const Token& token) {
    if (token.kind == Token::Kind::end) return "the end of the text";
    return fmt::format("'{}'", printable(token.text));
}

}  // namespace hearth
