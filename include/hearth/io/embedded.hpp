#pragma once

#include <span>
#include <string_view>

namespace hearth {

/// A text the binary carries: a shipped table, the standard values, or what `hearth new` begins with.
struct Embedded {
    std::string_view path;  ///< "hearth:tables/x.csv", "hearth:templates/family.toml"
    std::string_view text;  ///< the bytes of the file
};

/// Every text the binary carries, in the order of the paths.
std::span<const Embedded> embedded_files();

}  // namespace hearth
