#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hearth {

/// The whole program: `words` are the arguments without the program's name. Returns the exit code (docs/exit-codes.md).
int run(const std::vector<std::string>& words);

/// The exit code of `call`, or, where it throws what nobody foresaw, that of an error of hearth itself, which is told on standard error.
int or_told(const std::function<int()>& call);

}  // namespace hearth
