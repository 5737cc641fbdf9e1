// How the members of a course move from month to month: people by the rates of the basis, policies while their insured lives (rule S78).
#include "moving.hpp"

#include <algorithm>

namespace hearth {

namespace {

std::size_t place_of(std::vector<Lived>& of, const Lived& lived) {
    const auto found = std::find(of.begin(), of.end(), lived);
    const auto at = static_cast<std::size_t>(found - of.begin());
    if (found == of.end()) of.push_back(lived);
    return at;
}

}  // namespace

Member member_of(const FamilyRights& rights, const Chain& chain, int person) {
    const Lived start = chain.start(person);
    Member out{person, {chain.seen(person, start)}};
    const std::size_t all = rights.facts().model().states.size();
    for (std::size_t state = 0; state < all && !chain.is_policy(person) && !chain.dated(person); ++state)
        out.plain.push_back(chain.seen(person, {state, Date::from_days(Lived::long_ago)}));
    if (chain.whole(person)) return out;
    out.living.resize(all);
    out.living[start.state] = 1;
    return out;
}

const Moves& Moving::of(std::vector<Member>& members, std::size_t place, std::size_t k) {
    if (!members[place].plain.empty()) return known(members, place, k).months[k];
    find(members[place], members, k, fresh_);
    return fresh_;
}

const Death* Moving::death(std::vector<Member>& members, std::size_t place, std::size_t k) {
    const Member& asked = members[place];
    if (asked.plain.empty()) return nullptr;
    const bool found = asked.known != nullptr && k < asked.known->deaths.size();
    const Death& death = (found ? *asked.known : known(members, place, k)).deaths[k];
    return death.lives == 0 ? nullptr : &death;
}

/// Of somebody of whom it is not read since when, with month `k`.
KnownMovesOfOne& Moving::known(std::vector<Member>& members, std::size_t place, std::size_t k) {
    Member& asked = members[place];
    if (asked.known == nullptr) {
        std::shared_ptr<KnownMoves>& known = rights_.moves();
        if (known == nullptr) known = std::make_shared<KnownMoves>();
        const auto [found, first] = known->people.try_emplace({asked.person, chain_.whole(asked.person)});
        if (first) found->second.member = member_of(rights_, chain_, asked.person);
        asked.known = &found->second;
    }
    KnownMovesOfOne& one = *asked.known;
    while (one.months.size() <= k) {
        Member member = one.member;
        Moves moves;
        find(member, members, one.months.size(), moves);
        member.states = moves.after;
        one.member = std::move(member);
        const Ways& ways = moves.by_life.front();
        const bool dies = moves.stays && moves.life == Reading::none && ways.size() == 2 && ways[0].size() == 2 && ways[0][0].first == 0 && ways[1] == Way{{1, 1.0}};
        one.deaths.push_back(dies ? Death{ways[0][0].second, ways[0][1].second} : Death{});
        one.months.push_back(std::move(moves));
    }
    return one;
}

void Moving::find(Member& member, const std::vector<Member>& before, std::size_t k, Moves& out) {
    out = {};
    find_ways(member, before, k, out);
    out.stays = out.after == member.states;
}

void Moving::find_ways(Member& member, const std::vector<Member>& before, std::size_t k, Moves& out) {
    // A policy goes by the life of its insured, and stays as it was when they are dead.
    out.life = chain_.is_policy(member.person) ? chain_.life_of(member.person, k) : Reading::none;
    if (out.life == Reading::none) return ways_of(member, k, out, out.by_life.emplace_back(), Reading::none);
    const bool reads = chain_.moves_by_life(member.person);
    for (const Lived& of : before[out.life].states) {
        Ways& ways = out.by_life.emplace_back();
        if (rights_.facts().model().leavable(of.state)) {
            ways_of(member, k, out, ways, reads ? of.state : Reading::none);
            continue;
        }
        for (const Lived& from : member.states) ways.push_back({{place_of(out.after, chain_.kept(member.person, from, chain_.day(k + 1))), 1.0}});
    }
}

/// One who lives is in one of the states that can be left, by what has come to those who live: nothing else is known of them.
std::vector<double> Moving::moves_of(Member& member, std::size_t k, const Lived& from) {
    const Model& model = rights_.facts().model();
    if (member.living.empty() || !model.leavable(from.state)) return chain_.moves(member.person, k, from.state);
    std::vector<double> moved(model.states.size());
    next_.assign(model.states.size(), 0.0);
    for (std::size_t state = 0; state < next_.size(); ++state) {
        if (member.living[state] == 0) continue;
        const std::vector<double> moves = chain_.moves(member.person, k, state);
        for (std::size_t to = 0; to < moves.size(); ++to) next_[to] += member.living[state] * moves[to];
    }
    for (std::size_t to = 0; to < next_.size(); ++to) moved[model.leavable(to) ? from.state : to] += next_[to];
    for (std::size_t to = 0; to < next_.size(); ++to) member.living[to] = model.leavable(to) && moved[from.state] > 0 ? next_[to] / moved[from.state] : 0;
    return moved;
}

/// Of a member; of a policy whose insured is in a state when the month ends.
void Moving::ways_of(Member& member, std::size_t k, Moves& out, Ways& ways, std::size_t life) {
    const Model& model = rights_.facts().model();
    for (const Lived& from : member.states) {
        Way& way = ways.emplace_back();
        if (!member.plain.empty() && !model.leavable(from.state)) {  // nobody leaves it
            way.emplace_back(place_of(out.after, from), 1.0);
            continue;
        }
        const std::vector<double> moves = life == Reading::none ? moves_of(member, k, from) : chain_.moves(member.person, k, from.state, life);
        for (std::size_t to = 0; to < moves.size(); ++to) {
            if (moves[to] == 0) continue;
            const auto dated = [&] { return chain_.seen(member.person, chain_.kept(member.person, {to, to == from.state ? from.since : chain_.moved_on(member.person, k)}, chain_.day(k + 1))); };
            way.emplace_back(place_of(out.after, member.plain.empty() ? dated() : member.plain[to]), moves[to]);
        }
    }
}

}  // namespace hearth
