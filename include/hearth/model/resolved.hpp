#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hearth/model/set.hpp"

namespace hearth {

/// A leaf of a noun with its layers, and where it comes from.
struct ResolvedLeaf {
    std::string path, value;
    Place place;                                             ///< where it is written: the layer that won
    std::vector<std::pair<std::string, Place>> overridden;   ///< what the layers below say, the nearest first
    std::string source;                                      ///< of the layer that won: of the part, else of the noun
};

/// Every leaf of a noun, in the order of its keys; empty if it cannot be layered.
std::vector<ResolvedLeaf> resolved(const Set& set, Noun noun, const std::string& name);

/// Where leaves stand that no result reads: a `let`, a thing asked, a fact of a person or what a policy gives, whose name no value, payment,
/// rate, rule, study or case mentions, also not through others that are read; every leaf of a table or basis that none of them mentions.
/// By names alone: a leaf is never told of wrongly, and one is missed where another of its name is read.
std::set<Place> unread_leaves(const Set& set);

}  // namespace hearth
