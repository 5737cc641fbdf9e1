#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/cli/session.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// Reads "PATH=VALUE" of --set. VALUE is a TOML value where it is a number, a date, true, false, an array or in double quotes, else
/// the text of an expression. The word becomes a source of its own, named by
/// the option, so that a fault in it can be shown. E0806: not of this form.
std::optional<Change> read_change(const std::string& word, Session& session, const std::string& option = "--set");

/// All of --set. E0582: a path for the second time, of which one value would be lost.
std::vector<Change> read_changes(const std::vector<std::string>& words, Session& session);

/// The words of an option as the text of an expression, a source of its own named by the option. E0804: not UTF-8.
Tree option_leaf(const std::string& option, const std::string& words, Session& session);

}  // namespace hearth
