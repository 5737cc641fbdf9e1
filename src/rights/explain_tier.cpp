// Tiers of a programme, and payments of a right, told from their rules.
#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "explaining.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/pieces.hpp"
#include "hearth/rights/explain.hpp"

namespace hearth {

Value ExplainingRights::tier(const Told& told) const {
    const auto& standings = timeline.state().tiers[told.programme];
    const auto found = standings.find(told.holder);
    const int rank = found == standings.end() ? 0 : found->second.rank;
    if (found != standings.end() && !found->second.lacks.known()) return found->second.lacks;
    return Value::name(rules().programmes()[told.programme].tier_domain->words[static_cast<std::size_t>(rank)]);
}

/// From the highest down to the one that holds (rule S74).
void ExplainingRights::tell_tier(std::size_t node, const Told& told) {
    const ProgrammeRules& programme = rules().programmes()[told.programme];
    const auto& standings = timeline.state().tiers[told.programme];
    const auto standing = standings.find(told.holder);
    const Here here = timeline.here_of_tier(told.programme, told.holder);
    const std::size_t rank = standing == standings.end() ? 0 : static_cast<std::size_t>(standing->second.rank);
    std::vector<std::size_t> parts;
    bool so = true;
    for (std::size_t i = programme.tiers.size(); i-- > 0 && i + 1 >= rank;) {
        const std::string& name = programme.programme->tiers[i].name;
        std::size_t part = rule(name.c_str(), programme.tiers[i], here);
        const Cell said = out.nodes[part].value;
        if (i + 1 == rank && said != Cell(true) && programme.programme->ratchet)
            part = fixed(name.c_str(), true, fmt::format("on {}: what is reached stays", standing->second.since.text()), &programme.tiers[i]);
        else
            so = so && (std::holds_alternative<Unknown>(said) || said == Cell(i + 1 == rank));
        parts.push_back(part);
    }
    made(node, so, "tier", "S74", std::move(parts), programme.programme->header);
}

std::size_t ExplainingRights::payment(const PaymentRules& pays, const Value& given, const Here& here, const Rule* demand) {
    Explained node;
    node.name = pays.payment->header.name;
    node.value = explained_cell(given, *rules().book().names);
    node.source = pays.payment->header.source;
    node.illustrative = pays.payment->header.illustrative;
    node.defined = pays.payment->header.place;
    const auto number = [&](std::size_t at) {
        const auto* found = std::get_if<double>(&out.nodes[at].value);
        return found == nullptr ? 0.0 : *found;
    };
    std::vector<std::size_t> factors;
    double product = 0;
    if (demand != nullptr) {
        const std::size_t wanted = rule("demand", *demand, here);
        Explained amount;
        amount.op = "same";
        amount.name = "amount";
        amount.value = out.nodes[wanted].value;
        amount.parts = {wanted};
        amount.place = pays.amount.expression->place;
        factors.push_back(add(std::move(amount)));
        product = number(factors.front());
    } else if (pays.amount.written()) {
        factors.push_back(rule("amount", pays.amount, here));
        product = number(factors.front());
    }
    if (pays.price.written()) {
        factors.push_back(rule("price", pays.price, here));
        product *= number(factors.back());
    }
    if (pays.when.written()) node.rests_on.push_back(rule("when", pays.when, here));
    const bool made = given.known() && std::bit_cast<std::uint64_t>(product + 0.0) == std::bit_cast<std::uint64_t>(given.number + 0.0);
    if (!factors.empty() && made) {
        node.op = factors.size() == 1 ? "same" : "multiply";
        node.parts = std::move(factors);
    } else {
        node.op = given.known() ? "number" : "unknown";
        node.rests_on.insert(node.rests_on.end(), factors.begin(), factors.end());
        if (given.known()) node.note = "what its amount and its accounts leave of it";
    }
    return add(std::move(node));
}

namespace {

Fault before_all(const FamilyRights& rights, const std::string& what, Date day) {
    return {"E0751", {}, fmt::format("{} is not there on {}", what, day.text()), "the course of the family begins on " + rights.facts().first_day().text()};
}

}  // namespace

Explanation explain_tier(FamilyRights& rights, const std::string& name, const std::string& who, Date day, std::size_t depth) {
    const Rulebook& rules = rights.rules();
    std::vector<std::string> known;
    std::size_t programme = Reading::none;
    for (std::size_t i = 0; i < rules.programmes().size(); ++i) {
        if (rules.programmes()[i].tiers.empty()) continue;
        known.push_back(rules.programmes()[i].programme->header.name);
        if (known.back() == name) programme = i;
    }
    if (programme == Reading::none)
        throw Fault("E0933", {}, fmt::format("no programme '{}' has tiers (there: {})", name, known.empty() ? "none" : join(known)), did_you_mean(name, known));
    const int person = person_meant(rights.facts(), who);
    if (day < rights.facts().first_day()) throw before_all(rights, "the tier of " + name, day);
    const auto timeline = rights.until(day);
    ExplainingRights all{*timeline, rights.facts(), day};
    std::optional<ExplainingRights::Told> best;
    int highest = -1;
    for (const auto& [holder, standing] : timeline->state().tiers[programme]) {
        const Here here = timeline->here_of_tier(programme, holder);
        if ((here.owner != person && timeline->state().holders[holder].kind != "family") || standing.rank <= highest) continue;
        highest = standing.rank;
        best = {Reading::none, holder, person, programme};
    }
    if (!best) throw Fault("E0934", {}, fmt::format("{} has no tier of {} on {}", who, name, day.text()), "a tier is of whoever holds the programme: its owner, not those whom a right is for");
    all.cell(*best, all.tier(*best));
    std::get<2>(all.open.front()) = 0;
    all.tell_all(depth);
    prune(all.out);
    all.out.provenance = rights_provenance(rights);
    return std::move(all.out);
}

Explanation explain_payment(FamilyRights& rights, const std::string& path, const std::string& item, const std::string& who, Date day, std::size_t depth) {
    const Rulebook& rules = rights.rules();
    const std::size_t right = right_meant(rules, path);
    const int person = person_meant(rights.facts(), who);
    const std::vector<PaymentRules>& pays = rules.rights()[right].pays;
    std::vector<std::string> known;
    for (const PaymentRules& one : pays) known.push_back(one.payment->header.name);
    const auto found = std::find(known.begin(), known.end(), item);
    if (found == known.end())
        throw Fault("E0935", {}, fmt::format("{} has no payment '{}' (there: {})", rules.path(right), item, known.empty() ? "none" : join(known)), did_you_mean(item, known));
    if (day < rights.facts().first_day()) throw before_all(rights, rules.path(right), day);
    const auto number = static_cast<std::size_t>(found - known.begin());
    const auto timeline = rights.until(day);
    const std::vector<std::size_t> holders = holders_of(*timeline, right, person);
    if (holders.empty()) throw Fault("E0751", {}, fmt::format("{} does not reach {} on {}", rules.path(right), who, day.text()), "'for' says whom it reaches");
    ExplainingRights all{*timeline, rights.facts(), day};
    const auto& given = timeline->state().given;
    std::size_t holder = holders.front();
    for (const std::size_t one : holders)
        if (given.contains({right, number, one, person})) {
            holder = one;
            break;
        }
    Explained root;
    root.name = fmt::format("{} of {} for {} on {}", item, rules.path(right), who, day.text());
    all.add(root);
    const auto paid = given.find({right, number, holder, person});
    const Here here = timeline->here(right, holder, person);
    if (paid == given.end()) {
        const RightWord word = timeline->state().rights[right].at(holder).people.at(person).word;
        const std::size_t state = all.cell({right, holder, person}, Value::name(rules.book().names->id(to_text(word))));
        Explained& none = all.out.nodes.front();
        none.op = "not due";
        none.value = 0.0;
        none.rests_on.push_back(state);
    } else {
        const std::size_t node = all.payment(pays[number], paid->second, here);
        Explained& all_of_it = all.out.nodes.front();
        all_of_it.op = "same";
        all_of_it.value = all.out.nodes[node].value;
        all_of_it.parts = {node};
    }
    const bool counted = std::any_of(pays[number].from.begin(), pays[number].from.end(), [&](const Reading& account) { return timeline->world().account(account).counts; });
    if (!counted || pays[number].price.written()) all.out.nodes.front().unit = timeline->currency();
    all.out.nodes.front().rule = "S71";
    all.tell_all(depth);
    prune(all.out);
    all.out.provenance = rights_provenance(rights);
    return std::move(all.out);
}

}  // namespace hearth
