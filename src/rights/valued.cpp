#include "hearth/rights/valued.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/model/of_rights.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/rights_case.hpp"

namespace hearth {

namespace {

/// A leaf that asks about rights, of a policy.
struct Leaf {
    std::string policy;
    ExpressionPtr* at = nullptr;
};

std::vector<Leaf> leaves_of(Family& family) {
    std::vector<Leaf> out;
    for (Policy& policy : family.policies)
        for (auto& [name, leaf] : policy.given)
            if (of_rights(leaf->ast)) out.push_back({policy.header.name, &leaf});
    return out;
}

void stop_at_error(const Report& report) {
    for (const Diagnostic& fault : report.sorted())
        if (fault.severity == Severity::error) throw Fault(Stop::input, fault);
}

/// The leaf as a plain value.
ExpressionPtr plain(const ExpressionPtr& leaf, const Value& value, bool illustrative, const Names& names) {
    Node node;
    node.place = leaf->place;
    switch (value.kind) {
        case Value::Kind::number: node.number = value.number; break;
        case Value::Kind::truth:
            node.op = Syntax::name;
            node.text = value.yes() ? "yes" : "no";
            break;
        case Value::Kind::date:
            node.op = Syntax::date;
            node.number = value.date().days();
            break;
        default: throw Fault("E0757", leaf->place, fmt::format("{} is {} (allowed: a number, a truth, a date)", leaf->path, to_text(value, names)));
    }
    Expression made = *leaf;
    made.ast.nodes = {std::move(node)};
    made.ast.root = 0;
    made.illustrative = leaf->illustrative || illustrative;
    if (made.source.empty()) made.source = leaf->ast.source;
    made.old = leaf;
    return std::make_shared<const Expression>(std::move(made));
}

/// None: it has no answer, and why.
ExpressionPtr valued(const Book& book, const Family& family, const std::string& policy, const ExpressionPtr& asked, std::optional<Fault>& why) {
    try {
        Report report;
        RightsCase rights(book, family, figures_of(book, family), report);
        stop_at_error(report);
        const Value value = rights.evaluate(*asked, report, policy);
        stop_at_error(report);
        if (value.known()) return plain(asked, value, rights.illustrative() || family.header.illustrative, *book.names);
        why.emplace(Stop::no_answer, Diagnostic{"E0753", asked->place, fmt::format("{} has no answer: unknown: {}", asked->ast.source, join(*value.missing)), "", Severity::error});
    } catch (const Fault& fault) {
        if (fault.diagnostic().code != "E0753") throw;
        why.emplace(fault);
    }
    return nullptr;
}

/// What has an answer once every leaf is some number has none only because they are not: they need themselves.
bool needs_itself(const Book& book, Family family, const std::string& path) {
    std::string policy;
    ExpressionPtr asked;
    for (const Leaf& leaf : leaves_of(family)) {
        if ((*leaf.at)->path == path) policy = leaf.policy, asked = *leaf.at;
        *leaf.at = plain(*leaf.at, Value::of(0), false, *book.names);
    }
    std::optional<Fault> why;
    return valued(book, family, policy, asked, why) != nullptr;
}

}  // namespace

void value_leaves(const Book& book, Family& family) {
    for (std::vector<Leaf> open = leaves_of(family); !open.empty(); open = leaves_of(family)) {
        std::optional<Fault> why;
        std::string first;
        std::vector<std::pair<ExpressionPtr*, ExpressionPtr>> found;
        for (const Leaf& leaf : open) {
            std::optional<Fault> its;
            if (ExpressionPtr value = valued(book, family, leaf.policy, *leaf.at, its)) found.emplace_back(leaf.at, std::move(value));
            else if (!why) why = std::move(its), first = (*leaf.at)->path;
        }
        for (auto& [at, value] : found) *at = std::move(value);
        if (!found.empty()) continue;
        if (!needs_itself(book, family, first)) throw Fault(*why);
        throw Fault("E0756", why->diagnostic().place, fmt::format("{} needs itself: {}", first, why->diagnostic().message),
                    "a rule of a right may read a premium that is asked for, or a sum, but none that the cost of the right makes");
    }
}

void value_leaves(Book& book, const std::string& noun) {
    for (Family& family : book.families)
        if ("family." + family.header.name == noun) value_leaves(book, family);
}

}  // namespace hearth
