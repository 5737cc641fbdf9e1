// A rate sheet of a care product of four states, with gross expenses, a return of premiums and a target margin: by `run_study`, against
// the same cells one after the other, each bound anew, in the same run. Time of a clock on the wall: threads are what is measured.
#include <chrono>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/study/study.hpp"

using namespace hearth;

namespace {

/// All figures are invented.
const char* const text = R"toml(vocabulary = 1
illustrative = true
currency = "CNY"
[basis.best]
step = "year"
interest = "3.5 %"
let.men = "if sex is male then 1 else 0.7"
[basis.best.rates]
"healthy -> mild" = "force(0.0008 * exp(0.07 * (age - 40)))"
"mild -> healthy" = "force(0.15)"
"mild -> severe" = "force(0.1 * exp(0.02 * (age - 40)))"
"severe -> mild" = "force(0.02)"
"healthy -> dead" = "force(0.001 * exp(0.09 * (age - 40)) * men)"
"mild -> dead" = "force(0.002 * exp(0.09 * (age - 40)) * men)"
"severe -> dead" = "force(0.1 + 0.004 * exp(0.09 * (age - 40)) * men)"
[basis.best.pay]
outset = { to = "expenses", on = "issue", amount = "60 % * annual_premium" }
yearly = { to = "expenses", on = "premium", amount = "5 % * premium" }
claims = { to = "expenses", every = "year", when = "state >= mild", amount = "2 % * benefit" }
[basis.reserving]
extends = "best"
interest = "3 %"
[product.care]
model = "healthy <-> mild <-> severe; any -> dead"
ends = "state is dead or age >= 85"
asks = { benefit = "money", pay_years = "number" }
reserve = "net_reserve"
[product.care.pay]
premium = { from = "payer", every = "year", when = "year <= pay_years and state is healthy", amount = "gross" }
care = { to = "insured", every = "year", when = "state >= mild", amount = "if state is severe then benefit else benefit / 2" }
refund = { to = "beneficiary", on = "-> dead", amount = "gross * min(year, pay_years)" }
[product.care.value]
net = { basis = "reserving", amount = "(pv(care) + pv(refund)) at issue / pv(1 for each premium) at issue" }
net_reserve = { basis = "reserving", amount = "pv(care) + pv(refund) - pv(net for each premium)" }
gross = { basis = "best", solve = "margin is 8 %" }
margin = { basis = "best", amount = "(pv(profit) / pv(premiums)) at (time: issue, interest: 9 %)" }
[study.sheet]
run = "product.care"
vary = { age = [25, 30, 35, 40, 45, 50, 55, 60], sex = ["male", "female"], pay_years = [5, 10, 15, 20], benefit = [1000, 2000, 3000, 5000, 8000] }
show = ["gross"]
)toml";

template <class Work>
double seconds(Work&& work) {
    const auto from = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

/// The premiums of a study of the set, in the order of its cells.
std::vector<double> premiums(const Set& set, const Study& study, std::size_t threads, Report& report) {
    std::vector<double> out;
    for (const auto& row : run_study({set, study, {}, threads}, report).frame.rows) out.push_back(std::get<double>(row[study.vary.size()]));
    return out;
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
    const Study& study = book.studies.front();
    std::vector<double> sheet, alone;
    const double together = seconds([&] { sheet = premiums(set, study, 0, report); });
    const double one = seconds([&] {
        Study cell = study;
        const auto each = [&](auto&& self, std::size_t axis) -> void {
            if (axis == study.vary.size()) {
                alone.push_back(premiums(set, cell, 1, report).front());
                return;
            }
            for (const Tree& value : study.vary[axis].values) {
                cell.vary[axis].values = {value};
                self(self, axis + 1);
            }
        };
        each(each, 0);
    });
    if (report.failed() || sheet != alone) {
        fmt::print("NOT EQUAL\n");
        return 1;
    }
    const auto count = static_cast<double>(sheet.size());
    fmt::print("{} cells, {} threads: {:.2f} s, {:.2f} ms a cell; one after the other, each bound anew {:.2f} s; ratio {:.2f}\n", sheet.size(),
               workers_for(sheet.size(), 0), together, 1000 * together / count, one, one / together);
    return 0;
}
