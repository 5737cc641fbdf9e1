// What an actuary looks for in a table of rates before using it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hearth/base/text.hpp"
#include "hearth/model/rates.hpp"

namespace hearth {
namespace {

constexpr double adult = 30;  ///< from this age on rates of death rise with age
constexpr double implausible = 0.1;  ///< so many a year from age 10 to 40 are more likely a unit than deaths
constexpr std::size_t most_gaps = 20;

using Run = std::vector<std::pair<double, std::size_t>>;  ///< place on an axis, row; by place

std::string plural(std::size_t count) { return count == 1 ? "" : fmt::format(" ({} such cells)", count); }

class RateCheck {
  public:
    RateCheck(const Table& table, const Book& book, Report& report)
        : table_(table), book_(book), report_(report), shape_(shape_of(table)) {}

    bool check() {
        if (shape_.rates.empty() || table_.cells.empty() || (shape_.kind == RateShape::Kind::number && !column("age") && !column("issue_age")))
            return false;
        for (const std::size_t rate : shape_.rates) check_range(rate);
        if (const auto from = column("age_from"), to = column("age_to"); from && to)
            check_bands(*from, *to);
        else
            for (const std::size_t axis : shape_.axes) check_gaps(axis);
        if (const auto age = column("age"))
            for (const std::size_t rate : shape_.rates) check_ages(*age, rate);
        if (const Table* ultimate = ultimate_of(table_, book_)) check_seam(*ultimate);
        return true;
    }

  private:
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const {
        for (const std::size_t axis : shape_.axes)
            if (table_.rows.columns[axis] == name) return axis;
        return std::nullopt;
    }
    [[nodiscard]] const Value& cell(std::size_t row, std::size_t column) const { return table_.cells[row][column]; }
    [[nodiscard]] bool is_number(std::size_t row, std::size_t column) const { return cell(row, column).kind == Value::Kind::number; }
    [[nodiscard]] const Place& place(std::size_t row, std::size_t column) const { return table_.rows.cells[row][column].place; }
    [[nodiscard]] const std::string& name(std::size_t column) const { return table_.rows.columns[column]; }

    /// "age 30, calendar_year 2020"
    [[nodiscard]] std::string at(std::size_t row) const {
        std::vector<std::string> words;
        for (const std::size_t axis : shape_.axes)
            words.push_back(fmt::format("{} {}", name(axis), join(table_.rows.cells[row][axis].items, "/")));
        return join(words);
    }

    /// The rows along one axis, for each place on the others that are not in `but`.
    [[nodiscard]] std::vector<Run> runs(std::size_t along, std::size_t but) const {
        std::map<std::vector<std::string>, Run> found;
        for (std::size_t row = 0; row < table_.cells.size(); ++row) {
            if (!is_number(row, along)) continue;
            std::vector<std::string> others;
            for (const std::size_t axis : shape_.axes)
                if (axis != along && axis != but) others.push_back(join(table_.rows.cells[row][axis].items, "/"));
            found[others].emplace_back(cell(row, along).number, row);
        }
        std::vector<Run> all;
        for (auto& [others, run] : found) {
            std::stable_sort(run.begin(), run.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
            all.push_back(std::move(run));
        }
        return all;
    }

    void check_range(std::size_t rate) {
        if (shape_.kind == RateShape::Kind::number) return;
        const double top = shape_.kind == RateShape::Kind::chance ? 1 : std::numeric_limits<double>::infinity();
        std::size_t count = 0, first = 0;
        double most = 0;
        for (std::size_t row = 0; row < table_.cells.size(); ++row) {
            if (!is_number(row, rate)) continue;
            const double number = cell(row, rate).number;
            most = std::max(most, number);
            if ((number < 0 || number > top) && count++ == 0) first = row;
        }
        if (count == 0) return;
        std::string hint;
        if (most > 1)
            hint = fmt::format("if they are per {}, say chance({} / {})", most > 100 ? "mille" : "mille or per cent", name(rate), 1000);
        report_.error(
            "E0505", place(first, rate),
            fmt::format("{} of table '{}' is {} at {}: {}{}", name(rate), table_.header.name, shortest(cell(first, rate).number), at(first),
                        shape_.kind == RateShape::Kind::chance ? "a chance is from 0 to 1" : "a force is not negative", plural(count)),
            std::move(hint));
    }

    void gap(std::size_t row, std::size_t column, std::string message) {
        if (gaps_++ < most_gaps) report_.error("E0501", place(row, column), std::move(message), "add the row, or say 'otherwise'");
    }

    void check_gaps(std::size_t axis) {
        const auto all = runs(axis, axis);
        double step = 0;
        for (const Run& run : all)
            for (std::size_t i = 1; i < run.size(); ++i)
                if (const double apart = run[i].first - run[i - 1].first; apart > 0) step = step == 0 ? apart : std::min(step, apart);
        const bool answered = table_.otherwise != nullptr && ultimate_of(table_, book_) == nullptr;
        for (const Run& run : all) {
            for (std::size_t i = 1; i < run.size(); ++i) {
                const auto& [here, row] = run[i];
                const double before = run[i - 1].first;
                if (here == before)
                    report_.error("E0502", place(row, axis),
                                  fmt::format("two rows of table '{}' apply at {}", table_.header.name, at(row)));
                else if (here - before > 1.5 * step && !answered)
                    gap(row, axis,
                        fmt::format("table '{}' has no row between {} {} and {}", table_.header.name, name(axis), shortest(before),
                                    shortest(here)));
            }
            for (const std::size_t rate : shape_.rates) check_empty(run, rate);
        }
    }

    void check_empty(const Run& run, std::size_t rate) {
        const auto filled = [&](const auto& one) { return cell(one.second, rate).known(); };
        const auto first = std::find_if(run.begin(), run.end(), filled);
        const auto last = std::find_if(run.rbegin(), run.rend(), filled).base();
        for (auto one = first; one < last; ++one)
            if (!filled(*one) && empty_.emplace(one->second, rate).second)
                gap(one->second, rate,
                    fmt::format("{} of table '{}' is empty at {}, between filled cells", name(rate), table_.header.name, at(one->second)));
    }

    /// Bands [from, to) that follow each other.
    void check_bands(std::size_t from, std::size_t to) {
        for (const Run& run : runs(from, to))
            for (std::size_t i = 1; i < run.size(); ++i) {
                const auto& [here, row] = run[i];
                if (!is_number(run[i - 1].second, to)) continue;
                const double end = cell(run[i - 1].second, to).number;
                if (here < end)
                    report_.error("E0502", place(row, from),
                                  fmt::format("two rows of table '{}' apply at age {}", table_.header.name, shortest(here)));
                if (here > end && table_.otherwise == nullptr)
                    gap(row, from,
                        fmt::format("table '{}' has no row between age {} and {}", table_.header.name, shortest(end), shortest(here)));
            }
    }

    void check_ages(std::size_t age, std::size_t rate) {
        std::size_t falls = 0, fall = 0, last = 0;
        bool ends = true;
        std::vector<double> young;
        for (const Run& run : runs(age, age)) {
            Run filled;
            std::copy_if(run.begin(), run.end(), std::back_inserter(filled), [&](const auto& one) { return is_number(one.second, rate); });
            if (filled.empty()) continue;
            const auto number = [&](std::size_t i) { return cell(filled[i].second, rate).number; };
            for (std::size_t i = 0; i < filled.size(); ++i) {
                if (filled[i].first >= 10 && filled[i].first <= 40) young.push_back(number(i));
                if (i > 0 && filled[i - 1].first >= adult && number(i) < number(i - 1) && falls++ == 0) fall = filled[i].second;
            }
            if (number(filled.size() - 1) < 1 && std::exchange(ends, false)) last = filled.back().second;
        }
        if (shape_.kind == RateShape::Kind::number) return;
        const std::string what = fmt::format("{} of table '{}'", name(rate), table_.header.name);
        std::sort(young.begin(), young.end());
        if (!young.empty() && young[young.size() / 2] > implausible && young.back() <= 1)
            report_.warning(
                "E0570", place(0, rate),
                fmt::format("{}: half of the rates from age 10 to 40 are above {}, as per mille or per cent would be", what, implausible));
        if (!ends && shape_.kind == RateShape::Kind::chance)
            report_.warning(
                "E0572", place(last, rate),
                fmt::format("{} ends at {} with {}: some outlive the table", what, at(last), shortest(cell(last, rate).number)));
        if (falls > 0) report_.warning("E0573", place(fall, rate), fmt::format("{} falls with age at {}{}", what, at(fall), plural(falls)));
    }

    void check_seam(const Table& ultimate) {
        const auto issue = column("issue_age"), duration = column("duration");
        const RateShape other = shape_of(ultimate);
        const auto age =
            std::find_if(other.axes.begin(), other.axes.end(), [&](std::size_t axis) { return ultimate.rows.columns[axis] == "age"; });
        if (!issue || !duration || age == other.axes.end() || other.rates.empty()) return;
        std::map<double, double> after;
        for (const auto& row : ultimate.cells)
            if (row[*age].known() && row[other.rates.front()].known()) after[row[*age].number] = row[other.rates.front()].number;
        const std::size_t rate = shape_.rates.front();
        double first = 1;
        for (std::size_t row = 0; row < table_.cells.size(); ++row) first = std::min(first, cell(row, *duration).number);
        std::size_t below = 0, lowest = 0;
        for (const Run& run : runs(*duration, *duration)) {
            for (const auto& [here, row] : run) {
                const auto found = after.find(cell(row, *issue).number + here - first);
                if (found != after.end() && is_number(row, rate) && found->second < cell(row, rate).number && below++ == 0) lowest = row;
            }
            const auto& [here, row] = run.back();
            const double next = cell(row, *issue).number + here - first + 1;
            if (is_number(row, rate) && cell(row, rate).number < 1 && !after.contains(next))
                gap(row, rate,
                    fmt::format("the ultimate table '{}' has no age {}, which follows {} of table '{}'", ultimate.header.name,
                                shortest(next), at(row), table_.header.name));
        }
        if (below > 0)
            report_.warning("E0571", place(lowest, rate),
                            fmt::format("the ultimate rate is below the select rate of table '{}' at {}{}", table_.header.name, at(lowest),
                                        plural(below)));
    }

    const Table& table_;
    const Book& book_;
    Report& report_;
    RateShape shape_;
    std::size_t gaps_ = 0;
    std::set<std::pair<std::size_t, std::size_t>> empty_;  ///< told already, row and column
};

}  // namespace

bool check_rates(const Table& table, const Book& book, Report& report) { return RateCheck(table, book, report).check(); }

}  // namespace hearth
