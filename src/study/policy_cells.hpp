#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hearth/base/key_index.hpp"
#include "hearth/base/text_numbers.hpp"
#include "hearth/base/word_numbers.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/study/policies.hpp"

namespace hearth {

/// A row as a policy: what the numbers of its unit cell are multiplied with, and what is not in its key.
struct PolicyRow {
    std::size_t row = 0;
    std::size_t product = 0;  ///< in the book
    std::uint32_t words = 0;  ///< the number of the product and of all that is given and no plain number
    std::uint32_t state = 0;  ///< the number of its text
    double scale = 1;  ///< of monies
    double count = 1;
    int months = 0;  ///< since issue; below 0: until issue
    std::optional<double> held;
    std::size_t group = 0;
    std::size_t said = SIZE_MAX;  ///< the number of what the row says but how many policies it stands for; none: it is not numbered
};

/// The policies of a block, and the keys of their unit cells beside each other: the same for policies with the same numbers.
struct PolicyRows {
    static constexpr std::size_t before_numbers = 4;  ///< words, months, held, state; then what is given as numbers, monies by `scale`
    std::vector<PolicyRow> all;
    std::vector<double> keys;  ///< [policy][width]; not a number: it is given in words, or not at all
    std::size_t width = 0;
    std::size_t met_again = 0;  ///< policies whose row says what another said before
    [[nodiscard]] const double* key(std::size_t policy) const { return keys.data() + policy * width; }
};

/// What the columns of a file of policies mean.
class PolicyColumns {
  public:
    /// Whether the monies of a policy's product scale; none: that cannot be said of this one.
    using Scales = std::function<std::optional<bool>(const RowBlock&, const PolicyRow&)>;

    PolicyColumns(const PoliciesAsked& asked, const Book& book, const RowBlock& header, Report& report);
    /// Tells what else is wrong with a policy of which the columns of its row do not all make sense.
    using Check = std::function<void(const RowBlock&, const PolicyRow&, Report&)>;
    /// A row with faults is left out.
    void read(const RowBlock& block, const Scales& scales, const Check& check, PolicyRows& out, Report& report);
    /// What the product is given for the policy, its monies divided by `scale`.
    [[nodiscard]] Given given(const RowBlock& block, const PolicyRow& policy, double scale, Report& report) const;
    [[nodiscard]] const std::vector<std::vector<std::string>>& groups() const { return groups_; }
    /// What column i of the numbers of a row gives.
    [[nodiscard]] const std::string& given_name(std::size_t i) const { return given_[i].name; }
    /// Rows are likely to say the same as others before: what they come to is kept from now on.
    void expect_again() { expects_again_ = true; }
    /// Goes to a point: what rows are given besides is what it says from now on.
    void stand(std::size_t point);
    /// The first of what points say; what column i is at a point.
    [[nodiscard]] std::size_t varied() const { return varied_; }
    [[nodiscard]] double number_at(std::size_t point, std::size_t i) const;
    [[nodiscard]] std::size_t given_count() const { return given_.size(); }
    [[nodiscard]] const std::string& state_text(std::uint32_t number) const { return states_[number]; }
    /// How many different words there are; then none again.
    [[nodiscard]] std::size_t words() const { return words_.size(); }
    void forget_words();

  private:
    struct Cell {
        std::string name;
        std::string text;  ///< of all rows, if no column has it
        std::size_t column = SIZE_MAX;
        Place place;
        std::vector<char> money = {};  ///< by product
        std::vector<char> number = {};  ///< by product: any number may stand there that its kind allows
    };
    void check_points(Report& report) const;
    [[nodiscard]] std::string_view text(const RowBlock& block, std::size_t row, const Cell& cell) const {
        return cell.column == SIZE_MAX ? std::string_view(cell.text) : block.cell(row, cell.column);
    }
    [[nodiscard]] Place place(const RowBlock& block, std::size_t row, const Cell& cell) const {
        return cell.column == SIZE_MAX ? cell.place : block.place(row, cell.column);
    }
    bool read_row(const RowBlock& block, PolicyRow& out, Report& report);
    std::optional<double> count_of(const RowBlock& block, std::size_t row) const;
    [[nodiscard]] std::string_view said_of(const RowBlock& block, std::size_t row) const;
    [[nodiscard]] std::size_t known_number(const RowBlock& block, std::size_t row);
    bool read_known(std::size_t number, const RowBlock& block, PolicyRow& policy, double* key);
    bool read_given(const RowBlock& block, const Scales& scales, PolicyRow& policy, double* key);
    [[nodiscard]] double money(const RowBlock& block, const PolicyRow& policy, const double* numbers) const;
    [[nodiscard]] std::optional<std::size_t> product_of(const RowBlock& block, std::size_t row, Report& report);
    [[nodiscard]] std::optional<int> months_of(const RowBlock& block, std::size_t row, Report& report);
    std::size_t group_of(const RowBlock& block, std::size_t row);

    const PoliciesAsked& asked_;
    const Book& book_;
    struct Own {
        std::size_t policy = SIZE_MAX, product = SIZE_MAX, count = SIZE_MAX, state = SIZE_MAX, held = SIZE_MAX;
    };
    Own own_;                  ///< columns; SIZE_MAX: it is not there
    std::vector<Cell> given_;  ///< the last of them what points say
    std::size_t varied_ = 0;   ///< the first of those
    std::size_t issued_ = SIZE_MAX;  ///< which of them says it
    std::size_t issued_number_ = 0;  ///< of its text in the row at hand, where there is a day of valuation
    std::optional<std::size_t> only_product_;  ///< met before; of all rows, if no column says it
    std::vector<std::size_t> group_columns_;
    std::vector<std::vector<std::string>> groups_;
    KeyIndex group_numbers_, words_;  ///< by the numbers of the texts; by product and what of each column stands in words
    WordNumbers texts_, group_texts_;
    std::vector<std::optional<int>> months_;  ///< by the number of the text of a day
    std::vector<std::string> states_;
    KeyIndex kinds_;  ///< of product and what of each column is a number, in words or empty
    std::vector<std::optional<bool>> scales_;  ///< by the number of those; none: not known
    TextNumbers known_texts_;  ///< of rows that were read: all that they say but how many policies they stand for
    std::vector<PolicyRow> known_;  ///< by the number of those
    std::vector<double> known_keys_;
    std::size_t first_said_ = SIZE_MAX, last_said_ = 0;  ///< columns
    bool expects_again_ = false;
    std::size_t looked_ = 0, met_again_ = 0;  ///< rows
    std::vector<double> said_, grouped_;  ///< keys of the row in hand
    std::vector<double> met_;  ///< the last of `kinds_`
    std::size_t met_kinds_ = 0;  ///< its number
};

}  // namespace hearth
