#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// What a key takes. The word of messages is `to_text`.
enum class Takes : std::uint8_t {
    text, title, flag, date, integer, number,
    expression,  ///< a text, a number or a date
    named,       ///< an expression, or an array that declares names
    fact,        ///< a plain value: a name, a number, a date, or an array of them
    moves, people, model, span, every, step, currency,
    word,        ///< one of `words`
    name,        ///< the name of something of the user's
    names,       ///< one name or an array
    texts,       ///< one text or an array
    ask,         ///< a type word or an array of choices
    list,        ///< an array
    rows,        ///< an array of tables of cells
    part,        ///< a table of `shape`
    parts,       ///< an array of tables of `shape`
    paths        ///< path = value, nested tables
};

struct Shape;

struct Key {
    std::string_view name;  ///< empty: any name of the user's
    Takes takes = Takes::expression;
    bool required = false;
    std::span<const std::string_view> words = {};
    const Shape* shape = nullptr;
};

/// Two keys of which one does.
struct Either {
    std::string_view a, b;
    bool required = true;   ///< one of them is written
    bool exclusive = true;  ///< and not both
};

/// What a noun or a part may hold: the one place that says it. It drives messages, layering and changes.
struct Shape {
    std::string_view what;            ///< "a payment"
    std::span<const Key> keys = {};
    const Key* user = nullptr;        ///< what stands under a key of the user's own; none: only `keys` are allowed
    std::span<const Either> either = {};
    bool common = true;               ///< the keys allowed everywhere: title, source, illustrative, starts, stops, currency

    /// The key of that name, common ones and the user's included; none if it is not allowed.
    [[nodiscard]] const Key* find(std::string_view key) const;
    /// Every key with a name of its own, for messages.
    [[nodiscard]] std::vector<std::string> allowed() const;
    /// Whether the user's keys are moves, which are compared without spaces (rule S2).
    [[nodiscard]] bool moves() const { return user != nullptr && user->takes == Takes::expression && what == "rates"; }
};

const Shape& shape_of(Noun noun);
const Shape& case_shape();
/// The keys at the top of a file.
const Shape& file_shape();

std::string_view to_text(Takes takes);
/// The child of a table that `key` names: by its spelling, moves without spaces.
const Tree* entry(const Tree& table, std::string_view key, const Shape& shape);

/// Reports unknown keys (E0201), missing keys (E0202), values of a wrong kind (E0203), words outside their list (E0211), keys that
/// exclude each other (E0206).
void check(const Tree& tree, const Shape& shape, Report& report);

/// "basis.best.rates.\"healthy -> mild\"": a path and one more part, quoted where it is no name.
std::string path_with(std::string_view path, std::string_view part);

}  // namespace hearth
