#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "hearth/base/key_index.hpp"
#include "hearth/language/evaluate.hpp"

namespace hearth {

/// Many points at which one program runs.
struct LaneWorld {
    virtual ~LaneWorld() = default;
    /// What a load or special may differ by, as bits: by the point alone it is the same in every run over the same points.
    enum Follows : unsigned char { nothing = 0, moment = 1, point = 2, both = 3 };
    virtual Follows follows(const Program& program, const Instruction& instruction) = 0;
    /// Its number at every point: of a truth 1 or 0, of a name its id. No: it has to be asked for point by point.
    virtual bool load(const Instruction& instruction, std::vector<double>& out) = 0;
};

/// The rows of tables by their keys, kept from run to run.
struct Lookups {
    struct Rows {
        bool sound = false;  ///< all of them are numbers, by numbers or names
        KeyIndex index = KeyIndex(0);
        std::vector<double> answers = {};
    };
    std::map<std::tuple<const Table*, std::uint32_t, std::vector<std::uint32_t>, std::vector<bool>>, Rows> all;  ///< by column, keys, which are names
};

/// Runs programs of plain arithmetic for many points at once: the operations of the Evaluator, in its order, so the same bits.
class Lanes {
  public:
    /// What does not differ between the points is computed by `evaluator`, which stands at one of them.
    Lanes(Evaluator& evaluator, LaneWorld& world, Lookups* lookups = nullptr)
        : evaluator_(evaluator), world_(world), lookups_(lookups != nullptr ? *lookups : own_lookups_) {}
    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;
    /// What follows the point alone, by instruction of one program.
    using Known = std::vector<std::vector<double>>;
    /// Fills `out` with the program's number at each of `points` points; what would be a fault there is not a number. False: the program
    /// is of another kind, and has to be run point by point. `known` goes from run to run over the same points, or the first of them:
    /// what follows the point alone is then computed once.
    bool run(const Program& program, std::size_t points, std::vector<double>& out, Known* known = nullptr);

  private:
    static constexpr unsigned char unseen = 255;
    unsigned char follows(std::uint32_t index);
    bool same(std::uint32_t index) { return (follows(index) & LaneWorld::point) == 0; }
    bool fill(std::uint32_t index);
    bool compute(std::uint32_t index);
    std::uint32_t decided(const Instruction& at);
    bool look_up(const Instruction& at, std::vector<double>& out);
    bool combine(const Instruction& at, std::vector<double>& out);
    bool steps(const Instruction& at, std::vector<double>& out);
    const std::vector<double>& argument(const Instruction& at, std::size_t i) const { return numbers_[at.arguments[i]]; }

    Evaluator& evaluator_;
    LaneWorld& world_;
    Lookups own_lookups_;
    Lookups& lookups_;
    const Program* program_ = nullptr;
    std::size_t points_ = 0;
    std::vector<unsigned char> follows_;
    std::vector<char> filled_;
    std::vector<std::vector<double>> numbers_;  ///< by instruction
    Known* known_ = nullptr;
};

}  // namespace hearth
