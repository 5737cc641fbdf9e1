#include <fmt/format.h>

#include <utility>

#include "hearth/language/grammar.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"

namespace hearth {
namespace {

constexpr const char* people_shape = "as in 'owner, 2 of (owner.parents, owner.spouse.parents) when age >= 60'";

// "2 of": the word `of` before the end of the part, outside brackets.
bool has_limit(const Grammar& grammar) {
    int open = 0;
    for (std::size_t i = 0; grammar.token(i).kind != Token::Kind::end; ++i) {
        const Token& t = grammar.token(i);
        if (t.is("(") || t.is("[")) ++open;
        if (t.is(")") || t.is("]")) --open;
        if (open == 0 && t.is("of")) return true;
        if (open == 0 && (t.is(",") || t.is("when"))) return false;
    }
    return false;
}

void add_path(Grammar& grammar, PeoplePart& part) {
    const Token& t = grammar.token();
    if (t.kind != Token::Kind::word || is_keyword(t.text)) grammar.fail(slip::people, fmt::format("found {}; expected people by path", found(t)), people_shape);
    part.path_places.push_back(t.place);
    part.paths.push_back(grammar.path());
}

PeoplePart read_part(Grammar& grammar) {
    PeoplePart part;
    const std::size_t start = grammar.mark();
    if (has_limit(grammar)) {
        part.limit = grammar.sum();
        if (!grammar.take("of")) grammar.fail(slip::people, fmt::format("found {}; expected 'of'", found(grammar.token())), people_shape);
    }
    const std::size_t opened = grammar.mark();
    if (grammar.take("(")) {
        do add_path(grammar, part);
        while (grammar.take(","));
        grammar.close(")", opened);
    } else {
        add_path(grammar, part);
    }
    if (grammar.take("when")) part.when = grammar.choice();
    part.place = grammar.since(start);
    return part;
}

People read_people(const Tree& leaf) {
    if (!leaf.is_text()) throw Fault(slip::leaf, leaf.place, "expected people by path, as a text", people_shape);
    Grammar grammar(leaf.text, leaf.place, leaf.inset);
    if (grammar.token().kind == Token::Kind::end) throw Fault(slip::empty, leaf.place, "the text is empty; expected people by path", people_shape);
    People people;
    do people.parts.push_back(read_part(grammar));
    while (grammar.take(","));
    if (grammar.token().kind != Token::Kind::end)
        grammar.fail(slip::people, fmt::format("found {}; expected ',', 'when' or the end of the text", found(grammar.token())), people_shape);
    people.ast = std::move(grammar.ast());
    return people;
}

}  // namespace

std::optional<People> parse_people(const Tree& leaf, Report& report) {
    try {
        return read_people(leaf);
    } catch (const Fault& fault) {
        report.add(fault.diagnostic());
        return std::nullopt;
    }
}

}  // namespace hearth
