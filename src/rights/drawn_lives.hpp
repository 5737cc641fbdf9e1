#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "hearth/rights/chain.hpp"

namespace hearth {

/// The lives of a family, drawn once for all that is asked of them: by member of a support and path, what changes. Draws are those of
/// `drawn`, by seed, path, member and month alone.
struct DrawnLives {
    struct Change {
        std::uint32_t month = 0;             ///< when it begins
        std::uint32_t state = 0;
    };
    struct Member {
        std::vector<std::uint32_t> first;    ///< [path], and one more
        std::vector<Change> changes;
    };
    std::uint32_t paths = 0;
    std::uint64_t seed = 0;
    std::size_t months = 0;
    std::map<int, Member> members;

    /// Of a person, or of a policy that rates move, which stays as it is when its insured is dead.
    const Member& of(const FamilyRights& rights, const Chain& chain, int member);
};

}  // namespace hearth
