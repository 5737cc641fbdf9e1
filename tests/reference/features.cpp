#include <algorithm>
#include <string_view>

#include "drawn.hpp"

namespace hearth::reference {

namespace {

using Of = Amount::Of;
using Growth = Amount::Growth;
using Falls = Payment::Falls;
using Group = Payment::Group;
using At = Payment::At;

/// All there are, a line for each kind, so that one that is never drawn is missed.
constexpr std::string_view all =
    "benefit: by age; by state; compound growth; deferred; every; every 1 months; every 12 months; every 24 months; "
    "every 3 months; every 48 months; every 6 months; every, at the end; every, at the middle; every, at the start; "
    "first year apart; fixed; level; limited years; of premiums paid; of the cash value; of the larger of sum and "
    "cash value; of the sum; on a move; on a move, at the end; on a move, at the middle; on a move, at the start; "
    "on end; on one move only; on status; simple growth; waiting, every; waiting, on a move\n"
    "between: balducci; constant force; uniform\n"
    "expense: compound growth; every; first year apart; fixed; level; of the premium due; of the sum; on a move; on "
    "issue; on premium\n"
    "interest: by year; constant\n"
    "order: additive; dead first; exponential; pro rata\n"
    "premium: compound growth; every; every 1 months; every 12 months; every 24 months; every 3 months; every 6 "
    "months; given; gross, solved; level; limited years; net; on issue; simple growth; waived by state\n"
    "rate: Makeham; by held; certain; chance; constant; dependent; force; of any move; steps by year; table by age; "
    "zero\n"
    "read: end; integral; middle; start\n"
    "states: 2; 3; 4; a last state with payments; recovery; two ends\n"
    "status: chance; force; surrendered; surrendered and lapsed\n"
    "step: month; year\n";

void features_of(const Rate& rate, std::set<std::string>& out) {
    static const char* const kinds[] = {"rate: force", "rate: chance", "rate: dependent"};
    static const char* const shapes[] = {"rate: constant", "rate: steps by year", "rate: table by age", "rate: Makeham", "rate: by held"};
    out.insert(kinds[static_cast<int>(rate.kind)]);
    out.insert(shapes[static_cast<int>(rate.shape)]);
    if (*std::max_element(rate.numbers.begin(), rate.numbers.end()) == 0) out.insert("rate: zero");
    if (rate.shape == Rate::Shape::table && *std::max_element(rate.numbers.begin(), rate.numbers.end()) == 1) out.insert("rate: certain");
}

void features_of(const Payment& payment, std::set<std::string>& out) {
    static const char* const groups[] = {"premium", "benefit", "expense"};
    static const char* const falls[] = {"every", "on a move", "on issue", "on end", "on premium", "on status"};
    static const char* const places[] = {"start", "middle", "end"};
    static const char* const of[] = {"of the sum",
                                     "fixed",
                                     "of the level premium",
                                     "of the premium due",
                                     "of premiums paid",
                                     "of the cash value",
                                     "of the larger of sum and cash value"};
    static const char* const growth[] = {"level", "simple growth", "compound growth", "first year apart", "by age"};
    const std::string group = groups[static_cast<int>(payment.group)];
    out.insert(group + ": " + falls[static_cast<int>(payment.falls)]);
    if (payment.group != Group::premium) out.insert(group + ": " + of[static_cast<int>(payment.amount.of)]);
    out.insert(group + ": " + growth[static_cast<int>(payment.amount.growth)]);
    if (payment.falls == Falls::every && payment.group != Group::expense)
        out.insert(group + ": every " + std::to_string(payment.months) + " months");
    if (payment.group == Group::benefit && (payment.falls == Falls::every || payment.falls == Falls::move))
        out.insert(group + ": " + falls[static_cast<int>(payment.falls)] + ", at the " + places[static_cast<int>(payment.at)]);
    if (payment.falls == Falls::move && payment.from >= 0) out.insert("benefit: on one move only");
    if (payment.after_year > 0) out.insert(group + ": deferred");
    if (payment.last_year > 0) out.insert(group + ": limited years");
    if (payment.states != 0) out.insert(group + (payment.group == Group::premium ? ": waived by state" : ": by state"));
    if (payment.held_months > 0) out.insert(group + ": waiting, " + falls[static_cast<int>(payment.falls)]);
}

}  // namespace

std::set<std::string> feature_names() {
    std::set<std::string> out;
    std::string kind, name;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool next = all[i] == ';' || all[i] == '\n';
        if (next) out.insert(kind + name);
        if (all[i] == '\n') kind.clear();
        if (all[i] == ':') kind = name + ": ";
        if (next || all[i] == ':') {
            name.clear();
            if (all[i] != '\n') ++i;  // the blank after it
        } else {
            name += all[i];
        }
    }
    return out;
}

std::set<std::string> features(const Drawn& product) {
    static const char* const betweens[] = {"between: constant force", "between: uniform", "between: balducci"};
    static const char* const orders[] = {"order: dead first", "order: additive", "order: pro rata", "order: exponential"};
    static const char* const reads[] = {"read: start", "read: middle", "read: end", "read: integral"};
    static const char* const levels[] = {"premium: gross, solved", "premium: net", "premium: given"};
    std::set<std::string> out;
    out.insert("states: " + std::to_string(product.states()));
    if (product.absorbing == 2)
        out.insert((product.ending >> (product.living + 1)) & 1u ? "states: two ends" : "states: a last state with payments");
    out.insert(product.monthly ? "step: month" : "step: year");
    bool force = false, chance = false;
    for (const Move& move : product.moves) {
        features_of(move.rate, out);
        force = force || move.rate.kind == Rate::Kind::force;
        chance = chance || (move.rate.kind == Rate::Kind::chance && product.order != Drawn::Order::additive);
        if (move.to < move.from) out.insert("states: recovery");
    }
    if (product.monthly && chance) out.insert(betweens[static_cast<int>(product.between)]);
    if (product.monthly && force) out.insert(reads[static_cast<int>(product.read)]);
    if (product.shared_death) out.insert("rate: of any move");
    out.insert(orders[static_cast<int>(product.order)]);
    out.insert(product.interest.size() == 1 ? "interest: constant" : "interest: by year");
    out.insert(levels[static_cast<int>(product.level)]);
    for (const Payment& payment : product.payments) features_of(payment, out);
    if (!product.leaving.empty()) out.insert(product.leaving.size() == 1 ? "status: surrendered" : "status: surrendered and lapsed");
    for (const Rate& rate : product.leaving) out.insert(rate.kind == Rate::Kind::force ? "status: force" : "status: chance");
    return out;
}

}  // namespace hearth::reference
