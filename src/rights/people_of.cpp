#include "hearth/rights/people_of.hpp"

#include <algorithm>

namespace hearth {

bool is_kin(std::string_view word) { return word == "spouse" || word == "parents" || word == "children" || word == "siblings"; }
bool is_role(std::string_view word) { return word == "owner" || word == "payer" || word == "insured"; }
Role role_of(std::string_view word) { return word == "owner" ? Role::owner : word == "payer" ? Role::payer : Role::insured; }

namespace {

std::vector<int> siblings(const FamilyFacts& facts, int person, Date day) {
    std::vector<int> out;
    for (const int parent : facts.parents(person))
        for (const int child : facts.children(parent, day))
            if (child != person) out.push_back(child);
    return out;
}

}  // namespace

std::vector<int> kin_of(const FamilyFacts& facts, std::vector<int> from, const std::vector<std::string>& hops, std::size_t first, Date day) {
    for (std::size_t i = first; i < hops.size(); ++i) {
        std::vector<int> next;
        for (const int who : from) {
            std::vector<int> theirs;
            if (hops[i] == "spouse") theirs = {facts.spouse(who, day)};
            else if (hops[i] == "parents") theirs = facts.parents(who);
            else if (hops[i] == "children") theirs = facts.children(who, day);
            else theirs = siblings(facts, who, day);
            for (const int one : theirs)
                if (one >= 0 && std::find(next.begin(), next.end(), one) == next.end()) next.push_back(one);
        }
        from = std::move(next);
    }
    return from;
}

}  // namespace hearth
