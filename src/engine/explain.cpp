#include "hearth/engine/explain.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "projected.hpp"

namespace hearth {

namespace {

const std::vector<std::string>& common_columns() {
    static const std::vector<std::string> names = {"in_force", "expected_premiums", "expected_benefits", "expected_expenses", "discount"};
    return names;
}

/// Hears of the payments of some steps.
struct Payments final : ForwardTerms {
    std::function<void(std::size_t, std::size_t, std::size_t, const Flow&, const Point&, double)> seen;
    void moved(std::size_t, std::size_t, std::size_t, std::size_t, double) override {}
    void paid(std::size_t k, std::size_t node, std::size_t state, const Flow& flow, const Point& point, double chance) override { seen(k, node, state, flow, point, chance); }
};

Fault empty_cell(const std::string& column, const std::string& why, const std::string& hint = {}) {
    return {"E0852", {}, fmt::format("{} is empty there: {}", column, why), hint};
}

}  // namespace

std::size_t Track::Explaining::expression(const Expression& item, Report& report) {
    const Kept reporting(in->report, &report);
    auto [on, compiled] = in->from_outside(item, report);
    if (!compiled) return 0;
    asked.push_back(std::move(*compiled));
    const Kept outside(in->outside, true);
    return program(*on, asked.back(), on->at_start(0, 0, 0));
}

std::size_t Track::Explaining::value_column(std::size_t v, std::size_t k, const std::string& state) {
    const ValueOf& value = in->product.values[v];
    Track& asking = in->outer.track();
    Track& on = in->track_of(v, asking);
    Held held{std::vector<std::optional<double>>(on.joint_.lives.size()), {}};
    const auto there = on.model_.state(state);
    if (!there) throw Fault("E0547", value.header.place, fmt::format("the model has no state '{}' (it has: {})", state, join(on.model_.states)));
    const std::size_t inner = value_at(on, v, asking.time_of(k), *there, held, value.header.place);
    const std::size_t whole = outward(inner, in->types[v]);
    return whole;
}

/// Where paths differ: step by step the mean among those in force in the state.
std::size_t Track::Explaining::mean_column(Track& on, const Flow& flow, By by, std::size_t period, std::size_t state) {
    struct Step {
        std::size_t k;
        double all = 0, paid = 0;
        std::vector<std::size_t> weights, parts;
    };
    std::vector<Step> steps;
    forward(on);
    PaymentSeen seen;
    seen.in_force = [&](std::size_t k, std::size_t held) {
        if (steps.empty() || steps.back().k != k) steps.push_back({k, 0, 0, {}, {}});
        steps.back().weights.push_back(cell({What::in_force, &on, 0, k, state, held}));
        steps.back().all += number(steps.back().weights.back());
    };
    seen.paid = [&](const Point& point) {
        Step& step = steps.back();
        const std::size_t amount = payment(on, flow, point, nullptr), weight = step.weights.back();
        step.parts.push_back(made("multiply", number(weight) * number(amount), {weight, amount}));
        step.paid += number(step.parts.back());
    };
    const auto paid = projected_payment(in->outer, flow, by, period, state, std::move(seen));
    const std::string& name = flow.payment->header.name;
    if (!paid) throw empty_cell(name, "the payment cannot fall in this period in this state");
    std::vector<std::size_t> means;
    double total = 0;
    for (Step& step : steps) {
        if (!(step.all > 0) || step.parts.empty()) continue;
        means.push_back(made("divide", step.paid / step.all, {sum(step.paid, std::move(step.parts)), sum(step.all, std::move(step.weights))}, fmt::format("the mean of the step from {} years", shortest(on.time_of(step.k)))));
        total += number(means.back());
    }
    const std::size_t all = sum(total, std::move(means));
    const double scale = on.counts(flow) && flow.unit == nullptr ? 1 : in->scale;
    const std::size_t whole = scale == 1 ? all : made("multiply", total * scale, {all, scale_leaf()});
    if (scale != 1) out.nodes[whole].rule = "S60";
    if (same(number(whole), *paid)) return whole;
    const std::size_t mean = leaf("mean", name, *paid + 0.0);
    out.nodes[mean].note = "paths differ: the mean among those in force in the state";
    return mean;
}

std::size_t Track::Explaining::payment_column(Track& on, const Flow& flow, By by, std::size_t period, std::size_t state) {
    if (on.with_paths()) return mean_column(on, flow, by, period, state);
    std::vector<std::size_t> parts;
    double total = 0;
    const auto count = [&](const Point& point) {
        parts.push_back(payment(on, flow, point, nullptr));
        total += number(parts.back());
    };
    const auto paid = projected_payment(in->outer, flow, by, period, state, {count, {}});
    if (!paid) throw empty_cell(flow.payment->header.name, "the payment cannot fall in this period in this state");
    const std::size_t all = sum(total, std::move(parts));
    if (in->scale == 1) return all;
    const std::size_t whole = made("multiply", total * in->scale, {all, scale_leaf()});
    out.nodes[whole].rule = "S60";
    return whole;
}

/// What an account holds on average among those in force in a state.
std::size_t Track::Explaining::balance_column(Track& on, std::size_t account, std::size_t k, std::size_t state) {
    const Forward& its = forward(on);
    const ContractAccount& what = on.accounts_[account];
    std::vector<std::size_t> parts, weights;
    double total = 0, all = 0;
    for (std::size_t node = state; k < its.in_force.size() && node < its.in_force[k].size(); node += on.states_) {
        if (its.in_force[k][node] == 0) continue;
        weights.push_back(cell({What::in_force, &on, 0, k, state, node / on.states_}));
        all += number(weights.back());
        const std::size_t balance = leaf("balance", what.account->header.name, on.paths(k).pasts[node / on.states_].balances[account]);
        parts.push_back(made("multiply", number(weights.back()) * number(balance), {weights.back(), balance}));
        total += number(parts.back());
    }
    if (all == 0) throw empty_cell(what.account->header.name, "nobody is in force there");
    const std::size_t mean = made("divide", total / all, {sum(total, std::move(parts)), sum(all, std::move(weights))});
    if (type_of_account(*what.account).base != Type::Base::money || in->scale == 1) return mean;
    const std::size_t whole = made("multiply", total / all * in->scale, {mean, scale_leaf()});
    out.nodes[whole].rule = "S60";
    return whole;
}

std::size_t Track::Explaining::in_force_column(Track& on, std::size_t k, std::size_t state) {
    const Forward& its = forward(on);
    std::vector<std::size_t> parts;
    double total = 0;
    if (k < its.in_force.size())
        for (std::size_t node = state; node < its.in_force[k].size(); node += on.states_) {
            if (its.in_force[k][node] == 0) continue;
            parts.push_back(cell({What::in_force, &on, 0, k, state, node / on.states_}));
            total += its.in_force[k][node];
        }
    return sum(total, std::move(parts));
}

std::size_t Track::Explaining::expected_column(Track& on, const std::string& which, std::size_t begin, std::size_t end) {
    forward(on);
    std::map<std::pair<std::size_t, bool>, std::pair<double, std::vector<std::size_t>>> found;  // by step, at its end: the sum and its parts
    Payments heard;
    heard.seen = [&](std::size_t k, std::size_t node, std::size_t state, const Flow& flow, const Point& point, double chance) {
        const bool counts = which == "expected_premiums" ? flow.premium : which == "expected_benefits" ? flow.benefit : flow.expense;
        const std::size_t then = state == SIZE_MAX ? on.paid_in(flow, k) : k;
        if (!counts || then < begin || then >= end) return;
        const std::size_t from = node % on.states_, held = node / on.states_;
        const double amount = on.amount(flow, point);
        if (amount == 0) return;
        std::vector<std::size_t> factors = {cell({What::in_force, &on, 0, k, from, held})};
        double product = number(factors[0]);
        if (state != SIZE_MAX) {
            factors.push_back(cell({What::chance, &on, state, k, from, held}));
            product *= number(factors.back());
        }
        if (chance != 1) {
            factors.push_back(leaf("factor", "the chance of the status", chance));
            product *= chance;
        }
        factors.push_back(payment(on, flow, point, nullptr));
        product *= number(factors.back());
        auto& [total, parts] = found[{then, state != SIZE_MAX}];
        total += product;
        parts.push_back(made("multiply", product, std::move(factors)));
    };
    run_forward(on, &heard);
    std::vector<std::size_t> parts;
    double total = 0;
    for (auto& [when, one] : found) {
        const auto& [k, at_end] = when;
        parts.push_back(sum(one.first, std::move(one.second), fmt::format("expected {} {} years", at_end ? "in the step up to" : "at", shortest(on.time_of(at_end ? k + 1 : k)))));
        total += one.first;
    }
    const std::size_t all = sum(total, std::move(parts));
    if (in->scale == 1) return all;
    const std::size_t whole = made("multiply", total * in->scale, {all, scale_leaf()});
    out.nodes[whole].rule = "S60";
    return whole;
}

namespace {

std::string name_of(const Expression& item) { return item.ast.top().op == Syntax::name ? item.ast.top().text : std::string(); }

std::vector<std::string> columns_of(const Product& product, Track& track) {
    std::vector<std::string> names;
    for (const ValueOf& value : product.values) names.push_back(value.header.name);
    for (const Flow& flow : track.flows())
        if (!flow.expense) names.push_back(flow.payment->header.name);
    for (const ContractAccount& account : track.accounts()) names.push_back(account.account->header.name);
    names.insert(names.end(), common_columns().begin(), common_columns().end());
    return names;
}

}  // namespace

Explanation explain(Contract& contract, const std::string& policy, const CellAsked& asked, Report& report) {
    Contract::Inside* const in = &contract.inside();
    in->demand_computable();
    Track::Explaining all(*in, asked.depth);
    const auto finish = [&](std::size_t root, Explained head) {
        all.tell_all();
        // The cell that was asked for comes first: it is what it was found to be made of, under its own name.
        const Explained& found = all.out.nodes[root];
        if (head.unit.empty()) head.unit = found.unit;
        head.value = found.value;
        if (found.name.empty() || found.name == asked.item->path) {
            adopt(head, found);
        } else {
            head.op = "same";
            head.parts = {root};
        }
        all.out.nodes[0] = std::move(head);
        prune(all.out);
        all.out.provenance.illustrative = contract.illustrative();
        if (!in->main_basis.empty()) add_conventions(all.out.provenance, in->book, contract);
        return std::move(all.out);
    };
    const std::string name = name_of(*asked.item), currency = in->product.header.currency;
    if (!asked.period && !asked.date) {
        if (!asked.state.empty()) throw Fault("E0851", {}, "a state is asked, but no year, month or date", "write --year 0 for the issue");
        const std::size_t root = all.expression(*asked.item, report);
        if (report.failed()) return {};
        Explained head;
        head.name = policy + ": " + asked.item->path;
        return finish(root, std::move(head));
    }
    Track& on = contract.track();
    const std::vector<std::string> columns = columns_of(in->product, on);
    if (std::find(columns.begin(), columns.end(), name) == columns.end())
        throw Fault("E0850", {}, fmt::format("the projection of {} has no column '{}' (there: {})", policy, asked.item->path, join(columns)),
                    name.empty() ? "an expression says its moment itself: --item '(...) at (time: 5 years)'" : did_you_mean(name, columns));
    std::size_t period = asked.period.value_or(0);
    By by = asked.by;
    if (asked.date) {
        const Value* issued = contract.given("issued");
        if (issued == nullptr) throw Fault("E0851", {}, "a date is asked, but the day of issue is not given", "give it: --set issued=..., or ask for a year or month");
        const int months = std::max(0, completed_months(issued->date(), *asked.date));
        by = months % 12 == 0 || !on.steps_in(Span{1, 0, 0}) ? By::year : By::month;  // an anniversary is a row of the year
        const int apart = by == By::year ? 12 : 1, before = months / apart * apart;
        if (issued->date().plus_months(before) != *asked.date)
            throw Fault("E0851", {}, fmt::format("the projection of {} has no row on {}", policy, asked.date->text()),
                        fmt::format("the rows next to it are on {} and {}", issued->date().plus_months(before).text(), issued->date().plus_months(before + apart).text()));
        period = static_cast<std::size_t>(before / apart);
    }
    const std::size_t steps = steps_of(on, by, contract), periods = (on.horizon() + steps - 1) / steps;
    const char* const word = by == By::year ? "year" : "month";
    if (period > periods) throw Fault("E0851", {}, fmt::format("{} {} is beyond the end of {} (allowed: 0 to {})", word, period, policy, periods));
    const std::string& first = on.model().states.front();
    const auto state = asked.state.empty() ? std::optional<std::size_t>(0) : on.model().state(asked.state);
    if (!state)
        throw Fault("E0851", {}, fmt::format("'{}' is no state of {} (there: {})", asked.state, policy, join(on.model().states)), did_you_mean(asked.state, on.model().states));
    const std::size_t end = period * steps, begin = period == 0 ? 0 : end - steps;
    if (!on.model().leavable(*state) || on.ended(begin, *state, on.kept(begin)) || !on.possible(end, *state))
        throw Fault("E0851", {}, fmt::format("the projection of {} has no row for {} {} in state '{}'", policy, word, period, on.model().states[*state]), "the contract is over in this state, or nobody can be in it");
    Explained head;
    head.name = fmt::format("{}: {}, {} {}, state {}", policy, name, word, period, on.model().states[*state]);
    const bool over = end >= on.horizon() || on.ended(end, *state, on.kept(end));
    std::size_t root = 0;
    const bool expected = name.starts_with("expected_") && std::find(common_columns().begin(), common_columns().end(), name) != common_columns().end();
    const bool of_contract = *state == 0 && (name == "discount" || (expected && period != 0));  // a value called so stands in the other rows
    if (const std::size_t v = in->value_index(name); v != SIZE_MAX && !of_contract) {
        const bool closed = contract.at_issue_only(name);
        if (closed && (period != 0 || *state != 0)) throw empty_cell(name, "it is one number, told in the row of the issue", fmt::format("write --item {} without a {}", name, word));
        if (!closed && over) throw empty_cell(name, "nobody is left in the contract");
        if (*state != 0 && contract.depends_on_held(name))
            throw empty_cell(name, "it differs by how long the state has lasted", fmt::format("say it: --item '{} at (time: {} {}s, state: {}, held: 1 year)'", name, period, word, on.model().states[*state]));
        root = all.value_column(v, end, on.model().states[*state]);
        const Header& header = in->product.values[v].header;
        head.source = header.source;
        head.illustrative = header.illustrative;
        head.defined = header.place;
        if (in->types[v].base == Type::Base::money) head.unit = currency;
        return finish(root, std::move(head));
    }
    const auto flow = std::find_if(on.flows().begin(), on.flows().end(), [&](const Flow& one) { return !one.expense && one.payment->header.name == name; });
    if (period == 0 && (flow != on.flows().end() || expected)) throw empty_cell(name, "nothing is paid before the first period");
    if ((expected || name == "discount") && *state != 0) throw empty_cell(name, "it is of the contract, told in the row of the first state", fmt::format("write --state '{}'", first));
    if (flow != on.flows().end()) {
        head.source = flow->payment->header.source;
        head.illustrative = flow->payment->header.illustrative;
        head.defined = flow->payment->header.place;
        if (!on.counts(*flow) || flow->unit != nullptr) head.unit = currency;
        root = all.payment_column(on, *flow, by, period, *state);
    } else if (name == "in_force") {
        root = all.in_force_column(on, end, *state);
    } else if (expected) {
        head.unit = currency;
        root = all.expected_column(on, name, begin, end);
    } else if (name == "discount") {
        const std::size_t last = all.forward(on).discount.size() - 1;
        root = all.discount_column(on, std::min(end, last));
    } else {
        std::size_t account = 0;
        while (on.accounts()[account].account->header.name != name) ++account;
        if (type_of_account(*on.accounts()[account].account).base == Type::Base::money) head.unit = currency;
        head.defined = on.accounts()[account].account->header.place;
        root = all.balance_column(on, account, end, *state);
    }
    return finish(root, std::move(head));
}

}  // namespace hearth
