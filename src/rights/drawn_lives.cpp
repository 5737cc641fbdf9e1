#include "drawn_lives.hpp"

#include <optional>

#include "walk.hpp"

namespace hearth {

namespace {

std::size_t state_at(const DrawnLives::Member& of, std::uint32_t path, std::size_t start, std::size_t month) {
    for (std::uint32_t i = of.first[path]; i < of.first[path + 1] && of.changes[i].month <= month; ++i) start = of.changes[i].state;
    return start;
}

}  // namespace

const DrawnLives::Member& DrawnLives::of(const FamilyRights& rights, const Chain& chain, int member) {
    const auto [found, fresh] = members.try_emplace(member);
    Member& out = found->second;
    if (!fresh) return out;
    const Model& model = rights.facts().model();
    const bool policy = chain.is_policy(member);
    std::vector<std::vector<std::vector<double>>> rows(months);  // [month][state], added up state by state
    const auto row = [&](std::size_t k, std::size_t state) -> const std::vector<double>& {
        if (rows[k].size() <= state) rows[k].resize(state + 1);
        std::vector<double>& its = rows[k][state];
        if (its.empty()) {
            its = chain.moves(member, k, state);
            for (std::size_t to = 1; to < its.size(); ++to) its[to] += its[to - 1];
        }
        return its;
    };
    const auto dead = [&](std::uint32_t path, std::size_t k) {
        const int insured = chain.insured_of(member, k);
        return insured >= 0 && !model.leavable(state_at(of(rights, chain, insured), path, chain.start(insured).state, k + 1));
    };
    for (std::uint32_t path = 0; path < paths; ++path) {
        out.first.push_back(static_cast<std::uint32_t>(out.changes.size()));
        std::size_t state = chain.start(member).state;
        for (std::size_t k = 0; k < months && (policy ? state == 0 : model.leavable(state)); ++k) {
            const std::vector<double>& way = row(k, state);
            const double before = state == 0 ? 0 : way[state - 1];
            if (before == 0 && way[state] >= 1) continue;  // nobody leaves it
            const double luck = drawn({seed, path}, static_cast<std::uint32_t>(member), static_cast<std::uint32_t>(k)) * way.back();
            if (luck >= before && luck < way[state]) continue;
            if (policy && dead(path, k)) continue;
            for (state = 0; luck >= way[state];) ++state;
            out.changes.push_back({static_cast<std::uint32_t>(k + 1), static_cast<std::uint32_t>(state)});
        }
    }
    out.first.push_back(static_cast<std::uint32_t>(out.changes.size()));
    return out;
}

}  // namespace hearth
