// A product: its models, what it asks, its payments, accounts and values.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

/// The only premium of a product may bear the name of the measure it is.
Namespace::Takes payment_name(const Product& product, const Payment& pay, const std::vector<std::string>& accounts) {
    const auto premium = [&](const Payment& other) {
        return std::any_of(other.from.begin(), other.from.end(),
                           [&](const std::string& from) { return std::find(accounts.begin(), accounts.end(), from) == accounts.end(); });
    };
    const bool only = pay.header.name == "premium" && premium(pay) && std::count_if(product.pays.begin(), product.pays.end(), premium) == 1;
    return only ? Namespace::Takes::anything : Namespace::Takes::nothing;
}

ValueOf value_of(const Part& part, Binder& binder) {
    ValueOf value;
    value.header = part.header;
    value.basis = text_of(part.tree, "basis");
    value.basis_place = place_of(part.tree, "basis");
    refer(Noun::basis, value.basis, "basis", value.basis_place, binder);
    value.amount = leaf_of(part, "amount", binder);
    value.solve = leaf_of(part, "solve", binder);
    value.between = static_cast<ValueOf::Between>(word_of(part.tree, "between", {"", "linear", "unearned"}, 0));
    return value;
}

}  // namespace

void bind_product(const Part& part, Binder& binder) {
    Product product;
    product.header = part.header;
    product.models = models_of(part, binder);
    product.ends = leaf_of(part, "ends", binder);
    product.asks = asks_of(part, binder);
    product.accounts = accounts_of(part, keys_of(part.tree, "asks"), binder);
    product.lets = lets_of(part, "let", binder);
    for (const Part& value : parts_of(part, "value", binder.report)) product.values.push_back(value_of(value, binder));

    const std::vector<std::string> accounts = keys_of(part.tree, "account");
    Surroundings around;
    around.parties = {"owner", "payer", "insured", "beneficiary", "expenses", "agent"};
    for (const Model& model : product.models)
        if (!model.role.empty() && model.role != "insured") around.parties.push_back(model.role);
    around.parties.insert(around.parties.end(), accounts.begin(), accounts.end());
    around.payments = keys_of(part.tree, "pay");
    around.models = product.models;
    around.all_models = true;
    product.pays = payments_of(part, around, binder);

    product.reserve = text_of(part.tree, "reserve");
    refer("E0520", "reserve", product.reserve, "value of the product", keys_of(part.tree, "value"), place_of(part.tree, "reserve"), binder);

    Namespace names(binder.report);
    names.claim_all("asked name", part.tree, "asks");
    for (const Payment& pay : product.pays) names.claim("payment", pay.header.name, pay.header.place, payment_name(product, pay, accounts));
    names.claim_all("account", part.tree, "account");
    names.claim_all("value", part.tree, "value");
    names.claim_all("let", part.tree, "let");
    add_word(binder, product.header.name);
    binder.book.products.push_back(std::move(product));
}

}  // namespace hearth
