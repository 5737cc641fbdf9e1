#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hearth/base/place.hpp"
#include "hearth/language/type.hpp"
#include "hearth/language/value.hpp"

namespace hearth {

struct Table;

enum class Code : std::uint8_t {
    constant,   ///< `constant`
    load,       ///< the world's quantity number `id`: a measure, a value, an account, the state of a right
    special,    ///< the world's function number `id` over the arguments, evaluated by the world
    column,     ///< column `id` of the row in hand, or of the row `ids[0]` further out
    lookup,     ///< the row of `table` whose matched columns equal the keys; arguments = {value, when or none, otherwise or none, keys...}; `ids` = matched columns
    list,       ///< the arguments
    rows,       ///< of `table`: arguments = {value, when or none, the table's own `when` or none}, for the rows where both hold
    choose, either, both, negation,
    is, is_not, less, at_most, greater, at_least, in,
    add, subtract, multiply, divide, power, negate,
    minimum, maximum,  ///< of the arguments, or of one list
    absolute, round, floor, exponential, logarithm,
    to_force, to_chance, to_plain,  ///< a rate as another kind of rate or as a number; `id` = Type::Base of the argument
    count_of, any_of, all_of, sum_of,
    steps,      ///< arguments = {selector, a, until or none, ..., last}
    is_unknown, ///< "x is unknown"
    outer,      ///< {x}, read as if the `id` innermost rows were not in hand
    let         ///< a named expression in place: {body}; `text` = its name, for explanation
};

/// One operation of a compiled expression. Arguments are indexes of earlier instructions.
struct Instruction {
    static constexpr std::uint32_t none = 0xffffffffu;
    Code op = Code::constant;
    Type type;
    Place place;
    std::uint32_t id = 0;
    std::vector<std::uint32_t> arguments;
    Value constant;
    const Table* table = nullptr;
    std::vector<std::uint32_t> ids;
    std::string text;       ///< of the name or function, for messages and explanation
    DomainPtr order;        ///< comparisons and steps by name: the order in use
};

/// An expression whose names are resolved and whose types are known: flat code, evaluated without looking anything up.
struct Program {
    std::vector<Instruction> code;
    std::uint32_t root = Instruction::none;

    [[nodiscard]] bool empty() const { return root == Instruction::none; }
    [[nodiscard]] const Type& type() const { return code.at(root).type; }
    [[nodiscard]] const Instruction& at(std::uint32_t index) const { return code[index]; }
};

}  // namespace hearth
