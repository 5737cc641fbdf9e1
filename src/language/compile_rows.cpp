// The rows of a table one by one: "sum(x for each TABLE when c)", "count(TABLE when c)" (rule S14).
#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hearth/language/compile.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

using Base = Type::Base;

Scope Compiler::row_scope(const Table& table, const Scope& outer) const {
    Scope row;
    row.outer = &outer;
    row.find = [&table, depth = row_depth_ + 1](const std::string& path, Compiler&) -> std::optional<Binding> {
        const auto found = std::find(table.rows.columns.begin(), table.rows.columns.end(), path);
        if (found == table.rows.columns.end()) return std::nullopt;
        Binding column;
        column.kind = Binding::Kind::column;
        column.load = static_cast<std::uint32_t>(found - table.rows.columns.begin());
        column.type = table.column_types[column.load];
        column.depth = depth;
        return column;
    };
    row.names = [&table](std::vector<std::string>& out) { out.insert(out.end(), table.rows.columns.begin(), table.rows.columns.end()); };
    return row;
}

std::optional<std::uint32_t> Compiler::each_row(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const Node& call = ast.at(index);
    const Node& item = ast.at(call.children[0]);
    static const std::vector<std::pair<std::string, Code>> wholes = {{"sum", Code::sum_of}, {"count", Code::count_of}, {"any", Code::any_of},
                                                                     {"all", Code::all_of}, {"min", Code::minimum},   {"max", Code::maximum}};
    const auto whole = std::find_if(wholes.begin(), wholes.end(), [&](const auto& one) { return one.first == call.text; });
    if (whole == wholes.end()) return std::nullopt;
    const bool bare = item.text.empty();  // "count(TABLE when c)": the rows themselves are counted
    if (bare && (whole->second != Code::count_of || ast.at(item.children[0]).op != Syntax::name)) return std::nullopt;
    const auto found = find(bare ? ast.at(item.children[0]).text : item.text, scope);
    if (!found || found->kind != Binding::Kind::table || found->table->rows.empty()) return std::nullopt;
    const Table& table = *found->table;
    if (table.header.illustrative) illustrative_ = true;
    const Scope row = row_scope(table, scope);
    const auto condition = [&](std::uint32_t code, const Place& place) {
        if (type(code).base != Base::truth && type(code).base != Base::any)
            fault("E0409", place, fmt::format("a condition is wanted, but here stands a {}", to_text(type(code).base)));
        return code;
    };
    enter_row();
    Instruction list;
    list.op = Code::rows;
    list.place = item.place;
    list.table = &table;
    list.arguments = {bare ? constant(Value::truth(true), Type::truth(), item.place) : node(ast, item.children[0], row), Instruction::none, Instruction::none};
    if (item.children[1] != Ast::none) list.arguments[1] = condition(node(ast, item.children[1], row), ast.at(item.children[1]).place);
    if (table.when) list.arguments[2] = condition(in_place(table.when, "when", row), table.when->place);
    leave_row();
    if (whole->second == Code::count_of && type(list.arguments[0]).base != Base::truth) list.arguments[0] = constant(Value::truth(true), Type::truth(), item.place);
    const Type value = type(list.arguments[0]);
    const bool truths = whole->second == Code::any_of || whole->second == Code::all_of;
    if (truths) condition(list.arguments[0], item.place);
    if (!truths && whole->second != Code::count_of && !value.numeric() && value.base != Base::any)
        fault("E0402", item.place, fmt::format("{} takes numbers, but here stands a {}", call.text, to_text(value.base)));
    list.type = Type::list(value);
    Instruction made;
    made.op = whole->second;
    made.type = truths ? Type::truth() : whole->second == Code::count_of ? Type::number() : value;
    made.place = call.place;
    made.text = call.text;
    made.arguments = {emit(std::move(list))};
    return emit(std::move(made));
}

}  // namespace hearth
