// How a present value will turn out: variance, quantiles, the probability that it exceeds a bound. Exact, on the grid of the basis.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"
#include "outcomes.hpp"

namespace hearth {

using Base = Type::Base;

namespace {

constexpr double same = Track::Outcomes::rounding;
/// More different outcomes than this are not kept apart.
constexpr std::size_t most_outcomes = 200'000;

/// Sorted; equal values joined.
void join_equal(std::vector<Outcome>& all) {
    std::sort(all.begin(), all.end(), [](const Outcome& a, const Outcome& b) { return a.value < b.value; });
    double largest = 0;
    for (const Outcome& one : all) largest = std::max(largest, std::fabs(one.value));
    std::size_t kept = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (kept > 0 && all[i].value - all[kept - 1].value <= same * largest) all[kept - 1].chance += all[i].chance;
        else all[kept++] = all[i];
    }
    all.resize(kept);
}

}  // namespace

/// Var[Y] = E[Var[Y | step]] + Var[E[Y | step]], backward.
double Track::Outcomes::variance(std::size_t at, std::size_t state, std::size_t held) {
    std::vector<double> means, variances;
    for (std::size_t k = track.horizon(); k-- > at;) {
        const double v = discount(k);
        std::vector<double> mean(track.width(k), 0.0), variance(track.width(k), 0.0);
        for (std::size_t node = 0; node < mean.size(); ++node) {
            const std::size_t s = node % track.states_, h = node / track.states_;
            if (!track.possible(k, s, h) || track.ended(k, s, h)) continue;
            double expected = 0;
            const auto then = [&](const Gone& way) { return way.amount + (way.next == SIZE_MAX ? 0 : means[way.next]); };
            ways(k, s, h, v, [&](const Gone& way) { expected += way.chance * then(way); });
            ways(k, s, h, v, [&](const Gone& way) {
                const double off = then(way) - expected;
                variance[node] += v * v * way.chance * (off * off + (way.next == SIZE_MAX ? 0 : variances[way.next]));
            });
            mean[node] = starting(k, s, h) + v * expected;
        }
        means = std::move(mean);
        variances = std::move(variance);
        if (steps != nullptr) {
            if (steps->size() <= k) steps->resize(k + 1);
            (*steps)[k] = {means, variances};
        }
    }
    return variances.empty() ? 0 : variances[held * track.states_ + state];
}

/// Every outcome with its chance, by size.
std::vector<Outcome> Track::Outcomes::distribution(std::size_t at, std::size_t state, std::size_t held) {
    std::vector<std::vector<Outcome>> later;
    for (std::size_t k = track.horizon(); k-- > at;) {
        const double v = discount(k);
        std::vector<std::vector<Outcome>> now(track.width(k));
        std::size_t total = 0;
        for (std::size_t node = 0; node < now.size(); ++node) {
            const std::size_t s = node % track.states_, h = node / track.states_;
            if (!track.possible(k, s, h) || track.ended(k, s, h)) {
                now[node] = {{0, 1}};
                continue;
            }
            const double first = starting(k, s, h);
            ways(k, s, h, v, [&](const Gone& way) {
                if (way.next == SIZE_MAX) now[node].push_back({first + v * way.amount, way.chance});
                else
                    for (const Outcome& one : later[way.next]) now[node].push_back({first + v * (way.amount + one.value), way.chance * one.chance});
            });
            join_equal(now[node]);
            total += now[node].size();
            if (total > most_outcomes)
                throw Fault(Stop::limit, {"E0563", place, fmt::format("more than {} different outcomes are possible", most_outcomes), "the variance needs no outcomes"});
        }
        later = std::move(now);
    }
    return later.empty() ? std::vector<Outcome>{{0, 1}} : later[held * track.states_ + state];
}

bool Track::Outcomes::exceeds(double outcome, double bound) { return outcome - bound > same * std::max(std::fabs(outcome), std::fabs(bound)); }

std::optional<std::uint32_t> Track::distribution(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    const std::string text = to_text(ast, index);
    Form form;
    form.kind = node.text == "variance" ? Form::Kind::variance : node.text == "quantile" ? Form::Kind::quantile : Form::Kind::exceedance;
    const std::size_t wanted = form.kind == Form::Kind::variance ? 1 : 2;
    const auto nothing = [&] { return compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}}); };
    if (node.children.size() != wanted) {
        compiler.fault("E0413", node.place, fmt::format("{} takes {}, but here stand {} arguments", node.text, wanted == 1 ? "a present value" : "a present value and a number", node.children.size()),
                       wanted == 1 ? "as in variance(pv(benefits))" : form.kind == Form::Kind::quantile ? "as in quantile(pv(benefits), 95 %)" : "as in exceedance(pv(benefits), 1000)");
        return nothing();
    }
    std::vector<std::uint32_t> weights;
    std::optional<Type> type;
    bool plain = true;
    const auto operation = [&](Code op, Type made_type, std::vector<std::uint32_t> arguments) {
        Instruction made;
        made.op = op;
        made.type = std::move(made_type);
        made.place = node.place;
        made.arguments = std::move(arguments);
        return compiler.emit(std::move(made));
    };
    // A sum of present values, each with a weight that is a plain number.
    const auto take = [&](const auto& self, std::uint32_t at, std::uint32_t weight) -> void {
        const Node& one = ast.at(at);
        if (one.op == Syntax::call && one.text == "pv") {
            const std::uint32_t code = *pv(ast, at, compiler, here);
            const Instruction& made = compiler.instruction(code);
            if (made.op != Code::special || forms_[made.id].kind != Form::Kind::present_value) {
                plain = plain && made.op == Code::special;  // not computed yet: refused when it is asked
                form.kind = Form::Kind::refused;
                form.text = text;
            } else if (streams_[forms_[made.id].index].profit) {
                plain = false;
            } else {
                form.parts.push_back(forms_[made.id].index);
            }
            weights.push_back(weight);
            if (type && type->degree != made.type.degree) type->degree = same_degree(type->degree, made.type.degree);
            if (!type) type = made.type;
            return;
        }
        const auto scaled = [&](Code op, std::uint32_t factor) {
            const std::uint32_t by = compiler.node(ast, factor, here);
            const Type t = compiler.type(by);
            if (t.base != Base::number || t.degree != 0) plain = false;
            return operation(op, Type::number(), {weight, by});
        };
        const auto has_pv = [&](const auto& look, std::uint32_t n) -> bool {
            const Node& x = ast.at(n);
            if (x.op == Syntax::call && x.text == "pv") return true;
            return std::any_of(x.children.begin(), x.children.end(), [&](std::uint32_t c) { return c != Ast::none && look(look, c); });
        };
        if (one.op == Syntax::add || one.op == Syntax::subtract) {
            self(self, one.children[0], weight);
            self(self, one.children[1], one.op == Syntax::add ? weight : operation(Code::negate, Type::number(), {weight}));
        } else if (one.op == Syntax::negate) {
            self(self, one.children[0], operation(Code::negate, Type::number(), {weight}));
        } else if (one.op == Syntax::multiply && has_pv(has_pv, one.children[1])) {
            self(self, one.children[1], scaled(Code::multiply, one.children[0]));
        } else if (one.op == Syntax::multiply || one.op == Syntax::divide) {
            self(self, one.children[0], scaled(one.op == Syntax::multiply ? Code::multiply : Code::divide, one.children[1]));
        } else {
            plain = false;
        }
    };
    take(take, node.children[0], compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(1), nullptr, {}, "", {}}));
    if (!plain || !type) {
        compiler.fault("E0423", ast.at(node.children[0]).place, fmt::format("{} takes a sum of present values with numbers as weights, but here stands '{}'", node.text, to_text(ast, node.children[0])),
                       fmt::format("as in {}(pv(benefits) - 2 * pv(premiums){})", node.text, wanted == 1 ? "" : ", ..."));
        return nothing();
    }
    if (wanted == 2) {
        weights.push_back(compiler.node(ast, node.children[1], here));
        const Type& bound = compiler.type(weights.back());
        if (!bound.numeric() && bound.base != Base::any) compiler.fault("E0402", ast.at(node.children[1]).place, fmt::format("{} takes a number, but here stands a {}", node.text, to_text(bound.base)));
        if (form.kind == Form::Kind::exceedance) {
            const std::int8_t degree = same_degree(type->degree, bound.degree);
            type = Type::number(degree == Degree::fixed ? Degree::fixed : std::int8_t{0});
        }
    }
    if (form.kind == Form::Kind::variance) type->degree = product_degree(type->degree, type->degree, 1);
    return emit_form(compiler, std::move(form), *type, node.place, std::move(weights), text);
}

/// The sum that is meant, seen from here; none: a weight is unknown.
std::optional<Track::Outcomes> Track::outcomes_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    Outcomes outcomes{*this, {}, {}, {}, instruction.place};
    for (std::size_t i = 0; i < form.parts.size(); ++i) {
        const Value weight = evaluator.run(program, instruction.arguments[i]);
        if (!weight.known()) return std::nullopt;
        Stream& stream = streams_[form.parts[i]];
        contract_.settle(contract_.needs->stream_beside_solved({this, form.parts[i]}));
        outcomes.streams.push_back(&stream);
        outcomes.weights.push_back(weight.number);
        outcomes.residues.push_back(stream.span > 1 ? here_.k % stream.span : 0);
    }
    return outcomes;
}

Value Track::distribution_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    if (basis_.continuous) throw Fault("E0544", instruction.place, fmt::format("'{}' on a continuous basis is not computed yet", instruction.text), "write step = \"month\"");
    std::optional<Outcomes> outcomes = outcomes_of(form, program, instruction, evaluator);
    if (!outcomes) {
        for (const std::uint32_t weight : instruction.arguments)
            if (Value value = evaluator.run(program, weight); !value.known()) return value;
    }
    const Point from = here_;
    if (form.kind == Form::Kind::variance) return Value::of(outcomes->variance(from.k, from.state, node_of(from)));
    const Value asked = evaluator.run(program, instruction.arguments.back());
    if (!asked.known()) return asked;
    if (form.kind == Form::Kind::quantile && !(asked.number > 0 && asked.number <= 1))
        throw Fault("E0564", instruction.place, fmt::format("a quantile at {} (allowed: above 0, up to 1)", shortest(asked.number)), "as in quantile(pv(benefits), 95 %)");
    const std::vector<Outcome> all = outcomes->distribution(from.k, from.state, node_of(from));
    double sum = 0;
    if (form.kind == Form::Kind::exceedance) {
        for (const Outcome& one : all)
            if (Outcomes::exceeds(one.value, asked.number)) sum += one.chance;
        return Value::of(sum);
    }
    for (const Outcome& one : all)
        if ((sum += one.chance) >= asked.number - same) return Value::of(one.value);
    return Value::of(all.back().value);
}

}  // namespace hearth
