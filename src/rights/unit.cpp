// Which rules a right needs for its chances, and whether its people can be taken one by one.
#include <algorithm>
#include <functional>

#include "hearth/rights/chain.hpp"

namespace hearth {

namespace {

using Kind = Reading::Kind;

std::vector<const Rule*> rules_of(const PeopleRules& people) {
    std::vector<const Rule*> out;
    for (const auto* rules : {&people.limits, &people.whens})
        for (const Rule& rule : *rules) out.push_back(&rule);
    return out;
}

struct Closure {
    FamilyRights& rights;
    const Rulebook& rules = rights.rules();
    std::vector<bool> steps = std::vector<bool>(rules.order().size());
    std::vector<std::size_t> in{};                 ///< rights
    std::vector<const Rule*> read{};

    const AccountRules& account(const Reading& reading) const {
        return reading.right != Reading::none ? rules.rights()[reading.right].accounts[reading.part] : rules.programmes()[reading.programme].accounts[reading.part];
    }

    /// Whether the balance moves in an expectation: a payment by the calendar, or a demand.
    [[nodiscard]] bool moves(std::size_t right, const PaymentRules& payment) const {
        const auto own = [&](const Reading& reading) { return !account(reading).shared; };  // one of all families stays as it is
        return (std::any_of(payment.from.begin(), payment.from.end(), own) || !payment.to.empty()) && (payment.payment->on != "request" || rights.demand(right) != nullptr);
    }

    void add(bool right, std::size_t index) {
        const auto& order = rules.order();
        for (std::size_t i = 0; i < order.size(); ++i)
            if (order[i].right == right && order[i].index == index && !steps[i]) {
                steps[i] = true;
                if (right) add_right(index);
                else for (const Rule& tier : rules.programmes()[index].tiers) add(tier);
            }
    }

    void add(const Rule& rule) {
        read.push_back(&rule);
        for (const std::size_t right : rule.rights) add(true, right);
        for (const std::size_t tier : rule.tiers)
            if (tier < rules.programmes().size()) add(false, tier);
        for (const Instruction& at : rule.program.code) {
            if (at.op != Code::load && at.op != Code::special) continue;
            const Reading& reading = rules.readings()[at.id];
            const Rule* meant = reading.kind == Kind::fact ? rules.translation(reading.name) : nullptr;
            if (meant != nullptr && std::find(read.begin(), read.end(), meant) == read.end()) add(*meant);
        }
    }

    void add_right(std::size_t index) {
        in.push_back(index);
        const RightRules& right = rules.rights()[index];
        for (const Rule* rule : {&right.seats, &right.unlock, &right.keep, &right.use, &right.end, &right.pass_when, &right.pass_times}) add(*rule);
        for (const PeopleRules* people : {&right.people, &right.pass_to})
            for (const Rule* rule : rules_of(*people)) add(*rule);
        if (const Rule* demand = rights.demand(index)) add(*demand);
        for (const PaymentRules& payment : right.pays) {
            for (const Rule* rule : {&payment.when, &payment.amount, &payment.price}) add(*rule);
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& reading : *accounts) {
                    const AccountRules& its = account(reading);
                    for (const Rule* rule : {&its.opens, &its.carry, &its.floor, &its.grows}) add(*rule);
                    if (moves(index, payment)) add_others_on(reading);
                }
        }
    }

    /// Whoever moves the same account.
    void add_others_on(const Reading& account) {
        for (std::size_t other = 0; other < rules.rights().size(); ++other)
            for (const PaymentRules& payment : rules.rights()[other].pays)
                for (const auto* accounts : {&payment.from, &payment.to})
                    for (const Reading& one : *accounts)
                        if (one.programme == account.programme && one.right == account.right && one.part == account.part && moves(other, payment)) add(true, other);
    }

    /// Whether anybody ever takes a seat: by a nomination, or a service that is asked for. What is asked for in expectation takes none.
    [[nodiscard]] bool takes_seats(const std::string& path) const {
        const FamilyFacts& facts = rights.facts();
        const std::vector<FamilyFacts::Request>& requests = facts.requests();
        bool taken = std::any_of(requests.begin(), requests.end(), [&](const FamilyFacts::Request& one) { return one.right == path; });
        for (int person = 0; person < facts.persons(); ++person) taken = taken || facts.ever_nominated(person, path);
        return taken;
    }

    /// What people share of a right.
    [[nodiscard]] std::string coupling(std::size_t index) const {
        const RightRules& right = rules.rights()[index];
        if (right.right->pass) return "pass";
        const bool taken = takes_seats(right.path);
        if (taken && right.seats.written()) return "seats";
        for (const Rule& limit : right.people.limits)
            if (taken && limit.written()) return "for: at most so many";
        for (const Rule& when : right.people.whens)
            if (when.written()) return "for: who, when";
        for (const PaymentRules& payment : right.pays)
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& reading : *accounts) {
                    const std::vector<std::string>& per = account(reading).account->per;
                    if (moves(index, payment) && std::find(per.begin(), per.end(), "person") == per.end()) return "account " + account(reading).account->header.name;
                }
        return "";
    }

    /// Whether every rule that reads the right means the person for whom it is itself asked.
    [[nodiscard]] bool of_the_same(std::size_t index) const {
        for (const Rule* rule : read)
            for (const Instruction& at : rule->program.code) {
                if (at.op != Code::load && at.op != Code::special) continue;
                const Reading& reading = rules.readings()[at.id];
                if (reading.kind == Kind::holder) return false;
                if (reading.right == index && (reading.from != Reading::From::person || !reading.hops.empty())) return false;
            }
        return true;
    }

    [[nodiscard]] bool asks_holders() const {
        return std::any_of(read.begin(), read.end(), [&](const Rule* rule) {
            return std::any_of(rule->program.code.begin(), rule->program.code.end(), [&](const Instruction& at) {
                return (at.op == Code::load || at.op == Code::special) && rules.readings()[at.id].kind == Kind::holder;
            });
        });
    }
};

}  // namespace

Unit unit_of(FamilyRights& rights, const Rule& rule, Unit::Whether asked) {
    const Rulebook& rules = rights.rules();
    Closure closure{rights};
    closure.add(rule);
    Unit unit;
    unit.right = Reading::none;
    unit.people = {asked.here.person};
    for (const std::size_t one : closure.in) {
        if (unit.coupled.empty()) unit.coupled = closure.coupling(one);
        if (unit.coupled.empty() && !closure.of_the_same(one)) unit.coupled = "the same right of others";
    }
    unit.rules = closure.read;
    unit.part.steps = closure.steps;
    unit.part.right = rule.rights.empty() ? Reading::none : *rule.rights.begin();
    const std::size_t programme = unit.part.right == Reading::none ? *rule.tiers.begin() : rules.rights()[unit.part.right].programme;
    unit.holder = unit.part.holder = rights.course().world().same_holder(asked.here.holder, programme, asked.here.person);
    unit.part.other_holders = closure.asks_holders() || rule.rights.size() + rule.tiers.size() > 1;
    const bool alone = unit.coupled.empty() && asked.here.person >= 0;
    unit.part.of_one.assign(rules.rights().size(), false);
    for (const std::size_t one : closure.in) unit.part.of_one[one] = alone;
    if (alone) unit.part.person = asked.here.person;
    unit.whether = std::move(asked);
    return unit;
}

std::vector<Unit> units_of(FamilyRights& rights) {
    const Rulebook& rules = rights.rules();
    std::vector<std::size_t> order(rules.rights().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rules.path(a) < rules.path(b); });
    std::vector<Unit> out;
    for (const std::size_t right : order) {
        Closure closure{rights};
        closure.add(true, right);
        Unit unit;
        unit.right = right;
        unit.coupled = closure.coupling(right);
        if (unit.coupled.empty() && !closure.of_the_same(right)) unit.coupled = "the same right of others";
        unit.rules = closure.read;
        unit.part.steps = closure.steps;
        unit.part.right = right;
        unit.part.other_holders = closure.asks_holders();
        unit.part.of_one.resize(rules.rights().size());
        for (const std::size_t one : closure.in) unit.part.of_one[one] = unit.coupled.empty() && closure.coupling(one).empty() && closure.of_the_same(one);
        // Who is ever reached is who is reached in the dated course: kin and roles change by events alone.
        for (const auto& [holder, holding] : rights.course().state().rights[right]) {
            unit.holder = unit.part.holder = holder;
            unit.people.clear();
            for (const auto& [person, standing] : holding.people) unit.people.push_back(person);
            if (!unit.coupled.empty()) {
                out.push_back(unit);
                continue;
            }
            for (const int person : std::vector<int>(unit.people)) {
                unit.people = {person};
                unit.part.person = person;
                out.push_back(unit);
            }
        }
    }
    return out;
}

}  // namespace hearth
