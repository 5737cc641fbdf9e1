// A family: people, policies and events, and whether they fit each other.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/bind_parts.hpp"
#include "hearth/model/of_rights.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Known = std::vector<std::string>;

const Shape& shape_of_part(std::string_view key) { return *shape_of(Noun::family).find(key)->shape->user->shape; }

Person person_of(const Part& part, const Known& people, Binder& binder) {
    Person person;
    person.header = part.header;
    if (const Tree* born = part.tree.find("born"); born != nullptr && born->kind == Tree::Kind::date) person.born = born->date;
    person.sex = text_of(part.tree, "sex");
    person.basis = text_of(part.tree, "basis");
    refer(Noun::basis, person.basis, "basis", place_of(part.tree, "basis"), binder);
    person.spouse = text_of(part.tree, "spouse");
    person.spouse_place = place_of(part.tree, "spouse");
    if (person.spouse == "none") person.spouse.clear();
    refer("E0701", "spouse", person.spouse, "person of the family", people, person.spouse_place, binder);
    if (!person.spouse.empty() && person.spouse == person.header.name)
        binder.report.error("E0705", person.spouse_place, fmt::format("'{}' is married to itself", person.spouse));
    person.parents = texts_of(part.tree, "parents");
    const auto places = places_of(part.tree, "parents");
    for (std::size_t i = 0; i < person.parents.size(); ++i)
        refer("E0701", "parents", person.parents[i], "person of the family", people, places[i], binder);
    person.nominated = texts_of(part.tree, "nominated");
    for (const auto& [path, leaf] : other_leaves(part.tree, shape_of_part("person")))
        if (auto fact = fact_of(*leaf, part.path + "." + path, part.header, binder)) {
            check_fact(path, *fact, leaf->key_place, binder);
            person.facts.emplace_back(path, std::move(fact));
        }
    return person;
}

/// Persons of a policy: the known roles, and those that the model of its product adds.
void check_role(const Tree& tree, std::string_view key, const Known& people, Binder& binder) {
    const auto names = texts_of(tree, key);
    const auto places = places_of(tree, key);
    for (std::size_t i = 0; i < names.size(); ++i) refer("E0701", key, names[i], "person of the family", people, places[i], binder);
}

void check_given(const Policy& policy, const Product& product, const Part& part, const Known& people, Binder& binder) {
    std::vector<std::string> wanted;
    for (const Ask& ask : product.asks) {
        wanted.push_back(ask.name);
        const auto given = std::find_if(policy.given.begin(), policy.given.end(), [&](const auto& leaf) { return leaf.first == ask.name; });
        if (given != policy.given.end() && of_rights(given->second->ast)) continue;  // its kind is seen once it is valued
        if (given != policy.given.end())
            check_kind(ask, *given->second, binder);
        else if (part.tree.find(ask.name) == nullptr)
            binder.report.error("E0703", policy.header.place,
                                fmt::format("policy '{}' does not give '{}', which its product '{}' asks", policy.header.name, ask.name,
                                            product.header.name));
    }
    for (const Model& model : product.models)
        if (!model.role.empty() && model.role != "insured") {
            wanted.push_back(model.role);
            check_role(part.tree, model.role, people, binder);
            if (part.tree.find(model.role) == nullptr && model.role != "payer" && model.role != "owner")
                binder.report.error("E0703", policy.header.place,
                                    fmt::format("policy '{}' does not name its '{}', a life of its product '{}'", policy.header.name,
                                                model.role, product.header.name));
        }
    std::vector<std::string> known = wanted;
    for (const std::string& key : shape_of_part("policy").allowed()) known.push_back(key);
    for (const auto& [name, leaf] : policy.given)
        if (name != "loan" && std::find(wanted.begin(), wanted.end(), name) == wanted.end())
            binder.report.error("E0702", part.tree.find(name) != nullptr ? part.tree.find(name)->key_place : leaf->place,
                                fmt::format("policy '{}' gives '{}', which its product '{}' does not ask{}", policy.header.name, name,
                                            product.header.name, wanted.empty() ? "" : fmt::format(" (it asks: {})", join(wanted))),
                                did_you_mean(name, known));
}

/// What a policy gives: a plain value, or a question about the rights of its family.
ExpressionPtr given_of(const Tree& leaf, const std::string& path, const Header& header, Binder& binder) {
    Report quiet;
    const auto ast = leaf.is_text() ? parse_expression(leaf, quiet) : std::nullopt;
    return ast && of_rights(*ast) ? expression_of(leaf, path, header, binder) : fact_of(leaf, path, header, binder);
}

Policy policy_of(const Part& part, const Known& people, Binder& binder) {
    Policy policy;
    policy.header = part.header;
    policy.product = text_of(part.tree, "product");
    policy.product_place = place_of(part.tree, "product");
    refer(Noun::product, policy.product, "product", policy.product_place, binder);
    if (const Tree* issued = part.tree.find("issued"); issued != nullptr && issued->kind == Tree::Kind::date) policy.issued = issued->date;
    policy.owner = text_of(part.tree, "owner");
    policy.payer = text_of(part.tree, "payer");
    policy.insured = text_of(part.tree, "insured");
    policy.beneficiary = texts_of(part.tree, "beneficiary");
    for (const char* role : {"owner", "payer", "insured", "beneficiary"}) check_role(part.tree, role, people, binder);
    if (const std::string status = text_of(part.tree, "status"); !status.empty()) {
        policy.status = status;
        refer("E0704", "status", status, "status of a policy", status_model().states, place_of(part.tree, "status"), binder);
    }
    for (const auto& [path, leaf] : other_leaves(part.tree, shape_of_part("policy")))
        if (auto given = given_of(*leaf, part.path + "." + path, part.header, binder)) policy.given.emplace_back(path, std::move(given));
    if (const Product* product = binder.book.product(policy.product)) check_given(policy, *product, part, people, binder);
    return policy;
}

Event event_of(const Part& part, const Known& people, const std::vector<Policy>& changed, const Known& policies, Binder& binder) {
    Event event;
    event.header = part.header;
    if (const Tree* on = part.tree.find("on"); on != nullptr && on->kind == Tree::Kind::date) event.on = on->date;
    Known known = people;
    known.insert(known.end(), policies.begin(), policies.end());
    for (const auto& [path, leaf] : other_leaves(part.tree, shape_of_part("event"))) {
        const std::size_t dot = path.find('.');
        const std::string whose = path.substr(0, dot);
        if (dot == std::string::npos || std::find(known.begin(), known.end(), whose) == known.end()) {
            binder.report.error(
                "E0720", leaf->key_place,
                fmt::format("event '{}' changes '{}', but the family has no person or policy '{}'", event.header.name, path, whose),
                dot == std::string::npos ? "an event changes leaves: NAME.leaf = value" : did_you_mean(whose, known));
            continue;
        }
        const std::size_t faults = binder.report.errors();
        auto value = fact_of(*leaf, part.path + "." + path, part.header, binder);
        if (value == nullptr) {
            if (binder.report.errors() == faults) parse_expression(*leaf, binder.report);  // a truth or a list in a list, told as such
            continue;
        }
        const std::string fact = path.substr(dot + 1);
        if (fact == "status")
            refer("E0704", "status", leaf->text, "status of a policy", status_model().states, leaf->place, binder);
        else if (std::find(people.begin(), people.end(), whose) == people.end())
            check_policy_fact(*std::find_if(changed.begin(), changed.end(), [&](const Policy& one) { return one.header.name == whose; }), fact, *value, leaf->key_place, people, binder);
        else if (fact != "spouse")
            check_fact(fact, *value, leaf->key_place, binder);
        if (fact == "spouse" && leaf->text != "none")
            refer("E0701", "spouse", leaf->text, "person of the family", people, leaf->place, binder);
        event.changes.emplace_back(path, std::move(value));
    }
    return event;
}

const Person* find(const Family& family, const std::string& name) {
    const auto found =
        std::find_if(family.persons.begin(), family.persons.end(), [&](const Person& one) { return one.header.name == name; });
    return found == family.persons.end() ? nullptr : &*found;
}

void check_kin(const Family& family, const Part& part, Binder& binder) {
    for (const Person& person : family.persons) {
        const Person* spouse = find(family, person.spouse);
        if (spouse != nullptr && !spouse->spouse.empty() && spouse->spouse != person.header.name)
            binder.report.error(
                "E0705", person.spouse_place,
                fmt::format("'{}' is married to '{}', who is married to '{}'", person.header.name, spouse->header.name, spouse->spouse),
                "write the spouse once, at either of the two");
        for (const Person& other : family.persons)
            if (&other < &person && !person.spouse.empty() && other.spouse == person.spouse)
                binder.report.error(
                    "E0705", person.spouse_place,
                    fmt::format("'{}' and '{}' are both married to '{}'", other.header.name, person.header.name, person.spouse));
        const Tree* tree = part.tree.find("person")->find(person.header.name);
        for (const std::string& name : person.parents) {
            const Person* parent = find(family, name);
            if (parent != nullptr && parent->born && person.born && *person.born <= *parent->born)
                binder.report.error("E0706", place_of(*tree, "parents"),
                                    fmt::format("'{}' is born on {}, its parent '{}' on {}", person.header.name, person.born->text(), name,
                                                parent->born->text()));
        }
        // Who is among one's own ancestors? Walk up by generations; a family has no more of them than people.
        Known line = person.parents;
        for (std::size_t generation = 0; generation < family.persons.size() && !line.empty(); ++generation) {
            if (std::find(line.begin(), line.end(), person.header.name) != line.end()) {
                binder.report.error("E0706", place_of(*tree, "parents"),
                                    fmt::format("'{}' is among its own ancestors", person.header.name));
                break;
            }
            Known above;
            for (const std::string& name : line)
                if (const Person* parent = find(family, name))
                    for (const std::string& next : parent->parents)
                        if (std::find(above.begin(), above.end(), next) == above.end()) above.push_back(next);
            line = std::move(above);
        }
    }
}

}  // namespace

void bind_family(const Part& part, Binder& binder) {
    Family family;
    family.header = part.header;
    if (const Tree* as_of = part.tree.find("as_of"); as_of != nullptr && as_of->kind == Tree::Kind::date) family.as_of = as_of->date;
    family.basis = text_of(part.tree, "basis");
    family.basis_place = place_of(part.tree, "basis");
    refer(Noun::basis, family.basis, "basis", family.basis_place, binder);
    family.models = models_of(part, binder);
    if (const Tree* model = part.tree.find("model"); model != nullptr && model->is_table())
        binder.report.error("E0708", model->place, "a family has one model for every life in it", "write its moves as a text");
    family.lets = lets_of(part, "let", binder);

    Known people, policies;
    for (const Part& one : parts_of(part, "person", binder.report)) people.push_back(one.header.name);
    for (const Part& one : parts_of(part, "policy", binder.report)) policies.push_back(one.header.name);
    for (const std::string& name : people) add_word(binder, name);
    for (const Part& one : parts_of(part, "person", binder.report)) family.persons.push_back(person_of(one, people, binder));
    for (const Part& one : parts_of(part, "policy", binder.report)) family.policies.push_back(policy_of(one, people, binder));
    for (const Part& one : parts_of(part, "event", binder.report)) family.events.push_back(event_of(one, people, family.policies, policies, binder));
    check_kin(family, part, binder);

    Namespace names(binder.report);
    names.claim_all("person", part.tree, "person");
    names.claim_all("policy", part.tree, "policy");
    Namespace(binder.report).claim_all("let", part.tree, "let", Namespace::Takes::measures);  // a translation (rule S66) is meant to hide
    binder.book.families.push_back(std::move(family));
}

}  // namespace hearth
