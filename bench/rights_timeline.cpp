// How long the life course of a family takes, against reading and checking the same text and against deciding every rule on every day
// visited, in the same run.
#include <algorithm>
#include <ctime>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "family_of_seven.hpp"
#include "hearth/rights/family_rights.hpp"
#include "hearth/rights/figures.hpp"

using namespace hearth;
using namespace hearth::bench;

namespace {

constexpr int runs = 21;

/// The middle of many runs, in milliseconds of the processor.
template <class Work>
double milliseconds(Work&& work) {
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const std::clock_t from = std::clock();
        work();
        times.push_back(1000.0 * static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
    }
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return times[runs / 2];
}

}  // namespace

int main() {
    const std::string text = family() + programmes();
    Read read(text);
    const Family& seven = read.book.families.front();
    Rulebook rules(read.book, &seven, read.report);
    for (const Diagnostic& fault : read.report.sorted()) fmt::print(stderr, "{}: {} {}\n", read.sources.describe(fault.place), fault.code, fault.message);
    if (read.report.failed()) return 1;
    const FamilyFacts facts(read.book, seven, figures_of(read.book, seven));
    Timeline once(rules, facts);
    once.run();
    const double baseline = milliseconds([&] { Read again(text); });
    const double course = milliseconds([&] { Timeline(rules, facts).run(); });
    const double everything = milliseconds([&] {
        Timeline all(rules, facts);
        all.decide_everything();
        all.run();
    });
    fmt::print("{} people, {} policies, {} rights; {} to {}, {} days visited, {} events\n", facts.persons(), facts.policies(), rules.rights().size(), once.first_day().text(),
               once.horizon().text(), once.visits(), once.events().size());
    fmt::print("reading and checking {:.2f} ms; timeline {:.2f} ms, ratio {:.2f}; every rule on every day visited {:.2f} ms, ratio {:.2f}\n", baseline, course,
               course / baseline, everything, everything / baseline);
    return 0;
}
