// What rules ask most of people and policies, worked out once: who lives, who is who of a policy, its status, what is paid.
#include <algorithm>

#include "hearth/rights/facts.hpp"

namespace hearth {

namespace {


template <class T>
void step(Series<T>& series, Date from, T value) {
    if (series.steps.empty() || series.steps.back().second != value) series.set(from, std::move(value));
}

}  // namespace

bool FamilyFacts::leaves(const Value& state) const {
    if (!state.known()) return true;
    const auto number = model().state(book_.names->text(state.id));
    return !number || model().leavable(*number);
}

std::string FamilyFacts::status_by(const Contract& contract, Date day, bool insured_alive) const {
    std::string status = contract.what->status;
    if (const auto found = contract.given.find(leaves_.status); found != contract.given.end())
        if (const Value* value = found->second.on(day)) status = book_.names->text(value->id);
    if (status == "surrendered" || status == "lapsed" || status == "ended") return status;
    if (contract.figures.ends && *contract.figures.ends <= day) return "ended";
    return insured_alive ? status : "ended";
}

std::vector<std::pair<Date, double>> FamilyFacts::payments(int policy, std::optional<bool> insured_alive) const {
    const Contract& contract = policies_[at(policy)];
    const auto status_on = [&](Date on) { return insured_alive ? status_by(contract, on, *insured_alive) : status(policy, on); };
    const auto waits = [](const std::string& status) { return status == "overdue" || status == "lapsed"; };
    const auto changes = contract.given.find(leaves_.status);
    std::vector<std::pair<Date, double>> out;
    for (const PolicyFigures::Premium& premium : contract.figures.premiums) {
        Date on = premium.on;
        std::string state = status_on(on);
        if (waits(state) && changes != contract.given.end())
            for (const auto& [later, value] : changes->second.steps)
                if (waits(state) && premium.on < later) state = status_on(on = later);
        if (state == "in_force") out.emplace_back(on, premium.amount);
    }
    return out;
}

std::size_t FamilyFacts::epoch(Date day) const {
    return static_cast<std::size_t>(std::upper_bound(change_days_.begin(), change_days_.end(), day) - change_days_.begin());
}

void FamilyFacts::settle() {
    for (const Member& member : people_)
        if (member.who->born) change_days_.push_back(*member.who->born);
    for (const Contract& contract : policies_) change_days_.push_back(contract.what->issued);
    std::sort(change_days_.begin(), change_days_.end());
    for (Member& member : people_)
        if (const auto state = member.facts.find(leaves_.state); state != member.facts.end())
            for (const auto& [from, value] : state->second.steps) step(member.living, from, leaves(value));
    for (int policy = 0; policy < policies(); ++policy) {
        Contract& contract = policies_[at(policy)];
        std::vector<Date> days = event_days_;
        days.push_back(always);
        if (contract.figures.ends) days.push_back(*contract.figures.ends);
        std::sort(days.begin(), days.end());
        const auto who = [&](const char* role, int written, Date day) {
            if (const auto found = contract.given.find(leaf(role)); found != contract.given.end())
                if (const Value* value = found->second.on(day)) return value->kind == Value::Kind::name ? person(book_.names->text(value->id)) : -1;
            return written;
        };
        const Policy& what = *contract.what;
        for (const Date day : days) {
            const int owner = who("owner", person(what.owner), day), insured = who("insured", person(what.insured), day);
            step(contract.roles[0], day, owner);
            step(contract.roles[1], day, who("payer", what.payer.empty() ? owner : person(what.payer), day));
            step(contract.roles[2], day, insured);
            step(contract.status, day, book_.names->id(status_by(contract, day, insured < 0 || !exists(insured, day) || alive(insured, day))));
        }
        const auto add_up = [](std::vector<std::pair<Date, double>> paid, Series<double>& out) {
            std::stable_sort(paid.begin(), paid.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
            double sum = 0;
            for (const auto& [day, amount] : paid) out.set(day, sum += amount);
        };
        add_up(payments(policy, std::nullopt), contract.paid);
        add_up(payments(policy, true), contract.paid_alive);
        contract.moved = contract.figures.leaves != nullptr && status(policy, family_.as_of) == "in_force";
    }
}

}  // namespace hearth
