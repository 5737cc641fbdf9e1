#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "hearth/engine/life.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// The lives of one contract seen as one (rule S27): a joint state says where each of them is. One life alone is its own joint.
struct Joint {
    std::vector<Model> lives;            ///< as the product lists them
    Model model;                         ///< joint states, the last life's counting fastest, as "alive/dead"; moves of one life at a time
    std::size_t insured = SIZE_MAX;      ///< whose measures are bare; none: no life is

    [[nodiscard]] std::size_t own(std::size_t state, std::size_t life) const;                      ///< where one life is
    [[nodiscard]] std::size_t moved(std::size_t state, std::size_t life, std::size_t to) const;   ///< the joint state after one life went there
    [[nodiscard]] std::size_t life(std::string_view role) const;                                  ///< SIZE_MAX: none
    /// Whether a step from one joint state to another is a move of a payment or a shock: every life it names moves so, the insured if it
    /// names none.
    [[nodiscard]] bool is(const Move& move, std::size_t from, std::size_t to) const;
};
Joint joint_of(const std::vector<Model>& lives);

/// How many steps each life has been in its state, as far as it matters, in one number.
struct Durations {
    std::vector<std::size_t> most = {0};  ///< of each life: longer is not told apart

    [[nodiscard]] std::size_t of(std::size_t held, std::size_t life) const;
    [[nodiscard]] std::size_t code(std::size_t steps, std::size_t life) const;  ///< of one life, the others 0
    /// None has moved yet: the largest that may be met at step k.
    [[nodiscard]] std::size_t since_issue(std::size_t k) const { return most.size() == 1 ? std::min(k, most[0]) : of_several(k); }
    /// A step later, none moved.
    [[nodiscard]] std::size_t longer(std::size_t held) const { return most.size() == 1 ? std::min(held + 1, most[0]) : several_longer(held); }
    [[nodiscard]] std::size_t after(std::size_t held, const Joint& joint, std::size_t from, std::size_t to) const {
        if (most.size() == 1) return from == to ? std::min(held + 1, most[0]) : 0;
        return several_after(held, joint, from, to);
    }

  private:
    [[nodiscard]] std::size_t of_several(std::size_t k) const;
    [[nodiscard]] std::size_t several_longer(std::size_t held) const;
    [[nodiscard]] std::size_t several_after(std::size_t held, const Joint& joint, std::size_t from, std::size_t to) const;
};

/// The rate of a common shock: it moves every life it names that is still in the state it leaves, also one that is alone (rule S28).
struct ShockRate {
    std::vector<std::size_t> lives;
    Move move;
    const Rate* rate = nullptr;
    Program program;
};
/// The shocks of a basis between lives of a contract. Programs are left empty.
std::vector<ShockRate> shocks_of(const Joint& joint, const Basis& basis);

/// The moves of joint states that a rate of one life, or a shock, makes.
void expand(const Joint& joint, std::size_t life, const MoveRate& rate, std::vector<MoveRate>& out);
void expand(const Joint& joint, const ShockRate& shock, std::vector<MoveRate>& out);

/// Of the time since lives entered their states, what the rates of one life read.
enum class ReadsHeld { nothing, own, others };

/// Several lives on a grid of steps. Within a step shocks come first, independently of each other; those they spare move by themselves, all
/// by the rates of the states in which the step began.
class JointLife {
  public:
    /// `rates`, `reads_held`: of each life; the last of `reads_held` is of the shocks.
    JointLife(const Joint& joint, const Basis& basis, const std::vector<std::vector<MoveRate>>& rates, const std::vector<ReadsHeld>& reads_held,
              const std::vector<ShockRate>& shocks, const Durations& durations, const Life::Reading& reading);
    const double* row(std::size_t k, std::size_t state, std::size_t held);
    [[nodiscard]] bool with_held() const { return with_held_; }

  private:
    void fill(std::size_t k, std::size_t state, std::size_t held, double* row);

    const Joint& joint_;
    const Durations& durations_;
    std::vector<Model> models_;          ///< joint states with the moves of one life, then with those of each shock
    std::vector<Life> lives_;            ///< then the shocks
    std::vector<ReadsHeld> reads_held_;
    bool with_held_ = false;
    std::vector<std::vector<double>> rows_;  ///< [k][held][state][to]
    std::vector<std::vector<char>> done_;
};

}  // namespace hearth
