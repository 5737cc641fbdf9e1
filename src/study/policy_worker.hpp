#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "hearth/base/key_index.hpp"
#include "policy_plans.hpp"

namespace hearth {

/// What one thread keeps from block to block.
struct PolicyWorker {
    PolicyColumns columns;
    std::vector<std::unique_ptr<PolicyPlans>> plans;  ///< of the threads that help it
    KeyIndex cells;
    std::vector<std::uint32_t> cell_of_said;  ///< by what a row says: the number of its cell + 1; 0: it was not looked up yet
    std::vector<std::deque<UnitCell>> units;  ///< [point][number of the cell]
    std::vector<PolicyRows> rows;  ///< of each block in hand
    std::shared_ptr<PlanBook> book;
    bool several = false;  ///< threads that read it
    bool together = false;  ///< most of the last policies were computed, on plans, and each comes to few numbers
    std::size_t looked = 0;  ///< policies whose cell was looked for since cells were forgotten
    bool seldom = false;  ///< hardly any of those before was met again
    bool keeps = false;  ///< what cells come to, between blocks
    std::deque<UnitCell> by_row;  ///< what rows come to that are added up so

    /// Rows that do not share what a cell comes to, and what they come to by period, by group.
    struct Told {
        std::deque<UnitCell>* by_row = nullptr;
        const std::vector<PolicyPlans::Added>* added = nullptr;
        const PolicyPlans::Groups* groups = nullptr;
    };

    PolicyWorker(const PolicyColumns& read, std::size_t threads, const PoliciesAsked& asked, std::shared_ptr<PlanBook> shared, bool others);
    void forget_cells();
    void forget_words();
    void tell(const UnitCell& cell, const PolicyRow& policy, const RowBlock& block, Report& report) const;
    void calculate(std::span<PolicyTask> all, const PoliciesAsked& asked, std::size_t threads);
    std::vector<std::size_t> find_cells(const PolicyRows& of);
    std::vector<std::vector<std::size_t>> find(std::span<const PolicyTask> blocks, const PoliciesAsked& asked, std::size_t threads, std::size_t first, std::size_t count);
    std::optional<PolicyBlock> add_up(const PolicyTask& task, const PoliciesAsked& asked, std::size_t threads, std::size_t point);
    template <class Work>
    void share(const PoliciesAsked& asked, std::size_t threads, std::vector<PolicyPlans::Missing>& missing, const Work& work);
    PolicyBlock sums_of(const RowBlock& block, const PolicyRows& of, const std::vector<std::size_t>& cell_of, std::deque<UnitCell>& found, const Told& told, bool by,
                        Report& report);
};

}  // namespace hearth
