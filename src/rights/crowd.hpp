#pragma once

#include <unordered_map>

#include "hearth/rights/portfolio.hpp"
#include "walk.hpp"

namespace hearth {

/// Which lives of a household are drawn: copies `first` to `first + count - 1`, each on every path.
struct Copies {
    std::size_t first = 0, count = 0;
    std::uint32_t paths = 0;
    std::uint64_t seed = 1;

    [[nodiscard]] std::size_t lives() const { return count * paths; }
    [[nodiscard]] std::size_t path(std::size_t life) const { return life % paths; }
    [[nodiscard]] std::size_t copy(std::size_t life) const { return first + life / paths; }
};

/// Lives through a unit of a household, month by month. `begin()` forgets all (a further person is asked for); `prepare(k, month)` makes of a
/// month what is needed of it, once for all lives that go through it alike; `visit(life, k, made)` tells it of each.
template <class Made, class Begin, class Prepare, class Visit>
void live(Household& household, Chain& chain, const Copies& copies, Begin begin, Prepare prepare, Visit visit) {
    struct Alike {
        std::size_t kept = 0;
        Made made;
    };
    Walk walk(*household.rights, chain);
    const auto once = [&] {
        begin();
        std::vector<Stand> stands(copies.lives(), walk.begin());
        std::unordered_map<std::uint64_t, Alike> alike;
        for (std::size_t k = 0; k < chain.months(); ++k) {
            alike.clear();
            walk.next_month();
            for (std::size_t life = 0; life < stands.size(); ++life) {
                Stand& at = stands[life];
                const auto [found, fresh] = alike.try_emplace(at.key());
                if (fresh) {
                    const Chain::Month& month = chain.month(k, at.past, chain.seen(walk.states(at)));
                    if (chain.grew()) return false;
                    found->second.kept = month.leaves(at.past);
                    found->second.made = prepare(k, month);
                }
                visit(life, k, found->second.made);
                at.past = found->second.kept;
                walk.move(at, {copies.seed, static_cast<std::uint32_t>(copies.path(life)), static_cast<std::uint32_t>(copies.copy(life)), household.luck}, k);
            }
        }
        return true;
    };
    while (!once()) {}
}

}  // namespace hearth
