#pragma once

#include <string>
#include <vector>

namespace hearth {

/// The whole program: `words` are the arguments without the program's name. Returns the exit code (docs/exit-codes.md).
int run(const std::vector<std::string>& words);

}  // namespace hearth
