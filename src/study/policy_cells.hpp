#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/study/policies.hpp"

namespace hearth {

/// A row as a policy: its unit cell, and what the numbers of the cell are multiplied with.
struct PolicyRow {
    std::size_t row = 0;
    std::size_t product = 0;  ///< in the book
    std::string cell;  ///< the same for policies with the same numbers
    std::size_t words = 0;  ///< so much of `cell`, from its beginning, says the product and what is given that is no plain number
    double scale = 1;  ///< of monies
    double count = 1;
    int months = 0;  ///< since issue; below 0: until issue
    std::string state;
    std::optional<double> held;
    std::size_t group = 0;
    /// The plain numbers that it is given, by column, its monies divided by `scale`; not a number: it is no plain number.
    std::vector<double> numbers = {};
};

/// What the columns of a file of policies mean.
class PolicyColumns {
  public:
    PolicyColumns(const PoliciesAsked& asked, const Book& book, const RowBlock& header, Report& report);
    /// None and faults if something in the row is wrong. `scales`: whether the product's monies scale, once that is known.
    std::optional<PolicyRow> read(const RowBlock& block, std::size_t row, const std::vector<std::optional<bool>>& scales, Report& report);
    /// What the product is given for the policy, its monies divided by `scale`.
    [[nodiscard]] Given given(const RowBlock& block, const PolicyRow& policy, double scale, Report& report) const;
    /// The largest asked money of the row, if it is a plain number; 1 if there is none.
    [[nodiscard]] double money(const RowBlock& block, std::size_t row, std::size_t product) const;
    [[nodiscard]] const std::vector<std::vector<std::string>>& groups() const { return groups_; }
    /// What column i of the numbers of a row gives.
    [[nodiscard]] const std::string& given_name(std::size_t i) const { return given_[i].name; }
    /// Goes to a point: what rows are given besides is what it says from now on; and takes a row there that was read at another.
    void stand(std::size_t point);
    void move(PolicyRow& policy) const;

  private:
    struct Cell {
        std::string name;
        std::string text;  ///< of all rows, if no column has it
        std::size_t column = SIZE_MAX;
        Place place;
        std::vector<bool> money = {};         ///< by product
        std::vector<bool> number = {};        ///< by product: any number may stand there that its kind allows
    };
    void check_points(Report& report) const;
    [[nodiscard]] std::string_view text(const RowBlock& block, std::size_t row, const Cell& cell) const {
        return cell.column == SIZE_MAX ? std::string_view(cell.text) : block.cell(row, cell.column);
    }
    [[nodiscard]] Place place(const RowBlock& block, std::size_t row, const Cell& cell) const {
        return cell.column == SIZE_MAX ? cell.place : block.place(row, cell.column);
    }
    [[nodiscard]] std::optional<std::size_t> product_of(const RowBlock& block, std::size_t row, Report& report) const;
    [[nodiscard]] std::optional<int> months_of(const RowBlock& block, std::size_t row, Report& report) const;

    const PoliciesAsked& asked_;
    const Book& book_;
    struct Own {
        std::size_t policy = SIZE_MAX, product = SIZE_MAX, count = SIZE_MAX, state = SIZE_MAX, held = SIZE_MAX;
    };
    Own own_;   ///< columns; SIZE_MAX: it is not there
    std::vector<Cell> given_;   ///< the last of them what points say
    std::size_t varied_ = 0;  ///< the first of those
    std::optional<Cell> issued_;
    std::vector<std::size_t> group_columns_;
    std::vector<std::vector<std::string>> groups_;
    std::map<std::vector<std::string>, std::size_t> group_numbers_;
};

}  // namespace hearth
