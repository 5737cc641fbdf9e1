// Built-in functions, and tables where they are mentioned.
#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/compile.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

using Base = Type::Base;

std::uint32_t Compiler::call(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const Node& node = ast.at(index);
    const std::string& function = node.text;
    if (node.children.size() == 1 && ast.at(node.children[0]).op == Syntax::each)
        if (const auto made = each_row(ast, index, scope)) return *made;
    Instruction made;
    made.place = node.place;
    made.text = function;
    for (const std::uint32_t child : node.children) made.arguments.push_back(this->node(ast, child, scope));
    const std::size_t count = made.arguments.size();
    const auto argument = [&](std::size_t i) { return type(made.arguments[i]); };
    const auto need = [&](std::size_t least, std::size_t most, const char* usage) {
        if (count >= least && count <= most) return true;
        fault("E0413", node.place, fmt::format("{} takes {}, but here stand {} arguments", function, usage, count));
        made.op = Code::constant;
        made.type = Type::of(Base::any);
        made.arguments.clear();
        return false;
    };
    const auto numeric = [&](std::size_t i) {
        const Type t = argument(i);
        if (!t.numeric() && t.base != Base::any)
            fault("E0402", ast.at(node.children[i]).place, fmt::format("{} takes numbers, but here stands a {}", function, to_text(t.base)));
    };
    if (function == "min" || function == "max") {
        if (!need(2, 1000, "two or more values")) return emit(std::move(made));
        made.op = function == "min" ? Code::minimum : Code::maximum;
        made.type = argument(0);
        for (std::size_t i = 1; i < count; ++i)
            made.type = joined(made.type, argument(i), ast.at(node.children[i]).place, function == "min" ? "there is no min of" : "there is no max of", true);
        if (made.type.base == Base::truth || made.type.base == Base::name || made.type.base == Base::list)
            fault("E0402", node.place, fmt::format("{} takes numbers, but here stands a {}", function, to_text(made.type.base)));
    } else if (function == "abs") {
        if (!need(1, 1, "one number")) return emit(std::move(made));
        made.op = Code::absolute;
        numeric(0);
        made.type = argument(0);
    } else if (function == "round" || function == "floor") {
        if (!need(function == "round" ? 2 : 1, 2, function == "round" ? "a number and a unit: round(x, 0.01)" : "a number or a date, and a unit"))
            return emit(std::move(made));
        made.op = function == "round" ? Code::round : Code::floor;
        made.type = argument(0);
        if (argument(0).base == Base::date && function == "floor") {
            if (count != 2 || (argument(1).base != Base::span && argument(1).base != Base::any))
                fault("E0402", node.place, "floor of a date goes down to a span", "write floor(date, 1 month)");
        } else {
            numeric(0);
            if (count > 1 && argument(1).base != Base::span) numeric(1);
        }
        if (count > 1) made.type.degree = same_degree(argument(0).degree, argument(1).degree);
        else if (made.type.degree != 0) made.type.degree = Degree::fixed;
    } else if (function == "exp" || function == "ln") {
        if (!need(1, 1, "one number")) return emit(std::move(made));
        made.op = function == "exp" ? Code::exponential : Code::logarithm;
        numeric(0);
        made.type = Type::number(argument(0).degree == 0 || argument(0).degree == Degree::any ? std::int8_t{0} : Degree::fixed);
    } else if (function == "force" || function == "chance" || function == "dependent" || function == "number") {
        if (!need(1, 1, "one number or rate")) return emit(std::move(made));
        const Type from = argument(0);
        made.id = static_cast<std::uint32_t>(from.base);
        if (!from.rate() && from.base != Base::number && from.base != Base::any)
            fault("E0402", ast.at(node.children[0]).place, fmt::format("{} takes a number or a rate, but here stands a {}", function, to_text(from.base)));
        if (function == "dependent" && from.rate() && from.base != Base::dependent)
            fault("E0407", node.place, fmt::format("a {} is not read as a dependent rate", to_text(from.base)), "write dependent(number(...))");
        if (function != "number" && from.base == Base::dependent && function != "dependent")
            fault("E0407", node.place, fmt::format("a dependent rate is not read as a {}", function), fmt::format("write {}(number(...))", function));
        made.op = function == "force" ? Code::to_force : function == "chance" ? Code::to_chance : Code::to_plain;
        made.type = Type::of(function == "force" ? Base::force : function == "chance" ? Base::chance : function == "dependent" ? Base::dependent : Base::number);
    } else if (function == "count" || function == "any" || function == "all" || function == "sum") {
        if (!need(1, 1, "one list, or 'x for each y when c'")) return emit(std::move(made));
        made.op = function == "count" ? Code::count_of : function == "any" ? Code::any_of : function == "all" ? Code::all_of : Code::sum_of;
        if (argument(0).base != Base::list && argument(0).base != Base::any)
            fault("E0410", ast.at(node.children[0]).place, fmt::format("{} takes a list, but here stands a {}", function, to_text(argument(0).base)));
        const Type item = argument(0).item();
        const bool adds = function == "sum";
        if (item.base != Base::any && (adds ? !item.numeric() : item.base != Base::truth))
            fault("E0402", ast.at(node.children[0]).place,
                  fmt::format("{} takes {}, but here stands a list of {}s", function, adds ? "numbers" : "conditions", to_text(item.base)));
        made.type = function == "any" || function == "all" ? Type::truth() : adds && (item.base == Base::money || item.counts) ? item : Type::number();
    } else {
        const bool known = std::find(function_names().begin(), function_names().end(), function) != function_names().end();
        if (known)
            fault("E0414", node.place, fmt::format("{}(...) has no meaning here", function));
        else
            fault("E0415", node.place, fmt::format("there is no function '{}'", function), did_you_mean(function, function_names()));
        made.op = Code::constant;
        made.type = Type::of(Base::any);
        made.arguments.clear();
    }
    return emit(std::move(made));
}

std::uint32_t Compiler::lookup(const Table& table, const Scope& scope, const Place& place, const std::set<std::string>& given) {
    Instruction made;
    made.op = Code::lookup;
    made.place = place;
    made.table = &table;
    made.text = table.header.name;
    if (std::find(open_tables_.begin(), open_tables_.end(), &table) != open_tables_.end()) {
        std::string path;
        for (const Table* open : open_tables_) path += open->header.name + " -> ";
        fault("E0406", table.header.place, fmt::format("table {} depends on itself: {}{}", table.header.name, path, table.header.name));
        made.op = Code::constant;
        return emit(std::move(made));
    }
    open_tables_.push_back(&table);
    given_.push_back(&given);  // what is given to a table is given to those it mentions
    if (table.header.illustrative) illustrative_ = true;

    Scope lets;
    lets.outer = &scope;
    lets.find = [&table, &lets](const std::string& path, Compiler&) -> std::optional<Binding> {
        for (const auto& [name, expression] : table.lets)
            if (name == path) {
                Binding binding;
                binding.kind = Binding::Kind::expression;
                binding.expression = expression;
                binding.scope = &lets;
                return binding;
            }
        return std::nullopt;
    };
    const Scope row = row_scope(table, lets);

    std::vector<std::uint32_t> keys;
    for (std::size_t i = 0; i < table.rows.columns.size(); ++i) {
        const std::string& column = table.rows.columns[i];
        const bool with_at = std::any_of(given_.begin(), given_.end(), [&](const auto* names) { return names->contains(column); });
        if (!measure_names().contains(column) && !asked_.contains(column) && !with_at) continue;
        Ast ast;
        ast.nodes.push_back({Syntax::name, place, 0, column, {}, {}});
        ast.root = 0;
        if (!find(column, scope)) {
            fault("E0416", place, fmt::format("table {} has the column '{}', which is not known here", table.header.name, column),
                  fmt::format("give it: --set {}=..., or {} at ({}: ...)", column, table.header.name, column));
            continue;
        }
        // Inside a year the age last birthday is the counted one, also at the end of the step that closes it.
        const bool counted = !(column == "age" && table.age == Table::Age::nearest_birthday);
        std::uint32_t key = name(ast, 0, scope, nullptr, counted);
        if (column == "age" && table.age != Table::Age::exact) {
            if (table.age == Table::Age::nearest_birthday) {
                const std::uint32_t half = constant(Value::of(0.5), Type::number(), place);
                Instruction sum;
                sum.op = Code::add;
                sum.type = Type::number();
                sum.place = place;
                sum.arguments = {key, half};
                key = emit(std::move(sum));
            }
            Instruction down;
            down.op = Code::floor;
            down.type = Type::number();
            down.place = place;
            down.arguments = {key};
            key = emit(std::move(down));
        }
        keys.push_back(key);
        made.ids.push_back(static_cast<std::uint32_t>(i));
    }
    enter_row();
    std::uint32_t value = Instruction::none, when = Instruction::none, otherwise = Instruction::none;
    Type out = Type::of(Base::any);
    const auto body = [&](const ExpressionPtr& expression, const Scope& where) {
        if (expression->illustrative) illustrative_ = true;
        if (std::find(open_.begin(), open_.end(), expression.get()) != open_.end()) return constant(Value::of(0), Type::of(Base::any), place);
        open_.push_back(expression.get());
        const std::uint32_t code = node(expression->ast, expression->ast.root, where);
        open_.pop_back();
        return code;
    };
    if (table.value) {
        value = body(table.value, row);
        out = type(value);
    } else if (!table.rows.empty()) {
        Instruction last;
        last.op = Code::column;
        last.id = static_cast<std::uint32_t>(table.rows.columns.size() - 1);
        last.type = table.column_types.back();
        last.place = table.header.place;
        out = last.type;
        value = emit(std::move(last));
    }
    if (table.when) {
        when = body(table.when, row);
        if (type(when).base != Base::truth && type(when).base != Base::any)
            fault("E0409", table.when->place, fmt::format("a condition is wanted, but here stands a {}", to_text(type(when).base)));
    }
    if (table.otherwise) {
        otherwise = body(table.otherwise, lets);
        out = joined(out, type(otherwise), table.otherwise->place, "a table cannot answer both", false);
    }
    leave_row();
    if (!table.unit.empty() && out.base == Base::number && !out.counts) {
        out = Type::money(0);
        if (table.header.currency != home_) out.currency = table.header.currency;
    }
    made.type = out;
    made.arguments = {value, when, otherwise};
    made.arguments.insert(made.arguments.end(), keys.begin(), keys.end());
    // One numeric key over rows of consecutive numbers: found by position.
    if (keys.size() == 1 && !table.when && !table.cells.empty()) {
        const std::uint32_t column = made.ids[0];
        bool dense = true;
        for (std::size_t i = 0; i < table.cells.size() && dense; ++i) {
            const Value& cell = table.cells[i][column];
            dense = cell.kind == Value::Kind::number && cell.number == table.cells[0][column].number + static_cast<double>(i);
        }
        if (dense) made.constant = Value::of(table.cells[0][column].number);
    }
    open_tables_.pop_back();
    given_.pop_back();
    return emit(std::move(made));
}

std::uint32_t Compiler::overlaid(const Ast& ast, std::uint32_t index, const Scope& scope,
                                 const std::function<std::uint32_t(const std::string&, std::uint32_t)>& wrap) {
    const Node& node = ast.at(index);
    std::map<std::string, Binding> given;
    std::set<std::string> names;
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        if (node.names[i].empty()) {
            fault("E0417", node.place, "'at' a moment has no meaning here", "write 'at (name: value)' for a table");
            continue;
        }
        Binding binding;
        binding.kind = Binding::Kind::code;
        binding.depth = row_depth_;
        binding.load = this->node(ast, node.children[i + 1], scope);
        if (wrap) binding.load = wrap(node.names[i], binding.load);
        binding.type = type(binding.load);
        given.emplace(node.names[i], binding);
        names.insert(node.names[i]);
    }
    Scope overlay;
    overlay.outer = &scope;
    std::set<std::string> unread = names;
    overlay.find = [&given, &unread](const std::string& path, Compiler&) -> std::optional<Binding> {
        unread.erase(path);
        const auto found = given.find(path);
        return found == given.end() ? std::nullopt : std::optional<Binding>(found->second);
    };
    const Node& what = ast.at(node.children[0]);
    std::optional<Binding> table;
    if (what.op == Syntax::name)
        if (const auto found = find(what.text, overlay); found && found->kind == Binding::Kind::table) table = found;
    const std::uint32_t made = table ? lookup(*table->table, overlay, node.place, names) : this->node(ast, node.children[0], overlay);
    for (const std::string& name : unread)
        fault("E0417", node.place, fmt::format("'{}' reads no '{}', which is given to it in vain", to_text(ast, node.children[0]), name),
              table ? did_you_mean(name, table->table->rows.columns) : "'at (name: value)' gives a table its columns");
    return made;
}

}  // namespace hearth
