// Rate sheets of ten thousand cells of a care product of four states, with gross expenses, a return of premiums and a target margin, one whose
// cells differ in one sum that all payments follow and one whose cells are a calculation each: by `run_study` on two threads and on one,
// against some of the cells one after the other, each bound anew, in the same run. Time of the processor, of all threads together, and of a
// clock on the wall.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>

#include <fmt/format.h>

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
ends = "state is dead or age >= last_age"
asks = { benefit = "money", pay_years = "number", last_age = "number" }
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
vary = { age = [AGES], sex = ["male", "female"], pay_years = [YEARS], benefit = [1000, 2000, 5000, 8000], last_age = [85] }
show = ["gross"]
[study.apart]
run = "product.care"
vary = { age = [AGES], sex = ["male", "female"], pay_years = [YEARS], benefit = [1000], last_age = [85, 87, 89, 91] }
show = ["gross"]
)toml";

struct Time {
    double wall = 0, processor = 0;
};

template <class Work>
Time time_of(Work&& work) {
    const auto from = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(),
            static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC};
}

/// The text with whole numbers, from one to another, where a word stands.
std::string with_numbers(std::string all, const std::string& word, int from, int to) {
    std::string list;
    for (int i = from; i <= to; ++i) list += (i > from ? ", " : "") + std::to_string(i);
    for (std::size_t at = all.find(word); at != std::string::npos; at = all.find(word)) all.replace(at, word.size(), list);
    return all;
}

/// The premiums of a study of the set, in the order of its cells.
std::vector<double> premiums(const Set& set, const Study& study, std::size_t threads, Report& report) {
    std::vector<double> out;
    for (const auto& row : run_study({set, study, {}, threads}, report).frame.rows) out.push_back(std::get<double>(row[study.vary.size()]));
    return out;
}

/// A study on two threads, on one, and some of its cells alone.
bool measured(const Set& set, const Study& study, Report& report) {
    std::vector<double> two, one, alone;
    const Time on_two = time_of([&] { two = premiums(set, study, 2, report); });
    const Time on_one = time_of([&] { one = premiums(set, study, 1, report); });
    constexpr std::size_t apart = 97;  // a prime, so that every axis is seen
    bool equal = two == one;
    const Time by_itself = time_of([&] {
        for (std::size_t i = 0; i < one.size(); i += apart) {
            Study cell = study;
            std::size_t rest = i;
            for (std::size_t axis = study.vary.size(); axis-- > 0;) {
                const auto& values = study.vary[axis].values;
                cell.vary[axis].values = {values[rest % values.size()]};
                rest /= values.size();
            }
            alone.push_back(premiums(set, cell, 1, report).front());
            equal = equal && alone.back() == one[i];
        }
    });
    if (report.failed() || !equal) {
        fmt::print("NOT EQUAL\n");
        return false;
    }
    const auto each = [](const Time& time, std::size_t cells) { return 1000 * time.processor / static_cast<double>(cells); };
    fmt::print(
        "{}, {} cells: two threads {:.2f} s, {:.3f} ms of a core a cell; one thread {:.2f} s, {:.3f} ms; {} of them alone {:.2f} ms a cell; "
        "ratio {:.1f}\n",
        study.header.name, two.size(), on_two.wall, each(on_two, two.size()), on_one.wall, each(on_one, one.size()), alone.size(),
        each(by_itself, alone.size()), each(by_itself, alone.size()) / each(on_one, one.size()));
    return true;
}

}  // namespace

int main() {
    Sources sources;
    Set set;
    Report report;
    const auto tree =
        read_toml(sources, sources.add("care.toml", with_numbers(with_numbers(text, "AGES", 18, 65), "YEARS", 5, 30)), report);
    if (tree) join(set, *tree, report);
    const Book book = bind(set, report);
    for (const Diagnostic& fault : report.sorted())
        fmt::print(stderr, "{}: {} {}\n", sources.describe(fault.place), fault.code, fault.message);
    if (report.failed()) return 1;
    return std::all_of(book.studies.begin(), book.studies.end(), [&](const Study& study) { return measured(set, study, report); }) ? 0 : 1;
}
