#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "hearth/frame/explanation.hpp"
#include "hearth/rights/timeline.hpp"

namespace hearth {

/// Rights of a family on one day of a timeline, as they are told.
struct ExplainingRights {
    /// The right of one holder for one person, or (no right) the tier of a holder in a programme, as a cell that may be told by itself.
    struct Told {
        std::size_t right = 0, holder = 0;
        int person = -1;
        std::size_t programme = Reading::none;  ///< tier
    };

    Timeline& timeline;
    const FamilyFacts& facts;
    Date day;
    Explanation out = {};
    std::map<std::tuple<std::size_t, std::size_t, int, std::size_t>, std::size_t> known = {};
    std::deque<std::tuple<std::size_t, Told, std::size_t>> open = {};  ///< node, what it is, how deep
    std::size_t now = 0;                                              ///< how deep the right is that is being told

    const Rulebook& rules() const { return timeline.rules(); }
    FamilyWorld& world() const { return timeline.world(); }

    std::size_t add(Explained node) {
        out.nodes.push_back(std::move(node));
        return out.nodes.size() - 1;
    }
    std::size_t cell(const Told& told, const Value& value);
    /// A cell is what its parts come to, by a rule of a noun; if not `so`, it only rests on them.
    Explained& made(std::size_t node, bool so, const char* op, const char* rule, std::vector<std::size_t> parts, const Header& noun);
    std::size_t rule(const char* name, const Rule& what, const Here& here);
    std::size_t fixed(const char* name, bool yes, std::string note, const Rule* what);
    void tell(std::size_t node, const Told& told);
    void tell_tier(std::size_t node, const Told& told);
    [[nodiscard]] Value tier(const Told& told) const;
    /// What a payment of a right comes to on the day; `demand`: what is asked for in place of what was requested.
    std::size_t payment(const PaymentRules& rules, const Value& given, const Here& here, const Rule* demand = nullptr);
    /// All that is to be told, down to `depth`.
    void tell_all(std::size_t depth);
    struct Heard;
};

}  // namespace hearth
