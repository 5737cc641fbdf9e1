#include "hearth/language/grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/words.hpp"

namespace hearth {
namespace {

constexpr std::size_t most_levels = 64;
// A left chain "1 + 1 + ..." nests as deep as it is long, so this also bounds the recursion over a tree.
constexpr std::size_t most_nodes = 4096;

bool is_comparison(const Token& token) {
    return token.is("is") || token.is("in") || token.is("<") || token.is("<=") || token.is(">") || token.is(">=");
}

bool is_bound(const Token& token) { return token.is("more") || token.is("less"); }

}  // namespace

/// One level of nesting for as long as it lives.
class Grammar::Level {
  public:
    explicit Level(Grammar& grammar) : grammar_(grammar) {
        if (grammar.level_ > most_levels)
            grammar.fail(slip::deep, fmt::format("the expression is nested more than {} levels deep", most_levels), "name a part of it with `let`");
        ++grammar.level_;
    }
    ~Level() { --grammar_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    Grammar& grammar_;
};

Grammar::Grammar(std::string_view text, const Place& place, std::uint32_t inset) : tokens_(tokenize(text, place, inset)) {
    ast_.source = text;
}

const Token& Grammar::token(std::size_t ahead) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }

bool Grammar::take(std::string_view what) {
    if (!peek(what)) return false;
    ++next_;
    return true;
}

Place Grammar::since(std::size_t mark) const {
    const std::size_t last = std::min(std::max(next_, mark + 1) - 1, tokens_.size() - 1);
    return spanning(tokens_[std::min(mark, tokens_.size() - 1)].place, tokens_[last].place);
}

void Grammar::fail(const char* code, std::string message, std::string hint) const {
    throw Fault(code, token().place, std::move(message), std::move(hint));
}

std::uint32_t Grammar::add(Node node, std::size_t start) {
    if (ast_.nodes.size() >= most_nodes)
        fail(slip::long_, fmt::format("the expression has more than {} parts", most_nodes), "put the numbers into a table, or name parts with `let`");
    node.place = since(start);
    ast_.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(ast_.nodes.size() - 1);
}

// A token that does not continue what was read: says why, where the word itself tells.
void Grammar::unexpected(const char* code, std::string_view expected) const {
    const Token& t = token();
    const bool after_number = next_ > 0 && tokens_[next_ - 1].kind == Token::Kind::number;
    if (t.is("until")) fail(slip::until, "'until' outside steps", "steps are 'a until x, then b by age'; inside a larger expression put them in ( )");
    if (t.is("for") || t.is("when")) fail(slip::each, fmt::format("'{}' outside the arguments of a call", t.text), "as in sum(amount for each policy when state is alive)");
    if (t.is("then")) fail(slip::steps, "found 'then'", "steps are 'a, b, then c by year', with a comma before 'then'; a choice begins with 'if'");
    if (t.is("else")) fail(slip::choice, "'else' without its 'if'", "a choice is 'if ... then ... else ...'");
    if (t.is(")") || t.is("]")) fail(slip::bracket, fmt::format("{} closes nothing that is open; expected {}", found(t), expected));
    std::string hint;
    if (t.is("%") || t.is(per_mille)) hint = fmt::format("'{}' follows a number, as in 5 {}", t.text, t.text);
    else if (t.is("at")) hint = "put what stands before 'at' in ( )";
    else if (t.is("not") && peek("in", 1)) hint = "write 'not (x in y)'";
    else if (after_number && is_bound(t)) hint = fmt::format("write 'or {}'", t.text);
    else if (after_number && t.kind == Token::Kind::word) hint = unit_hint(t.text);
    else if (t.is("->") || t.is("<->")) hint = "an arrow stands only in a model, a rate or an `on`";
    else if (t.kind == Token::Kind::number && next_ > 0 && !span_of(tokens_[next_ - 1].text).empty()) hint = "join two spans with '+'";
    else if (t.is("(")) hint = "a product is written with '*'";
    fail(code, fmt::format("found {}; expected {}", found(t), expected), std::move(hint));
}

void Grammar::close(std::string_view bracket, std::size_t opened) {
    if (take(bracket)) return;
    const Token& open = tokens_[opened];
    if (token().kind == Token::Kind::end)
        throw Fault(slip::bracket, open.place, fmt::format("'{}' is not closed", open.text), fmt::format("add '{}'", bracket));
    if (peek(")") || peek("]"))
        fail(slip::bracket, fmt::format("found {}; the open bracket is '{}'", found(token()), open.text), fmt::format("close it with '{}'", bracket));
    unexpected(slip::left_over, fmt::format("an operator, ',' or '{}'", bracket));
}

void Grammar::finish() const {
    if (token().kind != Token::Kind::end) unexpected(slip::left_over, "an operator or the end of the text");
}

std::string Grammar::path() {
    const Token& t = token();
    if (t.kind != Token::Kind::word || is_keyword(t.text))
        fail(slip::name, fmt::format("found {}; expected a name", found(t)), is_keyword(t.text) && t.kind == Token::Kind::word ? "this word is part of the language and cannot be a name" : "");
    ++next_;
    return std::string(t.text);
}

// Why steps without an end were perhaps no steps at all.
void Grammar::no_steps(std::size_t start) const {
    for (std::size_t i = start; i + 2 < next_ + 1 && i + 2 < tokens_.size(); ++i) {
        const Token& comma = tokens_[i + 1];
        if (tokens_[i].kind == Token::Kind::number && comma.is(",") && tokens_[i + 2].kind == Token::Kind::number && !comma.spaced && !tokens_[i + 2].spaced)
            throw Fault(slip::steps, comma.place, "found ',' inside a number", "a decimal point is '.', as in 1.5; thousands are written 1_000");
    }
    const bool listed = start >= 2 && tokens_[start - 1].is("(") && tokens_[start - 2].is("in");
    fail(slip::steps, fmt::format("found {}; steps end with ', then ... by ...'", found(token())),
         listed ? "a list stands in [ ]" : "as in '65 %, 50 %, then 10 % by year' or '2 until 40, then 1 by age'");
}

std::uint32_t Grammar::value() {
    const std::size_t start = next_;
    std::vector<std::uint32_t> parts;
    do {
        if (!parts.empty() && peek("then")) return steps(start, std::move(parts));
        parts.push_back(choice());
        parts.push_back(take("until") ? sum() : Ast::none);
    } while (take(","));
    if (parts.size() == 2 && parts[1] == Ast::none) return parts[0];
    if (peek("then")) unexpected(slip::steps, "','");
    no_steps(start);
}

std::uint32_t Grammar::steps(std::size_t start, std::vector<std::uint32_t> parts) {
    advance();
    parts.push_back(choice());
    if (!take("by")) fail(slip::steps, fmt::format("found {}; the last of the steps says by what: 'then ... by ...'", found(token())), "as in 'then 10 % by year'");
    Node node{Syntax::steps, {}, 0, path(), {}, std::move(parts)};
    return add(std::move(node), start);
}

std::uint32_t Grammar::choice() {
    const Level level(*this);
    const std::size_t start = next_;
    if (!take("if")) return either();
    const std::uint32_t condition = choice();
    if (!take("then")) fail(slip::choice, fmt::format("found {}; expected 'then'", found(token())), "a choice is 'if ... then ... else ...'");
    const std::uint32_t yes = choice();
    if (!take("else")) fail(slip::choice, fmt::format("found {}; expected 'else'", found(token())), "a choice says both: 'if ... then ... else ...'");
    const std::uint32_t no = choice();
    return add({Syntax::choose, {}, 0, {}, {}, {condition, yes, no}}, start);
}

std::uint32_t Grammar::either() {
    const std::size_t start = next_;
    std::uint32_t left = both();
    while (take("or")) left = binary(Syntax::either, left, both(), start);
    return left;
}

std::uint32_t Grammar::both() {
    const std::size_t start = next_;
    std::uint32_t left = negation();
    while (take("and")) left = binary(Syntax::both, left, negation(), start);
    return left;
}

std::uint32_t Grammar::negation() {
    const std::size_t start = next_;
    if (!take("not")) return compare();
    const Level level(*this);
    return add({Syntax::negation, {}, 0, {}, {}, {negation()}}, start);
}

std::uint32_t Grammar::compare() {
    const std::size_t start = next_;
    const std::uint32_t left = sum();
    if (peek("not") && peek("in", 1)) fail(slip::not_in, "'not in' is not an operator", "write 'not (x in y)'");
    const Token& t = token();
    if (!is_comparison(t)) return left;
    advance();
    Syntax op = t.is("<") ? Syntax::less : t.is("<=") ? Syntax::at_most : t.is(">") ? Syntax::greater : t.is(">=") ? Syntax::at_least : Syntax::in;
    if (t.is("is")) {
        op = take("not") ? Syntax::is_not : Syntax::is;
        if (peek("in")) fail(slip::not_in, "'is' and 'in' stand together", op == Syntax::is ? "write 'x in y'" : "write 'not (x in y)'");
        if (is_comparison(token())) fail(slip::comparison, fmt::format("'is' and '{}' stand together", token().text),
                                        op == Syntax::is ? fmt::format("write 'x {} y'", token().text) : fmt::format("write 'not (x {} y)'", token().text));
    }
    const std::uint32_t right = sum();
    if (is_comparison(token())) fail(slip::comparison, "comparisons do not chain", "write each by itself: 'a < b and b < c'");
    return binary(op, left, right, start);
}

std::uint32_t Grammar::sum() {
    const std::size_t start = next_;
    std::uint32_t left = term();
    while (peek("+") || peek("-")) {
        const Syntax op = peek("+") ? Syntax::add : Syntax::subtract;
        advance();
        left = binary(op, left, term(), start);
    }
    return left;
}

std::uint32_t Grammar::term() {
    const std::size_t start = next_;
    std::uint32_t left = factor();
    while (peek("*") || peek("/")) {
        const Syntax op = peek("*") ? Syntax::multiply : Syntax::divide;
        advance();
        left = binary(op, left, factor(), start);
    }
    return left;
}

std::uint32_t Grammar::factor() {
    const std::size_t start = next_;
    if (!take("-")) return power();
    const Level level(*this);
    return add({Syntax::negate, {}, 0, {}, {}, {factor()}}, start);
}

std::uint32_t Grammar::power() {
    const std::size_t start = next_;
    const std::uint32_t base = point();
    if (!take("^")) return base;
    const Level level(*this);
    return binary(Syntax::power, base, factor(), start);
}

std::uint32_t Grammar::point() {
    const std::size_t start = next_;
    const std::uint32_t what = atom();
    if (!take("at")) return what;
    Node node{Syntax::at, {}, 0, {}, {}, {what}};
    if (peek("(") && token(1).kind == Token::Kind::word && peek(":", 2)) {
        where(node);
    } else {
        node.names.emplace_back();
        node.children.push_back(atom());
    }
    if (peek("at")) fail(slip::point, "points do not chain: a second 'at'", "write one: 'x at (time: 5 years, state: well)'");
    return add(std::move(node), start);
}

void Grammar::where(Node& node) {
    const std::size_t opened = next_;
    advance();
    do {
        node.names.push_back(path());
        if (!take(":")) fail(slip::name, fmt::format("found {}; expected ':'", found(token())), "as in 'x at (time: 5 years, state: well)'");
        node.children.push_back(choice());
    } while (take(","));
    close(")", opened);
}

}  // namespace hearth
