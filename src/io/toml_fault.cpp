#include "hearth/io/toml_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hearth/base/unicode.hpp"
#include "hearth/io/toml_scan.hpp"

namespace hearth {
namespace {

using std::string_view;

bool has(string_view text, string_view part) { return text.find(part) != string_view::npos; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What stands at a byte, in words.
std::string found_at(string_view text, std::size_t at) {
    if (at >= text.size()) return "the end of the file";
    if (text[at] == '\n' || text[at] == '\r') return "the end of the line";
    return fmt::format("'{}'", text.substr(at, code_point_at(text, at).length));
}

/// The word around a byte: the parser often stops inside or behind what is wrong.
struct Word {
    std::size_t begin, end;
};
Word word_around(string_view text, std::size_t at) {
    at = std::min(at, text.size());
    constexpr string_view stops = " \t\r\n,=#[]{}\"'";
    while (at > 0 && (at == text.size() || has(stops, text.substr(at, 1))) && !has(stops, text.substr(at - 1, 1))) --at;
    while (at > 0 && !has(stops, text.substr(at - 1, 1))) --at;
    return {at, word_end(text, at)};
}

/// The last part of the key whose value begins at `at`, without its quotes. (What the parser calls it may be garbled.)
Word key_before(string_view text, std::size_t at) {
    const auto blank = [&](std::size_t i) { return text[i] == ' ' || text[i] == '\t'; };
    std::size_t end = std::min(text.rfind('=', at), at);
    while (end > 0 && blank(end - 1)) --end;
    const bool quoted = end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'');
    if (quoted) --end;
    const std::size_t before = end == 0 ? string_view::npos : quoted ? text.rfind(text[end], end - 1) : text.find_last_of(" \t\n.{,", end - 1);
    return {before == string_view::npos ? 0 : before + 1, end};
}

/// The last text in single quotes of the parser's message.
string_view quoted_name(string_view description) {
    const auto begin = description.find('\'');
    const auto end = description.rfind('\'');
    if (begin == string_view::npos || end == begin) return {};
    return description.substr(begin + 1, end - begin - 1);
}

/// The parser's sentence "... expected X, saw Y" as what it expected; the plain words are ours.
struct Expectation {
    string_view sign, words, hint;
};
constexpr std::array expectations{
    Expectation{"expected '='", "'=' is expected after a key", "a key of several words goes in quotes"},
    Expectation{"expected value or closing ']'", "a value or ']' is expected", ""},
    Expectation{"expected comma or closing ']'", "',' or ']' is expected after an item of an array", ""},
    Expectation{"expected comma or closing '}'", "',' or '}' is expected after a value of an inline table", ""},
    Expectation{"expected key or closing '}'", "a key or '}' is expected", "a table in { } stands on one line"},
    Expectation{"dangling comma", "a key is expected after the comma of an inline table", "no comma stands before '}'"},
    Expectation{"expected ']'", "']' is expected at the end of a header", ""},
    Expectation{"must be contiguous", "'[[' of a header is written without a space", ""},
    Expectation{"blank bare keys", "a header names its table", ""},
    Expectation{"expected bare key", "a key is expected", ""},
    Expectation{"expected keys", "a key or a [header] is expected", ""},
    Expectation{"expected value", "a value is expected", ""},
    Expectation{"multi-line strings are prohibited", "a key stands on one line", ""},
};

}  // namespace

std::string value_hint(string_view word) {
    if (word.empty()) return {};
    if (word == "yes" || word == "no" || word == "unknown" || word == "none") return fmt::format("write it in quotes: \"{}\"", word);
    const bool number = std::any_of(word.begin(), word.end(), is_digit);
    if (!number) return "a text goes in quotes";
    if (word.starts_with('.') || word.ends_with('.') || has(word, ".e") || has(word, "-.")) return "digits stand on both sides of a point";
    const auto first = word.find_first_not_of("+-");
    if (first != string_view::npos && word[first] == '0' && first + 1 < word.size() && is_digit(word[first + 1]) && !has(word.substr(1), "-"))
        return "a number does not begin with 0; write a text in quotes";
    if (has(word, "_")) return "an underscore stands between two digits";
    const bool decimal = std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || has("+-.eE", string_view(&c, 1)); });
    if (decimal && !has(word.substr(1), "-")) return "the number is too large";
    return "an expression goes in quotes";
}

Diagnostic toml_fault(string_view text, const TextIndex& index, std::size_t at, string_view description) {
    at = std::min(at, text.size());
    const auto fault = [&](const char* code, Word word, std::string message, std::string hint = {}) {
        return Diagnostic{code, index.place(word.begin, std::max(word.end, word.begin)), std::move(message), std::move(hint), Severity::error};
    };
    const Word here{at, at < text.size() && text[at] != '\n' && text[at] != '\r' ? at + code_point_at(text, at).length : at};
    const string_view scope = description.substr(0, description.find(':'));

    if (has(description, "as dotted key-value pair")) {
        const Word key{at, word_end(text, at)};
        return fault("E0108", key, "this key adds to a table that is defined elsewhere in the file",
                     "a table in { } or under its own [header] is complete there: put the key there");
    }
    if (has(description, "cannot redefine") || has(description, "cannot insert")) {
        const string_view name = quoted_name(description);
        if (has(scope, "header")) {
            const std::size_t bracket = text.rfind('[', at);
            const Word header{bracket, std::min(text.find_first_of("#\r\n", bracket), text.size())};
            return fault("E0108", header, fmt::format("the table '{}' is already defined in the file", name),
                         "write a table in one place: under its [header], or as { }, or by dotted keys of its parent");
        }
        const Word key = key_before(text, at);
        return fault("E0107", key, fmt::format("the key '{}' is written twice", text.substr(key.begin, key.end - key.begin)), "keep one of them");
    }
    if (has(scope, "string") || has(scope, "unicode")) {
        if (has(description, "control characters")) return fault("E0110", here, "a control character stands in a text", "write it as \\u and four digits");
        const std::size_t slash = std::min(text.rfind('\\', at), at);
        const std::size_t end = std::max(slash, here.end - (text.substr(at, 1) == "\"" ? 1 : 0));
        return fault("E0110", {slash, end}, fmt::format("'{}' is not an escape of TOML", text.substr(slash, end - slash)),
                     "write \\\\ for a backslash, or put the text between single quotes");
    }
    const Word word = word_around(text, at);
    const string_view written = text.substr(word.begin, word.end - word.begin);
    if (has(scope, "date") || has(scope, "time"))
        return fault("E0112", word, fmt::format("'{}' is not a date", written), "a date is written yyyy-mm-dd and exists; an expression goes in quotes");
    if (has(scope, "integer") || has(scope, "floating"))
        return fault("E0111", word, fmt::format("'{}' is not a number", written), value_hint(written));
    if (has(description, "end-of-file")) {
        const string_view inside = has(scope, "header") ? " inside a [header]" : has(scope, "array") ? " inside an array [ ]" : has(scope, "inline") ? " inside a table { }" : " after a key";
        return fault("E0101", here, fmt::format("the file ends{}", inside));
    }
    if (has(description, "expected a comment or whitespace")) {
        const char sign = at < text.size() ? text[at] : '\n';
        return fault("E0101", here, fmt::format("the line should end after its value or header, but {} follows", found_at(text, at)),
                     sign == ',' || is_digit(sign) ? "a decimal is written 0.5 and a large number 1_000 or 1000" : "an expression goes in quotes");
    }
    if (has(description, "could not determine") || has(scope, "boolean") || has(description, "underscores"))
        return fault("E0109", word, fmt::format("'{}' is not a value of TOML", written), value_hint(written));
    if (has(description, "control character")) return fault("E0110", here, "a control character stands in the text");
    for (const Expectation& expected : expectations)
        if (has(description, expected.sign))
            return fault("E0101", here, fmt::format("{}, found {}", expected.words, found_at(text, at)), std::string(expected.hint));
    return fault("E0101", here, fmt::format("{} does not fit here", found_at(text, at)));
}

}  // namespace hearth
