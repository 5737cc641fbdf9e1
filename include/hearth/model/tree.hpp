#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/base/place.hpp"

namespace hearth {

/// One TOML value with its place: what the reader hands to the model. Tables keep the order of the text.
struct Tree {
    enum class Kind { table, array, text, integer, real, truth, date };

    Kind kind = Kind::table;
    std::string key;        ///< of an entry of a table; empty in an array
    Place key_place;
    Place place;            ///< of the value; of a header's table: the header's last key
    std::string text;       ///< text: the content; integer, real: as written
    std::uint32_t inset = 0;  ///< text: code points from `place` to the first character; 0 if escapes make positions inexact
    double number = 0;      ///< integer, real
    bool truth = false;
    Date date;
    bool dotted = false;    ///< table made by a dotted key or a header, not an inline table
    std::vector<Tree> children;  ///< table, array
    std::shared_ptr<const Tree> old;  ///< what a change replaced: the meaning of `old` in its expression

    [[nodiscard]] const Tree* find(std::string_view name) const {
        for (const Tree& child : children)
            if (child.key == name) return &child;
        return nullptr;
    }
    [[nodiscard]] Tree* find(std::string_view name) {
        return const_cast<Tree*>(static_cast<const Tree*>(this)->find(name));
    }
    [[nodiscard]] bool is_table() const { return kind == Kind::table; }
    [[nodiscard]] bool is_text() const { return kind == Kind::text; }
};

}  // namespace hearth
