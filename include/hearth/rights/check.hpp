#pragma once

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Everything that can be said of programmes without running a family: names and types of every rule, cycles, people that nobody
/// is, seats and quotas that cannot be, exceptions that overlap (E0748), tiers in the wrong order (E0749). Once with the states of
/// each family of the set, or without a family where there is none; every fault once.
void check_rights(const Book& book, Report& report);

}  // namespace hearth
