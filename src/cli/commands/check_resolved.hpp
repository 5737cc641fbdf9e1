#pragma once

#include <string>

#include "hearth/cli/load.hpp"
#include "hearth/cli/session.hpp"
#include "hearth/frame/frame.hpp"

namespace hearth {

/// "basis.best"
std::string path_with_noun(Noun noun, const std::string& name);

/// The table of --resolved, still empty.
Frame resolved_frame();
/// Adds the leaves of the nouns that are asked: "all", a word as "basis", or one noun as "basis.best". E0807: there is none; a warning E0882
/// for each leaf among them, not of a text that hearth carries, that no result reads.
void resolve(const std::string& asked, const Loaded& loaded, Frame& frame, Session& session);

}  // namespace hearth
