// Payments and accounts: the parts that products, bases and rights share.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

bool has_arrow(std::string_view text) { return text.find("->") != std::string_view::npos; }

void read_on(Payment& pay, const Part& part, const Surroundings& around, Binder& binder) {
    const Tree* leaf = part.tree.find("on");
    if (leaf == nullptr || !leaf->is_text()) return;
    pay.on = leaf->text;
    pay.on_place = leaf->place;
    if (has_arrow(leaf->text) || leaf->text.find(':') != std::string::npos) {
        const auto moves = parse_moves(leaf->text, leaf->place, leaf->inset, binder.report);
        if (!moves) return;
        pay.moves = *moves;
        check_moves("E0522", pay.moves, around.models, around.all_models, binder);
        return;
    }
    std::vector<std::string> known = {"issue", "end", "anniversary", "request"};
    known.insert(known.end(), around.payments.begin(), around.payments.end());
    if (std::find(known.begin(), known.end(), pay.on) != known.end()) {
        if (pay.on != part.tree.key) return;
        binder.report.error("E0522", leaf->place, fmt::format("payment '{}' is paid on itself", pay.on));
    } else if (around.all_payments) {
        const bool is_state =
            std::any_of(around.models.begin(), around.models.end(), [&](const Model& model) { return model.state(pay.on).has_value(); });
        binder.report.error("E0522", leaf->place,
                            fmt::format("'on' is '{}', which is no move, no payment and none of issue, end, anniversary, request", pay.on),
                            is_state ? fmt::format("to enter a state is a move: '-> {}'", pay.on) : did_you_mean(pay.on, known));
    }
}

std::vector<std::string> parties(const Part& part, std::string_view key, const Surroundings& around, Binder& binder) {
    const auto names = texts_of(part.tree, key);
    const auto places = places_of(part.tree, key);
    for (std::size_t i = 0; i < names.size(); ++i)
        refer("E0521", key, names[i], "role, account, 'expenses' or 'agent'", around.parties, places[i], binder);
    return names;
}

Payment payment_of(const Part& part, const Surroundings& around, Binder& binder) {
    Payment pay;
    pay.header = part.header;
    pay.from = parties(part, "from", around, binder);
    pay.to = parties(part, "to", around, binder);
    read_on(pay, part, around, binder);
    pay.every = every_leaf(part, "every", binder);
    pay.when = leaf_of(part, "when", binder);
    pay.amount = leaf_of(part, "amount", binder);
    const bool closes = !pay.moves.empty() || pay.on == "end";
    pay.at = static_cast<Payment::At>(word_of(part.tree, "at", {"start", "middle", "end"}, closes ? 2 : 0));
    pay.of = text_of(part.tree, "of");
    pay.of_place = place_of(part.tree, "of");
    refer(Noun::table, pay.of, "of", pay.of_place, binder);
    return pay;
}

}  // namespace

std::vector<Payment> payments_of(const Part& part, const Surroundings& around, Binder& binder) {
    std::vector<Payment> payments;
    for (const Part& pay : parts_of(part, "pay", binder.report)) payments.push_back(payment_of(pay, around, binder));
    return payments;
}

std::vector<Account> accounts_of(const Part& part, const std::vector<std::string>& asked, Binder& binder) {
    std::vector<std::string> holders = {"policy", "owner", "person", "couple", "family", "place", "city", "all"};
    holders.insert(holders.end(), asked.begin(), asked.end());
    std::vector<Account> accounts;
    for (const Part& one : parts_of(part, "account", binder.report)) {
        Account account;
        account.header = one.header;
        account.opens = leaf_of(one, "opens", binder);
        account.carry = leaf_of(one, "carry", binder);
        account.grows = leaf_of(one, "grows", binder);
        account.floor = leaf_of(one, "floor", binder);
        account.every = every_leaf(one, "every", binder);
        account.per = texts_of(one.tree, "per");
        account.unit = text_of(one.tree, "unit");
        const auto places = places_of(one.tree, "per");
        for (std::size_t i = 0; i < account.per.size(); ++i)
            refer("E0533", "per", account.per[i], "holder of a balance", holders, places[i], binder);
        accounts.push_back(std::move(account));
    }
    return accounts;
}

}  // namespace hearth
