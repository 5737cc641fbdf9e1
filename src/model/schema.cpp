#include "hearth/model/schema.hpp"

#include <algorithm>
#include <iterator>

namespace hearth {
namespace {

using Words = std::string_view;
constexpr Words yes_no[] = {"yes", "no"};
constexpr Words ages[] = {"exact", "last birthday", "nearest birthday"};
constexpr Words chance_between[] = {"constant force", "uniform", "balducci"};
constexpr Words orders[] = {"dead first", "additive", "pro rata", "exponential"};
constexpr Words reads[] = {"start", "middle", "end", "integral"};
constexpr Words moments[] = {"start", "middle", "end"};
constexpr Words value_between[] = {"linear", "unearned"};
constexpr Words sexes[] = {"male", "female"};
constexpr Words holders[] = {"policy", "owner", "family", "person"};
constexpr Words bindings[] = {"issue", "event"};
constexpr Words choosing[] = {"in order", "first use"};

constexpr Key common_keys[] = {{"title", Takes::title}, {"source", Takes::text}, {"illustrative", Takes::flag},
                               {"starts", Takes::date}, {"stops", Takes::date}, {"currency", Takes::currency}};

constexpr Key any_named{"", Takes::named};
constexpr Key any_expression{"", Takes::expression};
constexpr Key any_fact{"", Takes::fact};
constexpr Key any_ask{"", Takes::ask};
constexpr Key any_paths{"", Takes::paths};

constexpr Shape lets{"let", {}, &any_named, {}, false};
constexpr Shape rates{"rates", {}, &any_expression, {}, false};
constexpr Shape demand{"demand", {}, &any_expression, {}, false};
constexpr Shape asks{"asks", {}, &any_ask, {}, false};
constexpr Shape vary{"vary", {}, &any_paths, {}, false};

// ---- parts that several nouns have
constexpr Key payment_keys[] = {{"from", Takes::names}, {"to", Takes::names}, {"on", Takes::text}, {"every", Takes::every},
                                {"when"}, {"at", Takes::word, false, moments}, {"amount", Takes::expression, true}, {"of", Takes::name}};
constexpr Either payment_either[] = {{"from", "to", true, false}, {"on", "every", true, true}};
constexpr Shape payment{"a payment", payment_keys, nullptr, payment_either};
constexpr Key any_payment{"", Takes::part, false, {}, &payment};
constexpr Shape payments{"pay", {}, &any_payment, {}, false};

constexpr Key account_keys[] = {{"opens", Takes::expression, true}, {"every", Takes::every}, {"carry"}, {"grows"}, {"floor"},
                                {"per", Takes::names}, {"unit", Takes::text}};
constexpr Shape account{"an account", account_keys};
constexpr Key any_account{"", Takes::part, false, {}, &account};
constexpr Shape accounts{"account", {}, &any_account, {}, false};

// ---- table
constexpr Key table_keys[] = {{"file", Takes::text}, {"rows", Takes::rows}, {"when"}, {"value"}, {"otherwise"}, {"age", Takes::word, false, ages},
                              {"unit", Takes::text}, {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Either table_either[] = {{"file", "rows", false, true}};
constexpr Shape table{"a table", table_keys, nullptr, table_either};

// ---- basis
constexpr Key basis_keys[] = {{"interest"}, {"rates", Takes::part, false, {}, &rates}, {"step", Takes::step}, {"between", Takes::word, false, chance_between},
                              {"order", Takes::word, false, orders}, {"read", Takes::word, false, reads}, {"pay", Takes::part, false, {}, &payments},
                              {"demand", Takes::part, false, {}, &demand}, {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Shape basis{"a basis", basis_keys};

// ---- product
constexpr Key value_keys[] = {{"basis", Takes::name}, {"amount"}, {"solve"}, {"between", Takes::word, false, value_between}};
constexpr Either value_either[] = {{"amount", "solve", true, true}};
constexpr Shape value{"a value", value_keys, nullptr, value_either};
constexpr Key any_value{"", Takes::part, false, {}, &value};
constexpr Shape values{"value", {}, &any_value, {}, false};
constexpr Key product_keys[] = {{"model", Takes::model}, {"ends"}, {"asks", Takes::part, false, {}, &asks}, {"pay", Takes::part, false, {}, &payments},
                                {"account", Takes::part, false, {}, &accounts}, {"value", Takes::part, false, {}, &values}, {"reserve", Takes::name},
                                {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Shape product{"a product", product_keys};

// ---- family
constexpr Key person_keys[] = {{"born", Takes::date}, {"sex", Takes::word, false, sexes}, {"spouse", Takes::name}, {"parents", Takes::names},
                               {"basis", Takes::name}, {"nominated", Takes::names}};
constexpr Shape person{"a person", person_keys, &any_fact};
constexpr Key any_person{"", Takes::part, false, {}, &person};
constexpr Shape persons{"person", {}, &any_person, {}, false};
constexpr Key policy_keys[] = {{"product", Takes::name, true}, {"issued", Takes::date, true}, {"owner", Takes::name, true}, {"payer", Takes::name},
                               {"insured", Takes::name, true}, {"beneficiary", Takes::names}, {"status", Takes::name}};
constexpr Shape policy{"a policy", policy_keys, &any_fact};
constexpr Key any_policy{"", Takes::part, false, {}, &policy};
constexpr Shape policies{"policy", {}, &any_policy, {}, false};
constexpr Key event_keys[] = {{"on", Takes::date, true}};
constexpr Shape event{"an event", event_keys, &any_paths};
constexpr Key any_event{"", Takes::part, false, {}, &event};
constexpr Shape events{"event", {}, &any_event, {}, false};
constexpr Key family_keys[] = {{"as_of", Takes::date, true}, {"basis", Takes::name, true}, {"model", Takes::model, true},
                               {"person", Takes::part, false, {}, &persons}, {"policy", Takes::part, false, {}, &policies},
                               {"event", Takes::part, false, {}, &events}, {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Shape family{"a family", family_keys};

// ---- programme
constexpr Key tier_keys[] = {{"name", Takes::name, true}, {"when", Takes::expression, true}};
constexpr Shape tier{"a tier", tier_keys};
constexpr Key pass_keys[] = {{"when", Takes::expression, true}, {"to", Takes::people, true}, {"within", Takes::span}, {"times"}};
constexpr Shape pass{"a pass", pass_keys};
constexpr Key right_keys[] = {{"for", Takes::people, true}, {"seats"}, {"chosen", Takes::word, false, choosing}, {"unlock", Takes::expression, true},
                              {"keep", Takes::expression, true}, {"use", Takes::expression, true}, {"end", Takes::expression, true},
                              {"pass", Takes::part, false, {}, &pass}, {"overrides", Takes::name}, {"pay", Takes::part, false, {}, &payments},
                              {"account", Takes::part, false, {}, &accounts}, {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Shape right{"a right", right_keys};
constexpr Key any_right{"", Takes::part, false, {}, &right};
constexpr Shape rights{"right", {}, &any_right, {}, false};
constexpr Key programme_keys[] = {{"part_of", Takes::name}, {"holder", Takes::word, false, holders}, {"binds", Takes::word, false, bindings},
                                  {"tier", Takes::parts, false, {}, &tier}, {"ratchet", Takes::word, false, yes_no},
                                  {"asks", Takes::part, false, {}, &asks}, {"account", Takes::part, false, {}, &accounts},
                                  {"right", Takes::part, false, {}, &rights}, {"let", Takes::part, false, {}, &lets}, {"extends", Takes::name}};
constexpr Shape programme{"a programme", programme_keys};

// ---- study, case, file
constexpr Shape scenario{"a scenario", {}, &any_paths, {}, false};
constexpr Key any_scenario{"", Takes::part, false, {}, &scenario};
constexpr Shape scenarios{"scenario", {}, &any_scenario, {}, false};
constexpr Key study_keys[] = {{"run", Takes::texts, true}, {"vary", Takes::part, false, {}, &vary}, {"scenario", Takes::part, false, {}, &scenarios},
                              {"show", Takes::texts}, {"paths", Takes::integer}, {"seed", Takes::integer}, {"extends", Takes::name}};
constexpr Shape study{"a study", study_keys};
constexpr Shape change{"change", {}, &any_paths, {}, false};
constexpr Key case_keys[] = {{"run", Takes::text, true}, {"change", Takes::part, false, {}, &change}, {"within", Takes::number},
                             {"expect", Takes::texts, true}};
constexpr Shape the_case{"a case", case_keys};
constexpr Key file_keys[] = {{"vocabulary", Takes::integer, true}, {"title", Takes::title}, {"source", Takes::text}, {"illustrative", Takes::flag},
                             {"currency", Takes::currency}, {"include", Takes::texts}, {"let", Takes::part, false, {}, &lets}};
constexpr Shape file{"a file", file_keys, nullptr, {}, false};

constexpr std::array<const Shape*, noun_words.size()> nouns = {&table, &basis, &product, &family, &programme, &study};

}  // namespace

const Key* Shape::find(std::string_view key) const {
    const auto named = [key](const Key& known) { return known.name == key; };
    if (const auto own = std::find_if(keys.begin(), keys.end(), named); own != keys.end()) return &*own;
    if (common)
        if (const auto shared = std::find_if(std::begin(common_keys), std::end(common_keys), named); shared != std::end(common_keys)) return &*shared;
    return user;
}

std::vector<std::string> Shape::allowed() const {
    std::vector<std::string> names;
    for (const Key& key : keys) names.emplace_back(key.name);
    if (common)
        for (const Key& key : common_keys) names.emplace_back(key.name);
    return names;
}

const Shape& shape_of(Noun noun) { return *nouns[static_cast<std::size_t>(noun)]; }
const Shape& case_shape() { return the_case; }
const Shape& file_shape() { return file; }

}  // namespace hearth
