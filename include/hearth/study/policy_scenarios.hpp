#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hearth/model/nouns.hpp"
#include "hearth/study/policies.hpp"

namespace hearth {

/// What is changed of the policies of a file, and how a result says which.
struct PolicyScenario {
    std::vector<std::string> name;  ///< by column
    std::vector<Change> changes;
};

struct PolicyScenarios {
    std::vector<std::string> columns;   ///< the paths of what is varied, and "scenario" and "side" where there are any
    std::size_t varied = 0;             ///< so many of them are paths
    std::vector<PolicyScenario> all = {{}};  ///< with no column one, of no change
};

/// Every point of the grid of a study, and there the base and every side of every scenario. E0939: what is not run over policies, or more
/// scenarios than are run.
PolicyScenarios scenarios_of(const Study& study, Report& report);

/// Policies under scenarios: those that change no noun of the set, but numbers that are asked, share all that does not follow these.
class PoliciesByScenario {
  public:
    PoliciesByScenario(const PoliciesAsked& asked, PolicyScenarios scenarios, const RowBlock& header, Report& report);
    /// The sums of each block, the scenario before the other groups, one number of `made`; by one of `threads()` threads, beside the others, or
    /// by all of them.
    void calculate(std::optional<std::size_t> worker, std::span<PolicyTask> blocks);
    [[nodiscard]] bool better_together() const;
    [[nodiscard]] std::size_t threads() const;
    [[nodiscard]] std::string currency(Report& report) const;

  private:
    PolicyScenarios scenarios_;
    std::vector<std::pair<std::size_t, std::size_t>> where_;  ///< of each scenario: which of `policies_`, and its point there
    std::vector<std::unique_ptr<Policies>> policies_;
};

}  // namespace hearth
