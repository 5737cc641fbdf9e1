// What counts in a figure of expected rights, month by month, and what of the right, the demand and the payments was seen there.
#include "heard_months.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth::expected_months {

std::size_t append(std::vector<Explained>& to, const std::vector<Explained>& from) {
    const std::size_t base = to.size();
    for (Explained node : from) {
        for (auto* list : {&node.parts, &node.rests_on})
            for (std::size_t& part : *list) part += base;
        if (node.ask.starts_with("--right")) node.ask.clear();  // here states are supposed, there events are read
        to.push_back(std::move(node));
    }
    return base;
}

void HeardMonths::begins(const Chain& of) {
    terms.clear();
    of_month.clear();
    gathered.clear();
    latest = nullptr;
    kept = 0;
    reached_then.clear();
    members.clear();
    for (const int one : of.support()) members.push_back({of.name(one), of.is_policy(one), of.whole(one)});
}

void HeardMonths::day(Timeline& timeline) {
    const bool first = latest == nullptr;
    if (first) latest = std::make_shared<Seen>();
    Seen& seen = *latest;
    const auto& holdings = timeline.state().rights[unit.right];
    const auto holding = holdings.find(unit.holder);
    if (holding == holdings.end() || !holding->second.people.contains(person)) return;
    const Standing& standing = holding->second.people.at(person);
    if (first) seen.word = to_text(standing.word);
    if (asked.depth < 3 || seen.left_out) return;
    if (kept > most_kept) {
        seen.left_out = true;
        return;
    }
    ExplainingRights all{timeline, rights.facts(), timeline.state().day};
    const RightRules& rules = rights.rules().rights()[unit.right];
    const Here here = timeline.here(unit.right, unit.holder, person);
    std::size_t right = nothing, demand = nothing;
    std::vector<std::pair<std::pair<std::size_t, Date>, std::size_t>> paid;
    if (first && standing.unlocked) {
        const Value word = standing.word == RightWord::unknown ? standing.lacks : Value::name(rights.rules().book().names->id(seen.word));
        right = all.cell({unit.right, unit.holder, person}, word);
        std::get<2>(all.open.front()) = 0;
        const Rule* rule = rights.demand(unit.right);
        if (kind == Kind::units && rule != nullptr && (standing.word == RightWord::usable || standing.word == RightWord::served))
            demand = all.rule("demand", *rule, here);
    }
    for (const auto& [of, given] : timeline.state().given) {
        const auto& [its, payment, holder, who] = of;
        if (kind != Kind::cost || its != unit.right || holder != unit.holder || who != person || !given.known() ||
            given.kind != Value::Kind::number)
            continue;
        const std::pair key{payment, timeline.state().day};
        if (!seen.paid.contains(key)) paid.push_back({key, all.payment(rules.pays[payment], given, here, rules.pays[payment].payment->on == "request" ? rights.demand(unit.right) : nullptr)});
    }
    all.tell_all(asked.depth - 2);
    const std::size_t base = append(seen.nodes, all.out.nodes);
    kept += all.out.nodes.size();
    if (right != nothing) seen.right = base + right;
    if (demand != nothing) seen.demand = base + demand;
    for (const auto& [key, node] : paid) seen.paid[key] = base + node;
}

void HeardMonths::month(std::size_t k, const std::vector<Lived>& states, const Chain::Month& of, double chance, double discount,
                        std::size_t gathers, bool first) {
    if (latest != nullptr) of_month[&of] = std::exchange(latest, nullptr);
    Months& months = gathers == 0 ? last : gathered[gathers];
    if (first) {
        months = {};
        months.states = states;
        months.seen = of_month[&of];
    }
    months.all.push_back({k, chance, discount, reached});
    if (reached != Whence::none && !reached_then.contains(reached)) reached_then[reached] = {k, who(states)};
}

void HeardMonths::counts(const Line& line, const Happening& one, double discount, std::size_t from) {
    const Months& months = from == 0 ? last : gathered[from];
    if (line.person != person || one.kind != kind || (asked.year && line.year != *asked.year)) return;
    terms.push_back({one, months, who(months.states), discount, from != 0});
}

std::string HeardMonths::state_of(std::size_t member, std::size_t state) const {
    const Named& one = members.at(member);
    const Model& model = rights.facts().model();
    if (one.policy) return status_model().states[state];
    return !one.whole && model.leavable(state) ? "alive" : model.states[state];
}

std::string HeardMonths::who(const std::vector<Lived>& states) const {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < states.size() && i < members.size(); ++i) {
        const bool dated = states[i].since.days() > -40'000;
        words.push_back(fmt::format("{} {}{}", members[i].name, state_of(i, states[i].state), dated ? " since " + states[i].since.text() : ""));
    }
    return join(words);
}

}  // namespace hearth::expected_months
