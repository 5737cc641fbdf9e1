#include "hearth/rights/handed.hpp"

#include <algorithm>
#include <vector>

#include "hearth/base/text.hpp"

namespace hearth {

namespace {

/// Each name that is handed over, and the plain word that it gets.
template <class Tell>
void each_handed(const Book& book, const Right& right, const Tell& tell) {
    if (right.use == nullptr) return;
    const Ast& ast = right.use->ast;
    for (const Node& node : ast.nodes) {
        if (node.op != Syntax::at) continue;
        for (std::size_t i = 0; i < node.names.size(); ++i) {
            const Node& what = ast.at(node.children[i + 1]);
            const bool word = what.op == Syntax::text || (what.op == Syntax::name && book.words.contains(what.text));
            if (!node.names[i].empty() && word) tell(node.names[i], what.text);
        }
    }
}

}  // namespace

std::string handed(const Book& book, const Right& right, const std::string& name) {
    std::vector<std::string> words;
    each_handed(book, right, [&](const std::string& given, const std::string& word) {
        if (given == name && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    });
    return join(words, " or ");
}

std::set<std::string> names_handed(const Book& book) {
    std::set<std::string> names;
    for (const Programme& programme : book.programmes)
        for (const Right& right : programme.rights) each_handed(book, right, [&](const std::string& given, const std::string&) { names.insert(given); });
    return names;
}

Cell told_by(const Book& book, const Right& right, const std::string& name, const std::string& fact) {
    if (fact != "unknown") return fact;
    if (std::string word = handed(book, right, name); !word.empty()) return word;
    return names_handed(book).contains(name) ? Cell{} : Cell{fact};
}

}  // namespace hearth
