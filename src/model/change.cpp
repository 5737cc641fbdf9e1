#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/model/schema.hpp"
#include "hearth/model/set.hpp"

namespace hearth {
namespace {

/// One part of a path that names nothing.
void fault(const Place& place, const std::string& path, const std::string& part, std::string_view where, const std::vector<std::string>& known,
           Report& report) {
    report.error("E0212", place, fmt::format("'{}' names nothing: no '{}' in {}{}", path, part, where,
                                             known.empty() ? "" : fmt::format(" (there: {})", join(known))),
                 did_you_mean(part, known));
}

std::vector<std::string> known_keys(const Shape* shape, const Tree* whole) {
    std::vector<std::string> known;
    if (shape != nullptr) known = shape->allowed();
    if (whole != nullptr)
        for (const Tree& child : whole->children)
            if (std::find(known.begin(), known.end(), child.key) == known.end()) known.push_back(child.key);
    return known;
}

const Tree* child_of(const Tree* tree, std::string_view key, const Shape* shape) {
    if (tree == nullptr || !tree->is_table()) return nullptr;
    return shape == nullptr ? tree->find(key) : entry(*tree, key, *shape);
}

/// A key that a change may write though it is not there yet: of the schema, or a fact.
bool may_be_new(const Key& key) { return !key.name.empty() || key.takes == Takes::fact || key.takes == Takes::paths; }

struct Walk {
    std::vector<std::string> parts;   ///< after the noun, as the set spells them
    const Tree* old = nullptr;        ///< what stands there, own or inherited
    std::vector<std::string> dropped; ///< keys beside the last that its writing excludes
};

/// Follows the path through schema and layered noun; none with a fault reported.
std::optional<Walk> walk(const Tree& whole, const Shape& start, const std::vector<std::string>& parts, const std::string& path, const Place& place,
                         Report& report) {
    Walk result;
    const Shape* shape = &start;
    const Tree* here = &whole;
    std::string where = fmt::format("{}.{}", parts[0], parts[1]);
    Takes takes = Takes::part;
    for (std::size_t i = 2; i < parts.size(); ++i) {
        const Key* key = shape == nullptr ? nullptr : shape->find(parts[i]);
        const Tree* there = child_of(here, parts[i], shape);
        const bool inside = shape != nullptr || takes == Takes::paths || takes == Takes::model;
        if (!inside || (shape != nullptr && key == nullptr) || (there == nullptr && key != nullptr && !may_be_new(*key))) {
            fault(place, path, parts[i], where, known_keys(shape, here), report);
            return std::nullopt;
        }
        if (i + 1 == parts.size() && shape != nullptr)
            for (const Either& either : shape->either)
                if (either.exclusive && (parts[i] == either.a || parts[i] == either.b))
                    result.dropped.emplace_back(parts[i] == either.a ? either.b : either.a);
        if (key != nullptr) takes = key->takes;
        shape = key == nullptr ? nullptr : key->shape;
        result.parts.push_back(there == nullptr ? parts[i] : there->key);
        here = there;
        where += "." + parts[i];
    }
    if (takes == Takes::part && (here == nullptr || here->is_table())) {
        report.error("E0213", place, fmt::format("'{}' is a part, not a leaf; a change gives a leaf a value", path),
                     fmt::format("say one of its keys: {}", join(known_keys(shape, here))));
        return std::nullopt;
    }
    result.old = here;
    return result;
}

void write(Tree& noun, const Walk& walk, Tree leaf) {
    Tree* here = &noun;
    for (std::size_t i = 0; i + 1 < walk.parts.size(); ++i) {
        Tree* there = here->find(walk.parts[i]);
        if (there == nullptr) {
            Tree part;
            part.key = walk.parts[i];
            part.key_place = part.place = leaf.place;
            here->children.push_back(std::move(part));
            there = &here->children.back();
        }
        here = there;
    }
    std::erase_if(here->children, [&](const Tree& child) {
        return child.key == walk.parts.back() || std::find(walk.dropped.begin(), walk.dropped.end(), child.key) != walk.dropped.end();
    });
    here->children.push_back(std::move(leaf));
}

}  // namespace

bool apply_change(Set& set, const std::string& path, Tree leaf, const Place& place, Report& report) {
    const std::vector<std::string> parts = split_path(path);
    const auto noun = noun_of(parts.front());
    if (!noun) return false;
    if (parts.size() < 3) {
        report.error("E0213", place, fmt::format("'{}' is not a path to a leaf", path), "as in basis.best.interest");
        return true;
    }
    auto& nouns = set.nouns[static_cast<std::size_t>(*noun)];
    const auto named = nouns.find(parts[1]);
    if (named == nouns.end()) {
        fault(place, path, parts[1], fmt::format("the {} of the files", parts[0]), set.names(*noun), report);
        return true;
    }
    Report layers;  // faults of layering are told when the set is bound
    const auto whole = layered(set, *noun, parts[1], layers);
    const auto found = walk(whole ? *whole : named->second, shape_of(*noun), parts, path, place, report);
    if (!found) return true;
    leaf.key = found->parts.back();
    leaf.key_place = place;
    if (found->old != nullptr) leaf.old = std::make_shared<const Tree>(*found->old);
    write(named->second, *found, std::move(leaf));
    return true;
}

}  // namespace hearth
