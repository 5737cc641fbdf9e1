#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/words.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Kind = Tree::Kind;

std::string_view found(const Tree& tree) {
    switch (tree.kind) {
        case Kind::table: return "a table";
        case Kind::array: return "an array";
        case Kind::text: return "a text";
        case Kind::integer: return "a whole number";
        case Kind::real: return "a number";
        case Kind::truth: return tree.truth ? "true" : "false";
        case Kind::date: return "a date";
    }
    return "";
}

bool scalar(const Tree& tree) { return tree.kind != Kind::table && tree.kind != Kind::array && tree.kind != Kind::truth; }
bool all(const Tree& tree, bool (*fits)(const Tree&)) { return std::all_of(tree.children.begin(), tree.children.end(), fits); }
bool is_text(const Tree& tree) { return tree.is_text(); }

bool fits_rows(const Tree& tree) {
    const auto cell = [](const Tree& child) { return scalar(child) || (child.kind == Kind::array && all(child, scalar)); };
    return tree.kind == Kind::array && std::all_of(tree.children.begin(), tree.children.end(), [&](const Tree& row) {
        return row.is_table() && std::all_of(row.children.begin(), row.children.end(), cell);
    });
}

bool fits(const Tree& tree, Takes takes) {
    switch (takes) {
        case Takes::title: return tree.is_text() || (tree.is_table() && all(tree, is_text));
        case Takes::flag: return tree.kind == Kind::truth;
        case Takes::date: return tree.kind == Kind::date;
        case Takes::integer: return tree.kind == Kind::integer;
        case Takes::number: return tree.kind == Kind::integer || tree.kind == Kind::real;
        case Takes::expression: return scalar(tree);
        case Takes::named:
        case Takes::fact: return scalar(tree) || (tree.kind == Kind::array && all(tree, scalar));
        case Takes::names:
        case Takes::texts: return tree.is_text() || (tree.kind == Kind::array && all(tree, is_text));
        case Takes::model: return tree.is_text() || (tree.is_table() && !tree.children.empty() && all(tree, is_text));
        case Takes::ask: return tree.is_text() || (tree.kind == Kind::array && all(tree, scalar));
        case Takes::list: return tree.kind == Kind::array;
        case Takes::rows: return fits_rows(tree);
        case Takes::part: return tree.is_table();
        case Takes::parts: return tree.kind == Kind::array && all(tree, [](const Tree& child) { return child.is_table(); });
        case Takes::paths: return tree.kind != Kind::truth;
        default: return tree.is_text();
    }
}

std::string mend(const Tree& tree, Takes takes) {
    if (tree.kind == Kind::truth && takes != Takes::flag) return tree.truth ? "write \"yes\"" : "write \"no\"";
    if (takes == Takes::flag && tree.is_text()) return "write true or false, without quotes";
    if (takes == Takes::date && tree.is_text()) return "write the date without quotes: 2026-01-31";
    if (takes == Takes::named && tree.is_table()) return "a let is an expression; quote a name that has a dot";
    return {};
}

std::vector<std::string> copy(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

void check_word(const Tree& tree, std::string_view key, const std::vector<std::string>& words, Report& report) {
    if (std::find(words.begin(), words.end(), tree.text) != words.end()) return;
    report.error("E0211", tree.place, fmt::format("'{}' is '{}' (allowed: {})", key, tree.text, join(words)), did_you_mean(tree.text, words));
}

void check_value(const Tree& tree, const Key& key, Report& report) {
    if (!fits(tree, key.takes)) {
        report.error("E0203", tree.place, fmt::format("'{}' is {}; it takes {}", tree.key, found(tree), to_text(key.takes)), mend(tree, key.takes));
        return;
    }
    if (key.takes == Takes::word) check_word(tree, tree.key, copy(key.words), report);
    if (key.takes == Takes::currency && std::find(currencies().begin(), currencies().end(), tree.text) == currencies().end())
        report.error("E0211", tree.place, fmt::format("'{}' is '{}', which is no ISO currency", tree.key, tree.text),
                     did_you_mean(tree.text, currencies()));
    if (key.takes == Takes::title && tree.is_table())
        for (const Tree& child : tree.children)
            if (child.key != "zh" && child.key != "en")
                report.error("E0201", child.key_place, fmt::format("unknown key '{}' in a title (allowed: zh, en)", child.key));
    if (key.shape == nullptr) return;
    if (key.takes == Takes::part) check(tree, *key.shape, report);
    if (key.takes == Takes::parts)
        for (const Tree& child : tree.children) check(child, *key.shape, report);
}

Place where(const Tree& tree) { return tree.key.empty() ? tree.place : tree.key_place; }

std::string named(const Tree& tree, const Shape& shape) {
    return tree.key.empty() ? std::string(shape.what) : fmt::format("{} ('{}')", shape.what, tree.key);
}

void check_either(const Tree& tree, const Shape& shape, const Either& either, Report& report) {
    const Tree* a = tree.find(either.a);
    const Tree* b = tree.find(either.b);
    if (a != nullptr && b != nullptr && either.exclusive) {
        const Tree& later = a->key_place < b->key_place ? *b : *a;
        report.error("E0206", later.key_place, fmt::format("'{}' and '{}' exclude each other", either.a, either.b), "keep one of them");
    }
    if (a == nullptr && b == nullptr && either.required)
        report.error("E0202", where(tree), fmt::format("{} needs '{}' or '{}'", named(tree, shape), either.a, either.b));
}

}  // namespace

std::string_view to_text(Takes takes) {
    switch (takes) {
        case Takes::text: return "a text";
        case Takes::title: return "a text or { zh = ..., en = ... }";
        case Takes::flag: return "true or false";
        case Takes::date: return "a date, yyyy-mm-dd without quotes";
        case Takes::integer: return "a whole number";
        case Takes::number: return "a number";
        case Takes::expression: return "an expression: a text, a number or a date";
        case Takes::named: return "an expression, or an array of names";
        case Takes::fact: return "a name, a number, a date or an array of them";
        case Takes::moves: return "moves, as in \"well -> ill\"";
        case Takes::people: return "people by path, as in \"owner, owner.parents\"";
        case Takes::model: return "moves, as in \"alive -> dead\", or { role = moves }";
        case Takes::span: return "a span, as in \"3 months\"";
        case Takes::every: return "a span, \"calendar year\", \"calendar month\" or \"continuous\"";
        case Takes::step: return "a span, as in \"month\", or \"continuous\"";
        case Takes::currency: return "an ISO currency, as in \"CNY\"";
        case Takes::word: return "a word";
        case Takes::name: return "a name";
        case Takes::names: return "a name or an array of names";
        case Takes::texts: return "a text or an array of texts";
        case Takes::ask: return "a type, as in \"money\", or an array of choices";
        case Takes::list: return "an array";
        case Takes::rows: return "an array of rows, { column = value, ... }";
        case Takes::part: return "a table of keys";
        case Takes::parts: return "an array of tables";
        case Takes::paths: return "a value that is not true or false";
    }
    return "";
}

const Tree* entry(const Tree& table, std::string_view key, const Shape& shape) {
    if (!shape.moves()) return table.find(key);
    const auto spaceless = [](std::string_view text) {
        std::string plain;
        std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != ' ' && c != '\t'; });
        return plain;
    };
    // Words of a move need a space only beside "and"; "a and b" and "aandb" are not both states of one set.
    for (const Tree& child : table.children)
        if (spaceless(child.key) == spaceless(key)) return &child;
    return nullptr;
}

void check(const Tree& tree, const Shape& shape, Report& report) {
    for (const Tree& child : tree.children) {
        if (const Key* key = shape.find(child.key)) {
            check_value(child, *key, report);
            continue;
        }
        const auto allowed = shape.allowed();
        report.error("E0201", child.key_place, fmt::format("unknown key '{}' in {} (allowed: {})", child.key, shape.what, join(allowed)),
                     did_you_mean(child.key, allowed));
    }
    for (const Key& key : shape.keys)
        if (key.required && tree.find(key.name) == nullptr)
            report.error("E0202", where(tree), fmt::format("{} needs '{}', {}", named(tree, shape), key.name, to_text(key.takes)));
    for (const Either& either : shape.either) check_either(tree, shape, either, report);
}

std::string path_with(std::string_view path, std::string_view part) {
    const std::string last = is_name(part) ? std::string(part) : fmt::format("\"{}\"", part);
    return path.empty() ? last : fmt::format("{}.{}", path, last);
}

}  // namespace hearth
