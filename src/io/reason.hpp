#pragma once

#include <string>
#include <system_error>

namespace hearth {

/// What the system says of an `errno`, in English whatever the locale.
inline std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace hearth
