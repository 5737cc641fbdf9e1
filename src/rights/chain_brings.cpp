// What a month of a course brings to people: who holds a right and may use it, what they ask for, and what it costs the insurer (rule S79).
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/chain.hpp"

namespace hearth {

/// What of a payment is the insurer's: 1 it pays, -1 it is paid to it, 0 no money of its own: units of an account, or between others.
double Chain::insurers_share(std::size_t payment) const {
    const PaymentRules& rules = rights_.rules().rights()[unit_.right].pays[payment];
    const Payment& what = *rules.payment;
    if (!rules.to.empty()) return 0;
    if (!what.from.empty() && rules.from.empty()) return what.to.empty() ? -1 : 0;
    const bool counted = what.of.empty() && std::any_of(rules.from.begin(), rules.from.end(), [&](const Reading& account) { return timeline_->world().account(account).counts; });
    return counted ? 0 : 1;
}

void Chain::refuse(Month& out, int person, const Value& unknown) {
    std::vector<std::string>& lacks = out.lacks[person];
    for (const std::string& path : *unknown.missing)
        if (std::find(lacks.begin(), lacks.end(), path) == lacks.end()) lacks.push_back(path);
}

int Chain::tier() const {
    const std::size_t tiers = rights_.rules().programmes()[rights_.rules().rights()[unit_.right].programme].tiers_of;
    if (tiers == Reading::none) return 0;
    const auto found = timeline_->state().tiers[tiers].find(unit_.holder);
    return found == timeline_->state().tiers[tiers].end() ? 0 : found->second.rank;
}

Happening Chain::happening(Happening::Kind kind, int person, double amount, std::size_t payment) {
    Happening out{kind, person, payment, tier(), 0, amount, timeline_->state().day};
    if (facts_.empty()) return out;
    const FamilyFacts& facts = rights_.facts();
    std::vector<std::string> label;
    Here here = timeline_->here(unit_.right, unit_.holder, person);
    for (const std::string& name : facts_) {
        const Value value = timeline_->world().fact_of(person, facts.leaf(name), here);
        label.push_back(value.known() ? to_text(value, *facts.book().names) : "unknown");
    }
    const auto known = std::find(labels_.begin(), labels_.end(), label);
    out.label = static_cast<std::size_t>(known - labels_.begin());
    if (known == labels_.end()) labels_.push_back(std::move(label));
    return out;
}

/// Whether what is asked is so; nothing after it matters.
void Chain::look_whether(Month& out) {
    const Unit::Whether& asked = *unit_.whether;
    const Value holds = timeline_->world().evaluate(*asked.program, asked.index, asked.here);
    if (!holds.known()) refuse(out, asked.here.person, holds);
    else if (holds.yes()) out.happenings.push_back({Happening::Kind::holds, asked.here.person, Reading::none, 0, 0, 1, asked.here.day});
}

/// What a day of the timeline brought to the people of the unit.
void Chain::look(Date on, Month& out, const std::set<int>& before) {
    using Kind = Happening::Kind;
    const RightsState& state = timeline_->state();
    const auto holding = state.rights[unit_.right].find(unit_.holder);
    if (holding != state.rights[unit_.right].end())
        for (const auto& [person, standing] : holding->second.people) {
            if (!is_its(unit_.right, unit_.holder, person)) continue;
            if (standing.word == RightWord::unknown) refuse(out, person, standing.lacks);
            if (standing.unlocked != on || before.contains(person)) continue;
            out.happenings.push_back(happening(Kind::unlocked, person));
        }
    for (const auto& [of, given] : state.given) {
        const auto& [right, payment, holder, person] = of;
        if (!is_its(right, holder, person)) continue;
        pay(person, payment, given, out);
    }
}

void Chain::pay(int person, std::size_t payment, const Value& given, Month& out) {
    const double share = insurers_share(payment);
    if (share == 0) return;
    if (!given.known()) refuse(out, person, given);
    else if (given.number != 0) out.happenings.push_back(happening(Happening::Kind::cost, person, share * given.number, payment));
}

/// Whether the unit tells what comes to somebody; not of those who are there for a seat.
bool Chain::is_its(std::size_t right, std::size_t holder, int person) const {
    return right == unit_.right && holder == unit_.holder && (unit_.part.person < 0 || person == unit_.part.person);
}

/// When the month begins: who holds, who may use, and what they ask for, by the demand of the basis (rule S79).
void Chain::ask(Month& out) {
    using Kind = Happening::Kind;
    const RightsState& state = timeline_->state();
    for (std::size_t i = 0; i < unit_.part.steps.size(); ++i) {
        const Rulebook::Step& step = rights_.rules().order()[i];
        if (!unit_.part.steps[i] || !step.right) continue;
        const Rule* demand = rights_.demand(step.index);
        if (demand == nullptr && step.index != unit_.right) continue;
        std::set<int> asked;  // once, of the first of their holders
        for (const auto& [holder, holding] : state.rights[step.index]) {
            std::vector<int> may;
            for (const auto& [person, standing] : holding.people) {
                const bool its = is_its(step.index, holder, person);
                if (its && standing.unlocked && standing.unlocked < as_of_ && now_ == 0) {
                    out.happenings.push_back(happening(Kind::unlocked, person));
                    out.happenings.back().on = *standing.unlocked;
                }
                if (its && standing.unlocked && standing.word != RightWord::ended) out.happenings.push_back(happening(Kind::held, person));
                if (standing.word != RightWord::usable && standing.word != RightWord::served) continue;
                if (its) out.happenings.push_back(happening(Kind::usable, person));
                may.push_back(person);
            }
            for (const int person : may)
                if (demand == nullptr || asked.insert(person).second) ask_of(step.index, holder, person, demand, out);
        }
    }
}

void Chain::ask_of(std::size_t right, std::size_t holder, int person, const Rule* demand, Month& out) {
    using Kind = Happening::Kind;
    const bool its = is_its(right, holder, person);
    const auto use = [&] {
        if (its && used_.insert(person).second) out.happenings.push_back(happening(Kind::used, person));
    };
    if (demand == nullptr) return use();
    const Value quantity = timeline_->world().evaluate(*demand, timeline_->here(right, holder, person));
    if (!quantity.known()) return refuse(out, person, quantity);
    if (quantity.number < 0)
        throw Fault("E0741", demand->expression->place, fmt::format("{} of {} would be asked for on {}", shortest(quantity.number), rights_.rules().path(right), timeline_->state().day.text()), "demand is 0 or more");
    if (quantity.number == 0) return;
    const Delivery drawn = timeline_->draw_now(right, holder, person, quantity.number);
    if (!its) return;
    if (!drawn.lacks.empty()) refuse(out, person, Value::unknown(drawn.lacks.front()));
    if (drawn.drawn > 0) use();
    if (shared_) line_up(person, drawn, out);
    out.happenings.push_back(happening(Kind::units, person, drawn.drawn));
    const std::vector<PaymentRules>& pays = rights_.rules().rights()[right].pays;
    for (std::size_t i = 0; i < pays.size(); ++i) {
        if (pays[i].payment->on != "request") continue;
        const auto paid = timeline_->state().given.find({right, i, holder, person});
        if (paid != timeline_->state().given.end()) pay(person, i, paid->second, out);
    }
}

}  // namespace hearth
