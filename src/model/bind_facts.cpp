// Facts of people and policies, as written or by an event: are they of the kind that is asked, or nearly named so?
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

const Ask* asked_of_people(const Book& book, std::string_view name) {
    for (const Programme& programme : book.programmes)
        for (const Ask& ask : programme.asks)
            if (ask.name == name) return &ask;
    return nullptr;
}

}  // namespace

void check_kind(const Ask& ask, const Expression& leaf, Binder& binder) {
    const Ast& ast = leaf.ast;
    const Node& top = ast.top();
    const bool word = top.op == Syntax::name || top.op == Syntax::text;
    if (word && top.text == "unknown") return;
    const bool truth = top.op == Syntax::name && (top.text == "yes" || top.text == "no");
    const Node& number = top.op == Syntax::negate ? ast.at(top.children[0]) : top;
    const bool numeric = number.op == Syntax::number || number.op == Syntax::money || number.op == Syntax::bound;
    bool fits = true;
    switch (ask.type.base) {
        case Type::Base::number:
        case Type::Base::money:
            fits = numeric;
            break;
        case Type::Base::truth:
            fits = truth;
            break;
        case Type::Base::date:
            fits = top.op == Syntax::date;
            break;
        case Type::Base::span:
            fits = top.op == Syntax::span;
            break;
        case Type::Base::name:
            fits = word && !truth;
            break;
        default:
            break;
    }
    if (!fits) {
        binder.report.error(
            "E0723", leaf.place,
            fmt::format("{} must be a {}, but is '{}'", leaf.path, to_text(ask.type.base), ast.source.empty() ? "a list" : ast.source));
        return;
    }
    std::vector<std::string> allowed;
    std::string found = top.text;
    bool among = true;
    if (ask.type.domain != nullptr) {
        for (const std::uint32_t id : ask.type.domain->words) allowed.push_back(binder.book.names->text(id));
        among = std::find(allowed.begin(), allowed.end(), found) != allowed.end();
    } else if (!ask.numbers.empty()) {
        for (const double each : ask.numbers) allowed.push_back(shortest(each));
        const double given = top.op == Syntax::negate ? -number.number : number.number;
        found = shortest(given);
        among = std::find(ask.numbers.begin(), ask.numbers.end(), given) != ask.numbers.end();
    }
    if (!among)
        binder.report.error("E0723", leaf.place, fmt::format("{} is {}, which is not among: {}", leaf.path, found, join(allowed)),
                            did_you_mean(found, allowed));
}

void check_fact(const std::string& name, const Expression& fact, const Place& place, Binder& binder) {
    if (const Ask* ask = asked_of_people(binder.book, name)) return check_kind(*ask, fact, binder);
    std::vector<std::string> known = {"state", "level", "city", "place", "request", "requested", "held", "nominated"};
    for (const Programme& programme : binder.book.programmes)
        for (const Ask& ask : programme.asks) known.push_back(ask.name);
    if (binder.book.asked(name) != nullptr) return;
    if (name == "level" || name == "requested") {
        Ask number;
        number.type = Type::number();
        return check_kind(number, fact, binder);
    }
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    if (const auto near = nearest(name, known))
        binder.report.error("E0702", place, fmt::format("nothing asks for the fact '{}'", name), fmt::format("did you mean '{}'?", *near));
}

void check_policy_fact(const Policy& policy, const std::string& name, const Expression& fact, const Place& place, const std::vector<std::string>& people,
                       Binder& binder) {
    const Product* product = binder.book.product(policy.product);
    if (product == nullptr || name == "product" || name == "issued") return;  // told elsewhere
    std::vector<std::string> roles = {"owner", "payer", "insured", "beneficiary"}, known = {"status", "loan"};
    for (const Model& model : product->models)
        if (!model.role.empty()) roles.push_back(model.role);
    if (std::find(roles.begin(), roles.end(), name) != roles.end()) {
        for (const Node& node : fact.ast.nodes)
            if (node.op == Syntax::name || node.op == Syntax::text) refer("E0701", name, node.text, "person of the family", people, fact.place, binder);
        return;
    }
    for (const Ask& ask : product->asks) {
        if (ask.name == name) return check_kind(ask, fact, binder);
        known.push_back(ask.name);
    }
    if (name == "loan") {
        Ask money;
        money.type = Type::money(0);
        return check_kind(money, fact, binder);
    }
    known.insert(known.end(), roles.begin(), roles.end());
    binder.report.error("E0702", place, fmt::format("nothing asks for '{}' of the policy '{}' (allowed: {})", name, policy.header.name, join(known)), did_you_mean(name, known));
}

}  // namespace hearth
