// Who may draw today: seats, requests, quotas (rules S68 to S70).
#include <algorithm>

#include "hearth/rights/timeline.hpp"

namespace hearth {

/// Whether nothing is left in any account that the payments on request draw on, be it of the right or of a programme around it.
bool Timeline::exhausted(std::size_t index, const Here& at) {
    bool drawn = false;
    for (const PaymentRules& payment : rules_.rights()[index].pays) {
        if (payment.payment->on != "request") continue;
        for (const Reading& account : payment.from) {
            Value lacks;
            const Balance* balance = world_.open_balance(account, at, lacks);
            if (balance == nullptr || world_.above_floor(*balance, at) > 1e-9 * balance->most) return false;
            drawn = true;
        }
    }
    return drawn;
}

/// Who may draw now. A seat is taken by the first service and kept until the right ends; the nominated have theirs from the start.
void Timeline::use(std::size_t index, std::size_t holder, Holding& holding, std::vector<Candidate> who) {
    const RightRules& rules = rules_.rights()[index];
    const std::size_t parts = rules.people.people->parts.size();
    std::vector<double> room(parts + 1, 1e9);
    Value doubt;
    bool doubtful = false;
    const Here of_holder = here(index, holder, holding.owner);
    const auto limit = [&](const Rule& rule, double& left) {
        if (!rule.written()) return;
        const Value most = world_.evaluate(rule, of_holder);
        if (!most.known()) {
            doubtful = true;
            doubt = most;
        } else {
            left = most.kind == Value::Kind::bound && most.more ? 1e9 : most.number;
        }
    };
    double seats = 1e9;
    limit(rules.seats, seats);
    for (std::size_t part = 0; part < parts; ++part) limit(rules.people.limits[part], room[part]);
    const std::string& path = rules.path;
    for (auto& [person, standing] : holding.people) {
        if (standing.word == RightWord::served) standing.nominated = false;  // from here on the seat is its own
        if (standing.nominated && !facts_.nominated(person, path, state_.day)) standing.seated = standing.nominated = false;
        if (standing.seated) {
            seats -= 1;
            for (const Candidate& one : who)
                if (one.person == person) room[one.part] -= 1;
        }
    }
    const auto seat = [&](const Candidate& one, Standing& standing) {
        if (standing.seated) return;
        standing.seated = true;
        seats -= 1;
        room[one.part] -= 1;
    };
    for (const Candidate& one : who)
        if (Standing& standing = holding.people[one.person]; facts_.nominated(one.person, path, state_.day) && !standing.seated && seats >= 1 && room[one.part] >= 1) {
            seat(one, standing);
            standing.nominated = true;
        }
    if (rules.right->first_use)
        std::stable_sort(who.begin(), who.end(), [&](const Candidate& a, const Candidate& b) {
            const auto x = state_.requests.find(a.person), y = state_.requests.find(b.person);
            if (x == state_.requests.end() || y == state_.requests.end()) return x != state_.requests.end() && y == state_.requests.end();
            return x->second.since < y->second.since;
        });
    Here at = of_holder;
    std::vector<Candidate> rest;  // decided after those who are served, who take the seats
    for (const Candidate& one : who) {
        Standing& standing = holding.people[one.person];
        at.person = one.person;
        const auto request = state_.requests.find(one.person);
        const bool asked = state_.alone || (request != state_.requests.end() && request->second.right == index && (!request->second.holder || request->second.holder == holder));
        const bool has_room = standing.seated || (seats >= 1 && room[one.part] >= 1);
        const bool stays = asked && !state_.alone && standing.word == RightWord::served && request->second.holder.has_value();  // a new request is asked anew
        if (!asked || (!stays && (!has_room || doubtful || !world_.evaluate(rules.use, at).yes() || exhausted(index, at)))) {
            rest.push_back(one);
            continue;
        }
        if (request != state_.requests.end() && request->second.holder != holder) {
            request->second.holder = holder;
            requests_changed_ = ++clock_;
        }
        seat(one, standing);
        become(index, holder, one.person, standing, RightWord::served, {}, {});
    }
    for (const Candidate& one : rest) {
        Standing& standing = holding.people[one.person];
        at.person = one.person;
        const Value may = doubtful ? doubt : world_.evaluate(rules.use, at);
        if (!standing.seated && (seats < 1 || room[one.part] < 1)) become(index, holder, one.person, standing, RightWord::unlocked, {}, "every seat is taken");
        else if (!may.known()) become(index, holder, one.person, standing, RightWord::unknown, may, {});
        else if (may.no()) become(index, holder, one.person, standing, RightWord::unlocked, {}, {});
        else if (exhausted(index, at)) become(index, holder, one.person, standing, RightWord::exhausted, {}, "nothing is left of this period");
        else become(index, holder, one.person, standing, RightWord::usable, {}, {});
    }
}

}  // namespace hearth
