#include "hearth/rights/facts.hpp"

#include <algorithm>

namespace hearth {

namespace {

/// Before every day a family can speak of.

template <class Items, class Name>
int index_of(const Items& items, const Name& name) {
    for (std::size_t i = 0; i < items.size(); ++i)
        if (name(items[i])) return static_cast<int>(i);
    return -1;
}

}  // namespace

int FamilyFacts::person(std::string_view wanted) const {
    return index_of(people_, [&](const Member& m) { return m.who->header.name == wanted; });
}

int FamilyFacts::policy(std::string_view wanted) const {
    return index_of(policies_, [&](const Contract& c) { return c.what->header.name == wanted; });
}

bool FamilyFacts::exists(int person, Date day) const {
    const auto day_of_birth = born(person);
    return !day_of_birth || *day_of_birth <= day;
}

bool FamilyFacts::alive(int person, Date day) const {
    const bool* living = people_[at(person)].living.on(day);
    return exists(person, day) && (living == nullptr || *living);
}

Value FamilyFacts::fact(int person, std::uint32_t wanted, Date day) const {
    const Member& member = people_[at(person)];
    const auto lacks = [&](std::uint32_t leaf) {
        return Value::unknown("family." + family_.header.name + ".person." + member.who->header.name + "." + book_.names->text(leaf));
    };
    if (wanted == leaves_.born) return member.who->born ? Value::date(*member.who->born) : lacks(wanted);
    const auto written = member.facts.find(wanted);
    if (wanted == leaves_.age && (member.who->born || written == member.facts.end()))
        return member.who->born ? Value::of(static_cast<double>(completed_years(*member.who->born, day)))
                                : lacks(leaves_.born);
    if (written != member.facts.end())
        if (const Value* value = written->second.on(day)) return value->known() ? *value : lacks(wanted);
    if (wanted == leaves_.state) return Value::name(first_state_);
    return lacks(wanted);
}

bool FamilyFacts::known_fact(std::uint32_t wanted) const {
    return std::any_of(people_.begin(), people_.end(), [&](const Member& m) { return m.facts.contains(wanted); });
}

Date FamilyFacts::changed(int person, std::uint32_t wanted, Date day) const {
    Date since = first_day_;
    const Member& member = people_[at(person)];
    const auto found = member.facts.find(wanted);
    if (found == member.facts.end()) return since;
    const Value* before = nullptr;
    for (const auto& [from, value] : found->second.steps) {
        if (day < from) break;
        const bool same = before != nullptr && before->kind == value.kind && before->id == value.id && before->number == value.number;
        if (!same && from != always) since = from;
        before = &value;
    }
    return since;
}

int FamilyFacts::spouse(int person, Date day) const {
    const int* other = people_[at(person)].spouse.on(day);
    return other == nullptr ? -1 : *other;
}

std::vector<int> FamilyFacts::children(int person, Date day) const {
    std::vector<int> out;
    for (int other = 0; other < persons(); ++other) {
        const std::vector<int>& theirs = parents(other);
        if (exists(other, day) && std::find(theirs.begin(), theirs.end(), person) != theirs.end()) out.push_back(other);
    }
    return out;
}

bool FamilyFacts::nominated(int person, const std::string& right, Date day) const {
    const Member& member = people_[at(person)];
    const auto named = [&](const Value& value) { return value.kind == Value::Kind::name && book_.names->text(value.id) == right; };
    if (const auto found = member.facts.find(leaves_.nominated); found != member.facts.end())
        if (const Value* value = found->second.on(day)) return value->items ? std::any_of(value->items->begin(), value->items->end(), named) : named(*value);
    return std::find(member.who->nominated.begin(), member.who->nominated.end(), right) != member.who->nominated.end();
}

bool FamilyFacts::ever_nominated(int person, const std::string& right) const {
    const auto found = people_[at(person)].facts.find(leaves_.nominated);
    if (found != people_[at(person)].facts.end())
        for (const auto& [day, value] : found->second.steps)
            if (nominated(person, right, day)) return true;
    return nominated(person, right, Date::from_days(-40'000));  // before any event
}

int FamilyFacts::role(int policy, Role role, Date day) const {
    const int* found = policies_[at(policy)].roles[static_cast<std::size_t>(role)].on(day);
    return found == nullptr ? -1 : *found;
}

std::vector<int> FamilyFacts::beneficiaries(int policy, Date day) const {
    std::vector<int> out;
    const Contract& contract = policies_[at(policy)];
    if (const auto found = contract.given.find(leaf("beneficiary")); found != contract.given.end())
        if (const Value* who = found->second.on(day)) {
            if (who->kind == Value::Kind::name) out.push_back(person(book_.names->text(who->id)));
            for (const Value& one : who->items ? *who->items : std::vector<Value>()) out.push_back(person(book_.names->text(one.id)));
            return out;
        }
    for (const std::string& who : written(policy).beneficiary) out.push_back(person(who));
    return out;
}

std::string FamilyFacts::status_if(int policy, Date day, bool insured_alive) const { return status_by(policies_[at(policy)], day, insured_alive); }

bool FamilyFacts::paid_up(int policy, Date day, const std::string& now) const {
    if (now != "in_force" && now != "reduced") return false;
    const auto& premiums = figures(policy).premiums;
    return now == "reduced" || premiums.empty() || premiums.back().on <= day;
}

double FamilyFacts::premiums_paid(int policy, Date day, std::optional<bool> insured_alive) const {
    if (!insured_alive || *insured_alive) {
        const Contract& contract = policies_[at(policy)];
        const double* paid = (insured_alive ? contract.paid_alive : contract.paid).on(day);
        return paid == nullptr ? 0 : *paid;
    }
    double sum = 0;
    for (const auto& [on, amount] : payments(policy, insured_alive)) sum += on <= day ? amount : 0;
    return sum;
}

double FamilyFacts::paid_in_force(int policy, Date day) const {
    double sum = premiums_paid(policy, std::min(day, family_.as_of), true);
    for (const PolicyFigures::Premium& premium : figures(policy).premiums)
        if (family_.as_of < premium.on && premium.on <= day) sum += premium.amount;
    return sum;
}

std::optional<Date> FamilyFacts::paid_until(int insured, Date day) const {
    std::optional<Date> out;
    for (int policy = 0; policy < policies(); ++policy) {
        if (role(policy, Role::insured, day) != insured) continue;
        if (moved(policy))
            for (const PolicyFigures::Premium& premium : figures(policy).premiums)
                if (premium.on < day && (!out || *out <= premium.on)) out = premium.on.plus_days(1);
        for (const auto& [on, sum] : policies_[at(policy)].paid_alive.steps)
            if (on < day && (!out || *out <= on)) out = on.plus_days(1);
    }
    return out;
}

Date FamilyFacts::status_since(int policy, Date day) const {
    Date since = written(policy).issued;
    for (const auto& [from, status] : policies_[at(policy)].status.steps)
        if (from <= day) since = std::max(since, from);
    return since;
}

double FamilyFacts::annual_premium(int policy, Date day) const {
    const auto& premiums = figures(policy).premiums;
    const auto year = [&](const PolicyFigures::Premium& premium) { return completed_years(written(policy).issued, premium.on); };
    const auto after = std::upper_bound(premiums.begin(), premiums.end(), day, [](Date on, const PolicyFigures::Premium& premium) { return on < premium.on; });
    if (after == premiums.begin()) return 0;
    const int its = year(*(after - 1));
    auto from = after - 1;
    while (from != premiums.begin() && year(*(from - 1)) == its) --from;
    double sum = 0;
    for (; from != premiums.end() && year(*from) == its; ++from) sum += from->amount;
    return sum;
}

Value FamilyFacts::policy_value(int policy, std::uint32_t wanted, Date day, const std::string& now) const {
    const Contract& contract = policies_[at(policy)];
    if (const auto found = contract.given.find(wanted); found != contract.given.end())
        if (const Value* value = found->second.on(day); value != nullptr && value->known()) return *value;
    const std::string& name = book_.names->text(wanted);
    const std::string path = "family." + family_.header.name + ".policy." + contract.what->header.name + "." + name;
    const Product* product = book_.product(contract.what->product);
    const bool computed = product != nullptr && std::any_of(product->values.begin(), product->values.end(),
                                                            [&](const ValueOf& v) { return v.header.name == name; });
    if (!computed || !contract.figures.value) return Value::unknown(path);
    if (now == "reduced") return Value::unknown(path + " (of a reduced policy)");
    return now == "in_force" || now == "overdue" ? contract.figures.value(name, day) : Value::of(0);
}

}  // namespace hearth
