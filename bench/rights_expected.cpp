// What is expected of the rights of a family: exactly, and of 10,000 simulated lives, against one life course of the same family in the
// same run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "family_of_seven.hpp"
#include "hearth/rights/expected.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"

using namespace hearth;
using namespace hearth::bench;

namespace {

constexpr std::uint32_t paths = 10'000;

/// The middle of several runs, in milliseconds that pass.
template <class Work>
double milliseconds(int runs, Work&& work) {
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const auto from = std::chrono::steady_clock::now();
        work();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
    }
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return times[static_cast<std::size_t>(runs / 2)];
}

/// Everybody is alive on the day; their levels, which change, do not say so.
std::string living(std::string text) {
    const std::string level = ", level = 0 }";
    for (std::size_t at = text.find(level); at != std::string::npos; at = text.find(level, at + 1)) text.replace(at, level.size(), ", level = 0, state = \"alive\" }");
    return text;
}

}  // namespace

int main() {
    const Read read(living(family()) + programmes());
    const Family& seven = read.book.families.front();
    Report report = read.report;
    LifeFigures lives = lives_of(read.book, seven, report);
    FamilyRights rights(read.book, seven, figures_of(read.book, seven), std::move(lives), report);
    for (const Diagnostic& fault : report.sorted())
        fmt::print(stderr, "{}: {} {}\n", read.sources.describe(fault.place), fault.code, fault.message);
    if (report.failed()) return 1;
    const std::vector<Unit> units = units_of(rights);
    const double course = milliseconds(5, [&] { Timeline(rights.rules(), rights.facts()).run(); });
    std::vector<Expectation> found;
    Expecting how;
    const double exact = milliseconds(1, [&] { found = expectations(rights, units, how); });
    std::size_t rows = 0, refused = 0;
    std::map<std::string, std::size_t> methods;
    for (std::size_t i = 0; i < units.size(); ++i) {
        rows += units[i].people.size();
        refused += found[i].refused.size();
        ++methods[found[i].refused.empty() ? found[i].method : found[i].refused.begin()->second];
    }
    fmt::print("{} people, {} policies, {} rights; {} chains for {} rows, {} without figures\n", rights.facts().persons(),
               rights.facts().policies(), rights.rules().rights().size(), units.size(), rows, refused);
    for (const auto& [method, chains] : methods) fmt::print("  {} chains: {}\n", chains, method);
    fmt::print("one life course {:.1f} ms; exactly {:.0f} ms, ratio {:.1f}", course, exact, exact / course);
    how.paths = paths;
    for (const std::size_t threads : {1u, 2u}) {
        how.threads = threads;
        const double drawn = milliseconds(1, [&] { found = expectations(rights, units, how); });
        fmt::print("; {} lives on {} thread{} {:.1f} s, ratio {:.0f}", paths, threads, threads == 1 ? "" : "s", drawn / 1000,
                   drawn / course);
    }
    fmt::print("\n");
    return refused < rows ? 0 : 1;  // without figures nothing was measured
}
