#include "hearth/language/compile.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

namespace {

// Bounds on what hostile lets can make of a short text: lets that mention each other twice double at every one.
constexpr double most_steps = 1e5;
constexpr std::size_t most_depth = 400;  // a level takes up to 8 KB of the stack under the sanitizers

struct Deeper {
    explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ~Deeper() { --depth_; }
    std::size_t& depth_;
};

}  // namespace

void Compiler::fault(const char* code, const Place& place, std::string message, std::string hint) {
    failed_ = true;
    report_.error(code, place, std::move(message), std::move(hint));
}

std::uint32_t Compiler::emit(Instruction instruction) {
    double cost = 1;
    for (const std::uint32_t argument : instruction.arguments)
        if (argument < costs_.size()) cost += costs_[argument];
    if (cost > most_steps) too_large(instruction.place, "takes more than 100,000 steps");
    costs_.push_back(cost);
    program_.code.push_back(std::move(instruction));
    return static_cast<std::uint32_t>(program_.code.size() - 1);
}

void Compiler::too_large(const Place& place, const char* why) {
    if (std::exchange(too_large_, true)) return;
    fault("E0421", place, fmt::format("with its lets and tables put in, this expression {}", why), "mention each let fewer times");
}

std::uint32_t Compiler::constant(Value value, Type type, const Place& place) {
    Instruction made;
    made.op = Code::constant;
    made.type = std::move(type);
    made.place = place;
    made.constant = std::move(value);
    return emit(std::move(made));
}

namespace {

bool accepts(Type::Base wanted, const Type& type) {
    using Base = Type::Base;
    if (wanted == Base::any || type.base == Base::any) return true;
    if (wanted == Base::number || wanted == Base::money) return type.numeric();
    if (wanted == Base::force) return type.rate();
    return wanted == type.base;
}

std::string wanted_text(Type::Base wanted) {
    return wanted == Type::Base::force ? "rate: force(...), chance(...) or dependent(...)" : to_text(wanted);
}

}  // namespace

std::optional<Program> Compiler::compile(const Expression& expression, const Scope& scope, Type::Base wanted, DomainPtr domain) {
    program_ = {};
    costs_.clear();
    failed_ = too_large_ = false;
    depth_ = 0;
    open_.assign(1, &expression);
    open_tables_.clear();
    row_depth_ = 0;
    if (expression.illustrative) illustrative_ = true;
    Type hint = Type::of(wanted);
    hint.domain = std::move(domain);
    const std::uint32_t root = node(expression.ast, expression.ast.root, scope, &hint);
    open_.clear();
    if (failed_) return std::nullopt;
    if (!accepts(wanted, type(root))) {
        fault("E0401", expression.ast.top().place,
              fmt::format("{} is a {}, but a {} is wanted", expression.path, to_text(type(root).base), wanted_text(wanted)),
              wanted == Type::Base::force ? "say what the number is: force(x) a year, chance(x) a year, dependent(x) a row entry" : "");
        return std::nullopt;
    }
    if (type(root).numeric() && (!type(root).currency.empty() || !type(root).per.empty()) && type(root).degree != Degree::any)
        fault("E0424", expression.ast.top().place, fmt::format("{} is in {}, where {} is wanted", expression.path, unit_of(type(root)), unit_of(Type::money())),
              exchange_hint());
    if (hint.domain) check_word(root, hint);
    if (failed_) return std::nullopt;
    program_.root = root;
    return std::move(program_);
}

std::uint32_t Compiler::node(const Ast& ast, std::uint32_t index, const Scope& scope, const Type* wanted) {
    const Node& node = ast.at(index);
    const Deeper deeper(depth_);
    if (depth_ > most_depth) too_large(node.place, "is nested more than 400 deep");
    if (too_large_) return constant(Value::of(0), Type::of(Type::Base::any), node.place);
    if (node.op == Syntax::call || node.op == Syntax::at || node.op == Syntax::is || node.op == Syntax::is_not)
        for (const Scope* at = &scope; at != nullptr; at = at->outer)
            if (at->form)
                if (const auto made = at->form(ast, index, *this, scope)) return *made;
    switch (node.op) {
        case Syntax::number: return constant(Value::of(node.number), Type::number(node.number == 0 ? Degree::any : std::int8_t{0}), node.place);
        case Syntax::money: {
            Type type = Type::money(node.number == 0 ? Degree::any : std::int8_t{0});
            if (node.text != home_) type.currency = node.text;
            return constant(Value::of(node.number), std::move(type), node.place);
        }
        case Syntax::bound: {
            Value bound = Value::of(node.number);
            bound.kind = Value::Kind::bound;
            bound.more = node.text == "more";
            return constant(bound, Type::number(), node.place);
        }
        case Syntax::span: {
            Span span;
            if (node.text == "day") span.days = node.number;
            if (node.text == "week") span.weeks = node.number;
            if (node.text == "month") span.months = node.number;
            if (node.text == "year") span.months = node.number * 12;
            return constant(Value::of(span), Type::of(Type::Base::span), node.place);
        }
        case Syntax::date: return constant(Value::date(Date::from_days(static_cast<std::int32_t>(node.number))), Type::of(Type::Base::date), node.place);
        case Syntax::text: {
            const std::uint32_t made = constant(Value::name(names_.id(node.text)), Type::name(), node.place);
            instruction(made).text = node.text;
            return made;
        }
        case Syntax::name: return name(ast, index, scope, wanted, false);
        case Syntax::list: {
            Instruction list;
            list.op = Code::list;
            list.place = node.place;
            list.type = Type::list(Type::Base::any);
            for (const std::uint32_t child : node.children) {
                list.arguments.push_back(this->node(ast, child, scope, wanted));
                const Type& item = type(list.arguments.back());
                if (item.base == Type::Base::any) continue;
                if (list.type.element == Type::Base::any) {
                    list.type = Type::list(item);
                } else if (item.numeric() && list.type.item().numeric()) {
                    list.type = Type::list(joined(list.type.item(), item, ast.at(child).place, "a list cannot hold both", false));
                } else if (list.type.element != item.base) {
                    fault("E0402", ast.at(child).place, fmt::format("a list of {}s cannot hold a {}", to_text(list.type.element), to_text(item.base)));
                }
            }
            return emit(std::move(list));
        }
        case Syntax::call: return call(ast, index, scope);
        case Syntax::at: return overlaid(ast, index, scope);
        case Syntax::each:
            fault("E0403", node.place, "'for each' and 'when' stand only inside pv, sum, count, any, all, min and max");
            return constant(Value::of(0), Type::of(Type::Base::any), node.place);
        case Syntax::steps: return steps(ast, index, scope, wanted);
        case Syntax::choose: return choose(ast, index, scope, wanted);
        case Syntax::either: case Syntax::both: case Syntax::negation: return logic(ast, index, scope);
        case Syntax::is: case Syntax::is_not: case Syntax::less: case Syntax::at_most: case Syntax::greater: case Syntax::at_least: case Syntax::in:
            return compare(ast, index, scope);
        default: return arithmetic(ast, index, scope);
    }
}

std::optional<Binding> Compiler::find(const std::string& path, const Scope& scope) {
    for (const Scope* at = &scope; at != nullptr; at = at->outer)
        if (at->find && !(at->local && !open_tables_.empty()))
            if (auto found = at->find(path, *this)) {
                if (found->kind == Binding::Kind::table && found->scope == nullptr) found->scope = &scope;
                return found;
            }
    return std::nullopt;
}

std::uint32_t Compiler::name(const Ast& ast, std::uint32_t index, const Scope& scope, const Type* wanted, bool counted) {
    const Node& node = ast.at(index);
    const std::string& path = node.text;
    if (path == "yes" || path == "no") return constant(Value::truth(path == "yes"), Type::truth(), node.place);
    if (path == "unknown") return constant(Value::unknown(open_.empty() || open_.back()->path.empty() ? path : open_.back()->path), Type::of(Type::Base::any), node.place);
    if (path == "never") return constant(Value::never(), Type::of(Type::Base::span), node.place);
    if (path == "old") {
        const ExpressionPtr old = open_.back()->old;
        if (old == nullptr) {
            fault("E0404", node.place, "'old' is the value a change replaces, and nothing was replaced here");
            return constant(Value::of(0), Type::of(Type::Base::any), node.place);
        }
        return in_place(old, "old", scope);
    }
    const auto found = path == "none" ? std::nullopt : find(path, scope);
    if (!found) {
        if (path == "none" || words_.contains(path)) {
            const std::uint32_t made = constant(Value::name(names_.id(path)), Type::name(), node.place);
            instruction(made).text = path;
            if (wanted != nullptr && wanted->domain) check_word(made, *wanted);
            return made;
        }
        std::vector<std::string> known(words_.begin(), words_.end());
        if (wanted != nullptr && wanted->domain) {
            known.clear();
            for (const std::uint32_t word : wanted->domain->words) known.push_back(names_.text(word));
        }
        std::string hidden;
        for (const Scope* at = &scope; at != nullptr; at = at->outer) {
            if (!(at->local && !open_tables_.empty())) {
                if (at->names) at->names(known);
            } else if (hidden.empty() && at->find && at->find(path, *this)) {
                hidden = fmt::format("a table sees no names of where it is mentioned: hand it over, {} at ({}: {})", open_tables_.front()->header.name, path, path);
            }
        }
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        if (hidden.empty()) hidden = did_you_mean(path, known);
        if (hidden.empty() && wanted != nullptr && wanted->domain && known.size() <= 8) hidden = fmt::format("it is one of: {}", join(known));
        fault("E0405", node.place, fmt::format("nothing here is called '{}'", path), hidden);
        return constant(Value::of(0), Type::of(Type::Base::any), node.place);
    }
    switch (found->kind) {
        case Binding::Kind::constant: {
            const std::uint32_t made = constant(found->constant, found->type, node.place);
            instruction(made).text = path;
            return made;
        }
        case Binding::Kind::code: {
            if (found->depth == row_depth_) return found->load;
            Instruction made;  // given outside the rows that are in hand here
            made.op = Code::outer;
            made.type = found->type;
            made.place = node.place;
            made.id = row_depth_ - found->depth;
            made.arguments = {found->load};
            return emit(std::move(made));
        }
        case Binding::Kind::load:
        case Binding::Kind::column: {
            Instruction made;
            made.op = found->kind == Binding::Kind::load ? Code::load : Code::column;
            made.type = found->type;
            made.place = node.place;
            made.id = counted && found->counted ? *found->counted : found->load;
            made.text = path;
            if (found->kind == Binding::Kind::column && found->depth < row_depth_) made.ids = {row_depth_ - found->depth};
            return emit(std::move(made));
        }
        case Binding::Kind::expression: return in_place(found->expression, path, found->scope != nullptr ? *found->scope : scope);
        case Binding::Kind::table: return lookup(*found->table, *found->scope, node.place);
    }
    return 0;
}

std::uint32_t Compiler::in_place(const ExpressionPtr& expression, const std::string& name, const Scope& scope) {
    if (std::find(open_.begin(), open_.end(), expression.get()) != open_.end()) {
        std::string path;
        for (auto it = std::find(open_.begin(), open_.end(), expression.get()); it != open_.end(); ++it) path += (*it)->path + " -> ";
        fault("E0406", open_.back()->place, fmt::format("{} depends on itself: {}{}", expression->path, path, expression->path));
        return constant(Value::of(0), Type::of(Type::Base::any), expression->place);
    }
    if (expression->illustrative) illustrative_ = true;
    open_.push_back(expression.get());
    const std::uint32_t body = node(expression->ast, expression->ast.root, scope);
    open_.pop_back();
    Instruction made;
    made.op = Code::let;
    made.type = type(body);
    made.place = expression->place;
    made.arguments = {body};
    made.text = name;
    return emit(std::move(made));
}

}  // namespace hearth
