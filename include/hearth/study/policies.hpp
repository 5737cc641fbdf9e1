#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/base/row_block.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/model/set.hpp"
#include "hearth/study/policy_sums.hpp"

namespace hearth {

/// How policies are valued together.
struct PoliciesAsked {
    std::shared_ptr<const Set> set;      ///< bound anew by threads that compute policies by themselves: names are numbered in a book
    std::shared_ptr<Book> book;          ///< of `set`, without a fault; none: it is bound
    std::string product;                 ///< of rows that name none; empty: each names its own
    std::vector<Change> given;           ///< to every policy
    std::string basis;                   ///< empty: of the product's first value
    std::optional<Date> as_of;           ///< none: every policy as it is issued
    std::optional<By> by;                ///< none: present values and values at the day alone
    std::vector<std::string> groups;     ///< columns; none: all policies together
    std::size_t threads = 0;
    std::vector<std::vector<Change>> points;  ///< each in turn given besides: numbers that are asked, the same in all; none: one, of nothing
};

/// A block of rows, what is wrong with it, and what it comes to at each point.
struct PolicyTask {
    const RowBlock* rows = nullptr;
    Report* report = nullptr;
    std::vector<PolicyBlock> made = {};
    std::exception_ptr failure = {};  ///< what was thrown of it: nothing is made of it and those behind it
};

/// Values the policies of a file, some blocks of rows at a time. Policies with the same unit cell are computed once. Sums of present
/// values are made in the order of the rows, those by period exactly, of policies with the same chances together; both are added up in the
/// order of the blocks: they are the same for any number of threads.
class Policies {
  public:
    /// `header`: the names of the columns. Faults of them: E0920, E0921; of the points: E0938.
    Policies(PoliciesAsked asked, const RowBlock& header, Report& report);
    ~Policies();
    Policies(const Policies&) = delete;
    Policies& operator=(const Policies&) = delete;
    /// By one of `threads()` threads, beside the others, each with its own blocks; by all of them together. Faults of the rows: E0922, E0923,
    /// E0924, and those of the product for a policy; a row with one is not counted.
    void calculate(std::optional<std::size_t> worker, std::span<PolicyTask> blocks);
    std::vector<PolicyBlock> calculate(const RowBlock& block, Report& report);
    /// Whether blocks are the quicker the more of them are taken together: their policies are run on a plan, most of them were not met before,
    /// and each comes to few numbers.
    [[nodiscard]] bool better_together() const;
    static constexpr std::size_t most_together = 8;  ///< blocks: with more of them memory grows, and little is won
    [[nodiscard]] std::size_t threads() const;
    /// Of all products that policies may have. E0931: they differ.
    [[nodiscard]] std::string currency(Report& report) const;
    /// How many unit cells were found side by side so far, on a plan.
    [[nodiscard]] std::size_t side_by_side() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> in_;
};

}  // namespace hearth
