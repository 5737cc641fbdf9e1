#include "hearth/language/parser.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "hearth/language/grammar.hpp"

namespace hearth {
namespace {

// The tree that the text of a number or a date of TOML would give; a negative number is a sign before a number.
Ast single(const Tree& leaf, Syntax op, double number) {
    Ast ast;
    ast.source = leaf.kind == Tree::Kind::date ? leaf.date.text() : leaf.text;
    const bool negative = number < 0;
    ast.nodes.push_back({op, leaf.place, negative ? -number : number, {}, {}, {}});
    if (negative && op == Syntax::number) ast.nodes.push_back({Syntax::negate, leaf.place, 0, {}, {}, {0}});
    if (op == Syntax::date) ast.nodes.front().number = number;
    ast.root = static_cast<std::uint32_t>(ast.nodes.size() - 1);
    return ast;
}

Ast parse_text(const Tree& leaf) {
    Grammar grammar(leaf.text, leaf.place, leaf.inset);
    if (grammar.token().kind == Token::Kind::end)
        throw Fault(slip::empty, leaf.place, "the text is empty; expected an expression", "a condition that always holds is 'yes', nothing is 0");
    const std::uint32_t root = grammar.value();
    grammar.finish();
    Ast ast = std::move(grammar.ast());
    ast.root = root;
    return ast;
}

Ast parse_leaf(const Tree& leaf) {
    switch (leaf.kind) {
        case Tree::Kind::text: return parse_text(leaf);
        case Tree::Kind::integer:
        case Tree::Kind::real:
            if (!std::isfinite(leaf.number))
                throw Fault(slip::leaf, leaf.place, fmt::format("found {}; expected a finite number", leaf.text), "what is not known is \"unknown\"");
            return single(leaf, Syntax::number, leaf.number);
        case Tree::Kind::date: return single(leaf, Syntax::date, leaf.date.days());
        case Tree::Kind::truth:
            throw Fault(slip::leaf, leaf.place, fmt::format("found {}; expected an expression", leaf.truth ? "true" : "false"),
                        leaf.truth ? "write \"yes\"" : "write \"no\"");
        case Tree::Kind::array:
            throw Fault(slip::leaf, leaf.place, "found an array; expected an expression", "a list of values is a text: \"[a, b]\"");
        case Tree::Kind::table: break;
    }
    throw Fault(slip::leaf, leaf.place, "found a table; expected an expression", "an expression is a text, a number or a date");
}

}  // namespace

std::optional<Ast> parse_expression(const Tree& leaf, Report& report) {
    try {
        return parse_leaf(leaf);
    } catch (const Fault& fault) {
        report.add(fault.diagnostic());
        return std::nullopt;
    }
}

}  // namespace hearth
