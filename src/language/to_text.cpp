#include <fmt/format.h>

#include <cstdint>

#include "hearth/base/date.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

/// How tightly a node binds, loosest first, as the productions of the grammar nest.
enum Bind : int { steps_, choice_, either_, both_, negation_, compare_, sum_, term_, factor_, power_, point_, atom_ };

Bind bind_of(Syntax op) {
    switch (op) {
        case Syntax::steps: return steps_;
        case Syntax::choose: case Syntax::each: return choice_;
        case Syntax::either: return either_;
        case Syntax::both: return both_;
        case Syntax::negation: return negation_;
        case Syntax::is: case Syntax::is_not: case Syntax::less: case Syntax::at_most:
        case Syntax::greater: case Syntax::at_least: case Syntax::in: return compare_;
        case Syntax::add: case Syntax::subtract: return sum_;
        case Syntax::multiply: case Syntax::divide: return term_;
        case Syntax::negate: return factor_;
        case Syntax::power: return power_;
        case Syntax::at: return point_;
        default: return atom_;
    }
}

std::string_view sign_of(Syntax op) {
    switch (op) {
        case Syntax::either: return "or";
        case Syntax::both: return "and";
        case Syntax::is: return "is";
        case Syntax::is_not: return "is not";
        case Syntax::less: return "<";
        case Syntax::at_most: return "<=";
        case Syntax::greater: return ">";
        case Syntax::at_least: return ">=";
        case Syntax::in: return "in";
        case Syntax::add: return "+";
        case Syntax::subtract: return "-";
        case Syntax::multiply: return "*";
        case Syntax::divide: return "/";
        default: return "^";
    }
}

class Writer {
  public:
    explicit Writer(const Ast& ast) : ast_(ast) {}

    /// The node, in brackets if it binds looser than its surroundings ask.
    [[nodiscard]] std::string text(std::uint32_t index, int least) const {
        const Node& node = ast_.at(index);
        std::string inner = bare(node);
        return bind_of(node.op) < least ? fmt::format("({})", inner) : inner;
    }

  private:
    [[nodiscard]] std::string bare(const Node& node) const {
        const auto child = [&](std::size_t i, int least) { return text(node.children.at(i), least); };
        const auto two = [&](int left, int right) { return fmt::format("{} {} {}", child(0, left), sign_of(node.op), child(1, right)); };
        switch (node.op) {
            case Syntax::number: return shortest(node.number);
            case Syntax::money: return fmt::format("{} {}", shortest(node.number), node.text);
            case Syntax::bound: return fmt::format("{} or {}", shortest(node.number), node.text);
            case Syntax::span: return fmt::format("{} {}{}", shortest(node.number), node.text, node.number == 1 ? "" : "s");
            case Syntax::date: return Date::from_days(static_cast<std::int32_t>(node.number)).text();
            case Syntax::text: return fmt::format("'{}'", node.text);
            case Syntax::name: return node.text;
            case Syntax::list: return fmt::format("[{}]", listed(node));
            case Syntax::call:
                // Steps may be a whole argument list without brackets of their own.
                return fmt::format("{}({})", node.text, node.children.size() == 1 ? child(0, steps_) : listed(node));
            case Syntax::each: return each(node);
            case Syntax::at: return at(node);
            case Syntax::steps: return steps(node);
            case Syntax::choose: return fmt::format("if {} then {} else {}", child(0, choice_), child(1, choice_), child(2, choice_));
            case Syntax::negation: return "not " + child(0, negation_);
            case Syntax::negate: return "-" + child(0, factor_);
            case Syntax::power: return two(point_, factor_);
            case Syntax::is: case Syntax::is_not: case Syntax::less: case Syntax::at_most:
            case Syntax::greater: case Syntax::at_least: case Syntax::in: return two(sum_, sum_);
            default: return two(bind_of(node.op), bind_of(node.op) + 1);  // to the left
        }
    }

    [[nodiscard]] std::string listed(const Node& node) const {
        std::string all;
        for (const std::uint32_t child : node.children) all += (all.empty() ? "" : ", ") + text(child, choice_);
        return all;
    }

    [[nodiscard]] std::string each(const Node& node) const {
        std::string all = text(node.children.at(0), choice_);
        if (!node.text.empty()) all += " for each " + node.text;
        if (node.children.at(1) != Ast::none) all += " when " + text(node.children.at(1), choice_);
        return all;
    }

    [[nodiscard]] std::string at(const Node& node) const {
        const std::string what = text(node.children.at(0), atom_);
        if (node.names.at(0).empty()) return fmt::format("{} at {}", what, text(node.children.at(1), atom_));
        std::string all;
        for (std::size_t i = 0; i < node.names.size(); ++i)
            all += fmt::format("{}{}: {}", all.empty() ? "" : ", ", node.names[i], text(node.children.at(i + 1), choice_));
        return fmt::format("{} at ({})", what, all);
    }

    [[nodiscard]] std::string steps(const Node& node) const {
        std::string all;
        for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
            all += text(node.children[i], choice_);
            if (node.children[i + 1] != Ast::none) all += " until " + text(node.children[i + 1], sum_);
            all += ", ";
        }
        return fmt::format("{}then {} by {}", all, text(node.children.back(), choice_), node.text);
    }

    const Ast& ast_;
};

}  // namespace

std::string to_text(const Ast& ast, std::uint32_t node) { return Writer(ast).text(node, steps_); }

}  // namespace hearth
