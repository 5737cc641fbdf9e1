// The innermost productions of the grammar: atom, call, item, list, quantity.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearth/base/date.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/grammar.hpp"
#include "hearth/language/words.hpp"

namespace hearth {
namespace {


bool is_capitals(std::string_view word) {
    return word.size() == 3 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::uint32_t Grammar::atom() {
    const std::size_t start = next_;
    const Token& t = token();
    if (t.kind == Token::Kind::number) return quantity();
    if (t.kind == Token::Kind::date) {
        advance();
        refuse_bound("a date");
        return add({Syntax::date, {}, static_cast<double>(Date::parse(t.text)->days()), {}, {}, {}}, start);
    }
    if (t.kind == Token::Kind::text) {
        advance();
        return add({Syntax::text, {}, 0, std::string(t.text), {}, {}}, start);
    }
    if (take("(")) {
        const std::uint32_t inner = value();
        close(")", start);
        return inner;
    }
    if (take("[")) return list();
    const bool call = t.kind == Token::Kind::word && peek("(", 1) && (!is_keyword(t.text) || t.is("any") || t.is("all"));
    if (t.kind != Token::Kind::word || (is_keyword(t.text) && !call)) no_value();
    advance();
    if (!call) return add({Syntax::name, {}, 0, std::string(t.text), {}, {}}, start);
    advance();
    Node node{Syntax::call, {}, 0, std::string(t.text), {}, arguments(start + 1)};
    return add(std::move(node), start);
}

// What stands where a value must: says why, where the token itself tells.
void Grammar::no_value() const {
    const Token& t = token();
    const bool after = next_ > 0;
    if (t.is("more") || t.is("less")) fail(slip::bound, fmt::format("'or {}' does not follow a plain number", t.text), fmt::format("write 'x >= 50', or a number as in '50 or {}'", t.text));
    if ((t.is(")") || t.is("]")) && !after) fail(slip::bracket, fmt::format("{} closes nothing that is open; expected a value", found(t)));
    std::string hint;
    if (t.is("not") || t.is("if")) hint = fmt::format("inside a larger expression '{}' stands in ( )", t.text);
    else if (t.is("any") || t.is("all")) hint = fmt::format("'{0}' is a function: {0}(condition for each policy)", t.text);
    else if (t.is("%") || t.is(per_mille)) hint = fmt::format("'{}' follows a number, as in 5 {}", t.text, t.text);
    else if (t.is("*") && after && tokens_[next_ - 1].is("*")) hint = "write '^'";
    else if (t.is("->") || t.is("<->")) hint = "an arrow stands only in a model, a rate or an `on`";
    else if (t.is("+")) hint = "a number has no sign '+'";
    else if (t.is("then")) hint = "steps begin with a value: 'a, then b by year'";
    else if (t.kind == Token::Kind::word && is_keyword(t.text)) hint = "this word is part of the language and cannot be a name";
    fail(slip::value, fmt::format("found {}; expected a value", found(t)), std::move(hint));
}

void Grammar::refuse_bound(std::string_view after) const {
    if (peek("or") && (peek("more", 1) || peek("less", 1)))
        fail(slip::bound, fmt::format("'or {}' follows {}; it may follow a plain number only", token(1).text, after),
             fmt::format("write a comparison: x {} ...", peek("more", 1) ? ">=" : "<="));
}

std::uint32_t Grammar::quantity() {
    const std::size_t start = next_;
    const Token& digits = token();
    advance();
    if (take("%")) return number(decimal(digits, -2), start);
    if (take(per_mille)) return number(decimal(digits, -3), start);
    const double value = decimal(digits, 0);
    const Token& unit = token();
    if (unit.kind != Token::Kind::word) return number(value, start);
    if (const std::string_view span = span_of(unit.text); !span.empty()) {
        advance();
        refuse_bound("a span");
        return add({Syntax::span, {}, value, std::string(span), {}, {}}, start);
    }
    if (is_capitals(unit.text)) {
        if (!is_currency(unit.text))
            fail(slip::currency, fmt::format("'{}' is not a currency (allowed: {})", unit.text, join(currencies())), did_you_mean(unit.text, currencies()));
        advance();
        refuse_bound("money");
        return add({Syntax::money, {}, value, std::string(unit.text), {}, {}}, start);
    }
    return number(value, start);
}

// A plain number, perhaps "or more".
std::uint32_t Grammar::number(double value, std::size_t start) {
    if (!peek("or") || !(peek("more", 1) || peek("less", 1))) return add({Syntax::number, {}, value, {}, {}, {}}, start);
    advance();
    const std::string_view side = token().text;
    advance();
    return add({Syntax::bound, {}, value, std::string(side), {}, {}}, start);
}

std::uint32_t Grammar::list() {
    const std::size_t start = next_ - 1;
    Node node{Syntax::list, {}, 0, {}, {}, {}};
    if (!take("]")) {
        do node.children.push_back(choice());
        while (take(","));
        close("]", start);
    }
    return add(std::move(node), start);
}

std::vector<std::uint32_t> Grammar::arguments(std::size_t opened) {
    std::vector<std::uint32_t> parts;  // as in steps: each with its `until` or none
    if (take(")")) return parts;
    const std::size_t start = next_;
    bool items = false;
    std::size_t first_until = 0;
    do {
        if (!parts.empty() && peek("then")) {
            if (items) fail(slip::steps, "steps do not mix with 'for each' and 'when'", "put the steps in ( )");
            const std::uint32_t all = steps(start, std::move(parts));
            close(")", opened);
            return {all};
        }
        const std::size_t before = next_;
        parts.push_back(choice());
        parts.push_back(Ast::none);
        if (peek("until")) {
            if (first_until == 0) first_until = next_;
            advance();
            parts.back() = sum();
        } else if (peek("for") || peek("when")) {
            items = true;
            parts[parts.size() - 2] = item(before, parts[parts.size() - 2]);
        }
    } while (take(","));
    if (first_until > 0 && (peek(")") || peek("then"))) {
        if (peek("then")) unexpected(slip::steps, "','");
        next_ = first_until;
        unexpected(slip::until, "','");
    }
    close(")", opened);
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < parts.size(); i += 2) all.push_back(parts[i]);
    return all;
}

std::uint32_t Grammar::item(std::size_t start, std::uint32_t what) {
    Node node{Syntax::each, {}, 0, {}, {}, {what, Ast::none}};
    if (take("for")) {
        if (!take("each")) fail(slip::each, fmt::format("found {}; expected 'each'", found(token())), "as in 'amount for each premium'");
        node.text = path();
        if (const std::string_view span = span_of(node.text); !span.empty()) node.text = std::string(span);
    }
    if (take("when")) node.children[1] = choice();
    return add(std::move(node), start);
}

}  // namespace hearth
