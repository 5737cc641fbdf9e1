#include "whence.hpp"

namespace hearth {

void Whence::begin() {
    nodes.assign({{}, {1.0, 0, 0}});
    parts.clear();
    now_ = {{0, {start}}};
    leaving_.clear();
}

std::uint32_t Whence::at(std::size_t past, std::size_t joint) const {
    const auto found = now_.find(past);
    return found == now_.end() || found->second.size() <= joint ? none : found->second[joint];
}

/// The same additions in the same order as those of the chances.
std::uint32_t Whence::sum(const std::vector<Part>& of) {
    if (of.empty()) return none;
    if (of.size() == 1 && of.front().share == 1) return of.front().of;
    if (parts.size() + of.size() > most) return none;
    Node node{0, parts.size(), parts.size() + of.size()};
    for (const Part& part : of) node.chance += nodes[part.of].chance * part.share;
    parts.insert(parts.end(), of.begin(), of.end());
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

void Whence::leaves(std::size_t past, std::size_t joint, std::size_t left) {
    const std::uint32_t node = at(past, joint);
    if (node == none) return;
    leaving_[left][joint].push_back({node});
    now_[past][joint] = none;
}

void Whence::arrive() {
    for (const auto& [past, joints] : leaving_)
        for (const auto& [joint, those] : joints) {
            std::vector<std::uint32_t>& there = now_[past];
            if (there.size() <= joint) there.resize(joint + 1, none);
            const std::uint32_t before = there[joint], came = sum(those);
            there[joint] = before == none || came == none ? came : sum({{before}, {came}});
        }
    leaving_.clear();
}

void Whence::move(std::size_t k, std::size_t member, const Moves& moves, const std::vector<Lived>& before, std::size_t inner, std::size_t between) {
    for (auto& [past, joints] : now_) {
        const std::size_t outer = (joints.size() + inner * before.size() - 1) / inner / before.size(), after = moves.after.size();
        std::vector<std::vector<Part>> hand(outer * after * inner);
        for (std::size_t joint = 0; joint < joints.size(); ++joint) {
            if (joints[joint] == none) continue;
            const std::size_t b = joint % inner, s = joint / inner % before.size(), a = joint / inner / before.size();
            for (const auto& [state, share] : moves.by_life[a / between % moves.by_life.size()][s])
                hand[(a * after + state) * inner + b].push_back({joints[joint], share, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(member),
                                                                static_cast<std::uint32_t>(before[s].state), static_cast<std::uint32_t>(moves.after[state].state)});
        }
        joints.clear();
        for (const std::vector<Part>& one : hand) joints.push_back(sum(one));
    }
}

}  // namespace hearth
