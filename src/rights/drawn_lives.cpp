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
    const bool by_life = policy && chain.moves_by_life(member);
    std::vector<std::map<std::pair<std::size_t, std::size_t>, std::vector<double>>> rows(months);  // [month][state, and that of the insured], added up state by state
    const auto row = [&](std::size_t k, std::size_t state, std::size_t life) -> const std::vector<double>& {
        std::vector<double>& its = rows[k][{state, life}];
        if (its.empty()) {
            its = chain.moves(member, k, state, life);
            for (std::size_t to = 1; to < its.size(); ++to) its[to] += its[to - 1];
        }
        return its;
    };
    const auto insured_at = [&](std::uint32_t path, std::size_t k) {
        const int insured = chain.insured_of(member, k);
        return insured < 0 ? Reading::none : state_at(of(rights, chain, insured), path, chain.start(insured).state, k + 1);
    };
    for (std::uint32_t path = 0; path < paths; ++path) {
        out.first.push_back(static_cast<std::uint32_t>(out.changes.size()));
        std::size_t state = chain.start(member).state;
        for (std::size_t k = 0; k < months && (policy ? state == 0 : model.leavable(state)); ++k) {
            const std::size_t life = by_life ? insured_at(path, k) : Reading::none;
            if (life != Reading::none && !model.leavable(life)) continue;  // it stays as it is
            const std::vector<double>& way = row(k, state, life);
            const double before = state == 0 ? 0 : way[state - 1];
            if (before == 0 && way[state] >= 1) continue;  // nobody leaves it
            const double luck = drawn({seed, path}, static_cast<std::uint32_t>(member), static_cast<std::uint32_t>(k)) * way.back();
            if (luck >= before && luck < way[state]) continue;
            if (const std::size_t now = policy && !by_life ? insured_at(path, k) : Reading::none; now != Reading::none && !model.leavable(now)) continue;
            for (state = 0; luck >= way[state];) ++state;
            out.changes.push_back({static_cast<std::uint32_t>(k + 1), static_cast<std::uint32_t>(state)});
        }
    }
    out.first.push_back(static_cast<std::uint32_t>(out.changes.size()));
    return out;
}

}  // namespace hearth
