#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace hearth::reference {

/// An explanation as it was printed in JSON, calculated once more: from its leaves by its operators, as docs/explain.md says what they mean.
struct Recombined {
    std::string printed;       ///< the value of the first node as it stands in the text: a number, true, false, or a word in quotes
    std::string found;         ///< what its parts come to
    std::string differs;       ///< the first node whose parts come to something else, if there is one
    std::size_t nodes = 0, combined = 0;   ///< of all; of those that have parts
    std::map<std::string, std::size_t> ops;
};
Recombined recombined(const std::string& json);

}  // namespace hearth::reference
