#pragma once

#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Which columns of a table are axes and which are rates.
struct RateShape {
    enum class Kind { number, force, chance } kind = Kind::number;  ///< chance: also dependent rates
    std::vector<std::size_t> axes;  ///< age, duration, ...: what a row is found by
    std::vector<std::size_t> values;  ///< the other columns of numbers
    std::vector<std::size_t> rates;  ///< those of `values` that the answer is, not something computed from them
};
RateShape shape_of(const Table& table);

/// The table that answers where this one does not: the ultimate one of a select table; none if `otherwise` is no table alone.
const Table* ultimate_of(const Table& table, const Book& book);

/// Looks at a table as an actuary does. Faults: E0501 a gap on an axis or at the seam to the ultimate rates, E0502 two rows of one
/// place, E0505 a rate outside of what it may be. Notes (warnings): E0570 rates that look like per mille or per cent, E0571 ultimate
/// below select rates, E0572 no certain death at the end, E0573 rates that fall with age from 30 on. False if it holds no rates.
bool check_rates(const Table& table, const Book& book, Report& report);

}  // namespace hearth
