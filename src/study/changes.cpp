#include "hearth/study/changes.hpp"

#include <map>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

ExpressionPtr expression(const Change& change, ExpressionPtr old, Report& report) {
    auto ast = parse_expression(change.leaf, report);
    if (!ast) return nullptr;
    return std::make_shared<const Expression>(Expression{std::move(*ast), change.path, change.leaf.place, false, {}, std::move(old)});
}

}  // namespace

bool changes_set(const Change& change) { return noun_of(split_path(change.path).front()).has_value(); }

Given apply_changes(Set& set, std::span<const Change> changes, Report& report) {
    Given given;
    for (const Change& change : changes) {
        if (apply_change(set, change.path, change.leaf, change.place, report)) continue;
        const auto before = given.find(change.path);
        if (auto now = expression(change, before == given.end() ? nullptr : before->second, report)) given[change.path] = std::move(now);
    }
    return given;
}

Place place_of(const Axis& axis, const Tree& value) { return value.key_place.file == 0 ? axis.place : value.key_place; }

Cell cell_of(const Tree& leaf) {
    switch (leaf.kind) {
        case Tree::Kind::integer:
            if (const auto whole = parse_integer(leaf.text)) return static_cast<std::int64_t>(*whole);
            return leaf.number;
        case Tree::Kind::real: return leaf.number;
        case Tree::Kind::date: return leaf.date;
        case Tree::Kind::truth: return leaf.truth;
        case Tree::Kind::text: return leaf.text;
        default: break;
    }
    std::vector<std::string> items;
    for (const Tree& child : leaf.children) items.push_back(text_of(cell_of(child)));
    return "[" + join(items) + "]";
}

}  // namespace hearth
