// The accounts of a product: what they open with, what flows in and out (rules S42 to S45).
#include <algorithm>

#include <fmt/format.h>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

std::size_t account_of(const Product& product, const std::string& name) {
    const auto found = std::find_if(product.accounts.begin(), product.accounts.end(), [&](const Account& one) { return one.header.name == name; });
    return found == product.accounts.end() ? SIZE_MAX : static_cast<std::size_t>(found - product.accounts.begin());
}

bool is_person(const Product& product, const std::string& name) { return name != "expenses" && name != "agent" && account_of(product, name) == SIZE_MAX; }

}  // namespace

void Track::compile_accounts(Report& report) {
    for (const Account& account : contract_.product.accounts) {
        const std::string what = fmt::format("account {}", account.header.name);
        const auto refuse = [&](const std::string& why, const std::string& hint) { report.error("E0544", account.header.place, fmt::format("{} {}; this is not computed yet", what, why), hint); };
        if (basis_.continuous) refuse(fmt::format("on the continuous basis {}", basis_.header.name), "write step = \"month\"");
        if (account.per != std::vector<std::string>{} && account.per != std::vector<std::string>{"policy"}) refuse("has balances of other holders than the policy", "leave out 'per', or write one account for each life");
        ContractAccount balance;
        balance.account = &account;
        if (account.every.kind == Every::Kind::span) {
            const auto steps = steps_in(account.every.span);
            if (!steps) report.error("E0545", account.header.place, fmt::format("{} opens again more often than the steps of basis {}", what, basis_.header.name), "read the product on a basis with a finer step");
            balance.period = steps.value_or(1);
        } else if (account.every.kind != Every::Kind::none) {
            refuse("opens again in every calendar year or month", "write every = \"year\"");
        }
        accounts_.push_back(std::move(balance));
    }
    for (ContractAccount& balance : accounts_) {  // one may read the others
        const Type::Base base = type_of_account(*balance.account).base;
        const auto compiled = [&](const ExpressionPtr& expression, Type::Base wanted) -> Program {
            if (!expression) return {};
            Compiler compiler = compiler_of(contract_);
            auto program = compiler.compile(*expression, scopes_[0], wanted);
            if (compiler.illustrative()) contract_.illustrative = true;
            return program ? std::move(*program) : Program{};
        };
        if (balance.account->header.illustrative) contract_.illustrative = true;
        balance.opens = compiled(balance.account->opens, base);
        balance.carry = compiled(balance.account->carry, base);
        balance.floor = compiled(balance.account->floor, base);
        balance.grows = compiled(balance.account->grows, Type::Base::number);
    }
}

/// Which accounts a payment is drawn from and goes into, and its round (rule S42).
void Track::place_accounts(Flow& flow, const Payment& payment) {
    const Product& product = contract_.product;
    for (const std::string& from : payment.from)
        if (const std::size_t a = account_of(product, from); a != SIZE_MAX) flow.draws.push_back(a);
    for (const std::string& to : payment.to)
        if (const std::size_t a = account_of(product, to); a != SIZE_MAX) flow.into = a;
    const bool to_person = std::any_of(payment.to.begin(), payment.to.end(), [&](const std::string& one) { return is_person(product, one); });
    flow.round = flow.into != SIZE_MAX ? 0 : flow.draws.empty() || to_person ? 2 : 1;
}

bool Track::counts(const Flow& flow) const {
    const auto unit = [this](std::size_t a) { return type_of_account(*accounts_[a].account).base != Type::Base::money; };
    return (flow.into != SIZE_MAX && unit(flow.into)) || std::any_of(flow.draws.begin(), flow.draws.end(), unit);
}

/// A payment that touches no account and names neither one nor another payment is what it is whatever else is due.
bool Track::stands_alone(const Flow& flow) const {
    if (!flow.draws.empty() || flow.into != SIZE_MAX) return false;
    for (const Program* program : {&flow.when, &flow.amount, &flow.price})
        for (const Instruction& at : program->code)
            if (at.op == Code::load && ((at.id >= load_id::account && at.id < load_id::other) || at.id >= load_id::payment || at.id == load_id::premium)) return false;
    return flow.falls != Flow::Falls::with || stands_alone(flows_[flow.follows]);
}

double Track::units_of(const Flow& flow, const Point& point) {
    if (!due(flow, point) || (flow.falls == Flow::Falls::with && !due(flows_[flow.follows], point))) return 0;
    return evaluate(flow.amount, point);
}

/// An account of units takes units, and gives a person only what has a price.
void Track::check_counts(const Flow& flow, Report& report) const {
    if (!counts(flow)) return;
    const Payment& payment = *flow.payment;
    std::vector<std::size_t> all = flow.draws;
    if (flow.into != SIZE_MAX) all.push_back(flow.into);
    const bool mixed = std::any_of(all.begin(), all.end(), [&](std::size_t a) { return type_of_account(*accounts_[a].account).base == Type::Base::money; });
    const bool money = !flow.amount.empty() && flow.amount.type().base == Type::Base::money;
    const bool person = std::any_of(payment.to.begin(), payment.to.end(), [&](const std::string& one) { return is_person(contract_.product, one); }) ||
                        std::any_of(payment.from.begin(), payment.from.end(), [&](const std::string& one) { return is_person(contract_.product, one); });
    if (mixed || money || (person && flow.unit == nullptr))
        report.error("E0572", payment.header.place, fmt::format("payment {} {}", payment.header.name, mixed ? "joins an account of money with one of units" : money ? "is money, but its account counts units" : "gives a person units that have no price"),
                     mixed || money ? "the unit of an account is what is paid into it" : "say the table of their price: of = ...");
}

void Track::refuse_paths(const Program& program, const char* what, Report& report) const {
    for (const Instruction& at : program.code) {
        const bool account = at.op == Code::load && at.id >= load_id::account && at.id < load_id::other;
        const bool lasting = at.op == Code::special && forms_[at.id].kind == Form::Kind::lasting;
        if (account || lasting) report.error("E0544", at.place, fmt::format("{} that reads {} is not computed yet", what, account ? "an account" : "'lasting'"), "'held' and 'state' are read");
    }
}

}  // namespace hearth
