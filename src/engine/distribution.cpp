// How a present value will turn out: variance, quantiles, the probability that it exceeds a bound. Exact, on the grid of the basis.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"

namespace hearth {

using Base = Type::Base;

namespace {

/// Outcomes nearer to each other than this part of the largest are one: they differ by rounding.
constexpr double same = 1e-12;
/// More different outcomes than this are not kept apart.
constexpr std::size_t most_outcomes = 200'000;

struct Outcome {
    double value = 0;
    double chance = 0;
};

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

/// The weighted streams whose sum is meant, seen from one point of the grid.
struct Track::Outcomes {
    Track& track;
    std::vector<Stream*> streams;
    std::vector<double> weights;
    std::vector<std::size_t> residues;
    Place place;

    double discount(std::size_t k) { return track.step_discount(k, streams.front()); }  // all stand in one call: one interest

    double starting(std::size_t k, std::size_t state, std::size_t held) {
        double sum = 0;
        for (std::size_t i = 0; i < streams.size(); ++i) sum += weights[i] * track.starting(*streams[i], residues[i], k, state, held);
        return sum;
    }

    /// Amounts of the flows that `falls` picks, at a point.
    template <class Falls>
    double paid(const Point& point, double discount, Falls falls) {
        double sum = 0;
        for (std::size_t i = 0; i < streams.size(); ++i)
            for (const std::size_t f : streams[i]->flows) {
                const Flow& leader = track.leader(track.flows_[f]);
                if (falls(leader)) sum += weights[i] * track.shifted(leader, track.amount(track.flows_[f], point, streams[i]), discount);
            }
        return sum;
    }

    /// Every way in which step k may go from a node: visit(chance, what is paid at its end, node then or SIZE_MAX where nothing follows).
    template <class Visit>
    void ways(std::size_t k, std::size_t state, std::size_t held, double discount, Visit visit) {
        using Falls = Flow::Falls;
        const double* to = track.row(k, state, held);
        for (std::size_t s = 0; s < track.states_; ++s) {
            if (to[s] == 0) continue;
            const Passage way = track.passage(k, state, s, held);
            const bool over = track.ended(k + 1, s, way.held);
            double amount = paid(way.reached, discount, [&](const Flow& f) { return track.closes_at(f, k + 1); });
            if (over) amount += paid(way.settled, 1, [&](const Flow& f) { return f.falls == Falls::product_end; });
            if (s != state)
                amount += paid(way.moving, discount, [&](const Flow& f) { return f.falls == Falls::move && f.moves[state * track.states_ + s] != 0; });
            if (over) {
                visit(to[s], amount, SIZE_MAX);
                continue;
            }
            double stays = 1;
            for (const auto& [status, chance] : track.exits(k, s, way.held)) {
                stays -= chance;
                const double leaving = paid(way.settled, 1, [&, name = status](const Flow& f) {
                    return f.falls == Falls::status && std::find(f.statuses.begin(), f.statuses.end(), name) != f.statuses.end();
                });
                visit(to[s] * chance, amount + leaving, SIZE_MAX);
            }
            if (stays > 0) visit(to[s] * stays, amount, k + 1 < track.horizon() ? way.held * track.states_ + s : SIZE_MAX);
        }
    }

    /// Var[Y] = E[Var[Y | step]] + Var[E[Y | step]], backward.
    double variance(std::size_t at, std::size_t state, std::size_t held) {
        std::vector<double> means, variances;
        for (std::size_t k = track.horizon(); k-- > at;) {
            const double v = discount(k);
            std::vector<double> mean(track.width(k), 0.0), variance(track.width(k), 0.0);
            for (std::size_t node = 0; node < mean.size(); ++node) {
                const std::size_t s = node % track.states_, h = node / track.states_;
                if (!track.possible(k, s, h) || track.ended(k, s, h)) continue;
                double expected = 0;
                const auto then = [&](double amount, std::size_t next) { return amount + (next == SIZE_MAX ? 0 : means[next]); };
                ways(k, s, h, v, [&](double chance, double amount, std::size_t next) { expected += chance * then(amount, next); });
                ways(k, s, h, v, [&](double chance, double amount, std::size_t next) {
                    const double off = then(amount, next) - expected;
                    variance[node] += v * v * chance * (off * off + (next == SIZE_MAX ? 0 : variances[next]));
                });
                mean[node] = starting(k, s, h) + v * expected;
            }
            means = std::move(mean);
            variances = std::move(variance);
        }
        return variances.empty() ? 0 : variances[held * track.states_ + state];
    }

    /// Every outcome with its chance, by size.
    std::vector<Outcome> distribution(std::size_t at, std::size_t state, std::size_t held) {
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
                ways(k, s, h, v, [&](double chance, double amount, std::size_t next) {
                    if (next == SIZE_MAX) now[node].push_back({first + v * amount, chance});
                    else
                        for (const Outcome& one : later[next]) now[node].push_back({first + v * (amount + one.value), chance * one.chance});
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
};

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

Value Track::distribution_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator) {
    if (basis_.continuous) throw Fault("E0544", instruction.place, fmt::format("'{}' on a continuous basis is not computed yet", instruction.text), "write step = \"month\"");
    Outcomes outcomes{*this, {}, {}, {}, instruction.place};
    for (std::size_t i = 0; i < form.parts.size(); ++i) {
        const Value weight = evaluator.run(program, instruction.arguments[i]);
        if (!weight.known()) return weight;
        Stream& stream = streams_[form.parts[i]];
        contract_.settle(contract_.needs->stream_beside_solved({this, form.parts[i]}));
        outcomes.streams.push_back(&stream);
        outcomes.weights.push_back(weight.number);
        outcomes.residues.push_back(stream.span > 1 ? here_.k % stream.span : 0);
    }
    const Point from = here_;
    if (form.kind == Form::Kind::variance) return Value::of(outcomes.variance(from.k, from.state, node_of(from)));
    const Value asked = evaluator.run(program, instruction.arguments.back());
    if (!asked.known()) return asked;
    if (form.kind == Form::Kind::quantile && !(asked.number > 0 && asked.number <= 1))
        throw Fault("E0564", instruction.place, fmt::format("a quantile at {} (allowed: above 0, up to 1)", shortest(asked.number)), "as in quantile(pv(benefits), 95 %)");
    const std::vector<Outcome> all = outcomes.distribution(from.k, from.state, node_of(from));
    double sum = 0;
    if (form.kind == Form::Kind::exceedance) {
        for (const Outcome& one : all)
            if (one.value - asked.number > same * std::max(std::fabs(one.value), std::fabs(asked.number))) sum += one.chance;
        return Value::of(sum);
    }
    for (const Outcome& one : all)
        if ((sum += one.chance) >= asked.number - same) return Value::of(one.value);
    return Value::of(all.back().value);
}

}  // namespace hearth
