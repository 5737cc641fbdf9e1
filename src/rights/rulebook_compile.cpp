// Compiling the rules of programmes and rights, and the order in which a day decides them.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/words.hpp"
#include "hearth/rights/people_of.hpp"
#include "rule_scope.hpp"

namespace hearth {

using Base = Type::Base;

/// The currency of bare money in a rule: its right's, its programme's, or that of a programme it is part of.
std::string Rulebook::home(std::size_t programme, std::size_t right) const {
    if (right != Reading::none && !rights_[right].right->header.currency.empty()) return rights_[right].right->header.currency;
    for (std::size_t at = programme; at != Reading::none; at = programmes_[at].parent)
        if (!programmes_[at].programme->header.currency.empty()) return programmes_[at].programme->header.currency;
    return family_ != nullptr && programme == Reading::none ? family_->header.currency : "";
}

Rule Rulebook::compile(const ExpressionPtr& expression, const Scope& scope, Type::Base wanted, Report& report) {
    Rule rule;
    if (expression == nullptr) return rule;
    rule.expression = expression;
    rule.wanted = wanted;
    rule_ = &rule;
    rows_ = 0;
    person_row_ = Reading::none;
    table_rows_.clear();
    Compiler compiler(*book_.names, words_, asked_, report, home(in_programme_, in_right_));
    auto program = compiler.compile(*expression, scope, wanted);
    rule_ = nullptr;
    illustrative_ = illustrative_ || compiler.illustrative();
    remember(expression->ast);
    if (!program) return rule;
    if (const Type& type = program->type(); (wanted == Base::number && type.base == Base::money && type.degree != Degree::any) || (wanted == Base::money && type.counts))
        report.error("E0401", expression->ast.top().place, fmt::format("{} is a {}, but a {} is wanted", expression->path, to_text(type), to_text(wanted)),
                     wanted == Base::number ? "a bare number; a balance is money unless its account has a unit" : "what the units cost: times a price, or 'of' a table");
    rule.program = std::move(*program);
    for (std::uint32_t i = 0; i < rule.program.code.size(); ++i) {
        const Instruction& at = rule.program.code[i];
        if (at.op != Code::special) continue;
        const Reading::Kind kind = readings_[at.id].kind;
        if (kind == Reading::Kind::lasting || kind == Reading::Kind::since) rule.watched.push_back(i);
    }
    mark_lives(rule.program);
    rule.rises = wanted == Base::truth && paid(rule.program, rule.program.root) && rises(rule.program, rule.program.root);
    refuse_reading(rule, report);
    return rule;
}

/// Whether premiums paid are read there.
bool Rulebook::paid(const Program& program, std::uint32_t index) const {
    const Instruction& at = program.at(index);
    if (at.op == Code::load) return readings_[at.id].kind == Reading::Kind::policy && readings_[at.id].name == "premiums_paid";
    return std::any_of(at.arguments.begin(), at.arguments.end(),
                       [&](std::uint32_t one) { return one != Instruction::none && paid(program, one); });
}

/// Whether what is there cannot become less, or a no, by more premiums paid. They are read there.
bool Rulebook::rises(const Program& program, std::uint32_t index) const {
    const Instruction& at = program.at(index);
    const auto reads = [&](std::size_t i) {
        return i < at.arguments.size() && at.arguments[i] != Instruction::none && paid(program, at.arguments[i]);
    };
    const auto all_rise = [&] {
        for (std::size_t i = 0; i < at.arguments.size(); ++i)
            if (reads(i) && !rises(program, at.arguments[i])) return false;
        return true;
    };
    switch (at.op) {
        case Code::load:
            return true;
        case Code::special:
            return readings_[at.id].kind == Reading::Kind::each_policy && !reads(1) && !reads(2) && all_rise();
        case Code::at_least:
        case Code::greater:
            return !reads(1) && all_rise();
        case Code::at_most:
        case Code::less:
            return !reads(0) && all_rise();
        case Code::sum_of:
        case Code::count_of:
        case Code::any_of:
        case Code::all_of:
        case Code::either:
        case Code::both:
        case Code::add:
        case Code::let:
        case Code::outer:
            return all_rise();
        default:
            return false;
    }
}

/// "state is dead" asks of a state only whether it is one that nobody leaves: those that can be left are alike to it.
void Rulebook::mark_lives(const Program& program) {
    if (family_ == nullptr || family_->models.empty()) return;
    const Model& model = family_->models.front();
    const auto is_state = [&](std::uint32_t index) {
        const Instruction& at = program.at(index);
        return at.op == Code::load && readings_[at.id].kind == Reading::Kind::fact && readings_[at.id].name == "state";
    };
    const auto is_end = [&](const Instruction& other) {
        const auto state = other.op == Code::constant && other.constant.kind == Value::Kind::name
                               ? model.state(book_.names->text(other.constant.id))
                               : std::nullopt;
        return state && !model.leavable(*state);
    };
    std::set<std::uint32_t> whole;
    if (is_state(program.root)) whole.insert(program.at(program.root).id);
    for (const Instruction& at : program.code)
        for (std::size_t i = 0; i < at.arguments.size(); ++i) {
            if (at.arguments[i] == Instruction::none || !is_state(at.arguments[i])) continue;
            const bool compares = at.op == Code::is || at.op == Code::is_not;
            if (!compares || !is_end(program.at(at.arguments[1 - i]))) whole.insert(program.at(at.arguments[i]).id);
        }
    for (std::uint32_t i = 0; i < program.code.size(); ++i)
        if (is_state(i)) readings_[program.at(i).id].life = !whole.contains(program.at(i).id);
}

Rule Rulebook::compile(const ExpressionPtr& expression, std::size_t programme, std::size_t right, Type::Base wanted, Report& report) {
    in_programme_ = programme;
    in_right_ = right;
    outside_ = true;
    const Scope& scope = right != Reading::none       ? right_scopes_[right]
                         : programme != Reading::none ? programme_scopes_[programme]
                                                      : outer_scopes_.back();
    Rule rule = compile(expression, scope, wanted, report);
    outside_ = false;
    return rule;
}

PaymentRules Rulebook::compile_payment(const Payment& payment, std::size_t right, Report& report) {
    const Scope& scope = right_scopes_[right];
    PaymentRules rules;
    rules.payment = &payment;
    rules.when = compile(payment.when, scope, Base::truth, report);
    for (const std::string& from : payment.from)
        if (auto found = account_of(from, right)) rules.from.push_back(*found);
    for (const std::string& to : payment.to)
        if (auto found = account_of(to, right)) rules.to.push_back(*found);
    std::vector<Reading> moved = rules.from;
    moved.insert(moved.end(), rules.to.begin(), rules.to.end());
    const auto counted = [&](const Reading& one) { return counts(one); };
    const Table* of = book_.table(payment.of);
    const bool units = moved.empty() ? of != nullptr && of->unit != "money" && !is_currency(of->unit) : std::any_of(moved.begin(), moved.end(), counted);
    if (units && !std::all_of(moved.begin(), moved.end(), counted))
        report.error("E0572", payment.header.place, fmt::format("payment {} joins an account of money with one of units", payment.header.name),
                     "the unit of an account is what is paid into it");
    rules.amount = compile(payment.amount, scope, units ? Base::number : Base::money, report);
    if (of != nullptr) {
        auto price = std::make_shared<Expression>();
        price->place = payment.of_place;
        price->path = payment.of;
        price->ast.nodes.push_back({Syntax::name, payment.of_place, 0, payment.of, {}, {}});
        price->ast.root = 0;
        pricing_ = payment.of;
        rules.price = compile(price, scope, Base::money, report);
        pricing_.clear();
    }
    const bool known = payment.on.empty() || payment.on == "request" || payment.on == "anniversary";
    if (!known || !payment.moves.empty() || payment.every.kind == Every::Kind::continuous)
        report.error("E0731", payment.on_place.line != 0 ? payment.on_place : payment.header.place,
                     fmt::format("the payment {} of a right is made {}, which is not computed yet", payment.header.name,
                                 payment.on.empty() ? "continuously" : "on " + payment.on),
                     "on = \"request\", or every = a span");
    return rules;
}

PeopleRules Rulebook::compile_people(const People& people, const Scope& scope, const std::string& holder, Report& report) {
    PeopleRules rules;
    rules.people = &people;
    const auto piece = [&](std::uint32_t node, Base wanted) {
        if (node == Ast::none) return Rule{};
        auto expression = std::make_shared<Expression>();
        expression->ast = people.ast;
        expression->ast.root = node;
        expression->place = people.ast.at(node).place;
        return compile(expression, scope, wanted, report);
    };
    for (const PeoplePart& part : people.parts) {
        rules.limits.push_back(piece(part.limit, Base::number));
        rules.whens.push_back(piece(part.when, Base::truth));
        for (std::size_t i = 0; i < part.paths.size(); ++i) {
            const std::string& path = part.paths[i];
            if (path == "family.person") continue;
            const std::size_t dot = path.find('.');
            const std::string first = path.substr(0, dot);
            bool fits = first == "owner" || first == "person" || first == "insured" || first == "payer" || first == "beneficiary";
            for (std::size_t at = dot; fits && at != std::string::npos;) {
                const std::size_t next = path.find('.', at + 1);
                fits = is_kin(path.substr(at + 1, next == std::string::npos ? next : next - at - 1));
                at = next;
            }
            if (!fits)
                report.error("E0737", part.path_places[i], fmt::format("nobody stands at '{}'", path),
                             "owner, person, insured, payer, beneficiary or family.person; then .spouse, .parents, .children, .siblings");
            else if (holder == "family" && first != "family")
                report.error("E0737", part.path_places[i],
                             fmt::format("'{}': the programme is held by the family, which has no {}", path, first), "family.person");
        }
    }
    return rules;
}

void Rulebook::compile_programme(std::size_t index, Report& report) {
    in_programme_ = index;
    in_right_ = Reading::none;
    ProgrammeRules& rules = programmes_[index];
    for (const auto& [name, expression] : rules.programme->lets) remember(expression->ast);
    for (const Tier& tier : rules.programme->tiers)
        rules.tiers.push_back(compile(tier.when, programme_scopes_[index], Base::truth, report));
    for (const Account& account : rules.programme->accounts)
        rules.accounts.push_back(compile_account(account, programme_scopes_[index], report));
}

void Rulebook::compile_right(std::size_t index, Report& report) {
    RightRules& rules = rights_[index];
    in_programme_ = rules.programme;
    in_right_ = index;
    const Right& right = *rules.right;
    const Scope& scope = right_scopes_[index];
    const std::string& holder = programmes_[rules.programme].holder;
    for (const auto& [name, expression] : right.lets) remember(expression->ast);
    rules.people = compile_people(right.people, scope, holder, report);
    rules.seats = compile(right.seats, scope, Base::number, report);
    if (right.seats != nullptr && right.seats->ast.top().op == Syntax::number && right.seats->ast.top().number < 1)
        report.error("E0738", right.seats->place, fmt::format("{} leaves no seat at all", path(index)),
                     "leave 'seats' out if all of 'for' may have the right");
    rules.unlock = compile(right.unlock, scope, Base::truth, report);
    rules.keep = compile(right.keep, scope, Base::truth, report);
    rules.use = compile(right.use, scope, Base::truth, report);
    rules.end = compile(right.end, scope, Base::truth, report);
    const auto cycle = [&](const Rule& rule, const char* which) {
        if (rule.reads_itself)
            report.error("E0739", rule.expression->place,
                         fmt::format("the {} of {} depends on the state of the right itself", which, path(index)),
                         "'keep' and 'end' may, and read the day before; a 'use' reads 'requested'");
    };
    cycle(rules.unlock, "unlock");
    cycle(rules.use, "use");
    if (right.pass) {
        rules.pass_when = compile(right.pass->when, scope, Base::truth, report);
        rules.pass_times = compile(right.pass->times, scope, Base::number, report);
        rules.pass_to = compile_people(right.pass->to, scope, holder, report);
    }
    for (const Account& account : right.accounts) rules.accounts.push_back(compile_account(account, scope, report));
    for (const Payment& payment : right.pays) rules.pays.push_back(compile_payment(payment, index, report));
    check_draws(index, report);
}

/// Rights and tiers in the order of what they read; a cycle is a fault with its path.
void Rulebook::sort(Report& report) {
    const std::size_t tiers = programmes_.size(), all = tiers + rights_.size();
    std::vector<std::set<std::size_t>> needs(all);
    const auto take = [&](std::size_t node, const Rule& rule) {
        for (const std::size_t right : rule.rights) needs[node].insert(tiers + right);
        for (const std::size_t tier : rule.tiers) needs[node].insert(tier);
    };
    for (std::size_t i = 0; i < tiers; ++i)
        for (const Rule& rule : programmes_[i].tiers) take(i, rule);
    for (std::size_t i = 0; i < rights_.size(); ++i) {
        const RightRules& right = rights_[i];
        for (const Rule* rule : {&right.unlock, &right.keep, &right.use, &right.end, &right.pass_when, &right.seats})
            take(tiers + i, *rule);
        needs[tiers + i].erase(tiers + i);
    }
    const auto name = [&](std::size_t node) {
        return node < tiers ? programmes_[node].programme->header.name + ".tier" : path(node - tiers);
    };
    std::vector<int> mark(all, 0);
    std::vector<std::size_t> open;
    const std::function<void(std::size_t)> visit = [&](std::size_t node) {
        if (mark[node] == 2) return;
        if (mark[node] == 1) {
            std::string around;
            for (auto it = std::find(open.begin(), open.end(), node); it != open.end(); ++it) around += name(*it) + " -> ";
            const Place place = node < tiers ? programmes_[node].programme->header.place : rights_[node - tiers].right->header.place;
            report.error("E0739", place, fmt::format("{} depends on itself: {}{}", name(node), around, name(node)));
            return;
        }
        mark[node] = 1;
        open.push_back(node);
        for (const std::size_t next : needs[node]) visit(next);
        open.pop_back();
        mark[node] = 2;
        if (node >= tiers || !programmes_[node].tiers.empty()) order_.push_back({node >= tiers, node >= tiers ? node - tiers : node});
    };
    // By name, so that the order of the files never matters.
    std::vector<std::size_t> nodes(all);
    for (std::size_t i = 0; i < all; ++i) nodes[i] = i;
    std::sort(nodes.begin(), nodes.end(), [&](std::size_t a, std::size_t b) { return name(a) < name(b); });
    for (const std::size_t node : nodes) visit(node);
}

}  // namespace hearth
