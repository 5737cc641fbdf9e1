// Operators, choices and steps: the typing rules of docs/language.md, "Types".
#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/compile.hpp"

namespace hearth {

using Base = Type::Base;

namespace {

Code code_of(Syntax op) {
    switch (op) {
        case Syntax::is: return Code::is;
        case Syntax::is_not: return Code::is_not;
        case Syntax::less: return Code::less;
        case Syntax::at_most: return Code::at_most;
        case Syntax::greater: return Code::greater;
        case Syntax::at_least: return Code::at_least;
        case Syntax::in: return Code::in;
        case Syntax::add: return Code::add;
        case Syntax::subtract: return Code::subtract;
        case Syntax::multiply: return Code::multiply;
        case Syntax::divide: return Code::divide;
        case Syntax::power: return Code::power;
        case Syntax::negate: return Code::negate;
        case Syntax::either: return Code::either;
        case Syntax::both: return Code::both;
        default: return Code::negation;
    }
}

Instruction operation(Code op, Type type, const Place& place, std::vector<std::uint32_t> arguments) {
    Instruction made;
    made.op = op;
    made.type = std::move(type);
    made.place = place;
    made.arguments = std::move(arguments);
    return made;
}

}  // namespace

Type Compiler::joined(const Type& a, const Type& b, const Place& place, const char* what, bool number_fits_rate) {
    Type out = a;
    out.degree = same_degree(a.degree, b.degree);
    if (a.base == Base::any) { out = b; out.degree = same_degree(a.degree, b.degree); return out; }
    if (b.base == Base::any) return out;
    if (miscounted(a, b)) {
        fault("E0402", place, fmt::format("{} a {} and a {}", what, to_text(a), to_text(b)), "an account that has a unit holds bare numbers");
        return out;
    }
    if (a.numeric() && b.numeric()) {
        // A bare number is read in the currency of the other side; the literal 0 is 0 in every currency.
        const auto bare = [](const Type& type) { return (type.base == Base::number && type.currency == type.per) || type.degree == Degree::any; };
        const Type& told = bare(a) ? b : a;
        if (!bare(a) && !bare(b) && (a.currency != b.currency || a.per != b.per))
            fault("E0424", place, fmt::format("{} {} and {}", what, unit_of(a), unit_of(b)), exchange_hint());
        out.counts = a.counts || b.counts;
        out.base = !out.counts && (a.base == Base::money || b.base == Base::money) ? Base::money : Base::number;
        out.currency = told.currency;
        out.per = told.per;
        return out;
    }
    if (number_fits_rate && a.rate() && b.base == Base::number) return out;
    if (number_fits_rate && b.rate() && a.base == Base::number) { out.base = b.base; return out; }
    if (a.base == b.base) {
        if (out.domain == nullptr) out.domain = b.domain;
        return out;
    }
    // spans and years of the grid: a number of years beside a span is read as years
    if ((a.base == Base::span && b.base == Base::number) || (a.base == Base::number && b.base == Base::span)) return Type::number();
    if (a.rate() || b.rate())
        fault("E0407", place, fmt::format("{} a {} and a {}", what, to_text(a.base), to_text(b.base)),
              a.rate() && b.rate() ? "convert one: force(...) or chance(...)" : "number(...) reads a rate as a plain number");
    else
        fault("E0402", place, fmt::format("{} a {} and a {}", what, to_text(a.base), to_text(b.base)));
    return out;
}

std::string Compiler::unit_of(const Type& type) const {
    const auto named = [&](const std::string& currency) { return !currency.empty() ? currency : home_.empty() ? "money without a currency" : home_; };
    return type.base == Base::money || type.currency == type.per ? named(type.currency) : named(type.currency) + "/" + named(type.per);
}

std::string Compiler::exchange_hint() const {
    return home_.empty() ? "say what bare money is: currency = \"CNY\"" : "write a rate of exchange: x * (7.1 CNY / 1 USD)";
}

void Compiler::check_word(std::uint32_t code, const Type& type) {
    const Instruction& made = instruction(code);
    if (made.op != Code::constant || made.constant.kind != Value::Kind::name || !type.domain) return;
    if (type.domain->contains(made.constant.id) || names_.text(made.constant.id) == "none") return;
    std::vector<std::string> allowed;
    for (const std::uint32_t word : type.domain->words) allowed.push_back(names_.text(word));
    fault("E0408", made.place, fmt::format("'{}' is no {} (allowed: {})", names_.text(made.constant.id), type.domain->what, join(allowed)),
          did_you_mean(names_.text(made.constant.id), allowed));
}

std::uint32_t Compiler::truth(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const std::uint32_t made = node(ast, index, scope);
    const Type got = type(made);
    if (got.base != Base::truth && got.base != Base::any)
        fault("E0409", ast.at(index).place, fmt::format("a condition is wanted, but here stands a {}", to_text(got.base)));
    return made;
}

std::uint32_t Compiler::logic(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const Node& node = ast.at(index);
    std::vector<std::uint32_t> arguments;
    std::int8_t degree = 0;
    for (const std::uint32_t child : node.children) {
        arguments.push_back(truth(ast, child, scope));
        if (type(arguments.back()).degree == Degree::fixed) degree = Degree::fixed;
    }
    Type out = Type::truth();
    out.degree = degree;
    return emit(operation(code_of(node.op), out, node.place, std::move(arguments)));
}

std::uint32_t Compiler::compare(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const Node& node = ast.at(index);
    const Node& right = ast.at(node.children[1]);
    const std::uint32_t a = this->node(ast, node.children[0], scope);
    const bool equality = node.op == Syntax::is || node.op == Syntax::is_not;
    if (equality && right.op == Syntax::name && right.text == "unknown") {
        const std::uint32_t made = emit(operation(Code::is_unknown, Type::truth(), node.place, {a}));
        return node.op == Syntax::is ? made : emit(operation(Code::negation, Type::truth(), node.place, {made}));
    }
    const Type left = type(a);
    const std::uint32_t b = this->node(ast, node.children[1], scope, &left);
    const Type other = type(b);
    if (other.domain) check_word(a, other);
    Type out = Type::truth();
    Instruction made = operation(code_of(node.op), out, node.place, {a, b});
    if (node.op == Syntax::in) {
        if (other.base != Base::list && other.base != Base::any)
            fault("E0410", right.place, fmt::format("'in' takes a list, but here stands a {}", to_text(other.base)));
        if (instruction(b).op == Code::list && left.domain)
            for (const std::uint32_t item : instruction(b).arguments) check_word(item, left);
        if (other.base == Base::list) joined(left, other.item(), node.place, "there is no comparison of", false);
        return emit(std::move(made));
    }
    if (other.base == Base::list || left.base == Base::list) {
        fault("E0410", node.place, "a list is not compared", "write 'x in [...]'");
    } else {
        const Type both = joined(left, other, node.place, "there is no comparison of", false);
        made.type.degree = same_degree(left.degree, other.degree) == Degree::fixed ? Degree::fixed : std::int8_t{0};
        if (!equality && (both.base == Base::name || both.base == Base::truth)) {
            made.order = left.domain ? left.domain : other.domain;
            if (!made.order || made.order->ordered == 0 || both.base == Base::truth)
                fault("E0411", node.place, "these have no order; only 'is' and 'is not' compare them");
        }
    }
    return emit(std::move(made));
}

std::uint32_t Compiler::arithmetic(const Ast& ast, std::uint32_t index, const Scope& scope) {
    const Node& node = ast.at(index);
    std::vector<std::uint32_t> arguments;
    for (const std::uint32_t child : node.children) arguments.push_back(this->node(ast, child, scope));
    const Type a = type(arguments[0]);
    const Type b = arguments.size() > 1 ? type(arguments[1]) : Type::number();
    const auto wrong = [&](const char* what) {
        fault("E0402", node.place, arguments.size() > 1 ? fmt::format("{} a {} and a {}", what, to_text(a.base), to_text(b.base))
                                                        : fmt::format("{} a {}", what, to_text(a.base)),
              a.rate() || b.rate() ? "number(...) reads a rate as a plain number" : "");
        return Type::of(Base::any);
    };
    const auto is_any = [](const Type& t) { return t.base == Base::any; };
    Type out;
    switch (node.op) {
        case Syntax::add:
        case Syntax::subtract:
            if (a.base == Base::date && (b.base == Base::span || is_any(b))) { out = a; break; }
            if (a.base == Base::name || a.base == Base::truth || a.base == Base::list || a.base == Base::date || b.base == Base::date ||
                b.base == Base::name || b.base == Base::truth || b.base == Base::list) { out = wrong("there is no sum of"); break; }
            out = joined(a, b, node.place, "there is no sum of", false);
            break;
        case Syntax::multiply:
        case Syntax::divide: {
            const int sign = node.op == Syntax::multiply ? 1 : -1;
            const bool times = sign > 0;
            if (is_any(a) || is_any(b)) out = is_any(a) ? b : a;
            else if (a.numeric() && b.numeric())
                out = a.base == b.base && !times ? Type::number() : (a.base == Base::money || b.base == Base::money ? Type::money() : Type::number());
            else if (a.rate() && b.base == Base::number) out = a;
            else if (times && b.rate() && a.base == Base::number) out = b;
            else if (a.base == Base::span && b.base == Base::number) out = a;
            else if (times && b.base == Base::span && a.base == Base::number) out = b;
            else if (!times && a.base == Base::span && b.base == Base::span) out = Type::number();
            else { out = wrong(times ? "there is no product of" : "there is no quotient of"); break; }
            out.degree = product_degree(a.degree, b.degree, sign);
            if (a.numeric() && b.numeric() && !exchange(out, a, b, sign))
                fault("E0424", node.place, fmt::format("{} {} and {}", times ? "there is no product of" : "there is no quotient of", unit_of(a), unit_of(b)), exchange_hint());
            break;
        }
        case Syntax::power: {
            if ((!a.numeric() && !is_any(a)) || (b.base != Base::number && !is_any(b))) { out = wrong("there is no power of"); break; }
            out = a.base == Base::money ? Type::money() : Type::number();
            out.currency = a.currency;
            out.per = a.per;
            const auto plain = [](std::int8_t degree) { return degree == 0 || degree == Degree::any; };
            const Instruction& exponent = instruction(arguments[1]);
            const double times = exponent.op == Code::constant ? exponent.constant.number * a.degree : 0.5;
            out.degree = plain(a.degree) && plain(b.degree) ? std::int8_t{0} : plain(b.degree) && (times == 1 || times == 2 || times == 3) ? static_cast<std::int8_t>(times) : Degree::fixed;
            break;
        }
        default:
            out = a.numeric() || a.base == Base::span || is_any(a) ? a : wrong("there is no negative of");
    }
    return emit(operation(code_of(node.op), out, node.place, std::move(arguments)));
}

std::uint32_t Compiler::choose(const Ast& ast, std::uint32_t index, const Scope& scope, const Type* wanted) {
    const Node& node = ast.at(index);
    const std::uint32_t condition = truth(ast, node.children[0], scope);
    const std::uint32_t yes = this->node(ast, node.children[1], scope, wanted);
    const std::uint32_t no = this->node(ast, node.children[2], scope, wanted);
    Type out = joined(type(yes), type(no), node.place, "'if' cannot choose between", false);
    if (type(condition).degree == Degree::fixed) out.degree = Degree::fixed;
    return emit(operation(Code::choose, out, node.place, {condition, yes, no}));
}

std::uint32_t Compiler::steps(const Ast& ast, std::uint32_t index, const Scope& scope, const Type* wanted) {
    const Node& node = ast.at(index);
    Ast selector_ast;
    selector_ast.nodes.push_back({Syntax::name, node.place, 0, node.text, {}, {}});
    selector_ast.root = 0;
    const std::uint32_t selector = name(selector_ast, 0, scope, nullptr, true);
    const Type by = type(selector);
    Instruction made = operation(Code::steps, {}, node.place, {selector});
    made.text = node.text;
    made.order = by.domain;
    if (by.base == Base::truth || by.base == Base::list || by.rate())
        fault("E0412", node.place, fmt::format("steps go by a number, a date or an ordered name; '{}' is a {}", node.text, to_text(by.base)));
    if (by.base == Base::name && (!by.domain || by.domain->ordered == 0))
        fault("E0411", node.place, fmt::format("'{}' has no order to step by", node.text));
    Type out = Type::of(Base::any);
    bool first = true;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const std::uint32_t value = this->node(ast, node.children[i], scope, wanted);
        out = first ? type(value) : joined(out, type(value), ast.at(node.children[i]).place, "steps cannot hold both", false);
        first = false;
        made.arguments.push_back(value);
        if (node.children[i + 1] == Ast::none) {
            if (by.base != Base::number && by.base != Base::any)
                fault("E0412", ast.at(node.children[i]).place, "a step without 'until' lasts one unit, which only a number has", "write 'until ...'");
            made.arguments.push_back(Instruction::none);
        } else {
            const std::uint32_t until = this->node(ast, node.children[i + 1], scope, &by);
            const Type end = type(until);
            const bool fits = by.base == Base::any || end.base == Base::any || end.base == by.base || (by.numeric() && end.numeric()) ||
                              (by.base == Base::number && end.base == Base::span) || (by.base == Base::span && end.base == Base::number);
            if (!fits || miscounted(by, end))
                fault("E0412", ast.at(node.children[i + 1]).place,
                      fmt::format("'until' takes a {} like '{}', but here stands a {}", to_text(by), node.text, to_text(end)));
            if (by.domain) check_word(until, by);
            if (same_degree(by.degree, end.degree) == Degree::fixed) out.degree = Degree::fixed;
            made.arguments.push_back(until);
        }
    }
    const std::uint32_t last = this->node(ast, node.children.back(), scope, wanted);
    out = first ? type(last) : joined(out, type(last), ast.at(node.children.back()).place, "steps cannot hold both", false);
    made.arguments.push_back(last);
    made.type = out;
    return emit(std::move(made));
}

}  // namespace hearth
