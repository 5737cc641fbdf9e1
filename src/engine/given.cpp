// What is given to a product: by the policy of a family, or by hand to a product run alone.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/model/of_rights.hpp"
#include "bindings.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

ExpressionPtr leaf(Node node, const std::string& path, const Place& place) {
    auto made = std::make_shared<Expression>();
    node.place = place;
    made->ast.nodes.push_back(std::move(node));
    made->ast.root = 0;
    made->path = path;
    made->place = place;
    return made;
}

Type type_from(const Value& value) {
    using Kind = Value::Kind;
    switch (value.kind) {
        case Kind::number: case Kind::bound: return Type::number();
        case Kind::truth: return Type::truth();
        case Kind::name: return Type::name();
        case Kind::date: return Type::of(Type::Base::date);
        case Kind::span: return Type::of(Type::Base::span);
        case Kind::list: return Type::list(Type::Base::any);
        default: return Type::of(Type::Base::any);
    }
}

/// Who stands in a role that the model of a product adds; the known ones are leaves of every policy.
std::string person_in_role(const Policy& policy, const std::string& role) {
    if (role == "owner") return policy.owner;
    if (role == "payer") return policy.payer.empty() ? policy.owner : policy.payer;
    if (role == "beneficiary") return policy.beneficiary.size() == 1 ? policy.beneficiary.front() : "";
    const auto given = std::find_if(policy.given.begin(), policy.given.end(), [&](const auto& leaf) { return leaf.first == role; });
    return given == policy.given.end() ? "" : given->second->ast.top().text;
}

/// What a name that is given says of one of the lives, without its role.
std::string fact_of(const Product& product, const std::string& name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) return name;
    const bool role = std::any_of(product.models.begin(), product.models.end(), [&](const Model& model) { return model.role == name.substr(0, dot); });
    return role ? name.substr(dot + 1) : name;
}

}  // namespace

Given given_of(const Book& book, const Family& family, const Policy& policy, Report& report) {
    Given given;
    const Place& place = policy.header.place;
    // A life of the product: what is given of it bears its role, that of the insured no name before it (rule S27).
    const auto add_life = [&](const std::string& role, const std::string& name) {
        const auto person = std::find_if(family.persons.begin(), family.persons.end(), [&](const Person& one) { return one.header.name == name; });
        if (person == family.persons.end()) return;  // told when the set was bound
        const std::string path = fmt::format("family.{}.person.{}", family.header.name, person->header.name), before = role == "insured" ? "" : role + ".";
        for (const auto& [fact, expression] : person->facts) given[before + fact] = expression;
        if (!person->sex.empty()) given[before + "sex"] = leaf({Syntax::name, {}, 0, person->sex, {}, {}}, path + ".sex", place);
        if (!person->born) return;
        const int age = completed_years(*person->born, policy.issued);
        if (age < 0)
            report.error("E0556", place, fmt::format("policy {} is issued on {}, before the {} {} is born", policy.header.name, policy.issued.text(), role, person->header.name));
        given[before + "age"] = leaf({Syntax::number, {}, static_cast<double>(age), "", {}, {}}, path + ".born", place);
        given[before + "born"] = leaf({Syntax::date, {}, static_cast<double>(person->born->days()), "", {}, {}}, path + ".born", place);
    };
    given["issued"] = leaf({Syntax::date, {}, static_cast<double>(policy.issued.days()), "", {}, {}}, fmt::format("family.{}.policy.{}", family.header.name, policy.header.name), place);
    add_life("insured", policy.insured);
    const Product* product = book.product(policy.product);
    if (product == nullptr) return given;
    for (const auto& [name, expression] : policy.given)
        given[name] = of_rights(expression->ast) ? leaf({Syntax::name, {}, 0, "unknown", {}, {}}, expression->path, expression->place) : expression;
    for (const Model& model : product->models)
        if (!model.role.empty() && model.role != "insured") add_life(model.role, person_in_role(policy, model.role));
    return given;
}

void Contract::Inside::read_given() {
    Nothing nothing;
    Evaluator evaluator(nothing, *book.names);
    for (const auto& [name, expression] : given) {
        const std::string fact = fact_of(product, name);  // "partner.age": an age
        const auto ask = std::find_if(product.asks.begin(), product.asks.end(), [&](const Ask& one) { return one.name == fact; });
        const Ask* wanted = ask != product.asks.end() ? &*ask : book.asked(fact);
        Compiler compiler = compiler_of(*this);
        const Scope empty;
        DomainPtr domain = wanted != nullptr && wanted->type.base == Type::Base::name ? wanted->type.domain : nullptr;
        if (fact == "sex" && domain == nullptr) domain = words("sex", {"male", "female"}, 0, *book.names);
        const auto program = compiler.compile(*expression, empty, Type::Base::any, domain);
        if (!program) continue;
        if (compiler.illustrative()) illustrative = true;
        Known one{name, evaluator(*program), {}, true};
        one.type = type_from(one.value);
        if (!one.value.known()) {
            known.push_back({name, one.value, wanted != nullptr ? wanted->type : Type::of(Type::Base::any), false});
            continue;
        }
        if (wanted != nullptr) {
            using Base = Type::Base;
            const Base base = wanted->span ? Base::span : wanted->type.base;
            const bool number = one.value.kind == Value::Kind::number;
            const bool fits = base == Base::any || base == one.type.base || (number && (base == Base::money || base == Base::number)) || base == Base::list;
            if (!fits) {
                report->error("E0557", expression->place, fmt::format("{} is {}, but product {} asks a {}", name, to_text(one.value, *book.names), product.header.name, to_text(base)),
                              base == Base::span ? "write the unit: \"3 months\"" : "");
                continue;
            }
            if (number && !wanted->numbers.empty() && std::find(wanted->numbers.begin(), wanted->numbers.end(), one.value.number) == wanted->numbers.end()) {
                std::vector<std::string> allowed;
                for (const double each : wanted->numbers) allowed.push_back(shortest(each));
                report->error("E0557", expression->place, fmt::format("{} is {} (allowed: {})", name, shortest(one.value.number), join(allowed)));
                continue;
            }
            if (number && base == Base::money && one.value.number < 0) {
                report->error("E0557", expression->place, fmt::format("{} is {}; an asked amount of money is not below 0", name, shortest(one.value.number)));
                continue;
            }
            one.type = wanted->span ? Type::of(Base::span) : wanted->type;
        }
        const bool age_or_sex = fact == "age" || fact == "sex";
        if (fact == "age" && (one.value.kind != Value::Kind::number || one.value.number < 0 || one.value.number > 150))
            report->error("E0557", expression->place, fmt::format("{} is {} (allowed: 0 to 150)", name, to_text(one.value, *book.names)));
        if (fact == "sex" && to_text(one.value, *book.names) != "male" && to_text(one.value, *book.names) != "female")
            report->error("E0557", expression->place, fmt::format("{} is {} (allowed: male, female)", name, to_text(one.value, *book.names)));
        if (name == "issued" && one.value.kind != Value::Kind::date)
            report->error("E0557", expression->place, fmt::format("issued is {}, which is no date", to_text(one.value, *book.names)), "write the date: 2026-03-01");
        if (!age_or_sex && wanted == nullptr && !measure_names().contains(fact) && fact != "born") {
            std::vector<std::string> names(measure_names().begin(), measure_names().end());
            for (const Ask& each : product.asks) names.push_back(each.name);
            const std::string role_of = name.substr(0, name.size() - fact.size());
            for (std::string& each : names) each = role_of + each;
            // A fact of a person that nobody here asks is no slip; a word on the command line is.
            const bool role = std::any_of(product.models.begin(), product.models.end(), [&, &word = name](const Model& model) { return model.role == word; });
            if (!role && expression->path.find(".person.") == std::string::npos) {
                report->error("E0558", expression->place, fmt::format("product {} asks no '{}'", product.header.name, name), did_you_mean(name, names));
                continue;
            }
        }
        known.push_back(std::move(one));
    }
}

}  // namespace hearth
