#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "hearth/io/reader.hpp"
#include "hearth/model/schema.hpp"
#include "hearth/model/set.hpp"

namespace hearth::test {

/// The nouns of texts of TOML, joined and not bound. Faults are in `report`.
struct Joined {
    Sources sources;
    Set set;
    Report report;

    Joined& add(std::string_view toml) {
        const auto tree = read_toml(sources, sources.add("test.toml", "vocabulary = 1\n" + std::string(toml)), report);
        if (tree) join(set, *tree, report);
        return *this;
    }
    [[nodiscard]] std::string codes() const {
        std::string all;
        for (const Diagnostic& fault : report.sorted()) all += (all.empty() ? "" : " ") + fault.code + ":" + std::to_string(fault.place.line);
        return all;
    }
    /// A leaf of the layered noun as written, or "-".
    std::string leaf(Noun noun, std::string_view name, std::string_view path) {
        const auto tree = layered(set, noun, name, report);
        const Tree* at = tree ? &*tree : nullptr;
        for (const std::string& part : split_path(path)) at = at == nullptr ? nullptr : at->find(part);
        return at == nullptr ? "-" : at->text;
    }
};
inline Joined joined(std::string_view toml) {
    Joined result;
    result.add(toml);
    return result;
}
inline Tree leaf_of(std::string_view text) {
    Tree leaf;
    leaf.kind = Tree::Kind::text;
    leaf.text = text;
    return leaf;
}
/// The same keys and values in any order; places do not count.
inline bool equal(const Tree& a, const Tree& b) {
    if (a.kind != b.kind || a.key != b.key || a.text != b.text || a.children.size() != b.children.size()) return false;
    if (a.kind == Tree::Kind::array) return std::equal(a.children.begin(), a.children.end(), b.children.begin(), equal);
    return std::all_of(a.children.begin(), a.children.end(), [&](const Tree& child) {
        const Tree* other = b.find(child.key);
        return other != nullptr && equal(child, *other);
    });
}

}  // namespace hearth::test
