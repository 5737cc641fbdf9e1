#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

/// What a node of a parsed expression is. The comment gives what `number`, `text`, `names`, `children` hold.
enum class Syntax : std::uint8_t {
    number,    ///< number (% and per mille already divided)
    money,     ///< number, text = ISO currency
    bound,     ///< number, text = "more" or "less": "50 or more"
    span,      ///< number, text = "day", "week", "month" or "year"
    date,      ///< number = days since 1970-01-01
    text,      ///< text: a quoted name
    name,      ///< text = path "a.b.c"
    list,      ///< children
    call,      ///< text = function, children = arguments
    each,      ///< an argument "x for each p when c": children = {x, c or none}, text = p (empty: only "when")
    at,        ///< children = {what, value...}, names[i] of children[i + 1]; the name is "" for "x at 5 years" and "x at issue"
    steps,     ///< children = {a, until or none, b, until or none, ..., last}; text = path after "by"
    choose,    ///< if: children = {condition, then, else}
    either,    ///< or: children = {a, b}
    both,      ///< and
    negation,  ///< not: {a}
    is, is_not, less, at_most, greater, at_least, in,  ///< {a, b}
    add, subtract, multiply, divide, power,            ///< {a, b}
    negate     ///< {a}
};

struct Node {
    Syntax op = Syntax::number;
    Place place;  ///< the whole of the node in its file
    double number = 0;
    std::string text;
    std::vector<std::string> names;
    std::vector<std::uint32_t> children;
};

/// A parsed expression: its nodes in one array, children before parents.
struct Ast {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::vector<Node> nodes;
    std::uint32_t root = none;
    std::string source;  ///< the text it was read from

    [[nodiscard]] const Node& at(std::uint32_t index) const { return nodes.at(index); }
    [[nodiscard]] const Node& top() const { return nodes.at(root); }
};

/// "from, from -> to, to" of a model, a rate or an `on`. An empty `from` means any.
struct Move {
    std::vector<std::string> roles;  ///< "insured and partner:"
    std::vector<std::string> from;   ///< names or "any"
    std::vector<std::string> to;
    bool both_ways = false;          ///< <->
    Place place;
};

/// A part of `for`, or of `to` of a pass: "2 of (owner.parents, owner.spouse.parents) when age >= 60".
struct PeoplePart {
    std::uint32_t limit = Ast::none;      ///< node of "2 of"; none: all
    std::vector<std::string> paths;       ///< "owner.parents"
    std::vector<Place> path_places;
    std::uint32_t when = Ast::none;       ///< node of the condition
    Place place;
};
struct People {
    Ast ast;  ///< holds the nodes of limits and conditions; `root` is none
    std::vector<PeoplePart> parts;
};

}  // namespace hearth
