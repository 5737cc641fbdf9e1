#pragma once

#include "hearth/cli/arguments.hpp"

namespace hearth {

/// hearth project --policies FILE.csv --product FILE.toml.
Outcome project_policies(const Arguments& arguments, Session& session);

}  // namespace hearth
