#pragma once

#include <cstddef>
#include <vector>

#include "hearth/language/evaluate.hpp"

namespace hearth {

/// Many points at which one program runs.
struct LaneWorld {
    virtual ~LaneWorld() = default;
    /// Whether a load or special differs between the points.
    virtual bool varies(const Program& program, const Instruction& instruction) = 0;
    /// Its number at every point: of a truth 1 or 0, of a name its id. No: it has to be asked for point by point.
    virtual bool load(const Instruction& instruction, std::vector<double>& out) = 0;
};

/// Runs programs of plain arithmetic for many points at once: the operations of the Evaluator, in its order, so the same bits.
class Lanes {
  public:
    /// What does not differ between the points is computed by `evaluator`, which stands at one of them.
    Lanes(Evaluator& evaluator, LaneWorld& world) : evaluator_(evaluator), world_(world) {}
    /// Fills `out` with the program's number at each of `points` points; what would be a fault there is not a number. False: the program
    /// is of another kind, and has to be run point by point.
    bool run(const Program& program, std::size_t points, std::vector<double>& out);

  private:
    enum class Kind : unsigned char { unseen, same, varies };
    Kind kind(std::uint32_t index);
    bool fill(std::uint32_t index);
    std::uint32_t decided(const Instruction& at);
    bool combine(const Instruction& at, std::vector<double>& out);
    bool steps(const Instruction& at, std::vector<double>& out);
    const std::vector<double>& argument(const Instruction& at, std::size_t i) const { return numbers_[at.arguments[i]]; }

    Evaluator& evaluator_;
    LaneWorld& world_;
    const Program* program_ = nullptr;
    std::size_t points_ = 0;
    std::vector<Kind> kinds_;
    std::vector<char> filled_;
    std::vector<std::vector<double>> numbers_;  ///< by instruction
};

}  // namespace hearth
