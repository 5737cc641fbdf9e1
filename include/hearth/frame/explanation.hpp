#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hearth/base/place.hpp"
#include "hearth/base/sources.hpp"
#include "hearth/frame/frame.hpp"

namespace hearth {

/// One number, truth or word of an explanation, and what it was made of.
struct Explained {
    std::string op;                      ///< what makes the value of its parts; docs/explain.md lists the words
    std::string name;                    ///< of a cell, a measure, a table; may be empty
    Cell value;                          ///< a span or a list as the language writes it
    std::string unit;
    std::vector<std::size_t> parts;      ///< nodes that `op` makes the value of, in this order
    std::vector<std::size_t> rests_on;   ///< nodes that lead to the value by no operator: keys of a table, sides of an equation
    std::string ask;                     ///< the words behind the file that explain this node alone
    std::size_t row = 0;                 ///< of a table, from 1
    std::string source;
    bool illustrative = false;
    std::string rule;                    ///< of docs/language.md: "S50"
    std::string note;
    Place place;                         ///< of the formula
    Place defined = {};                  ///< of the noun itself
    std::vector<std::string> order = {}; ///< words that are compared by their place here
};

/// A named node takes on what a nameless one is made of, so that both are told as one.
void adopt(Explained& head, const Explained& inner);

/// How one cell of a result came about: a graph, the cell first. Each node is made of nodes that stand behind it or, where a cell is
/// reached twice, of one that was told already.
struct Explanation {
    std::vector<Explained> nodes;
    std::string title;
    Provenance provenance;
};

/// The words of a formula, from the line it stands on.
std::string words_at(const Sources& sources, const Place& place);

/// As a tree for a terminal, then the provenance in words. What was told already is not told again: "see #7".
std::string to_text(const Explanation& explanation, const Sources& sources);
/// One object, one node a line; docs/explain.md has the schema. A number is written so that it reads back to the same bits.
std::string to_json(const Explanation& explanation, const Sources& sources);

/// Only what the first node is made of, numbered in the order in which it is met.
void prune(Explanation& explanation);

}  // namespace hearth
