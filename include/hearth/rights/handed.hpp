#pragma once

#include <set>
#include <string>

#include "hearth/frame/frame.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// What the `use` of a right hands to a table by a name: of "covered at (channel: home)" the channel is home; of two, "home or online";
/// empty: it hands nothing by that name. So services are told apart by their channel.
std::string handed(const Book& book, const Right& right, const std::string& name);
/// By which names any right does so.
std::set<std::string> names_handed(const Book& book);
/// What a figure of the right is told apart by: the fact of the person, else the word that is handed by its name.
Cell told_by(const Book& book, const Right& right, const std::string& name, const std::string& fact);

}  // namespace hearth
