#pragma once

#include <string>

#include "hearth/base/diagnostic.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/frame/frame.hpp"

namespace hearth {

enum class By { year, month };

/// Premiums, payments, values and expected cash flows of each policy of "family.x", or of "product.x" with what is given to it, by
/// policy year or month and state. A row stands for a period and the values at its end, before the premium then due; the row of
/// period 0 has the values at issue and the numbers that are found there. Money is in the currency of the product.
/// Faults of names and types go to the report; throws Fault where there is no number.
Frame project(const Book& book, const std::string& noun, const Given& given, By by, Report& report);

/// Says of a result what a contract was read on and how: its bases, the method.
void add_conventions(Provenance& provenance, const Book& book, Contract& contract);

}  // namespace hearth
