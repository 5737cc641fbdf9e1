#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"

namespace hearth {

/// The path of a source from the folder of the process; `folders` as in Session.
std::string path_of(const Sources& sources, std::uint32_t file, const std::map<std::uint32_t, std::string>& folders);

/// The faults by file and place, each once: "path:line:column: error[E0201]: message", the line of the source with a caret, and
/// "hint: ...". Of one file at most 20 are shown. Nothing in it can drive a terminal.
std::string faults_text(const Report& report, const Sources& sources, const std::map<std::uint32_t, std::string>& folders = {});
/// The same as one JSON object a line, all of them: {"severity", "code", "path", "line", "column", "length", "message", "hint"};
/// path, line and column are null where there is none.
std::string faults_json(const Report& report, const Sources& sources, const std::map<std::uint32_t, std::string>& folders = {});

}  // namespace hearth
