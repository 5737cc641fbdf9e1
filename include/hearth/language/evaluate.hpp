#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hearth/language/program.hpp"

namespace hearth {

class Evaluator;

/// What a program asks of the place where it runs: a contract at a point of its grid, or a family on a day.
struct World {
    virtual ~World() = default;
    virtual Value load(std::uint32_t id, const Instruction& instruction) = 0;
    virtual Value special(const Program& program, const Instruction& instruction, Evaluator& evaluator) = 0;
    /// The same where the world knows at once that it is a plain number; none: it is to be asked for as above.
    virtual std::optional<double> number_of(const Instruction&) { return std::nullopt; }
    /// Told of every comparison of elapsed time or date that could change by itself later: the day it would.
    virtual void flips_on(Date) {}
};

/// Sees every instruction with its value: the source of `--why`. Absent, it costs nothing.
struct Recorder {
    virtual ~Recorder() = default;
    virtual void note(const Program& program, std::uint32_t index, const Value& value) = 0;
};

/// Runs programs over a world. Throws Fault (E05xx, E06xx) where there is no value: a table without the row, a division by zero.
class Evaluator {
  public:
    Evaluator(World& world, const Names& names, Recorder* recorder = nullptr) : world_(world), names_(names), recorder_(recorder) {}

    Value operator()(const Program& program) { return run(program, program.root); }
    Value run(const Program& program, std::uint32_t index);
    /// The number of a program; a fault if it is unknown.
    double number(const Program& program);
    /// yes or no of a program; a fault if it is unknown.
    bool truth(const Program& program);
    [[nodiscard]] const Names& names() const { return names_; }
    World& world() { return world_; }
    /// The row in hand, for "for each" over a table.
    std::vector<const std::vector<Value>*>& rows() { return rows_; }

  private:
    std::optional<double> plain(const Program& program, std::uint32_t index);
    Value step(const Program& program, std::uint32_t index);
    Value lookup(const Program& program, const Instruction& instruction);
    Value each_row(const Program& program, const Instruction& instruction);
    Value least_or_most(const Program& program, const Instruction& instruction);
    Value steps(const Program& program, const Instruction& instruction);
    Value compare(const Instruction& at, Code op, const Value& a, const Value& b);

    World& world_;
    const Names& names_;
    Recorder* recorder_;
    std::vector<const std::vector<Value>*> rows_;
};

/// E0604 if the value cannot stand where a number or a truth is wanted; unknown and never can. Only what has no certain type comes so far.
void demand(Type::Base wanted, const Value& value, const Place& place);

/// Comparison of two values by the rules of the language (Kleene's unknown for bounds); names without an order are not in one.
Value compare_values(Code op, const Value& a, const Value& b, const Domain* order);

}  // namespace hearth
