#pragma once

#include <memory>

#include "hearth/cli/prepare.hpp"
#include "hearth/rights/portfolio.hpp"

namespace hearth {

/// FILE.toml and FAMILIES.csv, ready to be asked.
struct Families {
    Prepared ready;
    Portfolio portfolio;
};
/// None if there is a fault.
std::unique_ptr<Families> families_of(const Arguments& arguments, Loader& loader, Session& session);

/// E0804 where --until leaves nothing of the families.
void refuse_until(const std::optional<Date>& until, const Portfolio& portfolio, Report& report);

}  // namespace hearth
