#pragma once

#include <cstdint>
#include <memory>

#include "hearth/rights/expected.hpp"

namespace hearth {

/// What comes to people who did not come apart.
struct Together {
    std::shared_ptr<const Unit> unit;
    Apart by;
    std::uint32_t paths = 0;
    std::uint64_t seed = 0;
    Expectation all = {};
};

/// Of a unit, by `find`; where the course of its one person asks for others, their part of what comes to all together, found once for all.
template <class Find>
Expectation alone_or_together(FamilyRights& rights, const Unit& unit, const Together& asked, const Find& find) {
    try {
        return find(unit);
    } catch (const Timeline::AsksOthers&) {
        std::shared_ptr<Together>& known = rights.together();
        if (known == nullptr || known->unit != unit.together || known->by != asked.by || known->paths != asked.paths || known->seed != asked.seed) {
            Together fresh{unit.together, asked.by, asked.paths, asked.seed, find(*unit.together)};
            known = std::make_shared<Together>(std::move(fresh));
        }
        Expectation out = known->all;
        const int person = unit.people.front();
        const auto of_others = [person](const auto& one) { return one.first.person != person; };
        std::erase_if(out.lines, of_others);
        std::erase_if(out.errors, of_others);
        std::erase_if(out.values, [person](const auto& one) { return one.first != person; });
        std::erase_if(out.refused, [person](const auto& one) { return one.first != person; });
        return out;
    }
}

}  // namespace hearth
