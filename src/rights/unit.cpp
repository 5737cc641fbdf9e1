// Which rules a right needs for its chances, and whether its people can be taken one by one.
#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <set>

#include "hearth/rights/chain.hpp"

namespace hearth {

namespace {

using Kind = Reading::Kind;

/// An account, and the rights on it.
struct RightsOn {
    Reading account;
    std::set<std::size_t> movers{}, openers{};
};

struct Closure {
    FamilyRights& rights;
    const Rulebook& rules = rights.rules();
    std::vector<bool> steps = std::vector<bool>(rules.order().size());
    std::vector<std::size_t> in{};                 ///< rights
    std::vector<const Rule*> read{};
    std::set<const AccountRules*> known{};         ///< accounts
    std::vector<RightsOn> moved{};                 ///< of these

    const AccountRules& account(const Reading& reading) const {
        return reading.right != Reading::none ? rules.rights()[reading.right].accounts[reading.part] : rules.programmes()[reading.programme].accounts[reading.part];
    }

    /// Whether the balance moves in an expectation: by a payment of the calendar, or a demand; by what somebody asks for in an event beside.
    [[nodiscard]] bool moves(std::size_t right, const PaymentRules& payment) const {
        const auto own = [&](const Reading& reading) { return !account(reading).shared; };  // one of all families stays as it is
        return (std::any_of(payment.from.begin(), payment.from.end(), own) || !payment.to.empty()) && (payment.payment->on != "request" || rights.demand(right) != nullptr);
    }
    [[nodiscard]] bool moves_by_request(std::size_t right, const PaymentRules& payment) const { return payment.payment->on == "request" && !payment.from.empty() && asked(right); }

    [[nodiscard]] bool asked(std::size_t right) const {
        const std::vector<FamilyFacts::Request>& requests = rights.facts().requests();
        return std::any_of(requests.begin(), requests.end(), [&](const FamilyFacts::Request& one) { return one.right == rules.rights()[right].path; });
    }

    [[nodiscard]] bool of_person(const Reading& reading) const {
        const std::vector<std::string>& per = account(reading).account->per;
        return std::find(per.begin(), per.end(), "person") != per.end();
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
            if (reading.kind == Kind::balance || reading.kind == Kind::opened) add_account(reading);
        }
    }

    void add_right(std::size_t index) {
        in.push_back(index);
        for (const Rule* rule : rules_of(index)) add(*rule);
        for (const PaymentRules& payment : rules.rights()[index].pays)
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& reading : *accounts) add_account(reading);
    }

    /// All that it reads, but for what its accounts do.
    [[nodiscard]] std::vector<const Rule*> rules_of(std::size_t index) const {
        const RightRules& right = rules.rights()[index];
        std::vector<const Rule*> out = {&right.seats, &right.unlock, &right.keep, &right.use, &right.end, &right.pass_when, &right.pass_times};
        for (const PeopleRules* people : {&right.people, &right.pass_to})
            for (const auto* all : {&people->limits, &people->whens})
                for (const Rule& rule : *all) out.push_back(&rule);
        if (const Rule* demand = rights.demand(index)) out.push_back(demand);
        for (const PaymentRules& payment : right.pays)
            for (const Rule* rule : {&payment.when, &payment.amount, &payment.price}) out.push_back(rule);
        return out;
    }

    /// An account that is drawn on, or of which a rule reads what is left: with whoever moves it, and whoever opens what opens again.
    void add_account(const Reading& account) {
        const AccountRules& its = this->account(account);
        if (!known.insert(&its).second) return;
        for (const Rule* rule : {&its.opens, &its.carry, &its.floor, &its.grows}) add(*rule);
        const RightsOn on = rights_on(account);
        if (on.movers.empty()) return;
        for (const std::size_t right : on.movers) add(true, right);
        if (its.account->every.kind != Every::Kind::none)
            for (const std::size_t right : on.openers) add(true, right);
        moved.push_back(on);
    }

    /// Who has payments from or into the account opens it, and moves it if one of them is made.
    [[nodiscard]] RightsOn rights_on(const Reading& account) const {
        RightsOn out{account};
        for (std::size_t right = 0; right < rules.rights().size(); ++right)
            for (const PaymentRules& payment : rules.rights()[right].pays)
                for (const auto* accounts : {&payment.from, &payment.to})
                    for (const Reading& one : *accounts) {
                        if (&this->account(one) != &this->account(account)) continue;
                        out.openers.insert(right);
                        if (moves(right, payment) || moves_by_request(right, payment)) out.movers.insert(right);
                    }
        return out;
    }

    /// Whether somebody asks in an event for units of an account that others draw on too.
    [[nodiscard]] bool others_ask(std::size_t index, const PaymentRules& payment) const {
        if (!moves_by_request(index, payment)) return false;
        return std::any_of(payment.from.begin(), payment.from.end(), [this](const Reading& reading) { return !account(reading).shared && !of_person(reading); });
    }

    /// Since when the account has opened is known: for every holder somebody had unlocked the right by `as_of`.
    [[nodiscard]] bool is_open(std::size_t index) const {
        const auto& holdings = rights.course().state().rights[index];
        return std::all_of(holdings.begin(), holdings.end(), [this](const auto& one) { return one.second.first_unlock && *one.second.first_unlock <= rights.family().as_of; });
    }

    /// Who draws on what others have too, by a service that is asked for in an event, and who opened it.
    [[nodiscard]] std::set<int> drawers(std::size_t index, std::size_t holder) const {
        const RightRules& right = rules.rights()[index];
        std::set<int> out;
        const auto& holdings = rights.course().state().rights[index];
        const auto holding = holdings.find(holder);
        if (holding == holdings.end() || std::none_of(right.pays.begin(), right.pays.end(), [&](const PaymentRules& payment) { return others_ask(index, payment); })) return out;
        for (const FamilyFacts::Request& one : rights.facts().requests())
            if (one.right == right.path) out.insert(one.person);
        const auto opened = [&](int person) {
            const auto standing = holding->second.people.find(person);
            return standing != holding->second.people.end() && standing->second.unlocked == holding->second.first_unlock;
        };
        if (std::any_of(out.begin(), out.end(), opened)) return out;
        for (const auto& [person, standing] : holding->second.people)
            if (opened(person)) return out.insert(person), out;
        return out;
    }

    /// Who ever takes a seat, if so many do that somebody may find none: by a nomination, or a service that is asked for. What is asked for in
    /// expectation takes none.
    [[nodiscard]] std::set<int> takers(std::size_t index) const {
        const FamilyFacts& facts = rights.facts();
        const RightRules& right = rules.rights()[index];
        std::set<int> out;
        double fewest = std::numeric_limits<double>::infinity();
        std::vector<const Rule*> limits = {&right.seats};
        for (const Rule& limit : right.people.limits) limits.push_back(&limit);
        for (const Rule* limit : limits) {
            if (!limit->written()) continue;
            const Instruction& root = limit->program.at(limit->program.root);
            const bool number = root.op == Code::constant && root.constant.kind == Value::Kind::number;
            fewest = std::min(fewest, number ? root.constant.number : 0);
        }
        for (const FamilyFacts::Request& one : facts.requests())
            if (one.right == right.path) out.insert(one.person);
        for (int person = 0; person < facts.persons(); ++person)
            if (facts.ever_nominated(person, right.path)) out.insert(person);
        return static_cast<double>(out.size()) < fewest ? std::set<int>{} : out;
    }

    /// What people share of a right; beside seats, and, where their courses do not come apart, whether it is passed on.
    [[nodiscard]] std::string coupling(std::size_t index) const {
        const RightRules& right = rules.rights()[index];
        for (const Rule& when : right.people.whens)
            if (when.written()) return "for: who, when";
        for (const PaymentRules& payment : right.pays)
            for (const auto* accounts : {&payment.from, &payment.to})
                for (const Reading& reading : *accounts)
                    if (moves(index, payment) && !of_person(reading)) return "account " + account(reading).account->header.name;
        for (const PaymentRules& payment : right.pays)
            if (others_ask(index, payment) && !is_open(index)) return "account " + account(payment.from.front()).account->header.name;
        return "";
    }

    /// Whether one person has the right of several holders, and asks for it.
    [[nodiscard]] bool asks_across_holders(std::size_t index) const {
        if (!asked(index) && rights.demand(index) == nullptr) return false;
        std::set<int> all;
        for (const auto& [holder, holding] : rights.course().state().rights[index])
            for (const int person : reached(index, holder, holding))
                if (!all.insert(person).second) return true;
        return false;
    }

    /// Whether several holders move one balance of the account: of a person who is reached by more than one, or of more people than theirs.
    [[nodiscard]] bool across_holders(const RightsOn& on) const {
        const std::vector<std::string>& per = account(on.account).account->per;
        const auto is_per = [&per](const char* each) { return std::find(per.begin(), per.end(), each) != per.end(); };
        if (per.empty() || is_per("owner") || is_per("policy")) return false;
        std::map<int, std::set<std::size_t>> holders;  // by person; -1: whoever it is
        for (const std::size_t right : on.movers)
            for (const auto& [holder, holding] : rights.course().state().rights[right])
                for (const int person : reached(right, holder, holding)) holders[is_per("person") ? person : -1].insert(holder);
        return std::any_of(holders.begin(), holders.end(), [](const auto& one) { return one.second.size() > 1; });
    }

    [[nodiscard]] bool across_holders() const {
        return std::any_of(in.begin(), in.end(), [this](std::size_t one) { return asks_across_holders(one); }) ||
               std::any_of(moved.begin(), moved.end(), [this](const RightsOn& on) { return across_holders(on); });
    }

    /// Whom a right reaches, of a holder, whoever it is passed on to.
    [[nodiscard]] std::set<int> reached(std::size_t index, std::size_t holder, const Holding& holding) const {
        const RightRules& right = rules.rights()[index];
        std::set<int> out;
        for (const auto& [person, standing] : holding.people) out.insert(person);
        if (!right.right->pass) return out;
        FamilyWorld& world = rights.course().world();
        std::vector<Date> days = rights.facts().event_days();
        days.push_back(rights.family().as_of);
        std::vector<int> owners = {rights.course().state().holders[holder].person, holding.owner};
        for (std::size_t i = 0; i < owners.size(); ++i)
            for (const Date day : days) {
                Here at{day, holder, owners[i], owners[i], right.programme, index};
                const auto each = [&](const PeopleRules& people, const auto& tell) {
                    for (std::size_t part = 0; part < people.people->parts.size(); ++part)
                        for (const int person : world.people(people, part, at)) tell(person);
                };
                each(right.people, [&](int person) { out.insert(person); });
                each(right.pass_to, [&](int person) {
                    if (std::find(owners.begin(), owners.end(), person) == owners.end()) owners.push_back(person);
                });
            }
        return out;
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

    /// Which rights cannot be taken person by person, of those that are read; nor can what one of them reads.
    [[nodiscard]] std::vector<bool> of_all() const {
        std::vector<bool> out(rules.rights().size());
        std::vector<std::size_t> to_look;
        const auto add = [&](std::size_t index) {
            if (!out[index]) to_look.push_back(index);
            out[index] = true;
        };
        for (const std::size_t one : in)
            if (!coupling(one).empty() || !of_the_same(one)) add(one);
        for (const RightsOn& on : moved)  // its periods run from the first who opens it; for a right's own see `drawers`
            if (on.account.right == Reading::none && account(on.account).account->every.kind != Every::Kind::none && !of_person(on.account))
                for (const std::size_t right : on.openers) add(right);
        while (!to_look.empty()) {
            const std::vector<const Rule*> its = rules_of(to_look.back());
            to_look.pop_back();
            for (const Rule* rule : its)
                for (const std::size_t right : rule->rights) add(right);
        }
        return out;
    }

    [[nodiscard]] bool asks_holders() const {
        return std::any_of(read.begin(), read.end(), [&](const Rule* rule) {
            return std::any_of(rule->program.code.begin(), rule->program.code.end(), [&](const Instruction& at) {
                return (at.op == Code::load || at.op == Code::special) && rules.readings()[at.id].kind == Kind::holder;
            });
        });
    }
};

/// Its people one by one, as far as rules allow it; `together` where they cannot be known to.
void take_apart(const Closure& closure, Unit& unit) {
    std::set<int> takers, drawers;
    bool passes = false;
    for (const std::size_t one : closure.in) {
        takers.merge(closure.takers(one));
        drawers.merge(closure.drawers(one, unit.holder));
        passes = passes || closure.rules.rights()[one].right->pass;
    }
    unit.coupled = !takers.empty() ? "seats" : drawers.empty() ? "" : "what others ask for";
    takers.merge(drawers);
    unit.part.beside.assign(takers.begin(), takers.end());
    if (!passes) return;
    Unit all = unit;
    all.coupled = "pass";
    all.part.of_one.assign(all.part.of_one.size(), false);
    all.part.person = -1;
    unit.together = std::make_shared<const Unit>(std::move(all));
}

}  // namespace

Unit unit_of(FamilyRights& rights, const Rule& rule, Unit::Whether asked) {
    const Rulebook& rules = rights.rules();
    Closure closure{rights};
    closure.add(rule);
    Unit unit;
    unit.right = Reading::none;
    unit.people = {asked.here.person};
    const std::vector<bool> of_all = closure.of_all();
    for (const std::size_t one : closure.in) {
        if (unit.coupled.empty()) unit.coupled = closure.coupling(one);
        if (unit.coupled.empty() && of_all[one]) unit.coupled = "the same right of others";
    }
    unit.rules = closure.read;
    unit.part.steps = closure.steps;
    unit.part.right = rule.rights.empty() ? Reading::none : *rule.rights.begin();
    const std::size_t programme = unit.part.right == Reading::none ? *rule.tiers.begin() : rules.rights()[unit.part.right].programme;
    unit.holder = unit.part.holder = rights.course().world().same_holder(asked.here.holder, programme, asked.here.person);
    unit.part.other_holders = closure.asks_holders() || rule.rights.size() + rule.tiers.size() > 1;
    unit.part.every_holder = closure.across_holders();
    const bool alone = unit.coupled.empty() && asked.here.person >= 0;
    unit.part.of_one.assign(rules.rights().size(), false);
    for (const std::size_t one : closure.in) unit.part.of_one[one] = alone;
    if (alone) unit.part.person = asked.here.person;
    unit.whether = std::move(asked);
    if (alone) take_apart(closure, unit);
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
        const std::vector<bool> of_all = closure.of_all();
        if (unit.coupled.empty() && of_all[right]) unit.coupled = "the same right of others";
        unit.rules = closure.read;
        unit.part.steps = closure.steps;
        unit.part.right = right;
        unit.part.other_holders = closure.asks_holders();
        unit.part.every_holder = closure.across_holders();
        unit.part.of_one.resize(rules.rights().size());
        for (const std::size_t one : closure.in) unit.part.of_one[one] = unit.coupled.empty() && !of_all[one];
        const bool alone = unit.coupled.empty();
        // Who is ever reached is who is reached in the dated course, or after a pass: kin and roles change by events alone.
        for (const auto& [holder, holding] : rights.course().state().rights[right]) {
            unit.holder = unit.part.holder = holder;
            const std::set<int> people = closure.reached(right, holder, holding);
            unit.people.assign(people.begin(), people.end());
            unit.part.person = -1;
            unit.together = nullptr;
            if (!alone) {
                out.push_back(unit);
                continue;
            }
            take_apart(closure, unit);
            for (const int person : people) {
                unit.people = {person};
                unit.part.person = person;
                out.push_back(unit);
            }
        }
    }
    return out;
}

std::vector<Unit> units_together(FamilyRights& rights) {
    std::vector<Unit> out;
    std::shared_ptr<const Unit> last;
    for (Unit& unit : units_of(rights)) {
        if (unit.together != nullptr && unit.together == last) continue;
        last = unit.together;
        out.push_back(last == nullptr ? std::move(unit) : *last);
    }
    return out;
}

}  // namespace hearth
