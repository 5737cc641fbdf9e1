#pragma once

#include "hearth/cli/arguments.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth {

/// --by, --until, --paths, --seed. E0804.
Expecting expecting(const Arguments& arguments, Report& report);
/// A word of --by that is no fact of anybody of the family, or twice; an --until that is no month after `as_of`. E0804.
void refuse_strange(const Apart& by, const Family& family, const Book& book, Report& report);

/// The whole number of an option, within bounds. E0804.
std::uint64_t whole_of(const Arguments& arguments, const char* option, std::uint64_t least, std::uint64_t most, Report& report);
std::optional<Date> until_of(const Arguments& arguments, Report& report);

}  // namespace hearth
