// What the columns of a table are.
#include "hearth/model/rates.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

constexpr std::array<std::string_view, 9> axis_words = {"age",      "issue_age",     "age_from", "age_to", "duration",
                                                        "age_band", "calendar_year", "held",     "year"};

/// Adds the columns named in the tree of an expression; in `direct` those that are the answer itself: of a choice or of steps, not
/// of arithmetic.
void mentioned(const Ast& ast, std::uint32_t index, bool is_answer, std::set<std::string>& all, std::set<std::string>& direct) {
    if (index == Ast::none) return;
    const Node& node = ast.at(index);
    if (node.op == Syntax::name) {
        all.insert(node.text);
        if (is_answer) direct.insert(node.text);
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        bool child = false;
        if (node.op == Syntax::choose) child = is_answer && i > 0;
        if (node.op == Syntax::steps) child = is_answer && i % 2 == 0;
        mentioned(ast, node.children[i], child, all, direct);
    }
}

/// The answer inside `chance(...)` and its like, and what kind that makes of it.
std::uint32_t answer_in(const Ast& ast, RateShape::Kind& kind) {
    const Node& top = ast.top();
    if (top.op != Syntax::call || top.children.size() != 1) return ast.root;
    if (top.text == "chance" || top.text == "dependent") kind = RateShape::Kind::chance;
    if (top.text == "force") kind = RateShape::Kind::force;
    return kind == RateShape::Kind::number ? ast.root : top.children.front();
}

}  // namespace

RateShape shape_of(const Table& table) {
    RateShape shape;
    const auto& columns = table.rows.columns;
    if (columns.empty()) return shape;
    std::set<std::string> all, direct, conditions, none;
    if (table.value != nullptr) {
        const std::uint32_t answer = answer_in(table.value->ast, shape.kind);
        mentioned(table.value->ast, answer, true, all, direct);
    } else {
        all = direct = {columns.back()};
    }
    if (table.when != nullptr) mentioned(table.when->ast, table.when->ast.root, false, conditions, none);
    const auto is_place = [&](const std::string& name) {
        return conditions.contains(name) || std::find(axis_words.begin(), axis_words.end(), name) != axis_words.end();
    };
    // Where those do not tell the rows apart and the answer is the last column alone, the columns before it are axes too.
    std::set<std::vector<std::string>> places;
    for (const auto& row : table.rows.cells) {
        std::vector<std::string> place;
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (is_place(columns[i])) place.push_back(join(row[i].items));
        places.insert(std::move(place));
    }
    const bool last_alone = all.contains(columns.back()) && std::none_of(columns.begin(), columns.end() - 1, [&](const std::string& name) {
                                return all.contains(name) && !is_place(name);
                            });
    const bool others = last_alone && (places.size() < table.rows.cells.size() || places.contains({}));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (is_place(columns[i]) || (others && i + 1 < columns.size()))
            shape.axes.push_back(i);
        else if (table.column_types[i].base == Type::Base::number)
            shape.values.push_back(i);
    }
    for (const std::size_t i : shape.values)
        if (direct.contains(columns[i])) shape.rates.push_back(i);
    return shape;
}

const Table* ultimate_of(const Table& table, const Book& book) {
    if (table.otherwise == nullptr || table.otherwise->ast.top().op != Syntax::name) return nullptr;
    return book.table(table.otherwise->ast.top().text);
}

}  // namespace hearth
