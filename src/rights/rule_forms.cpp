// Forms inside programmes: lists over people, policies and rows; time since something; looks from elsewhere.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "rule_scope.hpp"

namespace hearth {

using From = Reading::From;
using Kind = Reading::Kind;

std::uint32_t RuleScope::special(Compiler& compiler, Reading reading, Type type, const Ast& ast, std::uint32_t node,
                                 std::vector<std::uint32_t> arguments) const {
    Instruction made;
    made.op = Code::special;
    made.type = std::move(type);
    made.place = ast.at(node).place;
    made.text = to_text(ast, node);
    made.arguments = std::move(arguments);
    made.id = static_cast<std::uint32_t>(rules_.readings_.size());
    reading.place = made.place;
    rules_.readings_.push_back(std::move(reading));
    return compiler.emit(std::move(made));
}

std::optional<std::uint32_t> RuleScope::form(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) const {
    const Node& node = ast.at(index);
    if (node.op == Syntax::is || node.op == Syntax::is_not) {
        const Node& right = ast.at(node.children[1]);
        if (right.op != Syntax::name || right.text != "paid_up") return std::nullopt;
        const std::uint32_t status = compiler.node(ast, node.children[0], here);
        const Instruction& left = compiler.instruction(status);
        if (left.op != Code::load || rules_.readings_[left.id].kind != Kind::policy || rules_.readings_[left.id].name != "status") {
            compiler.fault("E0730", node.place, "'paid_up' is a truth about the status of a policy", "write 'status is paid_up' for each policy");
            return compiler.emit({Code::constant, Type::truth(), node.place, 0, {}, Value::truth(false), nullptr, {}, "", {}});
        }
        Reading reading = rules_.readings_[left.id];
        reading.kind = Kind::paid_up;
        std::uint32_t made = special(compiler, reading, Type::truth(), ast, index, {});
        if (node.op == Syntax::is) return made;
        Instruction no;
        no.op = Code::negation;
        no.type = Type::truth();
        no.place = node.place;
        no.arguments = {made};
        return compiler.emit(std::move(no));
    }
    if (node.op == Syntax::at) return at(ast, index, compiler, here);
    if (node.op != Syntax::call) return std::nullopt;
    if (node.text == "since") return since(ast, index, compiler, here);
    if (node.text == "lasting" && node.children.size() == 1) {
        Reading reading;
        reading.kind = Kind::lasting;
        return watched(ast, index, compiler, here, reading);
    }
    if (rules_.outside_ && (node.text == "pv" || node.text == "probability" || node.text == "first")) return expectation(ast, index, compiler, here);
    if (node.text == "holder" && node.children.size() == 1 && ast.at(node.children[0]).op == Syntax::name) {
        const std::string& path = ast.at(node.children[0]).text;
        Reading reading;
        reading.kind = Kind::holder;
        reading.right = rules_.right(path);
        if (reading.right == Reading::none && rules_.in_programme_ != Reading::none) reading.right = rules_.right(rules_.in_programme_, path);
        if (reading.right == Reading::none) {
            std::vector<std::string> known;
            for (std::size_t i = 0; i < rules_.rights_.size(); ++i) known.push_back(rules_.path(i));
            compiler.fault("E0405", ast.at(node.children[0]).place, fmt::format("there is no right '{}'", path), did_you_mean(path, known));
            reading.right = 0;
        }
        remember("holder");
        return special(compiler, reading, Type::name(), ast, index, {});
    }
    const bool listed = node.text == "sum" || node.text == "count" || node.text == "any" || node.text == "all" || node.text == "min" || node.text == "max";
    if (listed && node.children.size() == 1 && ast.at(node.children[0]).op == Syntax::each) return each(ast, index, compiler, here);
    return std::nullopt;
}

std::optional<std::uint32_t> RuleScope::each(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) const {
    const Node& call = ast.at(index);
    const Node& item = ast.at(call.children[0]);
    const bool bare = item.text.empty();  // "count(family.person when ...)": the set itself is counted
    const std::string path = bare ? ast.at(item.children[0]).text : item.text;
    const auto nothing = [&] { return compiler.emit({Code::constant, Type::of(Type::Base::any), call.place, 0, {}, Value::of(0), nullptr, {}, "", {}}); };
    auto reading = set_of(path);
    if (!reading || (bare && call.text != "count")) {
        compiler.fault("E0732", item.place, fmt::format("'{}' is no set that 'for each' can run over", path),
                       "owner.policy, family.policy, family.person, owner.parents, or a table");
        return nothing();
    }
    Scope row;
    Scope table_row;
    const Table* table = reading->kind == Kind::each_row ? rules_.book_.table(path) : nullptr;
    const std::size_t before = rules_.person_row_;
    if (table != nullptr) {
        table_row = compiler.row_scope(*table, here);
        compiler.enter_row();
        rules_.table_rows_.push_back(&table_row);
        if (table->header.illustrative) compiler.mark_illustrative();
        reading->name = path;
    } else {
        reading->level = rules_.rows_++;
        row.outer = &here;
        if (reading->kind == Kind::each_person) {
            rules_.person_row_ = reading->level;
        } else {
            row.find = [this, level = reading->level](const std::string& name, Compiler&) -> std::optional<Binding> {
                Reading leaf;
                leaf.kind = Kind::policy;
                leaf.from = From::policy_row;
                leaf.level = level;
                std::vector<std::string> parts(1);
                for (const char c : name) c == '.' ? parts.emplace_back() : parts.back() += c, void();
                return policy_leaf(leaf, parts, parts[0] == "policy" ? 1 : 0);
            };
        }
    }
    const Scope& inside = table != nullptr ? table_row : row;
    std::uint32_t when = Instruction::none, value = Instruction::none, own = Instruction::none;
    if (item.children[1] != Ast::none) when = compiler.node(ast, item.children[1], inside);
    if (!bare) value = compiler.node(ast, item.children[0], inside);
    if (table != nullptr && table->when) own = compiler.in_place(table->when, "when", inside);
    const Type::Base counted = value == Instruction::none ? Type::Base::truth : compiler.type(value).base;
    if (call.text == "count" && counted != Type::Base::truth && counted != Type::Base::any) value = Instruction::none;  // the rows are counted
    const Type type = value == Instruction::none ? Type::truth() : compiler.type(value);
    const auto truth = [&](std::uint32_t code, const Place& place) {
        if (code != Instruction::none && compiler.type(code).base != Type::Base::truth && compiler.type(code).base != Type::Base::any)
            compiler.fault("E0409", place, fmt::format("a condition is wanted, but here stands a {}", to_text(compiler.type(code).base)));
    };
    truth(when, item.place);
    if (call.text == "any" || call.text == "all") truth(value, item.place);
    static const std::map<std::string, Code, std::less<>> wholes = {{"sum", Code::sum_of}, {"count", Code::count_of}, {"any", Code::any_of},
                                                                    {"all", Code::all_of}, {"min", Code::minimum},   {"max", Code::maximum}};
    const bool number = call.text == "sum" || call.text == "min" || call.text == "max";
    if (number && !type.numeric() && type.base != Type::Base::any)
        compiler.fault("E0402", item.place, fmt::format("{} takes numbers, but here stands a {}", call.text, to_text(type.base)));
    if (table != nullptr) {
        compiler.leave_row();
        rules_.table_rows_.pop_back();
    } else {
        --rules_.rows_;
    }
    rules_.person_row_ = before;
    Instruction whole;
    whole.op = wholes.find(call.text)->second;
    whole.type = number ? type : call.text == "count" ? Type::number() : Type::truth();
    whole.place = call.place;
    whole.text = whole.op == Code::minimum || whole.op == Code::maximum ? call.text : to_text(ast, index);
    whole.arguments = {special(compiler, *reading, Type::list(type), ast, call.children[0], {value, when, own})};
    compiler.instruction(whole.arguments[0]).table = table;
    compiler.instruction(whole.arguments[0]).ids = {static_cast<std::uint32_t>(whole.op)};
    return compiler.emit(std::move(whole));
}

std::optional<std::uint32_t> RuleScope::watched(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here, Reading reading) const {
    const Node& node = ast.at(index);
    if (rules_.rows_ > 0 || !rules_.table_rows_.empty())
        compiler.fault("E0731", node.place, fmt::format("{}(...) of a condition inside 'for each' is not computed yet", node.text));
    const std::uint32_t condition = compiler.node(ast, node.children[0], here);
    const Type::Base base = compiler.type(condition).base;
    if (base != Type::Base::truth && base != Type::Base::any)
        compiler.fault("E0409", ast.at(node.children[0]).place, fmt::format("a condition is wanted, but here stands a {}", to_text(base)));
    remember(to_text(ast, index));
    return special(compiler, std::move(reading), Type::of(Type::Base::span), ast, index, {condition});
}

std::optional<std::uint32_t> RuleScope::since(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) const {
    const Node& node = ast.at(index);
    if (node.children.size() != 1) return std::nullopt;
    const Node& what = ast.at(node.children[0]);
    const Type span = Type::of(Type::Base::span);
    Reading reading;
    if (what.op == Syntax::name && what.text == "issue") {
        const auto issued = compiler.find("issued", here);
        if (issued && issued->kind == Binding::Kind::load) {
            reading = rules_.readings_[issued->load];
        } else {
            reading.from = From::policy;
        }
        reading.kind = Kind::since_issue;
        return special(compiler, reading, span, ast, index, {});
    }
    if (what.op == Syntax::name && (what.text == "unlock" || what.text == "request")) {
        if (rules_.in_right_ == Reading::none)
            compiler.fault("E0733", node.place, fmt::format("{} has a meaning only inside a right", to_text(ast, index)), "write since(right >= unlocked)");
        reading = person();
        reading.kind = what.text == "unlock" ? Kind::since_unlock : Kind::since_request;
        reading.right = rules_.in_right_;
        remember(to_text(ast, index));
        return special(compiler, reading, span, ast, index, {});
    }
    if (what.op == Syntax::name) {
        const std::uint32_t code = compiler.node(ast, node.children[0], here);
        if (compiler.type(code).base == Type::Base::date) {
            reading.kind = Kind::since_day;
            return special(compiler, reading, span, ast, index, {code});
        }
    }
    reading.kind = Kind::since;
    return watched(ast, index, compiler, here, reading);
}

std::optional<std::uint32_t> RuleScope::expectation(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) const {
    const Node& node = ast.at(index);
    if (node.children.size() != 1) return std::nullopt;
    const Node& what = ast.at(node.children[0]);
    Reading reading;
    if (node.text == "pv") {
        reading.kind = Kind::present_value;
        reading.right = what.op == Syntax::name ? rules_.right(what.text) : Reading::none;
        if (reading.right == Reading::none) {
            std::vector<std::string> known;
            for (std::size_t i = 0; i < rules_.rights_.size(); ++i) known.push_back(rules_.path(i));
            compiler.fault("E0405", what.place, fmt::format("pv({}) is asked of a family, where it takes a right", to_text(ast, node.children[0])), did_you_mean(to_text(ast, node.children[0]), known));
            reading.right = 0;
        }
        return special(compiler, reading, Type::money(0), ast, index, {});
    }
    const bool first = node.text == "first";
    reading.kind = first ? Kind::first : Kind::probability;
    const std::uint32_t condition = compiler.node(ast, node.children[0], here);
    const Type::Base base = compiler.type(condition).base;
    if (base != Type::Base::truth && base != Type::Base::any)
        compiler.fault("E0409", what.place, fmt::format("a condition is wanted, but here stands a {}", to_text(base)));
    return special(compiler, reading, first ? Type::of(Type::Base::date) : Type::number(), ast, index, {condition});
}

std::optional<std::uint32_t> RuleScope::at(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) const {
    const Node& node = ast.at(index);
    if (!rules_.outside_) return std::nullopt;
    static const std::vector<std::string> known = {"owner", "person", "policy", "date", ""};
    for (const std::string& name : node.names)
        if (std::find(known.begin(), known.end(), name) == known.end()) return std::nullopt;
    Reading reading;
    reading.kind = Kind::at;
    reading.hops = node.names;
    std::vector<std::uint32_t> arguments = {compiler.node(ast, node.children[0], here)};
    for (std::size_t i = 1; i < node.children.size(); ++i) {
        const Node& given = ast.at(node.children[i]);
        if (node.names[i - 1] == "policy" && given.op == Syntax::name)  // the name of a policy is no word elsewhere
            arguments.push_back(compiler.emit({Code::constant, Type::name(), given.place, 0, {}, Value::name(rules_.book_.names->id(given.text)), nullptr, {}, given.text, {}}));
        else
            arguments.push_back(compiler.node(ast, node.children[i], here));
    }
    return special(compiler, reading, compiler.type(arguments[0]), ast, index, arguments);
}

}  // namespace hearth
