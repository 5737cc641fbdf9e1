#pragma once

#include <cstddef>
#include <optional>

#include "hearth/cli/arguments.hpp"

namespace hearth {

/// Every `of`-th block of a file, beginning with the `number`-th.
struct Shard {
    std::size_t number = 1, of = 1;
    [[nodiscard]] bool has(std::size_t block) const { return block % of == number - 1; }
};

/// "K/N", or "slurm": as the variables of a Slurm array say. E0930.
std::optional<Shard> shard_of(const Arguments& arguments, Report& report);

}  // namespace hearth
