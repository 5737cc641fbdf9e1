#include "policy_periods.hpp"

#include <algorithm>
#include <numeric>

namespace hearth {

namespace {

bool same(const RunOff::Kinds& a, const RunOff::Kinds& b) {
    return std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), [](const RunOff::Line& one, const RunOff::Line& other) {
        return one.name == other.name && one.premium == other.premium && one.benefit == other.benefit && one.expense == other.expense && one.money == other.money;
    });
}

}  // namespace

PolicyPeriods::Product& PolicyPeriods::product(const std::shared_ptr<const RunOff::Kinds>& kinds) {
    const auto found = std::find_if(products_.begin(), products_.end(), [&](const Product& one) { return one.kinds == kinds || same(*one.kinds, *kinds); });
    return found != products_.end() ? *found : products_.emplace_back(Product{kinds, {}, {}});
}

/// By period: one of the payments, or, behind the last, how many are in force.
const double* PolicyPeriods::Product::numbers(const Row& row, std::size_t number) const {
    return number == kinds->lines.size() ? row.in_force : row.paid + number * row.periods;
}

double PolicyPeriods::Product::weight(const Row& row, std::size_t number) const {
    return number == kinds->lines.size() || !kinds->lines[number].money ? row.count : row.monies;
}

std::size_t PolicyPeriods::Product::periods() const {
    return std::accumulate(rows.begin(), rows.end(), tally ? tally->periods() : 0, [](std::size_t most, const Row& row) { return std::max(most, row.periods); });
}

void PolicyPeriods::Product::add_rows() {
    constexpr std::size_t together = kernels::together;
    const std::size_t width = kinds->lines.size() + 1, all = periods();
    if (!tally) tally.emplace(width);
    tally->reach(all);
    const std::vector<double> ones(together, 1.0);
    const std::vector<const double*> weights(width, ones.data());
    std::vector<std::uint32_t> which(width);
    std::iota(which.begin(), which.end(), 0u);
    std::vector<double> weighed(all * width * together);
    for (std::size_t lane = 0; lane < rows.size(); ++lane) {
        const Row& row = rows[lane];
        for (std::size_t n = 0; n < width; ++n) {
            const double* const its = numbers(row, n);
            const double factor = weight(row, n);
            for (std::size_t period = 0; period < row.periods; ++period) weighed[(period * width + n) * together + lane] = its[period] * factor;
        }
    }
    kernels::Tallying lanes;
    lanes.numbers = weighed.data();
    lanes.weights = weights.data();
    lanes.which = which.data();
    lanes.which_count = static_cast<std::uint32_t>(width);
    lanes.steps = all;
    tally->add(kernels::widest(), lanes, 0);
    rows.clear();
}

void PolicyPeriods::Product::add_to(ExactSum& sum, std::size_t period, std::size_t n) const {
    if (tally && period < tally->periods()) tally->add_to(sum, period, n);
    for (const Row& row : rows)
        if (period < row.periods) sum.add(numbers(row, n)[period] * weight(row, n));
}

void PolicyPeriods::add(const RunOffView& unit, double scale, double count) {
    Product& its = product(unit.kinds);
    if (its.rows.size() == kernels::together) its.add_rows();
    its.rows.push_back({unit.paid.data(), unit.in_force.data(), unit.in_force.size(), scale * count, count});
}

void PolicyPeriods::add(const std::shared_ptr<const RunOff::Kinds>& of, const PeriodTally& all) {
    if (all.periods() == 0) return;
    Product& its = product(of);
    if (its.tally) its.tally->add(all);
    else its.tally = all;
}

void PolicyPeriods::tell(PolicySums& to) {
    for (Product& one : products_)
        if (one.tally ? !one.rows.empty() : one.rows.size() > 2) one.add_rows();
    /// Of each sum the numbers that it has of products.
    struct Sum {
        std::vector<double>* numbers = nullptr;
        std::vector<std::pair<const Product*, std::size_t>> of = {};
    };
    std::vector<Sum> sums;
    for (const Product& one : products_)
        for (const RunOff::Line& line : one.kinds->lines) to.line(line.name, line.money);
    const auto add = [&](std::vector<double>& numbers, const Product& one, std::size_t number) {
        const auto found = std::find_if(sums.begin(), sums.end(), [&](const Sum& sum) { return sum.numbers == &numbers; });
        Sum& its = found != sums.end() ? *found : sums.emplace_back(Sum{&numbers});
        its.of.emplace_back(&one, number);
    };
    for (const Product& one : products_) {
        for (std::size_t i = 0; i < one.kinds->lines.size(); ++i) {
            const RunOff::Line& line = one.kinds->lines[i];
            add(to.line(line.name, line.money).paid, one, i);
            if (!line.money) continue;
            if (line.premium) add(to.kinds[0].paid, one, i);
            if (line.benefit) add(to.kinds[1].paid, one, i);
            if (line.expense) add(to.kinds[2].paid, one, i);
        }
        add(to.in_force, one, one.kinds->lines.size());
    }
    for (Sum& one : sums) {
        std::size_t periods = 0;
        for (const auto& [product, number] : one.of) periods = std::max(periods, product->periods());
        one.numbers->assign(periods, 0.0);
        ExactSum sum;
        for (std::size_t period = 0; period < periods; ++period) {
            sum.clear();
            for (const auto& [product, number] : one.of) product->add_to(sum, period, number);
            (*one.numbers)[period] = sum.rounded();
        }
    }
}

}  // namespace hearth
