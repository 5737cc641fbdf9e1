// Payments as flows on the grid of a basis.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

bool names_person(const std::vector<std::string>& who, const Product& product) {
    return std::any_of(who.begin(), who.end(), [&](const std::string& one) {
        const bool account = std::any_of(product.accounts.begin(), product.accounts.end(), [&](const Account& a) { return a.header.name == one; });
        return one != "expenses" && one != "agent" && !account;
    });
}

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

}  // namespace

void Track::add_flow(const Payment& payment, bool of_basis, Report& report) {
    Flow flow;
    flow.payment = &payment;
    // The groups of rule S41.
    if (of_basis)
        flow.expense = true;
    else if (!payment.from.empty() && names_person(payment.from, contract_.product))
        flow.premium = payment.to.empty() || !names_person(payment.to, contract_.product);
    else
        flow.benefit = names_person(payment.to, contract_.product);
    place_accounts(flow, payment);
    if (!payment.of.empty()) flow.unit = contract_.book.table(payment.of);
    if (of_basis && payment.on != "issue" && payment.on != "end" && payment.on != "anniversary" && payment.moves.empty() && !payment.on.empty() &&
        !flow_of_.contains(payment.on))
        return;  // a cost of a payment that this product does not have
    place_flow(flow, payment, of_basis, report);
    if (!of_basis) flow_of_.emplace(payment.header.name, flows_.size());
    flows_.push_back(std::move(flow));
}

void Track::place_flow(Flow& flow, const Payment& payment, bool of_basis, Report& report) {
    using Falls = Flow::Falls;
    const double step = basis_.step.years();
    const std::string where = of_basis ? fmt::format("payment {} of basis {}", payment.header.name, basis_.header.name) : fmt::format("payment {}", payment.header.name);
    if (payment.every.kind != Every::Kind::none) {
        flow.falls = payment.at == Payment::At::end ? Falls::closing : Falls::start;
        if (payment.every.kind == Every::Kind::continuous) {
            flow.period = 1;
            flow.continuous = true;
            if (!basis_.continuous)
                report.error("E0550", payment.header.place, fmt::format("{} is a continuous stream, but basis {} is cut into steps", where, basis_.header.name),
                             "use a basis with step = \"continuous\", or every = \"month\"");
            return;
        }
        if (payment.every.kind != Every::Kind::span) {
            report.error("E0544", payment.header.place, fmt::format("{} falls in every calendar year or month; in a contract this is not computed yet", where), "write every = \"year\"");
            return;
        }
        const auto steps = steps_in(payment.every.span);
        if (!steps)
            report.error("E0545", payment.header.place, fmt::format("{} falls more often than the steps of basis {}", where, basis_.header.name),
                         "a payment is never finer than the step; read the product on a basis with a finer step");
        flow.period = steps.value_or(1);
        if (payment.at == Payment::At::middle) flow.shift = payment.every.span.years() / 2;
        return;
    }
    if (!payment.moves.empty()) {
        if (payment.moves.front().roles == std::vector<std::string>{"status"}) {
            flow.falls = Falls::status;
            for (const Move& move : payment.moves)
                if (move.from.empty() || contains(move.from, "any") || contains(move.from, "in_force"))
                    flow.statuses.insert(flow.statuses.end(), move.to.begin(), move.to.end());
            return;
        }
        flow.falls = Falls::move;
        flow.shift = payment.at == Payment::At::start ? -step : payment.at == Payment::At::middle ? -step / 2 : 0;
        flow.moves.assign(states_ * states_, 0);
        for (const Move& move : payment.moves)
            for (std::size_t from = 0; from < states_; ++from)
                for (std::size_t to = 0; to < states_; ++to)
                    if (joint_.is(move, from, to)) flow.moves[from * states_ + to] = 1;
        return;
    }
    if (payment.on == "issue") {
        flow.falls = Falls::issue;
    } else if (payment.on == "end") {
        flow.falls = Falls::product_end;
    } else if (payment.on == "anniversary") {
        flow.falls = Falls::start;
        flow.not_at_issue = true;
        flow.period = steps_in(Span{12, 0, 0}).value_or(1);
    } else if (payment.on == "request") {
        report.error("E0544", payment.on_place, fmt::format("{} falls on a request; in a contract this is not computed yet", where), "a right of a programme is requested");
    } else {
        flow.falls = Falls::with;
        const auto leader = flow_of_.find(payment.on);
        flow.follows = leader == flow_of_.end() ? SIZE_MAX : leader->second;
    }
}

void Track::compile_flows(Report& report) {
    // Leaders before those that follow them.
    const auto add_all = [&](const std::vector<Payment>& pays, bool of_basis, bool followers) {
        for (const Payment& payment : pays) {
            const bool word = payment.on == "issue" || payment.on == "end" || payment.on == "anniversary" || payment.on == "request";
            const bool follows = payment.every.kind == Every::Kind::none && payment.moves.empty() && !word;
            if (follows == followers) add_flow(payment, of_basis, report);
        }
    };
    add_all(contract_.product.pays, false, false);
    add_all(contract_.product.pays, false, true);
    add_all(basis_.pays, true, false);
    add_all(basis_.pays, true, true);
    for (Flow& flow : flows_) {
        while (flow.falls == Flow::Falls::with && flow.follows != SIZE_MAX && flows_[flow.follows].falls == Flow::Falls::with) flow.follows = flows_[flow.follows].follows;
        if (flow.falls == Flow::Falls::with && flow.follows == SIZE_MAX) {
            flow.follows = 0;  // told when the set was bound
            flow.when = {};
        }
    }
    for (std::size_t i = 0; i < flows_.size(); ++i) {
        const Payment& payment = *flows_[i].payment;
        const Scope& scope = scopes_[flows_[i].expense ? 2 : 0];
        const auto compiled = [&](const ExpressionPtr& expression, Type::Base wanted) -> Program {
            if (!expression) return {};
            Compiler compiler = compiler_of(contract_);
            auto program = compiler.compile(*expression, scope, wanted);
            if (compiler.illustrative()) contract_.illustrative = true;
            return program ? std::move(*program) : Program{};
        };
        if (payment.header.illustrative) contract_.illustrative = true;
        flows_[i].when = compiled(payment.when, Type::Base::truth);
        flows_[i].amount = compiled(payment.amount, Type::Base::money);
        check_counts(flows_[i], report);
        if (flows_[i].unit != nullptr) {
            Expression price;
            price.ast.nodes.push_back({Syntax::name, payment.of_place, 0, payment.of, {}, {}});
            price.ast.root = 0;
            price.place = payment.of_place;
            price.path = payment.of;
            // `of` names a table, also where the payment itself is called so.
            Scope table;
            table.outer = &scope;
            table.find = [&](const std::string& path, Compiler&) -> std::optional<Binding> {
                if (path != payment.of) return std::nullopt;
                Binding binding;
                binding.kind = Binding::Kind::table;
                binding.table = flows_[i].unit;
                return binding;
            };
            Compiler compiler = compiler_of(contract_);
            auto program = compiler.compile(price, table, Type::Base::money);
            if (compiler.illustrative()) contract_.illustrative = true;
            if (program) flows_[i].price = std::move(*program);
        }
    }
    for (Flow& flow : flows_) flow.alone = stands_alone(flow);
}

void Track::compile(Report& report) {
    if (basis_.interest == nullptr)
        report.error("E0552", basis_.header.place, fmt::format("basis {} has no interest", basis_.header.name), "write interest = \"3 %\"");
    if (!basis_.continuous && basis_.step.years() <= 0)  // without a grid nothing more can be compiled
        throw Fault("E0552", basis_.header.place, fmt::format("basis {} has no step", basis_.header.name), "write step = \"year\" or step = \"month\"");
    const double steps = basis_.continuous ? 1 : 1 / basis_.step.years();
    if (std::fabs(steps - std::round(steps)) > 1e-9)
        throw Fault("E0565", basis_.step_place, fmt::format("a step of {} years does not go into a year a whole number of times", shortest(basis_.step.years())),
                    "year, month, week, day and their like do: rates belong to one year");
    make_scopes();
    if (basis_.header.illustrative) contract_.illustrative = true;
    const std::string &spent = basis_.header.currency, &home = contract_.product.header.currency;
    if (!basis_.pays.empty() && !spent.empty() && spent != home)
        report.error("E0424", basis_.header.place, fmt::format("basis {} pays in {}, but product {} is in {}", basis_.header.name, spent, contract_.product.header.name, home.empty() ? "no currency" : home),
                     "say the currency of the product, or write a basis in it");
    const auto compiled = [&](const Expression& expression, const Scope& scope, Type::Base wanted) -> Program {
        Compiler compiler = compiler_of(contract_);
        auto program = compiler.compile(expression, scope, wanted);
        if (compiler.illustrative()) contract_.illustrative = true;
        return program ? std::move(*program) : Program{};
    };
    if (basis_.interest) interest_ = compiled(*basis_.interest, scopes_[2], Type::Base::number);
    compile_accounts(report);
    compile_flows(report);
    if (contract_.product.ends) ends_ = compiled(*contract_.product.ends, scopes_[0], Type::Base::truth);
    ends_by_held_ = reads_held(ends_) || std::any_of(ends_.code.begin(), ends_.code.end(), [](const Instruction& at) { return at.op == Code::special || (at.op == Code::load && at.id >= load_id::account); });
    for (std::size_t life = 0; life < joint_.lives.size(); ++life) {
        const Model& model = joint_.lives[life];
        rates_[life] = rates_of(model, basis_, model.role.empty() ? "insured" : model.role, contract_.product.header.place, report);
        for (MoveRate& move : rates_[life]) move.program = compiled(*move.rate->rate, rate_scope(life), Type::Base::force);
        if (basis_.order == Basis::Order::exponential && !basis_.continuous && rates_read_held(life) != ReadsHeld::nothing)
            report.error("E0566", basis_.header.place, fmt::format("order = \"exponential\" of basis {} takes no rate that reads 'held': a state entered inside a step has none yet", basis_.header.name),
                         "order = \"dead first\" or \"pro rata\"");
    }
    if (joint_.lives.size() > 1) {
        shocks_ = shocks_of(joint_, basis_);
        for (ShockRate& shock : shocks_) shock.program = compiled(*shock.rate->rate, scopes_[7], Type::Base::force);
    }
    for (const auto& moves : rates_)
        for (const MoveRate& move : moves) refuse_paths(move.program, "a rate", report);
    for (const ShockRate& shock : shocks_) refuse_paths(shock.program, "a rate", report);
    if (basis_.interest) refuse_paths(interest_, "the interest of a basis", report);
    status_rates_ = status_rates(basis_);
    for (MoveRate& move : status_rates_) {
        const std::string to = status_model().states[move.to];
        if (to == "overdue" || to == "reduced")
            report.error("E0544", move.rate->place, fmt::format("a rate of becoming {} is not computed yet", to), "surrendered, lapsed and ended are");
        move.program = compiled(*move.rate->rate, scopes_[7], Type::Base::force);
        refuse_paths(move.program, "a rate", report);
    }
    // A rate that is nowhere above zero is none.
    std::erase_if(status_rates_, [](const MoveRate& move) {
        if (move.program.empty()) return true;
        const Instruction& top = move.program.at(move.program.root);
        if (top.op != Code::to_chance && top.op != Code::to_force) return false;
        const Instruction& inside = move.program.at(top.arguments[0]);
        return inside.op == Code::constant && inside.constant.number == 0;
    });
    exits_by_state_ = exits_read(load_id::state) || exits_read(load_id::entered) || exits_read(load_id::held);
    exits_by_held_ = exits_read(load_id::held);
}

/// Whether a rate of the status reads a measure of any of the lives.
bool Track::exits_read(std::uint32_t measure) const {
    return std::any_of(status_rates_.begin(), status_rates_.end(), [measure](const MoveRate& move) {
        return std::any_of(move.program.code.begin(), move.program.code.end(),
                           [measure](const Instruction& at) { return at.op == Code::load && at.id < load_id::given && at.id % load_id::life == measure; });
    });
}

Life& Track::life() {
    if (life_) return *life_;
    if (basis_.continuous) demand_whole_months();
    const auto year_part = [this](std::size_t k) {
        const double time = time_of(k);
        return time - static_cast<double>(static_cast<long long>(time));
    };
    const auto when = [this](std::size_t k) {
        const Value* age = contract_.outer.given("age");
        return age == nullptr ? fmt::format("{} years after issue", shortest(time_of(k))) : fmt::format("age {}", shortest(age->number + time_of(k)));
    };
    const auto rate = [this](const Program& program, const RatePoint& at) {
        return evaluate(program, {at.k, at.k, at.k, at.state, at.state, at.held, at.part * ticks_ / ticks_per_year, nullptr});
    };
    Life::Reading reading{rate, year_part, when};
    reading.longest = [this](std::size_t k) { return durations().since_issue(k); };
    if (joint_.lives.size() == 1) {
        reading.many = [this](const Program& program, const RatePoint& at, std::size_t count, std::vector<double>& out, Lanes::Known* known) {
            return many_rates(program, at, count, out, known);
        };
        life_ = std::make_unique<Life>(model_, basis_, rates_[0], rates_read_held(0) != ReadsHeld::nothing, reading);
        share_rows();
        return *life_;
    }
    // Forces whose chances are one exponential act on all lives at once; else each life moves by itself within a step.
    std::vector<MoveRate> all;
    reading.longest = {};
    std::vector<ReadsHeld> reads_held;
    for (std::size_t life = 0; life < joint_.lives.size(); ++life) {
        for (const MoveRate& move : rates_[life]) expand(joint_, life, move, all);
        reads_held.push_back(rates_read_held(life));
    }
    reads_held.push_back(rates_read_held(joint_.lives.size()));
    for (const ShockRate& shock : shocks_) expand(joint_, shock, all);
    life_ = std::make_unique<Life>(model_, basis_, std::move(all), false, reading);
    reading.possible = [this](std::size_t k, std::size_t state) { return possible(k, state); };
    if (!basis_.continuous && basis_.order != Basis::Order::exponential)
        joint_life_ = std::make_unique<JointLife>(joint_, basis_, rates_, reads_held, shocks_, durations(), reading);
    return *life_;
}

std::optional<Program> Track::compile(const Expression& expression, Type::Base wanted, Report& report, bool exact) {
    Report* before = contract_.report;
    contract_.report = &report;
    Compiler compiler = compiler_of(contract_);
    auto program = compiler.compile(expression, scopes_[exact ? 1 : 0], wanted);
    if (compiler.illustrative()) contract_.illustrative = true;
    contract_.report = before;
    if (program) reach_back(*program);
    return program;
}

}  // namespace hearth
