#pragma once

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Compiles every product: for each policy of a family with what it gives, and the rest with nothing given. Computes nothing; all
/// faults of names and types go to the report.
void check_products(const Book& book, Report& report);

}  // namespace hearth
