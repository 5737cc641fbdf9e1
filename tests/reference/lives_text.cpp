#include <fmt/format.h>

#include "lives.hpp"

namespace hearth::reference {

namespace {

using Reads = LifeRate::Reads;
using Falls = LivesPayment::Falls;
using Grows = LivesPayment::Grows;
using Kind = Condition::Kind;

std::string join(const std::vector<std::string>& parts, const char* with) { return fmt::format("{}", fmt::join(parts, with)); }

std::string span(int months) { return months == 12 ? "year" : months == 1 ? "month" : fmt::format("{} months", months); }

/// Bare measures are the insured's; elsewhere than in a rate every role is said.
std::string text(const Lives& product, const Condition& one) {
    const std::string role = role_of(product, static_cast<std::size_t>(one.life));
    switch (one.kind) {
        case Kind::in_states: {
            const OneLife& life = product.lives[static_cast<std::size_t>(one.life)];
            std::vector<std::string> names;
            for (int state = 0; state <= life.living; ++state)
                if (((one.states >> state) & 1u) != 0) names.push_back(state_name(life, state));
            return names.size() == 1 ? fmt::format("{}state is {}", role, names[0]) : fmt::format("{}state in [{}]", role, join(names, ", "));
        }
        case Kind::held_least:
            return fmt::format("{}held >= {} months", role, one.number);
        case Kind::held_below:
            return fmt::format("{}held < {} months", role, one.number);
        case Kind::year_above:
            return fmt::format("year > {}", one.number);
        case Kind::year_most:
            return fmt::format("year <= {}", one.number);
        case Kind::lasting_least:
        case Kind::lasting_below: {
            std::vector<std::string> states;
            for (const Condition& state : product.clocks[static_cast<std::size_t>(one.of)]) states.push_back(text(product, state));
            return fmt::format("lasting({}) {} {} months", join(states, " or "), one.kind == Kind::lasting_least ? ">=" : "<", one.number);
        }
        case Kind::account_least:
        case Kind::account_below: {
            const DrawnAccount& account = product.accounts[static_cast<std::size_t>(one.of)];
            return fmt::format("{} {} {:.6f}{}", account.name, one.kind == Kind::account_least ? ">=" : "<", one.balance, account.counts ? "" : " * face");
        }
    }
    return {};
}

/// `less`: the shock that is inside.
std::string text(const OneLife& life, const LifeRate& rate, double less, std::string& tables) {
    static const char* const kinds[] = {"force", "chance", "dependent"};
    const std::vector<double>& n = rate.rate.numbers;
    std::string inside;
    switch (rate.rate.shape) {
        case Rate::Shape::table: {
            inside = fmt::format("rate_{}", tables.size());
            std::string rows;
            for (std::size_t i = 0; i < n.size(); ++i) rows += fmt::format("{{ age = {}, rate = {:.6f} }}, ", life.age + static_cast<int>(i), n[i]);
            tables += fmt::format("[table.{}]\nage = \"last birthday\"\nrows = [{}]\n", inside, rows);
            break;
        }
        case Rate::Shape::gompertz:
            inside = fmt::format("{:.6f} + {:.6f} * {:.6f} ^ age", n[0], n[1], n[2]);
            break;
        case Rate::Shape::waning:
            inside = fmt::format("{:.6f} * exp(-{:.6f} * held)", n[0], n[1]);
            break;
        default:
            inside = less > 0 ? fmt::format("{:.6f} - {:.6f}", n[0] + less, less) : fmt::format("{:.6f}", n[0]);
    }
    const std::string other = role_name(rate.other);
    if (rate.reads == Reads::other_state) inside = fmt::format("({}) * (if {}.state is dead then {:.6f} else 1)", inside, other, rate.factor);
    if (rate.reads == Reads::other_held)
        inside = fmt::format("({}) * (if {}.state is dead and {}.held < {} months then {:.6f} else 1)", inside, other, other, rate.months, rate.factor);
    if (rate.reads == Reads::other_age) inside += fmt::format(" + {:.6f} * 1.1 ^ {}.age", rate.factor, other);
    return fmt::format("{}({})", kinds[static_cast<int>(rate.rate.kind)], inside);
}

std::string basis_text(const Lives& product) {
    static const char* const betweens[] = {"constant force", "uniform", "balducci"};
    static const char* const orders[] = {"dead first", "additive", "pro rata", "exponential"};
    static const char* const reads[] = {"start", "middle", "end", "integral"};
    std::string tables, rates, interest;
    if (product.shared_death) rates = fmt::format("\"any -> dead\" = \"{}\"\n", text(product.lives[0], product.lives[0].moves.back().rate, 0, tables));
    for (std::size_t i = 0; i < product.lives.size(); ++i) {
        const OneLife& life = product.lives[i];
        double less = 0;
        for (const Shock& shock : product.shocks)
            for (const int struck : shock.lives)
                if (shock.inside && struck == static_cast<int>(i)) less += shock.rate.numbers[0];
        for (const auto& move : life.moves) {
            if (product.shared_death && move.to == life.living) continue;
            const double inside = move.to == life.living && move.rate.rate.kind == Rate::Kind::force ? less : 0;
            rates += fmt::format("\"{}{} -> {}\" = \"{}\"\n", role_of(product, i, ": "), state_name(life, move.from), state_name(life, move.to),
                                 text(life, move.rate, inside, tables));
        }
    }
    for (const Shock& shock : product.shocks) {
        std::vector<std::string> roles;
        for (const int life : shock.lives) roles.push_back(role_name(life));
        rates += fmt::format("\"{}: {} -> dead\" = \"{}\"\n", join(roles, " and "), shock.only_well ? "well" : "any",
                             text(product.lives[0], {shock.rate, Reads::itself, 0, 0, 0}, 0, tables));
    }
    for (std::size_t i = 0; i < product.interest.size(); ++i)
        interest += fmt::format("{}{:.6f}", i == 0 ? "" : i + 1 == product.interest.size() ? ", then " : ", ", product.interest[i]);
    return tables + fmt::format("[basis.b]\nstep = \"{}\"\ninterest = \"{}{}\"\nbetween = \"{}\"\norder = \"{}\"\nread = \"{}\"\n[basis.b.rates]\n{}",
                                product.monthly ? "month" : "year", interest, product.interest.size() > 1 ? " by year" : "",
                                betweens[static_cast<int>(product.between)], orders[static_cast<int>(product.order)],
                                reads[static_cast<int>(product.read)], rates);
}

std::string text(const Lives& product, const LivesPayment& payment) {
    static const char* const places[] = {"start", "middle", "end"};
    std::string falls = payment.falls == Falls::end ? "on = \"end\"" : "on = \"issue\"";
    const char* at = places[static_cast<int>(payment.at)];
    if (payment.falls == Falls::every) falls = fmt::format("every = \"{}\", at = \"{}\"", span(payment.months), at);
    if (payment.falls == Falls::move) {
        std::vector<std::string> moves;
        for (const auto& [who, to] : payment.moves) {
            std::vector<std::string> roles;
            for (const int life : who) roles.push_back(role_name(life));
            moves.push_back(fmt::format("{}any -> {}", product.lives.size() == 1 ? "" : join(roles, " and ") + ": ", to < 0 ? "dead" : state_name(product.lives[static_cast<std::size_t>(who[0])], to)));
        }
        falls = fmt::format("on = \"{}\", at = \"{}\"", join(moves, "; "), at);
    }
    std::vector<std::string> when, either;
    for (const Condition& one : payment.all) when.push_back(text(product, one));
    for (const Condition& one : payment.either) either.push_back(text(product, one));
    if (!either.empty()) when.push_back("(" + join(either, " or ") + ")");
    const bool premium = &payment == &product.payments.front();
    const bool counts = payment.into >= 0 && product.accounts[static_cast<std::size_t>(payment.into)].counts;
    std::string amount = premium ? "flat" : counts ? "1" : fmt::format("{:.6f} * face", payment.factor);
    const auto account = [&](int of) { return "\"" + product.accounts[static_cast<std::size_t>(of)].name + "\""; };
    std::string parties = premium ? "from = \"payer\"" : payment.into >= 0 ? "to = " + account(payment.into) : "to = \"owner\"";
    const std::string sources = payment.from < 0 ? "" : payment.then_from < 0 ? account(payment.from) : "[" + account(payment.from) + ", " + account(payment.then_from) + "]";
    if (payment.from >= 0) parties = "from = " + sources + (payment.fee ? "" : ", to = \"owner\"");
    if (payment.grows == Grows::by_year) amount += fmt::format(" * (1 + {:.6f} * (year - 1))", payment.growth);
    if (payment.grows == Grows::by_other_age) amount += fmt::format(" * (1 + {:.6f} * partner.age)", payment.growth);
    if (payment.grows == Grows::when_other_dead) amount += fmt::format(" * (if partner.state is dead then {:.6f} else 1)", payment.growth);
    if (payment.refund > 0) amount += fmt::format(" + {:.6f} * premiums_paid", payment.refund);
    return fmt::format("{} = {{ {}, {}{}, amount = \"{}\" }}\n", payment.name, parties, falls,
                       when.empty() ? "" : ", when = \"" + join(when, " and ") + "\"", amount);
}

}  // namespace

std::string as_text(const Lives& product) {
    std::vector<std::string> models, dead;
    std::string payments;
    for (std::size_t i = 0; i < product.lives.size(); ++i) {
        const OneLife& life = product.lives[i];
        std::vector<std::string> moves;
        for (const auto& move : life.moves) moves.push_back(state_name(life, move.from) + " -> " + state_name(life, move.to));
        models.push_back(fmt::format("{} = \"{}\"", role_name(static_cast<int>(i)), join(moves, "; ")));
        if (product.lives.size() == 1) models = {"\"" + join(moves, "; ") + "\""};
        if (product.ends != Lives::Ends::insured_dead || i == 0) dead.push_back(role_of(product, i) + "state is dead");
    }
    for (const LivesPayment& payment : product.payments) payments += text(product, payment);
    std::string accounts;
    for (const DrawnAccount& account : product.accounts) {
        accounts += fmt::format("account.{} = {{ opens = {}", account.name, account.counts ? "0, unit = \"claim\"" : fmt::format("\"{:.6f} * face\"", account.opens));
        if (account.grows != 0) accounts += fmt::format(", grows = \"{:.6f}\"", account.grows);
        if (account.floor > 0)
            accounts += fmt::format(", floor = \"{}{:.6f} * face\"", account.floor_for_other ? "if partner.state is dead then 0 else " : "", account.floor);
        if (account.months > 0) accounts += fmt::format(", every = \"{}\"", span(account.months));
        if (account.carry > 0) accounts += fmt::format(", carry = \"{:.6f} * face\"", account.carry);
        accounts += " }\n";
    }
    const std::string over = product.monthly ? fmt::format("time >= {} months", product.months) : fmt::format("year > {}", product.months / 12);
    return basis_text(product) +
           fmt::format("[product.p]\ncurrency = \"CNY\"\nmodel = {}\nends = \"({}) or {}\"\nasks = {{ face = \"money\" }}\n{}[product.p.pay]\n{}[product.p.value]\n",
                       product.lives.size() == 1 ? models[0] : "{ " + join(models, ", ") + " }", join(dead, product.ends == Lives::Ends::first_death ? " or " : " and "), over, accounts, payments) +
           "flat = { basis = \"b\", solve = \"pv(premiums) is pv(benefits)\" }\n"
           "benefits_left = { basis = \"b\", amount = \"pv(benefits)\" }\n"
           "reserve = { basis = \"b\", amount = \"pv(benefits) - pv(premiums)\" }\n"
           "spread = { basis = \"b\", amount = \"variance(pv(benefits) - pv(premiums))\" }\n";
}

}  // namespace hearth::reference
