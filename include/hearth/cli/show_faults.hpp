#pragma once

#include <string>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"

namespace hearth {

/// The faults by file and place, each once: "path:line:column: error[E0201]: message", the line of the source with a caret, and
/// "hint: ...". Of one file at most 20 are shown. Nothing in it can drive a terminal.
std::string faults_text(const Report& report, const Sources& sources);
/// The same as one JSON object a line, all of them: {"severity", "code", "path", "line", "column", "length", "message", "hint"};
/// path, line and column are null where there is none.
std::string faults_json(const Report& report, const Sources& sources);

}  // namespace hearth
