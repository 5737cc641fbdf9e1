#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "hearth/engine/period_tally.hpp"
#include "hearth/engine/run_off.hpp"
#include "hearth/study/policy_sums.hpp"

namespace hearth {

/// What the policies of one group come to by period, of whatever products: exact sums, each rounded once.
class PolicyPeriods {
  public:
    /// `count` policies of a row, with their monies multiplied; the numbers of `unit` are looked at until all is told.
    void add(const RunOffView& unit, double scale, double count);
    /// Policies that were added up as they were run, their numbers `of` what those are.
    void add(const std::shared_ptr<const RunOff::Kinds>& of, const PeriodTally& all);
    void tell(PolicySums& to);

  private:
    /// A row: its numbers, and what they are multiplied with.
    struct Row {
        const double *paid = nullptr, *in_force = nullptr;
        std::size_t periods = 0;
        double monies = 1, count = 1;
    };
    struct Product {
        std::shared_ptr<const RunOff::Kinds> kinds;
        std::vector<Row> rows;  ///< not in the tally yet
        std::optional<PeriodTally> tally;

        [[nodiscard]] const double* numbers(const Row& row, std::size_t number) const;
        [[nodiscard]] double weight(const Row& row, std::size_t number) const;
        [[nodiscard]] std::size_t periods() const;
        void add_rows();
        void add_to(ExactSum& sum, std::size_t period, std::size_t number) const;
    };
    Product& product(const std::shared_ptr<const RunOff::Kinds>& kinds);

    std::vector<Product> products_;
};

}  // namespace hearth
