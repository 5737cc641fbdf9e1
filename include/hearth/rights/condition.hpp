#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/rights/family_world.hpp"

namespace hearth {

/// A condition as it was evaluated: each piece with its value, for `--why`, for reasons and for margins.
struct Condition {
    const Program* program = nullptr;
    std::uint32_t index = 0;
    Value value;
    std::string row;                    ///< the policy or person of the row it was asked for
    std::vector<Condition> parts;

    [[nodiscard]] const Instruction& at() const { return program->at(index); }
};

/// Evaluates a rule and keeps every piece. A fault of a piece that the rule's value does not need leaves the tree without parts.
Condition explain(FamilyWorld& world, const Rule& rule, const Here& here);

/// What one piece lacks.
struct Need {
    enum class Kind : std::uint8_t { day, number, word, unknown };
    Kind kind = Kind::word;
    std::string text;                   ///< "paid short by 600,000 CNY"
    std::string brief;                  ///< "short by 600,000 CNY"
    double amount = 0;                  ///< number: what is missing; exactly this flips the piece (strict: anything more)
    bool strict = false;
    std::optional<Date> on;             ///< day: when it flips by itself
};

/// The fewest needs that together make the condition yes (or no); none if it never can. Empty: it is already.
std::optional<std::vector<Need>> needs(FamilyWorld& world, const Condition& condition, bool yes, const Here& here, const std::string& currency);
/// "short by 600,000 CNY", or several joined by "and"; "never" if nothing would do.
std::string margin_text(const std::optional<std::vector<Need>>& needs);

/// The pieces that made the condition what it is: those that were different the day before, else all that count, at most two.
std::string because(FamilyWorld& world, const Condition& condition, const Here& here);

/// The words of a piece, and with its numbers.
std::string words_of(const Rulebook& rules, const Program& program, std::uint32_t index);
std::string shown(const Value& value, const Names& names);
/// A comparison with the values of its sides: "paid 1,200,000 >= 1,000,000".
std::string piece_text(const FamilyWorld& world, const Condition& condition);
/// yes or no that a piece is made of: and, or, not, any, all, let.
bool is_leaf(const Condition& condition);

}  // namespace hearth
