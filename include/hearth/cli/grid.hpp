#pragma once

#include <optional>
#include <string>

#include "hearth/cli/session.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// "NAME=VALUE,FROM..TO": the values in the order written. E0845.
std::optional<Axis> axis_of(const std::string& word, Session& session);

}  // namespace hearth
