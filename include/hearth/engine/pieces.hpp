#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hearth/frame/explanation.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// A program as it runs, written down as nodes of an explanation. What names and forms mean is the world's to say.
class Pieces : public Recorder {
  public:
    using Parts = std::vector<std::pair<std::uint32_t, std::size_t>>;  ///< index of the instruction, its node
    Pieces(Explanation& out, const Book& book) : out_(out), book_(book) {}

    void note(const Program& program, std::uint32_t index, const Value& value) override;
    /// The node of the whole, after it ran.
    [[nodiscard]] std::size_t root() const { return stack_.back().node; }
    /// Who runs it: he knows the rows in hand.
    Evaluator* evaluator = nullptr;

  protected:
    virtual std::size_t load(const Instruction& at, const Value& value) = 0;
    virtual std::size_t special(const Program& program, const Instruction& at, const Value& value, const Parts& parts) = 0;
    virtual std::string unit_of(const Type& type) const = 0;
    virtual std::size_t add(Explained node);

    Explanation& out_;
    const Book& book_;

  private:
    struct Open {
        const Program* program;
        std::uint32_t index;
        std::size_t node;
    };
    std::size_t node_of(const Program& program, const Instruction& at, const Value& value, const Parts& parts);
    std::size_t looked_up(const Instruction& at, const Parts& parts, Explained node);
    std::size_t column(const Instruction& at, const Value& value);

    std::vector<Open> stack_;
};

/// A value as a cell of an explanation. Time since a day is both days, "2024-02-29/2024-03-30".
Cell explained_cell(const Value& value, const Names& names);

}  // namespace hearth
