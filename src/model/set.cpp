#include "hearth/model/set.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

constexpr double vocabulary_version = 1;

std::vector<std::string> top_words() {
    std::vector<std::string> words(noun_words.begin(), noun_words.end());
    words.emplace_back("case");
    const auto keys = file_shape().allowed();
    words.insert(words.end(), keys.begin(), keys.end());
    return words;
}

void check_version(const Tree& file, Report& report) {
    const Tree* version = file.find("vocabulary");
    const Place top{file.place.file, 1, 1, 1};
    if (version == nullptr)
        report.error("E0205", top, "the file does not say which version of the words it is written in", "write at the top: vocabulary = 1");
    else if (version->kind == Tree::Kind::integer && version->number != vocabulary_version)
        report.error("E0205", version->place, fmt::format("this hearth reads vocabulary 1, the file is written in {}", version->text));
}

/// Keys of the file that its nouns have unless they say otherwise.
void hand_down(const Tree& file, Tree& noun, const Shape& shape) {
    for (const char* key : {"illustrative", "currency", "source"})
        if (const Tree* given = file.find(key); given != nullptr && noun.find(key) == nullptr) noun.children.push_back(*given);
    const Tree* given = file.find("let");
    if (given == nullptr || !given->is_table() || shape.find("let") == nullptr || shape.find("let")->takes != Takes::part) return;
    Tree* own = noun.find("let");
    if (own == nullptr) {
        noun.children.push_back(*given);
        return;
    }
    for (const Tree& let : given->children)
        if (own->is_table() && own->find(let.key) == nullptr) own->children.push_back(let);
}

void add_noun(Set& set, Noun kind, const Tree& tree, const Tree& file, Report& report) {
    const std::string_view word = noun_words[static_cast<std::size_t>(kind)];
    if (!tree.is_table()) {
        report.error("E0203", tree.place, fmt::format("'{}.{}' is not a table of keys", word, tree.key), fmt::format("write [{}.{}]", word, tree.key));
        return;
    }
    if (!is_name(tree.key))
        report.error("E0208", tree.key_place, fmt::format("'{}' is not a name", tree.key), "a name is a letter or '_', then letters, digits, '_'");
    Tree noun = tree;
    hand_down(file, noun, shape_of(kind));
    const auto [first, fresh] = set.nouns[static_cast<std::size_t>(kind)].emplace(tree.key, std::move(noun));
    if (fresh) return;
    const Place& other = first->second.key_place;
    report.error("E0204", tree.key_place, fmt::format("{} '{}' is written twice; the other stands on line {}{}", word, tree.key, other.line,
                                                      other.file == tree.key_place.file ? "" : " of another of the files joined"),
                 "rename one, or write one as a layer: extends = \"...\"");
}

void add_cases(Set& set, const Tree& cases, const Tree& file, Report& report) {
    if (cases.kind != Tree::Kind::array) {
        report.error("E0203", cases.place, "'case' is a list of cases", "write [[case]]");
        return;
    }
    for (Tree one : cases.children) {
        hand_down(file, one, case_shape());
        set.cases.push_back(std::move(one));
    }
}

}  // namespace

std::optional<Noun> noun_of(std::string_view word) {
    const auto found = std::find(noun_words.begin(), noun_words.end(), word);
    if (found == noun_words.end()) return std::nullopt;
    return static_cast<Noun>(found - noun_words.begin());
}

std::vector<std::string> Set::names(Noun noun) const {
    std::vector<std::string> all;
    for (const auto& [name, tree] : nouns[static_cast<std::size_t>(noun)]) all.push_back(name);
    return all;
}

void join(Set& set, const Tree& file, Report& report) {
    check_version(file, report);
    Tree own = file;  // the keys of the file itself
    std::erase_if(own.children, [](const Tree& child) { return noun_of(child.key) || child.key == "case"; });
    for (const Tree& child : own.children)
        if (file_shape().find(child.key) == nullptr)
            report.error("E0201", child.key_place, fmt::format("unknown key '{}' at the top of a file (allowed: {})", child.key, join(top_words())),
                         did_you_mean(child.key, top_words()));
    std::erase_if(own.children, [](const Tree& child) { return file_shape().find(child.key) == nullptr; });
    if (own.find("vocabulary") != nullptr) check(own, file_shape(), report);

    for (const Tree& child : file.children) {
        if (child.key == "case") add_cases(set, child, file, report);
        const auto kind = noun_of(child.key);
        if (!kind) continue;
        if (!child.is_table())
            report.error("E0203", child.place, fmt::format("'{}' holds nouns by name", child.key), fmt::format("write [{}.NAME]", child.key));
        for (const Tree& noun : child.children) add_noun(set, *kind, noun, file, report);
    }
}

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (const char c : path) {
        if (c == '"')
            quoted = !quoted;
        else if (c == '.' && !quoted)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

}  // namespace hearth
