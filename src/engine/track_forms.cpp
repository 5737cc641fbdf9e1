// The forms of the language that need a contract: pv, probability, "x at a moment".
#include <algorithm>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"
#include "inside.hpp"

namespace hearth {

using Base = Type::Base;

std::uint32_t Track::emit_form(Compiler& compiler, Form form, Type type, const Place& place, std::vector<std::uint32_t> arguments, std::string text) {
    forms_.push_back(std::move(form));
    Instruction made;
    made.op = Code::special;
    made.id = static_cast<std::uint32_t>(forms_.size() - 1);
    made.type = std::move(type);
    made.place = place;
    made.arguments = std::move(arguments);
    made.text = std::move(text);
    return compiler.emit(std::move(made));
}

std::uint32_t Track::refuse(Compiler& compiler, Type type, const Place& place, std::string what) {
    Form refused;
    refused.kind = Form::Kind::refused;
    refused.text = std::move(what);
    return emit_form(compiler, std::move(refused), std::move(type), place, {}, "");
}

/// Part of an expression as a program of its own, in the same scope.
Program Track::inner(const Ast& ast, std::uint32_t node, Compiler& outer, const Scope& scope, Type::Base wanted) {
    Expression part;
    part.ast = ast;
    part.ast.root = node;
    part.place = ast.at(node).place;
    part.path = to_text(ast, node);
    Compiler compiler = compiler_of(contract_);
    auto program = compiler.compile(part, scope, wanted);
    if (compiler.illustrative()) outer.mark_illustrative();
    if (!program) {
        // Its faults are told; the whole cannot be used.
        outer.failed_inside();
        return {};
    }
    return std::move(*program);
}

std::optional<std::uint32_t> Track::form(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    if (node.op == Syntax::at) return at(ast, index, compiler, here);
    if (node.op == Syntax::call) {
        const bool spread = node.text == "variance" || node.text == "quantile" || node.text == "exceedance";
        const bool needs_basis = spread || node.text == "irr" || node.text == "pv" || (node.text == "probability" && node.children.size() == 1);
        if (needs_basis && basis_.interest == nullptr && basis_.header.name.empty()) {
            compiler.fault("E0555", node.place, fmt::format("product {} names no basis, and neither does this", contract_.product.header.name), "write at (basis: ...) behind it");
            return compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
        }
        if (node.text == "pv") return pv(ast, index, compiler, here);
        if (node.text == "probability") return probability(ast, index, compiler, here);
        if (spread) return distribution(ast, index, compiler, here);
        if (node.text == "lasting") return lasting(ast, index, compiler, here);
        if (node.text == "since") return refuse(compiler, Type::of(Base::span), node.place, to_text(ast, index));
        if (node.text == "irr") return irr(ast, index, compiler);
        return std::nullopt;
    }
    if (node.op == Syntax::is || node.op == Syntax::is_not) {
        const Node& left = ast.at(node.children[0]);
        const Node& right = ast.at(node.children[1]);
        if (left.op == Syntax::name && left.text == "status" && right.op == Syntax::name && right.text == "paid_up")
            return refuse(compiler, Type::truth(), node.place, "status is paid_up");
        return std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::vector<std::size_t>> Track::group(const std::string& name) const {
    std::vector<std::size_t> flows;
    if (const auto one = flow_of_.find(name); one != flow_of_.end()) return std::vector<std::size_t>{one->second};
    const bool premium = name == "premiums" || name == "premium", benefit = name == "benefits", expense = name == "expenses";
    if (!premium && !benefit && !expense) return std::nullopt;
    for (std::size_t i = 0; i < flows_.size(); ++i)
        if ((premium && flows_[i].premium) || (benefit && flows_[i].benefit) || (expense && flows_[i].expense)) flows.push_back(i);
    return flows;
}

std::optional<std::uint32_t> Track::pv(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    if (node.children.size() != 1) {
        compiler.fault("E0413", node.place, fmt::format("pv takes one stream, but here stand {} arguments", node.children.size()),
                       "as in pv(benefits), pv(benefits when year > 1), pv(1 for each premium)");
        return compiler.emit({Code::constant, Type::money(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
    }
    const Node& item = ast.at(node.children[0]);
    const std::uint32_t what = item.op == Syntax::each ? item.children[0] : node.children[0];
    const std::uint32_t condition = item.op == Syntax::each && item.children.size() > 1 ? item.children[1] : Ast::none;
    const std::string each = item.op == Syntax::each ? item.text : "";
    Stream stream;
    stream.text = to_text(ast, index);
    stream.interest = interest_override_.empty() ? Program{} : interest_override_.back();
    Type type = Type::money();
    const auto bad = [&](const Place& place, const std::string& name) {
        std::vector<std::string> known = {"premiums", "benefits", "expenses", "profit", "year", "month"};
        for (const auto& [flow, at] : flow_of_) known.push_back(flow);
        compiler.fault("E0418", place, fmt::format("'{}' is no payment, group of payments or span", name), did_you_mean(name, known));
        return compiler.emit({Code::constant, Type::money(), place, 0, {}, Value::of(0), nullptr, {}, "", {}});
    };
    if (!each.empty()) {
        if (const std::string_view span = span_of(each); !span.empty()) {
            Span length;
            (span == "day" ? length.days : span == "week" ? length.weeks : length.months) = span == "year" ? 12 : 1;
            if (const auto steps = steps_in(length)) {
                stream.span = *steps;
            } else if (!basis_.continuous) {
                compiler.fault("E0545", item.place, fmt::format("'each {}' is finer than the step of basis {}", each, basis_.header.name));
                return compiler.emit({Code::constant, Type::money(), item.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
            }
        } else if (const auto flows = group(each)) {
            stream.flows = *flows;
        } else {
            return bad(item.place, each);
        }
        stream.amount = inner(ast, what, compiler, here, Base::number);
        if (!stream.amount.empty()) type = stream.amount.type();
    } else {
        const Node& name = ast.at(what);
        if (name.op != Syntax::name) return bad(name.place, to_text(ast, what));
        const bool profit = name.text == "profit";
        if (profit) stream.profit = true;
        const auto flows = profit ? std::optional(profit_stream().flows) : group(name.text);
        if (!flows) return name.text.find('.') != std::string::npos ? refuse(compiler, type, node.place, stream.text) : bad(name.place, name.text);
        stream.flows = *flows;
    }
    if (condition != Ast::none) stream.when = inner(ast, condition, compiler, here, Base::truth);
    // The same text in the product's own scope is the same stream.
    const bool plain = interest_override_.empty() && &here == &scopes_[0];
    Form form;
    form.kind = Form::Kind::present_value;
    form.index = streams_.size();
    if (plain)
        for (std::size_t i = 0; i < streams_.size(); ++i)
            if (streams_[i].text == stream.text) form.index = i;
    const std::string text = stream.text;
    if (form.index == streams_.size()) {
        if (!plain) stream.text += " ";  // not to be found
        streams_.push_back(std::move(stream));
    }
    return emit_form(compiler, std::move(form), type, node.place, {}, text);
}

std::optional<std::uint32_t> Track::at(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    static const std::vector<std::string> moments = {"", "time", "state", "held", "lasting", "interest", "basis", "date", "premiums_paid"};
    // "partner.state": of one life of several (rule S27).
    const auto life_of = [&](const std::string& name) { return name == "state" || name == "held" ? joint_.insured : joint_.life(name.substr(0, name.find('.'))); };
    const auto account_named = [&](const std::string& name) {
        const auto& accounts = contract_.product.accounts;
        const auto found = std::find_if(accounts.begin(), accounts.end(), [&](const Account& one) { return one.header.name == name; });
        return found == accounts.end() ? SIZE_MAX : static_cast<std::size_t>(found - accounts.begin());
    };
    const auto ends = [](const std::string& name, const char* word) { return name == word || name.ends_with(std::string(".") + word); };
    const auto is_moment = [&](const std::string& name) {
        return std::find(moments.begin(), moments.end(), name) != moments.end() || account_named(name) != SIZE_MAX || ((ends(name, "state") || ends(name, "held")) && life_of(name) != SIZE_MAX);
    };
    const bool any = std::any_of(node.names.begin(), node.names.end(), is_moment);
    if (inside_rate_ > 0) {
        return compiler.overlaid(ast, index, here, [&](const std::string& name, std::uint32_t code) -> std::uint32_t {
            if (name != "age" && name != "time" && name != "held") return code;
            Form form;
            form.kind = Form::Kind::running;
            return emit_form(compiler, std::move(form), compiler.type(code), node.place, {code}, name);
        });
    }
    if (!any) return std::nullopt;  // a table's columns
    for (const std::string& name : node.names)
        if (!is_moment(name)) {
            compiler.fault("E0417", node.place, fmt::format("'{}' cannot stand beside a moment in one 'at'", name), "points do not mix: give a table its columns in an 'at' of its own");
            return compiler.emit({Code::constant, Type::of(Base::any), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
        }
    Form form;
    form.kind = Form::Kind::moved;
    form.track = this;
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        if (node.names[i] != "basis") continue;
        const Node& given = ast.at(node.children[i + 1]);
        if (given.op == Syntax::name && contract_.book.basis(given.text) != nullptr) {
            form.track = &contract_.track(given.text, given.place);
            continue;
        }
        std::vector<std::string> known;
        for (const Basis& one : contract_.book.bases) known.push_back(one.header.name);
        compiler.fault("E0419", given.place, fmt::format("'{}' is no basis", to_text(ast, node.children[i + 1])), did_you_mean(given.text, known));
    }
    Track& on = *form.track;
    std::vector<std::uint32_t> arguments;
    std::optional<Program> interest;
    form.state.assign(on.joint_.lives.size(), Instruction::none);
    form.held = form.state;
    form.balances.assign(on.accounts_.size() + 1, Instruction::none);
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        const std::string& name = node.names[i];
        const std::uint32_t child = node.children[i + 1];
        const Node& given = ast.at(child);
        if (name == "basis") continue;
        if (name == "interest") {
            interest = on.inner(ast, child, compiler, on.scopes_[0], Base::number);
            continue;
        }
        std::uint32_t code = 0;
        if (given.op == Syntax::name && given.text == "issue" && (name.empty() || name == "time")) {
            code = compiler.emit({Code::constant, Type::number(), given.place, 0, {}, Value::of(0), nullptr, {}, "issue", {}});
        } else {
            const Type states = ends(name, "state") && life_of(name) != SIZE_MAX ? Type::name(on.domains_[life_of(name)]) : Type();
            code = compiler.node(ast, child, here, ends(name, "state") ? &states : nullptr);
            const Base base = compiler.type(code).base;
            if (name.empty() && base != Base::span && base != Base::date && base != Base::any)
                compiler.fault("E0420", given.place, fmt::format("'at' a moment takes a span, a date or 'issue', but here stands a {}", to_text(base)),
                               base == Base::number ? "write the unit: at 5 years" : "");
        }
        const std::size_t account = name == "premiums_paid" ? on.accounts_.size() : account_named(name);
        std::uint32_t& slot = name == "lasting" ? form.lasting : account != SIZE_MAX ? form.balances.at(account) : !ends(name, "state") && !ends(name, "held") ? form.time : (ends(name, "state") ? form.state : form.held).at(life_of(name));
        slot = static_cast<std::uint32_t>(arguments.size());
        arguments.push_back(code);
    }
    const Place& place = node.place;
    const std::string text = to_text(ast, index);
    if (interest) on.interest_override_.push_back(std::move(*interest));
    if (&on == this) {
        const std::uint32_t body = compiler.node(ast, node.children[0], here);
        arguments.push_back(body);
    } else {
        form.kind = Form::Kind::elsewhere;
        form.body = on.inner(ast, node.children[0], compiler, on.scopes_[0], Base::any);
        if (contract_.sealed && !form.body.empty()) on.reach_back(form.body);
    }
    if (interest) on.interest_override_.pop_back();
    Type type = Type::of(Base::any);
    if (&on == this) type = compiler.type(arguments.back());
    else if (!form.body.empty()) type = form.body.type();
    return emit_form(compiler, std::move(form), type, place, std::move(arguments), text);
}

std::optional<std::uint32_t> Track::probability(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    if (node.children.empty() || node.children.size() > 2) {
        compiler.fault("E0413", node.place, fmt::format("probability takes a condition, or a rate and a span, but here stand {} arguments", node.children.size()));
        return compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
    }
    const std::string text = to_text(ast, index);
    const auto span = [&]() -> std::uint32_t {
        const std::uint32_t code = compiler.node(ast, node.children[1], here);
        if (compiler.type(code).base != Base::span && compiler.type(code).base != Base::any)
            compiler.fault("E0402", ast.at(node.children[1]).place, fmt::format("a span is wanted, but here stands a {}", to_text(compiler.type(code).base)), "write the unit: 1 year");
        return code;
    };
    Form form;
    const Syntax op = ast.at(node.children[0]).op;
    const bool condition = op == Syntax::either || op == Syntax::both || op == Syntax::negation || (op >= Syntax::is && op <= Syntax::in);
    if (!condition) {
        // A rate is read exactly, in place: inside a table the columns of its row are in scope.
        ++inside_rate_;
        const std::uint32_t rate = compiler.node(ast, node.children[0], here);
        --inside_rate_;
        if (compiler.type(rate).rate()) {
            form.kind = Form::Kind::rate_chance;
            if (node.children.size() == 2) return emit_form(compiler, std::move(form), Type::number(), node.place, {rate, span()}, text);
            compiler.fault("E0413", node.place, "the probability of a rate takes a span: probability(rate, 1 year)");
            return rate;
        }
    }
    form.kind = Form::Kind::chance;
    form.body = inner(ast, node.children[0], compiler, here, Base::truth);
    std::vector<std::uint32_t> arguments;
    if (node.children.size() == 2) arguments.push_back(span());
    return emit_form(compiler, std::move(form), Type::number(), node.place, std::move(arguments), text);
}

}  // namespace hearth
