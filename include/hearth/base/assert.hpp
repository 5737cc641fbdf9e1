#pragma once

#include <source_location>

namespace hearth {

/// Throws std::logic_error naming the condition and where it stands: a bug of this program, never of an input.
[[noreturn]] void assertion_failed(const char* condition, std::source_location where = std::source_location::current());

}  // namespace hearth

/// Stays on in a release build.
#define HEARTH_ASSERT(condition) ((condition) ? static_cast<void>(0) : ::hearth::assertion_failed(#condition))
