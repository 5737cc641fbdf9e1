#include "lives.hpp"

namespace hearth::reference {

namespace {

using Reads = LifeRate::Reads;
using Falls = LivesPayment::Falls;
using Grows = LivesPayment::Grows;
using Kind = Condition::Kind;

void features_of(const LifeRate& rate, std::set<std::string>& out) {
    static const char* const kinds[] = {"rate: force", "rate: chance", "rate: dependent"};
    static const char* const shapes[] = {"rate: constant", "", "rate: table by age", "rate: Makeham", "rate: by own held"};
    static const char* const reads[] = {"rate: of its own life", "rate: by the state of another", "rate: by held of another", "rate: by the age of another"};
    out.insert(kinds[static_cast<int>(rate.rate.kind)]);
    out.insert(shapes[static_cast<int>(rate.rate.shape)]);
    out.insert(reads[static_cast<int>(rate.reads)]);
}

void features_of(const LivesPayment& payment, bool premium, std::set<std::string>& out) {
    static const char* const falls[] = {"every", "on a move", "on end", "on issue"};
    static const char* const places[] = {"start", "middle", "end"};
    static const char* const grows[] = {"level", "by year", "by the age of another", "by the state of another"};
    static const char* const kinds[] = {"by state", "after so long in a state", "for so long in a state", "deferred", "limited years", "after a condition has lasted", "until a condition has lasted", "while an account holds so much", "while an account holds less"};
    const std::string group = premium ? "premium: " : "benefit: ";
    if (payment.from >= 0 || payment.into >= 0) {
        out.insert(payment.fee ? "account: fee" : payment.from >= 0 ? "account: draw" : "account: filled");
        if (payment.falls == Falls::move) out.insert("account: on a move");
        if (payment.at == LivesPayment::At::end && payment.falls == Falls::every) out.insert("account: at the end of a period");
        return;
    }
    out.insert(group + falls[static_cast<int>(payment.falls)]);
    for (const Condition& one : payment.all)
        if (!premium || one.kind != Kind::year_above) out.insert(group + kinds[static_cast<int>(one.kind)]);
    if (premium) return;
    if (payment.falls == Falls::every || payment.falls == Falls::move)
        out.insert(group + falls[static_cast<int>(payment.falls)] + ", at the " + places[static_cast<int>(payment.at)]);
    out.insert(group + grows[static_cast<int>(payment.grows)]);
    if (!payment.either.empty()) out.insert("benefit: by joint state");
    if (payment.moves.size() > 1) out.insert("benefit: on one of two moves");
    for (const auto& [who, to] : payment.moves)
        if (who.size() > 1) out.insert("benefit: on two lives' moves at once");
}

}  // namespace

std::set<std::string> lives_feature_names() {
    return {"lives: 1",
            "lives: 2",
            "lives: 3",
            "lives: well or ill",
            "lives: well, ill or worse",
            "lives: recovery",
            "ends: first death",
            "ends: last death",
            "ends: death of the insured",
            "step: month",
            "step: year",
            "order: additive",
            "order: dead first",
            "order: exponential",
            "order: pro rata",
            "rate: force",
            "rate: chance",
            "rate: dependent",
            "rate: constant",
            "rate: table by age",
            "rate: Makeham",
            "rate: by own held",
            "rate: of its own life",
            "rate: by the state of another",
            "rate: by held of another",
            "rate: by the age of another",
            "rate: one for the deaths of all",
            "shock: of two lives",
            "shock: of two of three",
            "shock: of three lives",
            "shock: inside a total",
            "shock: on top",
            "shock: of the well only",
            "shock: a chance",
            "shock: by age",
            "shock: one of two",
            "premium: every",
            "premium: on issue",
            "premium: by state",
            "premium: limited years",
            "benefit: every",
            "benefit: every, at the end",
            "benefit: every, at the middle",
            "benefit: every, at the start",
            "benefit: on a move",
            "benefit: on a move, at the end",
            "benefit: on a move, at the middle",
            "benefit: on a move, at the start",
            "benefit: on end",
            "benefit: on one of two moves",
            "benefit: on two lives' moves at once",
            "benefit: by state",
            "benefit: by joint state",
            "benefit: after so long in a state",
            "benefit: for so long in a state",
            "benefit: after a condition has lasted",
            "benefit: until a condition has lasted",
            "benefit: while an account holds so much",
            "benefit: while an account holds less",
            "account: of money",
            "account: of claims",
            "account: grows",
            "account: floor",
            "account: floor while another lives",
            "account: draw",
            "account: two draws",
            "account: two, in listed order",
            "account: opens again",
            "account: carries over",
            "account: fee",
            "account: filled",
            "account: on a move",
            "account: at the end of a period",
            "lasting: of one life",
            "lasting: of two lives",
            "benefit: returns premiums",
            "benefit: deferred",
            "benefit: limited years",
            "benefit: level",
            "benefit: by year",
            "benefit: by the age of another",
            "benefit: by the state of another"};
}

std::set<std::string> features(const Lives& product) {
    static const char* const ends[] = {"ends: first death", "ends: last death", "ends: death of the insured"};
    static const char* const orders[] = {"order: dead first", "order: additive", "order: pro rata", "order: exponential"};
    std::set<std::string> out = {"lives: " + std::to_string(product.lives.size()), ends[static_cast<int>(product.ends)],
                                 orders[static_cast<int>(product.order)], product.monthly ? "step: month" : "step: year"};
    for (const OneLife& life : product.lives) {
        if (life.living > 1) out.insert(life.living == 2 ? "lives: well or ill" : "lives: well, ill or worse");
        for (const auto& move : life.moves) {
            features_of(move.rate, out);
            if (move.to < move.from) out.insert("lives: recovery");
        }
    }
    if (product.shared_death) out.insert("rate: one for the deaths of all");
    for (const Shock& shock : product.shocks) {
        out.insert(shock.lives.size() == 3 ? "shock: of three lives" : product.lives.size() == 3 ? "shock: of two of three" : "shock: of two lives");
        out.insert(shock.inside ? "shock: inside a total" : "shock: on top");
        if (product.shocks.size() > 1) out.insert("shock: one of two");
        if (shock.only_well) out.insert("shock: of the well only");
        if (shock.rate.kind == Rate::Kind::chance) out.insert("shock: a chance");
        if (shock.rate.shape == Rate::Shape::gompertz) out.insert("shock: by age");
    }
    int draws = 0;
    for (const LivesPayment& payment : product.payments) draws += payment.from >= 0 && !payment.fee ? 1 : 0;
    if (draws > 1) out.insert("account: two draws");
    if (product.refunds()) out.insert("benefit: returns premiums");
    for (const LivesPayment& payment : product.payments)
        if (payment.then_from >= 0) out.insert("account: two, in listed order");
    for (const DrawnAccount& account : product.accounts) {
        out.insert(account.counts ? "account: of claims" : "account: of money");
        if (account.grows != 0) out.insert("account: grows");
        if (account.months > 0) out.insert("account: opens again");
        if (account.carry > 0) out.insert("account: carries over");
        if (account.floor > 0) out.insert(account.floor_for_other ? "account: floor while another lives" : "account: floor");
    }
    for (const auto& clock : product.clocks) out.insert(clock.size() == 1 ? "lasting: of one life" : "lasting: of two lives");
    for (const LivesPayment& payment : product.payments) features_of(payment, &payment == &product.payments.front(), out);
    return out;
}

}  // namespace hearth::reference
