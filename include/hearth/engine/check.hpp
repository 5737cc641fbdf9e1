#pragma once

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Compiles every product: for each policy of a family with what it gives, and the rest with nothing given. Computes nothing; all
/// faults of names and types go to the report. What rests on a noun that has a fault of its own is left alone.
void check_products(const Book& book, Report& report);

}  // namespace hearth
