// A monthly care policy to age 105 whose rates change with the time in care for sixty months: its premium by the product's text,
// against loops written by hand for just this policy, in the same run.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "hearth/base/math.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/model/set.hpp"

using namespace hearth;

namespace {

constexpr std::size_t months = 65 * 12, bands = 60, runs = 41;

/// All figures are invented.
const char* const text = R"toml(vocabulary = 1
illustrative = true
currency = "CNY"
[basis.best]
step = "month"
interest = "3 %"
[basis.best.rates]
"any -> dead" = "force(0.00022 + 0.0000027 * exp(0.117 * age))"
"well -> in_care" = "force(0.0008 + 0.0000016 * exp(0.09 * age))"
"in_care -> well" = "force(if held < 60 months then 0.8 * exp(-0.9 * held) else 0.01)"
"in_care -> dead" = "force(0.00022 + 0.0000027 * exp(0.117 * age) + (if held < 60 months then 0.05 * exp(-0.4 * held) else 0.007))"
[product.care]
model = "well <-> in_care; any -> dead"
ends = "state is dead or age >= 105"
asks = { a_month = "money" }
pay.premium = { from = "payer", every = "month", when = "state is well and age < 80", amount = "level_premium" }
pay.care = { to = "insured", every = "month", when = "state is in_care and held >= 3 months", amount = "a_month" }
value.level_premium = { basis = "best", solve = "pv(premiums) is pv(benefits)" }
)toml";

/// The middle of many runs, in milliseconds of the processor.
template <class Work>
double milliseconds(Work&& work) {
    std::vector<double> times;
    for (std::size_t i = 0; i < runs; ++i) {
        const std::clock_t from = std::clock();
        work();
        times.push_back(1000.0 * static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
    }
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return times[runs / 2];
}

/// Deaths first, the other move among those who are left; forces in the middle of the month.
double by_hand(double a_month) {
    const double v = power(1.03, -1.0 / 12);
    std::vector<double> benefit(bands + 2, 0.0), next(bands + 2, 0.0);
    double well_benefit = 0, well_premium = 0;
    std::vector<double> premium(bands + 2, 0.0), next_premium(bands + 2, 0.0);
    for (std::size_t k = months; k-- > 0;) {
        const double age = 40 + (static_cast<double>(k) + 0.5) / 12, deaths = 0.00022 + 0.0000027 * exponential(0.117 * age);
        const double die = -exponential_minus_one(-deaths / 12), fall = -exponential_minus_one(-(0.0008 + 0.0000016 * exponential(0.09 * age)) / 12);
        for (std::size_t d = 0; d <= bands; ++d) {
            const double held = (static_cast<double>(d) + 0.5) / 12;
            const double q = -exponential_minus_one(-(deaths + (d < bands ? 0.05 * exponential(-0.4 * held) : 0.007)) / 12);
            const double r = -exponential_minus_one(-(d < bands ? 0.8 * exponential(-0.9 * held) : 0.01) / 12);
            const std::size_t then = std::min(d + 1, bands);
            next[d] = (d >= 3 ? a_month : 0) + v * (1 - q) * (r * well_benefit + (1 - r) * benefit[then]);
            next_premium[d] = v * (1 - q) * (r * well_premium + (1 - r) * premium[then]);
        }
        const double paid = k < 40 * 12 ? 1 : 0;
        well_benefit = v * (1 - die) * (fall * benefit[0] + (1 - fall) * well_benefit);
        well_premium = paid + v * (1 - die) * (fall * premium[0] + (1 - fall) * well_premium);
        std::swap(benefit, next);
        std::swap(premium, next_premium);
    }
    return well_benefit / well_premium;
}

}  // namespace

int main() {
    Sources sources;
    Set set;
    Report report;
    const auto tree = read_toml(sources, sources.add("care.toml", text), report);
    if (tree) join(set, *tree, report);
    const Book book = bind(set, report);
    for (const Diagnostic& fault : report.sorted()) fmt::print(stderr, "{}: {} {}\n", sources.describe(fault.place), fault.code, fault.message);
    if (report.failed()) return 1;
    Given given;
    for (const auto& [name, number] : {std::pair("age", 40.0), std::pair("a_month", 1000.0)}) {
        auto leaf = std::make_shared<Expression>();
        leaf->ast.nodes.emplace_back().number = number;
        leaf->ast.root = 0;
        leaf->path = name;
        given[name] = std::move(leaf);
    }
    double premium = 0, expected = 0;
    const double product = milliseconds([&] { premium = Contract(book, book.products.front(), given, report).value("level_premium", {}); });
    const double hand = milliseconds([&] { expected = by_hand(1000); });
    const bool equal = std::fabs(premium - expected) <= 1e-10 * expected;
    fmt::print("{} months, {} durations: premium {:.6f} a month, by hand {:.6f}{}\n", months, bands, premium, expected, equal ? "" : ": NOT EQUAL");
    fmt::print("by hand {:.2f} ms, from the product's text {:.2f} ms, ratio {:.2f}\n", hand, product, product / hand);
    return equal ? 0 : 1;
}
