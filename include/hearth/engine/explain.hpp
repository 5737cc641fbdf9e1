#pragma once

#include <optional>
#include <string>

#include "hearth/base/date.hpp"
#include "hearth/engine/projection.hpp"
#include "hearth/frame/explanation.hpp"

namespace hearth {

/// A cell of the projection of one policy, or an expression that is read at issue as a study shows it.
struct CellAsked {
    ExpressionPtr item;                    ///< the name of a column, or any expression of the product
    By by = By::year;
    std::optional<std::size_t> period;     ///< year or month of the row; none: an expression at issue
    std::optional<Date> date;              ///< in place of the period: that of the row
    std::string state;                     ///< of the row; empty: the first state
    std::size_t depth = 2;                 ///< cells told inside one another; SIZE_MAX: all
};

/// How a cell came about: the calculation itself, listened to. Faults of names and types go to the report. Throws Fault where there is no
/// number, and E0850 no such column or name, E0851 no such row, E0852 the cell is empty, E0853 too large to be told.
Explanation explain(Contract& contract, const std::string& policy, const CellAsked& asked, Report& report);

}  // namespace hearth
