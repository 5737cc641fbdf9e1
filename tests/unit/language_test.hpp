#pragma once

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth::test {

/// A TOML text at line 3, column 10: its first character stands in column 11, behind the quote.
inline Tree text_leaf(std::string_view text) {
    Tree leaf;
    leaf.kind = Tree::Kind::text;
    leaf.text = text;
    leaf.place = {1, 3, 10, static_cast<std::uint32_t>(code_points(text)) + 2};
    leaf.inset = 1;
    return leaf;
}

/// Column of the first character of `text_leaf`.
inline constexpr std::uint32_t first_column = 11;

inline Ast parsed(std::string_view text) {
    Report report;
    auto ast = parse_expression(text_leaf(text), report);
    INFO(text);
    for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(ast.has_value());
    REQUIRE_FALSE(report.failed());
    return std::move(*ast);
}

/// The one fault of a text that must not parse.
inline Diagnostic fault_of(std::string_view text) {
    Report report;
    INFO(text);
    REQUIRE_FALSE(parse_expression(text_leaf(text), report).has_value());
    REQUIRE(report.errors() == 1);
    return report.all().front();
}

inline bool same(const Ast& a, std::uint32_t i, const Ast& b, std::uint32_t j) {
    if (i == Ast::none || j == Ast::none) return i == j;
    const Node& x = a.at(i);
    const Node& y = b.at(j);
    if (x.op != y.op || x.number != y.number || x.text != y.text || x.names != y.names || x.children.size() != y.children.size()) return false;
    for (std::size_t k = 0; k < x.children.size(); ++k)
        if (!same(a, x.children[k], b, y.children[k])) return false;
    return true;
}

/// The tree in brackets, "(+ a (* b 2))", so that a test can say how a text is grouped.
inline std::string shape(const Ast& ast, std::uint32_t index) {
    if (index == Ast::none) return "_";
    static const char* const ops[] = {"number", "money", "bound", "span", "date", "text", "name", "list", "call", "each", "at", "steps", "if", "or", "and", "not",
                                      "is", "is-not", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "^", "neg"};
    const Node& node = ast.at(index);
    switch (node.op) {
        case Syntax::number: return shortest(node.number);
        case Syntax::money: case Syntax::span: case Syntax::bound: return fmt::format("{}:{}", shortest(node.number), node.text);
        case Syntax::date: return fmt::format("date:{}", shortest(node.number));
        case Syntax::text: return fmt::format("'{}'", node.text);
        case Syntax::name: return node.text;
        default: break;
    }
    std::string all = fmt::format("({}", ops[static_cast<std::size_t>(node.op)]);
    if (!node.text.empty()) all += ":" + node.text;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        all += " ";
        if (node.op == Syntax::at && i > 0) all += node.names.at(i - 1) + ":";
        all += shape(ast, node.children[i]);
    }
    return all + ")";
}
inline std::string shape(std::string_view text) {
    const Ast ast = parsed(text);
    return shape(ast, ast.root);
}

}  // namespace hearth::test
