#include <fmt/format.h>

#include "drawn.hpp"

namespace hearth::reference {

namespace {

using Of = Amount::Of;
using Growth = Amount::Growth;
using Falls = Payment::Falls;
using At = Payment::At;

std::string numbers(const std::vector<double>& n) {
    return n.size() == 1 ? fmt::format("{:.6f}", n[0]) : fmt::format("{:.6f}, {:.6f}, then {:.6f} by year", n[0], n[1], n[2]);
}

/// A rate; where it is read from a table, the table is written into `tables`.
std::string text(const Drawn& product, const Rate& rate, std::string& tables) {
    static const char* const kinds[] = {"force", "chance", "dependent"};
    const auto& n = rate.numbers;
    std::string inside;
    switch (rate.shape) {
        case Rate::Shape::constant:
        case Rate::Shape::steps:
            inside = numbers(n);
            break;
        case Rate::Shape::table: {
            inside = fmt::format("rate_{}", tables.size());
            std::string rows;
            for (std::size_t i = 0; i < n.size(); ++i)
                rows += fmt::format("{{ age = {}, rate = {:.6f} }}, ", product.age + static_cast<int>(i), n[i]);
            tables += fmt::format("[table.{}]\nage = \"last birthday\"\nrows = [{}]\n", inside, rows);
            break;
        }
        case Rate::Shape::gompertz:
            inside = fmt::format("{:.6f} + {:.6f} * {:.6f} ^ age", n[0], n[1], n[2]);
            break;
        case Rate::Shape::waning:
            inside = fmt::format("{:.6f} * exp(-{:.6f} * held)", n[0], n[1]);
            break;
    }
    return fmt::format("{}({})", kinds[static_cast<int>(rate.kind)], inside);
}

std::string text(const Drawn& product, const Amount& amount) {
    std::string of;
    switch (amount.of) {
        case Of::sum:
            of = " * face";
            break;
        case Of::fixed:
            break;
        case Of::level:
            of = product.level == Drawn::Level::net ? " * net_premium" : " * gross_premium";
            break;
        case Of::premium:
            of = " * premium";
            break;
        case Of::premiums_paid:
            of = " * premiums_paid";
            break;
        case Of::cash_value:
            of = " * cash_value";
            break;
        case Of::larger:
            of = " * max(face, cash_value)";
            break;
    }
    switch (amount.growth) {
        case Growth::none:
            break;
        case Growth::simple:
            of += fmt::format(" * (1 + {:.6f} * (year - 1))", amount.rate);
            break;
        case Growth::compound:
            of += fmt::format(" * (1 + {:.6f}) ^ (year - 1)", amount.rate);
            break;
        case Growth::first_year:
            of += fmt::format(" * (1, then {:.6f} by year)", amount.rate);
            break;
        case Growth::age:
            of += fmt::format(" * (1 + {:.6f} * age)", amount.rate);
            break;
    }
    return fmt::format("{:.6f}{}", amount.factor, of);
}

std::string states_text(const Drawn& product, std::uint32_t states) {
    std::string list;
    for (int state = 0; state < product.states(); ++state)
        if (((states >> state) & 1u) != 0) list += (list.empty() ? "" : ", ") + state_name(product, state);
    return list.find(',') == std::string::npos ? "state is " + list : "state in [" + list + "]";
}

std::string span(int months) { return months == 12 ? "year" : months == 1 ? "month" : fmt::format("{} months", months); }

std::string when(const Drawn& product, const Payment& payment) {
    std::vector<std::string> parts;
    if (payment.after_year > 0) parts.push_back(fmt::format("year > {}", payment.after_year));
    if (payment.last_year > 0) parts.push_back(fmt::format("year <= {}", payment.last_year));
    if (payment.states != 0) parts.push_back(states_text(product, payment.states));
    if (payment.held_months > 0) parts.push_back(fmt::format("held >= {} months", payment.held_months));
    return parts.empty() ? "" : fmt::format(", when = \"{}\"", fmt::join(parts, " and "));
}

std::string text(const Drawn& product, const Payment& payment) {
    static const char* const who[] = {"from = \"payer\"", "to = \"insured\"", "to = \"expenses\""};
    static const char* const places[] = {", at = \"start\"", ", at = \"middle\"", ", at = \"end\""};
    static const char* const statuses[] = {"surrendered", "lapsed"};
    std::string falls;
    switch (payment.falls) {
        case Falls::every:
            falls = fmt::format("every = \"{}\"{}", span(payment.months), places[static_cast<int>(payment.at)]);
            break;
        case Falls::move:
            falls = fmt::format("on = \"{} -> {}\"{}", payment.from < 0 ? "any" : state_name(product, payment.from),
                                state_name(product, payment.to), places[static_cast<int>(payment.at)]);
            break;
        case Falls::issue:
            falls = "on = \"issue\"";
            break;
        case Falls::end:
            falls = "on = \"end\"";
            break;
        case Falls::premium:
            falls = "on = \"premium\"";
            break;
        case Falls::status:
            falls = fmt::format("on = \"status: -> {}\"", statuses[payment.status]);
            break;
    }
    return fmt::format("{} = {{ {}, {}{}, amount = \"{}\" }}\n", payment.name, who[static_cast<int>(payment.group)], falls,
                       when(product, payment), text(product, payment.amount));
}

std::string basis_text(const Drawn& product) {
    static const char* const betweens[] = {"constant force", "uniform", "balducci"};
    static const char* const orders[] = {"dead first", "additive", "pro rata", "exponential"};
    static const char* const reads[] = {"start", "middle", "end", "integral"};
    std::string tables, rates, expenses;
    for (const Move& move : product.moves) {
        const bool shared = product.shared_death && move.to == product.living;
        if (shared && move.from > 0) continue;
        rates += fmt::format("\"{} -> {}\" = \"{}\"\n", shared ? "any" : state_name(product, move.from), state_name(product, move.to),
                             text(product, move.rate, tables));
    }
    static const char* const statuses[] = {"surrendered", "lapsed"};
    for (std::size_t i = 0; i < product.leaving.size(); ++i)
        rates += fmt::format("\"status: any -> {}\" = \"{}\"\n", statuses[i], text(product, product.leaving[i], tables));
    for (const Payment& payment : product.payments)
        if (payment.group == Payment::Group::expense) expenses += text(product, payment);
    return tables + fmt::format(
                        "[basis.b]\nstep = \"{}\"\ninterest = \"{}\"\nbetween = \"{}\"\norder = \"{}\"\nread = "
                        "\"{}\"\n[basis.b.rates]\n{}[basis.b.pay]\n{}",
                        product.monthly ? "month" : "year", numbers(product.interest), betweens[static_cast<int>(product.between)],
                        orders[static_cast<int>(product.order)], reads[static_cast<int>(product.read)], rates, expenses);
}

}  // namespace

std::string as_text(const Drawn& product) {
    std::string model, payments;
    for (const Move& move : product.moves)
        model += fmt::format("{}{} -> {}", model.empty() ? "" : "; ", state_name(product, move.from), state_name(product, move.to));
    for (const Payment& payment : product.payments)
        if (payment.group != Payment::Group::expense) payments += text(product, payment);
    std::string out = basis_text(product);
    out += fmt::format(
        "[product.p]\ncurrency = \"CNY\"\nmodel = \"{}\"\nends = \"{} or year > {}\"\nasks = {{ face = \"money\" }}\n[product.p.pay]\n{}",
        model, states_text(product, product.ending), product.term, payments);
    out += "[product.p.value]\n";
    if (product.level == Drawn::Level::gross)
        out += "gross_premium = { basis = \"b\", solve = \"pv(premiums) is pv(benefits) + pv(expenses)\" }\n";
    out +=
        "net_premium = { basis = \"b\", amount = \"pv(benefits) at issue / pv(1 for each premium) at issue\" }\n"
        "net_reserve = { basis = \"b\", amount = \"pv(benefits) - pv(net_premium for each premium)\" }\n"
        "gross_reserve = { basis = \"b\", amount = \"pv(benefits) + pv(expenses) - pv(premiums)\" }\n"
        "benefits_left = { basis = \"b\", amount = \"pv(benefits)\" }\n";
    out += fmt::format("cash_value = {{ basis = \"b\", amount = \"min(1, {:.6f} + {:.6f} * time) * max(0, net_reserve)\" }}\n",
                       product.cash_start, product.cash_growth);
    return out;
}

}  // namespace hearth::reference
