#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hearth/engine/period_tally.hpp"
#include "hearth/engine/run_off.hpp"
#include "hearth/kernels/advance.hpp"

namespace hearth {

/// A product on a basis as flat arrays: what `run_off` finds for one policy it finds for many side by side, to the last bit. What many
/// policies have in common - the chances of an age, when a payment is due - is read once, by the programs of the one contract that it
/// holds. docs/plan.md says how.
class RunPlan {
  public:
    /// One policy: what it is given, as `read` orders it, and where it begins; so many steps before its issue. What its payments, and the
    /// chance that it is in force, are multiplied with where those of a group are added up.
    struct Policy {
        std::span<const double> given;
        std::size_t k = 0, state = 0, waits = 0;
        double money = 1, count = 1;
        std::uint32_t group = 0;
    };
    /// What policies come to by period, by group.
    struct ByPeriod {
        std::vector<PeriodTally> groups;
        bool sound = true;  ///< no: it holds some of a policy that is to be run off by itself
    };
    /// Where the numbers of a policy begin, as RunOffView has them. None: it is to be run off by itself, for its number or its fault.
    struct Found {
        std::size_t first = SIZE_MAX;
        std::uint32_t periods = 0;
        bool issued = true;
        explicit operator bool() const { return first != SIZE_MAX; }
    };

    /// What policies are given instead, in some places, at each of some points.
    struct Points {
        std::vector<std::size_t> places;
        std::vector<double> numbers;  ///< [point][place]
        std::size_t count = 1;
    };

    /// The contract is the plan's own from now on: what it is given changes all the time.
    RunPlan(std::unique_ptr<Contract> contract, const std::string& basis, std::optional<By> by, kernels::Width width = kernels::widest());
    ~RunPlan();
    RunPlan(const RunPlan&) = delete;
    RunPlan& operator=(const RunPlan&) = delete;

    /// Why policies of this product have to be run off one by one; empty: they need not.
    [[nodiscard]] const std::string& refused() const;
    [[nodiscard]] Contract& contract();
    /// What a policy is given, as numbers. No: not all of it is sound, or it is of another kind than what this plan was made with.
    bool read(const Given& given, std::vector<double>& out);
    /// Where something given stands in `read`, if it is a number that only has to be in the bounds of its kind.
    [[nodiscard]] std::optional<std::size_t> place_of(const std::string& name) const;
    /// Whether a number may stand there.
    [[nodiscard]] bool fits(std::size_t place, double number) const;
    [[nodiscard]] std::optional<std::size_t> step_of(double time) const;
    [[nodiscard]] std::optional<std::size_t> state_of(const std::string& name) const;

    /// Puts the numbers of all policies behind those that are there.
    std::vector<Found> run(std::span<const Policy> policies, std::vector<double>& numbers);
    /// The same at every point, [point][policy]: in one pass where they differ in the interest alone. Policies are given what the first says.
    std::vector<Found> run(std::span<const Policy> policies, const Points& points, std::vector<double>& numbers);
    [[nodiscard]] bool in_one_pass(const Points& points) const;

    /// The policies that one thread runs.
    struct Hand;
    /// Whether hands may run beside each other.
    [[nodiscard]] bool for_threads() const;
    [[nodiscard]] std::shared_ptr<Hand> hand();
    /// Whether the policies of a hand have so little in common that threads had better find it each for themselves.
    [[nodiscard]] static bool shares_little(const Hand& hand);
    /// How many of its last policies followed a guide.
    [[nodiscard]] static std::size_t followed(const Hand& hand);
    /// The same by a hand, which holds `guard` while it finds what policies share, and goes through their steps beside others. What is paid by
    /// period is added to that of the group, if there is one, and not told of each policy: at one point alone, where `adds_up`. Those of a group
    /// that are everywhere with the same chances are added up as one: their weights, and what their amounts come to, first.
    std::vector<Found> run(Hand& hand, std::mutex& guard, std::span<const Policy> policies, const Points& points, std::vector<double>& numbers, ByPeriod* sums = nullptr);
    /// Whether policies can be added up by period as they are run: the plan is by period, and has no value in money.
    [[nodiscard]] bool adds_up() const;
    [[nodiscard]] const std::shared_ptr<const RunOff::Kinds>& kinds() const;
    /// How often the kernel ran in each of its widths.
    [[nodiscard]] std::span<const std::uint64_t> ran() const;

  private:
    struct Inside;
    struct Reads;
    struct Along;
    struct Across;
    std::unique_ptr<Inside> in_;
    std::shared_ptr<Hand> own_;
    std::mutex alone_;
};

}  // namespace hearth
