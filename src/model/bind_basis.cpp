// A basis: interest, rates by move, how time is cut, its payments.
#include <fmt/format.h>

#include "hearth/base/unicode.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/bind_parts.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

/// What the products and families of the set know: a rate may be of any of them, or of a model that is not in this set.
Surroundings surroundings(const Book& book) {
    Surroundings around;
    around.parties = {"owner", "payer", "insured", "beneficiary", "expenses", "agent"};
    for (const Product& product : book.products) {
        for (const Model& model : product.models) {
            around.models.push_back(model);
            if (!model.role.empty()) around.parties.push_back(model.role);
        }
        for (const Account& account : product.accounts) around.parties.push_back(account.header.name);
        for (const Payment& pay : product.pays) around.payments.push_back(pay.header.name);
    }
    for (const Family& family : book.families) around.models.insert(around.models.end(), family.models.begin(), family.models.end());
    around.all_payments = !around.payments.empty();
    return around;
}

std::vector<Rate> rates_of(const Part& part, const std::vector<Model>& models, Binder& binder) {
    std::vector<Rate> rates;
    const Tree* table = part.tree.find("rates");
    if (table == nullptr || !table->is_table()) return rates;
    for (const Tree& leaf : table->children) {
        const std::uint32_t inset = leaf.key_place.length == code_points(leaf.key) + 2 ? 1 : 0;
        auto moves = parse_moves(leaf.key, leaf.key_place, inset, binder.report);
        Rate rate;
        rate.rate = expression_of(leaf, path_with(path_with(part.path, "rates"), leaf.key), part.header, binder);
        if (!moves || rate.rate == nullptr) continue;
        check_moves("E0526", *moves, models, false, binder);
        for (const Move& move : *moves)
            if (move.to.empty())
                binder.report.error("E0526", move.place, fmt::format("'{}' is no move; a rate is of a move", leaf.key),
                                    "as in \"alive -> dead\"");
        rate.moves = std::move(*moves);
        rate.key = leaf.key;
        rate.place = leaf.key_place;
        rates.push_back(std::move(rate));
    }
    return rates;
}

}  // namespace

void bind_basis(const Part& part, Binder& binder) {
    const Surroundings around = surroundings(binder.book);
    Basis basis;
    basis.header = part.header;
    basis.interest = leaf_of(part, "interest", binder);
    basis.rates = rates_of(part, around.models, binder);
    basis.continuous = text_of(part.tree, "step") == "continuous";
    if (!basis.continuous) basis.step = span_leaf(part, "step", binder);
    basis.step_place = place_of(part.tree, "step");
    basis.between = static_cast<Basis::Between>(word_of(part.tree, "between", {"constant force", "uniform", "balducci"}, 0));
    basis.order = static_cast<Basis::Order>(word_of(part.tree, "order", {"dead first", "additive", "pro rata", "exponential"}, 0));
    basis.read = static_cast<Basis::Read>(word_of(part.tree, "read", {"start", "middle", "end", "integral"}, 1));
    basis.pays = payments_of(part, around, binder);
    basis.lets = lets_of(part, "let", binder);
    basis.demand = lets_of(part, "demand", binder);
    Namespace names(binder.report);
    names.claim_all("payment", part.tree, "pay");
    names.claim_all("let", part.tree, "let");
    binder.book.bases.push_back(std::move(basis));
}

}  // namespace hearth
