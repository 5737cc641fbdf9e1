#include "walk.hpp"

#include <Random123/philox.h>

namespace hearth {

double drawn(const Luck& luck, std::uint32_t person, std::uint32_t month) {
    const r123::Philox4x32 generator;
    const r123::Philox4x32::ctr_type counter = luck.family == 0 ? r123::Philox4x32::ctr_type{{luck.path, person, month, 0}}
                                                                : r123::Philox4x32::ctr_type{{luck.path, person | (month << 16), luck.copy, luck.family}};
    const r123::Philox4x32::ctr_type out = generator(counter, {{static_cast<std::uint32_t>(luck.seed), static_cast<std::uint32_t>(luck.seed >> 32)}});
    const std::uint64_t bits = (static_cast<std::uint64_t>(out[0]) << 21) ^ (out[1] >> 11);
    return (static_cast<double>(bits) + 0.5) / 9'007'199'254'740'992.0;  // 2^53
}

Stand Walk::begin() {
    joint_.clear(), numbers_.clear(), moves_.clear();
    std::vector<Lived> start;
    for (const int person : chain_.support()) start.push_back(chain_.start(person));
    return {0, number_of(start)};
}

std::size_t Walk::number_of(const std::vector<Lived>& states) {
    const auto [found, fresh] = numbers_.try_emplace(states, joint_.size());
    if (fresh) joint_.push_back(states);
    return found->second;
}

/// The chances of a month, added up state by state, for everybody of the support.
const std::vector<std::vector<double>>& Walk::moves_of(std::size_t k, std::size_t states) {
    if (moves_.size() <= states) moves_.resize(joint_.size());
    std::vector<std::vector<double>>& row = moves_[states];
    if (!row.empty()) return row;
    for (std::size_t i = 0; i < joint_[states].size(); ++i) {
        const int member = chain_.support()[i];
        const bool by_life = chain_.is_policy(member) && chain_.moves_by_life(member);  // then it is asked for when the life has moved
        row.push_back(by_life ? std::vector<double>(1, 0.0) : chain_.moves(member, k, joint_[states][i].state));
        for (std::size_t to = 1; to < row.back().size(); ++to) row.back()[to] += row.back()[to - 1];
    }
    return row;
}

void Walk::move(Stand& at, const Luck& luck, std::size_t k) {
    const std::vector<std::vector<double>>& ways = moves_of(k, at.states);
    std::vector<Lived> next;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const Lived from = joint_[at.states][i];
        std::vector<double> of_policy;
        if (chain_.is_policy(chain_.support()[i]) && chain_.moves_by_life(chain_.support()[i])) {
            const std::size_t life = chain_.life_of(chain_.support()[i], k);
            const std::size_t state = life == Reading::none ? life : (next.empty() ? joint_[at.states] : next)[life].state;
            of_policy = chain_.moves(chain_.support()[i], k, from.state, state);
            for (std::size_t to = 1; to < of_policy.size(); ++to) of_policy[to] += of_policy[to - 1];
        }
        const std::vector<double>& way = of_policy.empty() ? ways[i] : of_policy;
        const double before = from.state == 0 ? 0 : way[from.state - 1];
        if (before == 0 && way[from.state] >= 1) continue;  // nobody leaves it
        const double luck_of_month = drawn(luck, static_cast<std::uint32_t>(chain_.support()[i]), static_cast<std::uint32_t>(k)) * way.back();
        if (luck_of_month >= before && luck_of_month < way[from.state]) continue;
        std::size_t to = 0;
        while (luck_of_month >= way[to]) ++to;
        if (chain_.is_policy(chain_.support()[i]))
            if (const std::size_t life = chain_.life_of(chain_.support()[i], k);
                life != Reading::none && !rights_.facts().model().leavable((next.empty() ? joint_[at.states] : next)[life].state))
                continue;
        if (next.empty()) next = joint_[at.states];
        next[i] = {to, chain_.moved_on(chain_.support()[i], k)};
    }
    if (next.empty() && !ages(k, at.states)) return;
    if (next.empty()) next = joint_[at.states];
    for (std::size_t i = 0; i < next.size(); ++i) next[i] = chain_.kept(chain_.support()[i], next[i], chain_.day(k + 1));
    at.states = number_of(next);
}

/// Whether since when somebody is in a state stops to matter.
bool Walk::ages(std::size_t k, std::size_t states) {
    for (std::size_t i = 0; i < joint_[states].size(); ++i)
        if (chain_.kept(chain_.support()[i], joint_[states][i], chain_.day(k + 1)) != joint_[states][i]) return true;
    return false;
}

}  // namespace hearth
