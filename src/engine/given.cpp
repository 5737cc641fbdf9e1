// What is given to a product: by the policy of a family, or by hand to a product run alone.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
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

/// A world without anything in it: what is given is a constant.
struct Nothing final : World {
    Value load(std::uint32_t, const Instruction&) override { throw std::logic_error("a constant has no names"); }
    Value special(const Program&, const Instruction&, Evaluator&) override { throw std::logic_error("a constant has no forms"); }
};

}  // namespace

Given given_of(const Book& book, const Family& family, const Policy& policy, Report& report) {
    Given given;
    const Place& place = policy.header.place;
    const auto person = std::find_if(family.persons.begin(), family.persons.end(), [&](const Person& one) { return one.header.name == policy.insured; });
    if (person == family.persons.end()) return given;  // told when the set was bound
    const std::string path = fmt::format("family.{}.person.{}", family.header.name, person->header.name);
    for (const auto& [name, expression] : person->facts) given[name] = expression;
    given["issued"] = leaf({Syntax::date, {}, static_cast<double>(policy.issued.days()), "", {}, {}}, path, place);
    if (!person->sex.empty()) given["sex"] = leaf({Syntax::name, {}, 0, person->sex, {}, {}}, path + ".sex", place);
    if (person->born) {
        const int age = completed_years(*person->born, policy.issued);
        if (age < 0)
            report.error("E0556", place, fmt::format("policy {} is issued on {}, before the insured {} is born", policy.header.name, policy.issued.text(), person->header.name));
        given["age"] = leaf({Syntax::number, {}, static_cast<double>(age), "", {}, {}}, path + ".born", place);
        given["born"] = leaf({Syntax::date, {}, static_cast<double>(person->born->days()), "", {}, {}}, path + ".born", place);
    }
    for (const auto& [name, expression] : policy.given)
        if (book.product(policy.product) != nullptr) given[name] = expression;
    return given;
}

void Contract::Inside::read_given() {
    Nothing nothing;
    Evaluator evaluator(nothing, *book.names);
    for (const auto& [name, expression] : given) {
        const auto ask = std::find_if(product.asks.begin(), product.asks.end(), [&, &word = name](const Ask& one) { return one.name == word; });
        const Ask* wanted = ask != product.asks.end() ? &*ask : book.asked(name);
        Compiler compiler = compiler_of(*this);
        const Scope empty;
        const auto program = compiler.compile(*expression, empty, Type::Base::any, wanted != nullptr && wanted->type.base == Type::Base::name ? wanted->type.domain : nullptr);
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
        const bool age_or_sex = name == "age" || name == "sex";
        if (name == "age" && (one.value.kind != Value::Kind::number || one.value.number < 0 || one.value.number > 150))
            report->error("E0557", expression->place, fmt::format("age is {} (allowed: 0 to 150)", to_text(one.value, *book.names)));
        if (name == "sex" && to_text(one.value, *book.names) != "male" && to_text(one.value, *book.names) != "female")
            report->error("E0557", expression->place, fmt::format("sex is {} (allowed: male, female)", to_text(one.value, *book.names)));
        if (name == "issued" && one.value.kind != Value::Kind::date)
            report->error("E0557", expression->place, fmt::format("issued is {}, which is no date", to_text(one.value, *book.names)), "write the date: 2026-03-01");
        if (!age_or_sex && wanted == nullptr && !measure_names().contains(name) && name != "born") {
            std::vector<std::string> names(measure_names().begin(), measure_names().end());
            for (const Ask& each : product.asks) names.push_back(each.name);
            // A fact of a person that nobody here asks is no slip; a word on the command line is.
            const bool role = std::any_of(product.models.begin(), product.models.end(), [&, &word = name](const Model& model) { return model.role == word; });
            if (!role && expression->path.find(".person.") == std::string::npos)
                report->error("E0558", expression->place, fmt::format("product {} asks no '{}'", product.header.name, name), did_you_mean(name, names));
        }
        known.push_back(std::move(one));
    }
}

}  // namespace hearth
