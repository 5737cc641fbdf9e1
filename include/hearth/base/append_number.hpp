#pragma once

#include <string>

namespace hearth {

/// Adds to a text what `shortest` says of a number.
void append_shortest(std::string& to, double number);

}  // namespace hearth
