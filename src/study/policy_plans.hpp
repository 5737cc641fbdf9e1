#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hearth/engine/run_plan.hpp"
#include "policy_cells.hpp"

namespace hearth {

/// What is the same for all unit cells of a product: what their result rests on, and what their numbers are of.
struct PolicyMarks {
    bool illustrative = false;
    Provenance provenance = {};
    std::shared_ptr<const RunOff::Kinds> kinds = {};
};

/// Why a unit cell comes to nothing.
struct PolicyTrouble {
    Report faults;
    std::unique_ptr<Fault> fault;  ///< what ended the calculation
    bool over = false;  ///< it had ended before the day
};

/// What a unit cell comes to. Its numbers and marks stay with the PolicyPlans that found them.
struct UnitCell {
    const PolicyMarks* marks = nullptr;  ///< none: it was not computed, or comes to nothing
    const double* numbers = nullptr;  ///< as RunOffView has them
    std::uint32_t periods = 0;
    bool issued = true;
    bool computed = false;  ///< at this point, and those that are found with it
    std::size_t counted = SIZE_MAX;  ///< the block in which it was last met
    std::unique_ptr<PolicyTrouble> trouble = {};

    /// It is what another is, but for what is wrong with it, which is told once.
    void stand_for(const UnitCell& other) {
        marks = other.marks;
        numbers = other.numbers;
        periods = other.periods;
        issued = other.issued;
    }
    [[nodiscard]] RunOffView view() const { return {marks->kinds, numbers, periods, issued}; }
};

/// A product on a plan.
struct PolicyPlan {
    Report report;
    std::unique_ptr<RunPlan> run;  ///< none: one by one
    PolicyMarks marks;
};

/// A book and the plans of its products. Whoever reads names of it, or programs, holds `guard`.
struct PlanBook {
    explicit PlanBook(std::shared_ptr<Book> b) : book(std::move(b)) {}
    std::mutex guard;
    std::shared_ptr<Book> book;
    std::map<std::string, PolicyPlan> plans;  ///< by product and kinds of what is given
};

/// How one thread finds unit cells: side by side on a plan where it can, else each by itself.
class PolicyPlans {
  public:
    /// A unit cell that is missing: the policy whose it is, by its number among the rows of a block, and its own number.
    struct Missing {
        const RowBlock* block = nullptr;
        const PolicyRows* rows = nullptr;
        std::size_t number = 0, cell = 0;
        [[nodiscard]] const PolicyRow& policy() const { return rows->all[number]; }
    };
    /// What cells come to at each point, by their number.
    using Units = std::span<std::deque<UnitCell>>;

    /// `shared` by all threads, if there are `several`: plans, and what policies have in common on them, are found once for all.
    PolicyPlans(const PoliciesAsked& asked, std::shared_ptr<PlanBook> shared, bool several);
    /// Policies of one plan that were added up by period.
    struct Added {
        std::shared_ptr<const RunOff::Kinds> kinds;
        RunPlan::ByPeriod sums;
    };
    /// So many groups whose policies are added up by period, and the number of each by that of its rows; none: they are told by period.
    struct Groups {
        std::size_t count = 0;
        std::vector<std::uint32_t> numbers = {};
    };
    /// Those that can be found on a plan, at the points from `first` on.
    void compute(const PolicyColumns& columns, std::span<const Missing> cells, std::size_t first, Units units, const Groups& groups);
    /// Whether a policy is found on a plan that adds up by period.
    [[nodiscard]] bool adds_up(const PolicyColumns& columns, const RowBlock& block, const PolicyRows& rows, std::size_t number);
    /// What was added up; then nothing again.
    [[nodiscard]] std::vector<Added> take_added() { return std::exchange(added_, {}); }
    /// One by itself, at the point where the columns stand.
    void alone(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, UnitCell& cell);
    /// Whether monies scale where a product is given such a policy; none: that cannot be said.
    std::optional<bool> scales(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy);
    /// Tells what is wrong with what a policy is given.
    void check(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, Report& report);
    /// Lets go of the numbers of all unit cells, and of what was added up.
    void forget();
    /// Lets go of what words mean: they are numbered anew.
    void forget_words() { words_.clear(); }
    /// How many numbers are kept.
    [[nodiscard]] std::size_t kept() const { return kept_; }
    /// How many were found on a plan.
    [[nodiscard]] std::size_t side_by_side() const { return side_by_side_; }

  private:
    /// Policies that wait to be run on a plan.
    struct Waiting {
        PolicyPlan* plan = nullptr;
        std::mutex* guard = nullptr;
        std::shared_ptr<RunPlan::Hand> hand = {};
        std::vector<double> given = {};
        std::vector<RunPlan::Policy> policies = {};
        std::vector<std::size_t> whose = {};
    };
    /// What rows are given in words, and where their numbers go.
    struct Words {
        bool known = false;
        Waiting* plan = nullptr;  ///< none: one by one
        std::vector<double> given;
        std::vector<std::pair<std::size_t, std::size_t>> places;  ///< column, place
    };
    PlanBook& own();
    const Words* words_of(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, const double* numbers, std::unique_lock<std::mutex>& lock);
    PolicyPlan& plan_of(PlanBook& of, const PolicyRow& policy, const double* numbers, std::size_t count, const Given& given);
    void run(Waiting& waiting, const RunPlan::Points& points, Units units, std::size_t groups);
    static std::optional<RunPlan::Points> points_of(const PolicyColumns& columns, const RunPlan& plan, std::size_t first, std::size_t count);

    const PoliciesAsked& asked_;
    std::shared_ptr<PlanBook> shared_, own_;  ///< own: none until it is asked for
    bool apart_ = false;  ///< policies are run on its own plans
    std::size_t side_by_side_ = 0, kept_ = 0;
    std::map<PolicyPlan*, Waiting> waiting_;
    std::vector<Added> added_;
    std::vector<Words> words_;  ///< by number
    std::deque<std::vector<double>> numbers_;
    std::deque<PolicyMarks> marks_;  ///< of cells computed alone
};

}  // namespace hearth
