// Leaves of nouns and parts: texts, words, spans, expressions, facts.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"
#include "hearth/model/bind_parts.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Kind = Tree::Kind;

Header header_of(const Tree& tree, const Header* outer, Report& report) {
    Header header;
    if (outer != nullptr) {
        header.source = outer->source;
        header.currency = outer->currency;
        header.illustrative = outer->illustrative;
    }
    header.name = tree.key;
    header.place = tree.key.empty() ? tree.place : tree.key_place;
    if (const Tree* title = tree.find("title"); title != nullptr && title->is_table()) {
        header.title = text_of(*title, "en");
        header.title_zh = text_of(*title, "zh");
    } else {
        header.title = text_of(tree, "title");
    }
    if (const std::string source = text_of(tree, "source"); !source.empty()) header.source = source;
    if (const std::string currency = text_of(tree, "currency"); !currency.empty()) header.currency = currency;
    if (const Tree* flag = tree.find("illustrative"); flag != nullptr && flag->kind == Kind::truth) header.illustrative = flag->truth;
    const auto day = [&](const char* key) -> std::optional<Date> {
        const Tree* leaf = tree.find(key);
        return leaf != nullptr && leaf->kind == Kind::date ? std::optional(leaf->date) : std::nullopt;
    };
    header.starts = day("starts");
    header.stops = day("stops");
    if (header.starts && header.stops && *header.stops <= *header.starts)
        report.error("E0531", place_of(tree, "stops"),
                     fmt::format("stops on {}, but starts on {}", header.stops->text(), header.starts->text()),
                     "valid from the day of 'starts' up to, not including, the day of 'stops'");
    return header;
}

bool is_plain(Syntax op) {
    return op == Syntax::number || op == Syntax::money || op == Syntax::bound || op == Syntax::span || op == Syntax::date ||
           op == Syntax::text || op == Syntax::name || op == Syntax::negate || op == Syntax::list;
}

Ast name_of(const Tree& leaf) {
    Ast ast;
    ast.source = leaf.text;
    ast.nodes.push_back({Syntax::text, leaf.place, 0, leaf.text, {}, {}});
    ast.root = 0;
    return ast;
}

std::optional<Ast> plain_ast(const Tree& leaf, Report& report) {
    if (!leaf.is_text()) return parse_expression(leaf, report);
    Report quiet;
    auto ast = parse_expression(leaf, quiet);
    return ast ? ast : name_of(leaf);
}

/// An array of TOML as a list of the language.
std::optional<Ast> list_ast(const Tree& leaf, Report& report) {
    Ast ast;
    Node list{Syntax::list, leaf.place, 0, {}, {}, {}};
    for (const Tree& item : leaf.children) {
        if (item.kind == Kind::table || item.kind == Kind::array || item.kind == Kind::truth) return std::nullopt;
        const bool word = item.is_text() && item.text != "unknown" && item.text != "yes" && item.text != "no";
        const auto one = word ? std::optional(name_of(item)) : parse_expression(item, report);
        if (!one) return std::nullopt;
        const auto offset = static_cast<std::uint32_t>(ast.nodes.size());
        for (Node node : one->nodes) {
            for (std::uint32_t& child : node.children) child += offset;
            ast.nodes.push_back(std::move(node));
        }
        list.children.push_back(one->root + offset);
    }
    ast.nodes.push_back(std::move(list));
    ast.root = static_cast<std::uint32_t>(ast.nodes.size() - 1);
    return ast;
}

enum class Reads { expression, named, fact };

ExpressionPtr read(const Tree& leaf, const std::string& path, const Header& header, Reads reads, Binder& binder) {
    if (leaf.kind == Kind::table || leaf.kind == Kind::truth) return nullptr;
    if (leaf.kind == Kind::array && reads == Reads::expression) return nullptr;
    auto ast = leaf.kind == Kind::array ? list_ast(leaf, binder.report)
               : reads == Reads::fact   ? plain_ast(leaf, binder.report)
                                        : parse_expression(leaf, binder.report);
    if (!ast) return nullptr;
    if (reads == Reads::fact && !is_plain(ast->top().op)) {
        binder.report.error("E0722", leaf.place, fmt::format("{} must be a plain value", path),
                            "write the value itself; a name with signs in it stands in '...'");
        return nullptr;
    }
    if (leaf.kind == Kind::array || reads == Reads::fact) {
        for (const Node& node : ast->nodes)
            if (node.op == Syntax::text || node.op == Syntax::name) add_word(binder, node.text);
    }
    auto made = std::make_shared<Expression>();
    made->ast = std::move(*ast);
    made->path = path;
    made->place = leaf.place;
    made->illustrative = header.illustrative;
    made->source = header.source;
    if (leaf.old != nullptr && reads != Reads::fact) made->old = read(*leaf.old, path, header, reads, binder);
    return made;
}

void collect(const Tree& tree, const std::string& path, std::vector<std::pair<std::string, const Tree*>>& leaves) {
    if (!tree.is_table()) {
        leaves.emplace_back(path, &tree);
        return;
    }
    for (const Tree& child : tree.children) collect(child, path_with(path, child.key), leaves);
}

}  // namespace

Part noun_part(Noun noun, const Tree& tree, Report& report) {
    return {tree, path_with(noun_words[static_cast<std::size_t>(noun)], tree.key), header_of(tree, nullptr, report)};
}

Part part_of(const Part& outer, const Tree& tree, std::string path, Report& report) {
    return {tree, std::move(path), header_of(tree, &outer.header, report)};
}

std::vector<Part> parts_of(const Part& outer, std::string_view key, Report& report) {
    std::vector<Part> parts;
    const Tree* table = outer.tree.find(key);
    if (table == nullptr || !table->is_table()) return parts;
    for (const Tree& child : table->children)
        if (child.is_table()) parts.push_back(part_of(outer, child, path_with(path_with(outer.path, key), child.key), report));
    return parts;
}

std::string text_of(const Tree& tree, std::string_view key) {
    const Tree* leaf = tree.find(key);
    return leaf != nullptr && leaf->is_text() ? leaf->text : std::string{};
}

std::vector<std::string> keys_of(const Tree& tree, std::string_view key) {
    std::vector<std::string> keys;
    if (const Tree* table = tree.find(key); table != nullptr && table->is_table())
        for (const Tree& child : table->children) keys.push_back(child.key);
    return keys;
}

std::vector<std::string> texts_of(const Tree& tree, std::string_view key) {
    const Tree* leaf = tree.find(key);
    if (leaf == nullptr) return {};
    if (leaf->is_text()) return {leaf->text};
    std::vector<std::string> texts;
    if (leaf->kind == Kind::array)
        for (const Tree& item : leaf->children)
            if (item.is_text()) texts.push_back(item.text);
    return texts;
}

Place place_of(const Tree& tree, std::string_view key) {
    const Tree* leaf = tree.find(key);
    if (leaf != nullptr) return leaf->place;
    return tree.key.empty() ? tree.place : tree.key_place;
}

std::vector<Place> places_of(const Tree& tree, std::string_view key) {
    const Tree* leaf = tree.find(key);
    if (leaf == nullptr) return {};
    if (leaf->is_text()) return {leaf->place};
    std::vector<Place> places;
    for (const Tree& item : leaf->children)
        if (item.is_text()) places.push_back(item.place);
    return places;
}

std::size_t word_of(const Tree& tree, std::string_view key, std::initializer_list<std::string_view> words, std::size_t otherwise) {
    const auto found = std::find(words.begin(), words.end(), text_of(tree, key));
    return found == words.end() ? otherwise : static_cast<std::size_t>(found - words.begin());
}

ExpressionPtr expression_of(const Tree& leaf, const std::string& path, const Header& header, Binder& binder) {
    return read(leaf, path, header, Reads::expression, binder);
}

ExpressionPtr leaf_of(const Part& part, std::string_view key, Binder& binder) {
    const Tree* leaf = part.tree.find(key);
    return leaf == nullptr ? nullptr : expression_of(*leaf, path_with(part.path, key), part.header, binder);
}

ExpressionPtr fact_of(const Tree& leaf, const std::string& path, const Header& header, Binder& binder) {
    return read(leaf, path, header, Reads::fact, binder);
}

Lets lets_of(const Part& part, std::string_view key, Binder& binder) {
    Lets lets;
    const Tree* table = part.tree.find(key);
    if (table == nullptr || !table->is_table()) return lets;
    for (const Tree& child : table->children)
        if (auto let = read(child, path_with(path_with(part.path, key), child.key), part.header, Reads::named, binder))
            lets.emplace_back(child.key, std::move(let));
    return lets;
}

std::vector<std::pair<std::string, const Tree*>> other_leaves(const Tree& tree, const Shape& shape) {
    std::vector<std::pair<std::string, const Tree*>> leaves;
    for (const Tree& child : tree.children)
        if (const Key* key = shape.find(child.key); key != nullptr && key->name.empty()) collect(child, path_with({}, child.key), leaves);
    return leaves;
}

std::optional<Span> read_span(std::string_view text) {
    double count = 1;
    if (const std::size_t blank = text.find(' '); blank != std::string_view::npos) {
        const auto number = parse_number(text.substr(0, blank), true);
        if (!number) return std::nullopt;
        count = *number;
        text.remove_prefix(blank + 1);
    }
    const std::string_view unit = span_of(text);
    Span span;
    if (unit == "day")
        span.days = count;
    else if (unit == "week")
        span.weeks = count;
    else if (unit == "month")
        span.months = count;
    else if (unit == "year")
        span.months = 12 * count;
    else
        return std::nullopt;
    return span;
}

Span span_leaf(const Part& part, std::string_view key, Binder& binder) {
    const Tree* leaf = part.tree.find(key);
    if (leaf == nullptr || !leaf->is_text()) return {};
    const auto span = read_span(leaf->text);
    if (span && span->years() > 0) return *span;
    const std::string unit = leaf->text.substr(leaf->text.rfind(' ') + 1);
    const std::string nearest = unit_hint(unit);
    const bool other = nearest.empty() || nearest.find('\'' + unit + '\'') != std::string::npos;  // a unit, but of something else
    binder.report.error("E0525", leaf->place,
                        span ? fmt::format("'{}' is '{}'; it must be longer than nothing", key, leaf->text)
                             : fmt::format("'{}' is '{}', which is no span", key, leaf->text),
                        span || other ? "as in \"month\", \"3 months\", \"90 days\"" : nearest);
    return {};
}

Every every_leaf(const Part& part, std::string_view key, Binder& binder) {
    const std::string text = text_of(part.tree, key);
    if (text.empty()) return {};
    if (text == "calendar year") return {Every::Kind::calendar_year, {}};
    if (text == "calendar month") return {Every::Kind::calendar_month, {}};
    if (text == "continuous") return {Every::Kind::continuous, {}};
    return {Every::Kind::span, span_leaf(part, key, binder)};
}

void add_word(Binder& binder, std::string_view word) {
    static constexpr std::string_view values[] = {"yes", "no", "unknown", "none"};
    if (is_name(word) && std::find(std::begin(values), std::end(values), word) == std::end(values)) binder.book.words.emplace(word);
}

void add_words(Binder& binder, const Tree& leaf) {
    if (leaf.is_text()) add_word(binder, leaf.text);
    for (const Tree& child : leaf.children) add_words(binder, child);
}

}  // namespace hearth
