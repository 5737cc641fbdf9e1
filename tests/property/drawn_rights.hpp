#pragma once

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "../reference/draws.hpp"

namespace hearth::test {

/// A family of four with policies, events and the rights of one programme, drawn by number; its text can be written in any order.
struct DrawnRights {
    struct Right {
        std::string name, people, unlock, keep, use, end, more;
        int threshold = 0;          ///< of "paid >= ..."; 0: the unlock reads something else
        bool alone_paid = false;    ///< the unlock is that alone
    };
    std::string holder, binds, top, tiers;
    std::vector<std::string> policies, events;
    std::vector<Right> rights;
    std::set<std::string> features;
    bool levels = false;            ///< an event changes a level, which the one life of the family does not follow

    [[nodiscard]] std::string head() const;
    /// Everything, turned round by `turn`: parts, policies, events and rights begin elsewhere.
    [[nodiscard]] std::string text(std::size_t turn = 0) const;
};

/// The same family for the same number, on every machine.
DrawnRights drawn_rights(std::uint64_t number);
/// All that can be drawn, so that what never is is missed.
const std::set<std::string>& feature_names_of_rights();

}  // namespace hearth::test
