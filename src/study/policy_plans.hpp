#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hearth/engine/run_plan.hpp"
#include "policy_cells.hpp"

namespace hearth {

/// What is the same for all unit cells of a product: what their result rests on.
struct PolicyMarks {
    bool illustrative = false;
    Provenance provenance = {};
};

/// What a unit cell comes to, or why it comes to nothing.
struct UnitCell {
    RunOff of;
    std::shared_ptr<const PolicyMarks> marks;
    std::unique_ptr<Report> faults;  ///< none: there are none
    std::unique_ptr<Fault> fault;  ///< what ended the calculation
    std::size_t counted = SIZE_MAX;  ///< the block in which it was last met

    [[nodiscard]] std::size_t numbers() const { return 32 + of.worth.size() + of.paid.size() + of.in_force.size(); }
};

/// How one thread finds unit cells: side by side on a plan where it can, else each by itself.
class PolicyPlans {
  public:
    explicit PolicyPlans(const PoliciesAsked& asked);
    /// Of rows of one product that are given the same kinds of things.
    void compute(const PolicyColumns& columns, const RowBlock& block, std::span<const std::pair<const PolicyRow*, UnitCell*>> cells);
    /// How many were found on a plan.
    [[nodiscard]] std::size_t side_by_side() const { return side_by_side_; }

  private:
    struct Plan {
        Report report;
        std::unique_ptr<RunPlan> run;  ///< none: one by one
        std::shared_ptr<const PolicyMarks> marks;
    };
    /// What rows are given in words, and where their numbers go.
    struct Words {
        Plan* plan = nullptr;
        std::vector<double> given;
        std::vector<std::pair<std::size_t, std::size_t>> places;  ///< column, place
    };
    std::shared_ptr<const PolicyMarks> marks_of(Contract& contract) const;
    void alone(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, UnitCell& cell);
    const Words* words_of(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy);
    Plan& plan_of(const PolicyRow& policy, const Given& given);

    const PoliciesAsked& asked_;
    Book book_;
    std::size_t side_by_side_ = 0;
    std::map<std::string, Plan> plans_;  ///< by product and kinds of what is given
    std::map<std::string, Words, std::less<>> words_;
};

}  // namespace hearth
