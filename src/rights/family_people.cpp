// Whom a part of `for` or `to` reaches on a day, and whose policies count.
#include <algorithm>

#include "hearth/rights/family_world.hpp"
#include "hearth/rights/people_of.hpp"

namespace hearth {

std::vector<int> FamilyWorld::policies(int owner, Date day, const Holding* holding) const {
    std::vector<int> out;
    for (int policy = 0; policy < facts_.policies(); ++policy) {
        const bool passed = holding != nullptr && std::find(holding->policies.begin(), holding->policies.end(), policy) != holding->policies.end();
        if (facts_.written(policy).issued <= day && (passed || (owner >= 0 && facts_.role(policy, Role::owner, day) == owner))) out.push_back(policy);
    }
    return out;
}

std::vector<int> FamilyWorld::people(const PeopleRules& rules, std::size_t part, const Here& at) {
    const Here before = here;
    here = at;
    std::vector<int> out;
    const auto add = [&](int who) {
        if (who >= 0 && facts_.exists(who, at.day) && std::find(out.begin(), out.end(), who) == out.end()) out.push_back(who);
    };
    const Holding* holding = nullptr;
    if (at.right != Reading::none)
        if (const auto found = state_.rights[at.right].find(at.holder); found != state_.rights[at.right].end()) holding = &found->second;
    const std::vector<int> owned = at.holder != Reading::none && state_.holders[at.holder].policy >= 0
                                       ? std::vector<int>{state_.holders[at.holder].policy}
                                       : policies(at.owner, at.day, holding);
    for (const std::string& path : rules.people->parts[part].paths) {
        if (path == "family.person") {
            for (int who = 0; who < facts_.persons(); ++who) add(who);
            continue;
        }
        std::vector<std::string> hops(1);
        for (const char c : path) c == '.' ? hops.emplace_back() : hops.back() += c, void();
        std::vector<int> from;
        if (hops[0] == "owner" || hops[0] == "person") from = {at.owner};
        for (const int policy : owned) {
            if (hops[0] == "insured" || hops[0] == "payer") from.push_back(facts_.role(policy, role_of(hops[0]), at.day));
            if (hops[0] == "beneficiary")
                for (const int who : facts_.beneficiaries(policy, at.day)) from.push_back(who);
        }
        from.erase(std::remove(from.begin(), from.end(), -1), from.end());
        for (const int who : kin_of(facts_, from, hops, 1, at.day)) add(who);
    }
    // Eldest first, then by name; one of unknown birth after the others.
    std::stable_sort(out.begin(), out.end(), [&](int a, int b) {
        const auto x = facts_.born(a), y = facts_.born(b);
        if (x && y && *x != *y) return *x < *y;
        if (x.has_value() != y.has_value()) return x.has_value();
        return facts_.name(a) < facts_.name(b);
    });
    if (const Rule& when = rules.whens[part]; when.written())
        out.erase(std::remove_if(out.begin(), out.end(), [&](int who) {
            Here of = at;
            of.person = who;
            return !evaluate(when, of).yes();
        }), out.end());
    here = before;
    return out;
}

}  // namespace hearth
