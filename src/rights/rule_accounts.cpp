// Accounts of rights: their names in expressions, their rules, and the order in which they open (rules S42 to S45).
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "hearth/language/words.hpp"
#include "rule_scope.hpp"

namespace hearth {

using Kind = Reading::Kind;

std::optional<Reading> Rulebook::account(std::string_view name, std::size_t programme, std::size_t right) const {
    constexpr std::string_view opened = ".opens";
    const bool opens = name.size() > opened.size() && name.substr(name.size() - opened.size()) == opened;
    if (opens) name.remove_suffix(opened.size());
    const std::vector<Account>& all = right != Reading::none ? rights_[right].right->accounts : programmes_[programme].programme->accounts;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].header.name == name) {
            Reading reading;
            reading.kind = opens ? Kind::opened : Kind::balance;
            reading.right = right;
            reading.programme = right != Reading::none ? rights_[right].programme : programme;
            reading.part = i;
            return reading;
        }
    return std::nullopt;
}

const Account& Rulebook::account(const Reading& reading) const {
    return (reading.right != Reading::none ? rights_[reading.right].right->accounts : programmes_[reading.programme].programme->accounts)[reading.part];
}

std::optional<Reading> Rulebook::account_of(std::string_view name, std::size_t right) const {
    auto found = account(name, rights_[right].programme, right);
    for (std::size_t up = rights_[right].programme; !found && up != Reading::none; up = programmes_[up].parent) found = account(name, up, Reading::none);
    return found;
}

/// Nights, visits, points; another currency than that of bare money is counted too.
bool Rulebook::counts(const Reading& account) const {
    const std::string& unit = this->account(account).unit;
    const std::string home = this->home(account.programme, account.right);
    return !unit.empty() && unit != "money" && (home.empty() ? !is_currency(unit) : unit != home);
}

/// Money of a programme or right, as the rule being compiled sees it.
Type Rulebook::money_of(std::size_t programme, std::size_t right) const {
    Type out = Type::money(0);
    const std::string its = home(programme, right), here = home(in_programme_, in_right_);
    if (!its.empty() && !here.empty() && its != here) out.currency = its;
    return out;
}

Type Rulebook::balance(const Reading& account) const { return counts(account) ? Type::count() : money_of(account.programme, account.right); }

/// What a payment comes to: units of its account, if they have no price.
Type Rulebook::paid(const Payment& payment, std::size_t right) const {
    const auto counted = [&](const std::string& name) {
        const auto found = account_of(name, right);
        return found && counts(*found);
    };
    const bool units = payment.of.empty() && (std::any_of(payment.from.begin(), payment.from.end(), counted) || std::any_of(payment.to.begin(), payment.to.end(), counted));
    return units ? Type::count() : money_of(rights_[right].programme, right);
}

std::optional<Binding> RuleScope::account(const std::string& path, std::size_t programme, std::size_t right, Compiler& compiler) const {
    auto account = rules_.account(path, programme, right);
    if (!account) return std::nullopt;
    const std::vector<std::string>& per = rules_.account(*account).per;
    account->from = person().from;
    account->level = person().level;
    remember("the account " + path);
    std::vector<std::uint32_t> arguments;
    Ast place;
    place.nodes.push_back({Syntax::name, rules_.rule_ != nullptr ? rules_.rule_->expression->place : Place{}, 0, "place", {}, {}});
    place.root = 0;
    const bool placed = std::find(per.begin(), per.end(), "place") != per.end();
    if (placed && !rules_.table_rows_.empty() && compiler.find("place", *rules_.table_rows_.back()))
        arguments.push_back(compiler.node(place, 0, *rules_.table_rows_.back()));
    Binding binding;
    binding.kind = Binding::Kind::code;
    binding.type = rules_.balance(*account);
    binding.load = special(compiler, std::move(*account), binding.type, place, 0, std::move(arguments));
    compiler.instruction(binding.load).text = path;
    return binding;
}

namespace {

bool reads_account(const Instruction& at, const std::vector<Reading>& readings) {
    if (at.op != Code::load && at.op != Code::special) return false;
    return readings[at.id].kind == Kind::balance || readings[at.id].kind == Kind::opened;
}

}  // namespace

AccountRules Rulebook::compile_account(const Account& account, const Scope& scope, Report& report) {
    AccountRules rules;
    rules.account = &account;
    const auto own = this->account(account.header.name, in_programme_, in_right_);
    rules.counts = own && counts(*own);
    const Type::Base balance = rules.counts ? Type::Base::number : Type::Base::money;
    rules.opens = compile(account.opens, scope, balance, report);
    rules.carry = compile(account.carry, scope, balance, report);
    rules.floor = compile(account.floor, scope, balance, report);
    rules.grows = compile(account.grows, scope, Type::Base::number, report);
    // A balance is only brought up to a day when it is read, so that other days change nothing: its rate must be the same on all of them.
    for (const Instruction& at : rules.grows.program.code)
        if (at.op == Code::load || at.op == Code::special)
            report.error("E0731", account.grows->place, fmt::format("the account {} grows at a rate that may change, which is not computed yet", account.header.name), "write a plain rate: \"2 %\"");
    if (account.every.kind == Every::Kind::continuous)
        report.error("E0731", account.header.place, fmt::format("the account {} re-opens continuously, which is not computed yet", account.header.name));
    rules.shared = is_shared(account);
    if (rules.shared) check_shared(rules, report);
    if (account.carry != nullptr && account.every.kind == Every::Kind::none)
        report.error("E0771", account.carry->place, fmt::format("the account {} never opens again, so nothing is carried over", account.header.name), "say 'every'");
    const auto negative = [&](const ExpressionPtr& expression, const char* what) {
        if (expression == nullptr) return;
        const Node& top = expression->ast.top();
        if (top.op == Syntax::negate && expression->ast.at(top.children[0]).op == Syntax::number)
            report.error("E0738", expression->place, fmt::format("{} {} with a negative amount", expression->path, what));
    };
    negative(account.opens, "opens");
    negative(account.carry, "carries over");
    for (const Instruction& at : rules.floor.program.code)
        if (reads_account(at, readings_))
            report.error("E0770", at.place, fmt::format("the floor of the account {} reads an account, which other draws of the same moment may change: {}", account.header.name, at.text),
                         "'opens' and 'carry' may read accounts");
    return rules;
}

/// Accounts in the order in which they open on one day; a circle is a fault with its path. What is carried over may read its own account.
void Rulebook::rank_accounts(Report& report) {
    struct One {
        AccountRules* rules;
        std::string path;
        bool open = false, done = false;
    };
    std::map<std::tuple<std::size_t, std::size_t, std::size_t>, One> all;  // programme, right, which
    for (std::size_t i = 0; i < programmes_.size(); ++i)
        for (std::size_t k = 0; k < programmes_[i].accounts.size(); ++k)
            all[{i, Reading::none, k}] = {&programmes_[i].accounts[k], programmes_[i].programme->header.name + "." + programmes_[i].accounts[k].account->header.name};
    for (std::size_t i = 0; i < rights_.size(); ++i)
        for (std::size_t k = 0; k < rights_[i].accounts.size(); ++k)
            all[{rights_[i].programme, i, k}] = {&rights_[i].accounts[k], path(i) + "." + rights_[i].accounts[k].account->header.name};
    std::vector<const One*> around;
    const std::function<void(One&)> visit = [&](One& one) {
        one.open = true;
        around.push_back(&one);
        for (const Rule* rule : {&one.rules->opens, &one.rules->carry})
            for (const Instruction& at : rule->program.code) {
                if (!reads_account(at, readings_)) continue;
                const Reading& reading = readings_[at.id];
                One& other = all.at({reading.programme, reading.right, reading.part});
                if (&other == &one && rule == &one.rules->carry) continue;
                if (other.open) {
                    std::string circle;
                    for (auto it = std::find(around.begin(), around.end(), &other); it != around.end(); ++it) circle += (*it)->path + " -> ";
                    report.error("E0739", at.place, fmt::format("the account {} depends on itself: {}{}", other.path, circle, other.path));
                    continue;
                }
                if (!other.done) visit(other);
                one.rules->rank = std::max(one.rules->rank, other.rules->rank + 1);
            }
        around.pop_back();
        one.open = false;
        one.done = true;
    };
    for (auto& [key, one] : all)
        if (!one.done) visit(one);
    for (const RightRules& right : rights_)
        for (const PaymentRules& payment : right.pays)
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& one : *accounts) {
                    AccountRules& its = *all.at({one.programme, one.right, one.part}).rules;
                    its.moved = true;
                    its.filled = its.filled || accounts == &payment.to;
                }
}

}  // namespace hearth
