// What portfolios pay by month: basic term ME and four-state care through the program itself, beside loops written by hand for just these
// products that come to the same: the present values of each policy, and of each month what all pay together and how many are in force, added
// up plainly and, as the program does it, exactly.
// usage: hearth_bench_months HEARTH [POLICIES OF CARE [FOLDER OF THE INPUTS]]: without the folder basic term is not run
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "basic_term.hpp"
#include "beside.hpp"
#include "care.hpp"
#include "hearth/engine/period_tally.hpp"
#include "hearth/kernels/lined.hpp"
#include "plan_alone.hpp"

namespace {

namespace term = hearth::bench::basic_term;
namespace care = hearth::bench::care;
using hearth::bench::Time, hearth::bench::usual_time_of;

constexpr std::size_t lanes = 16;
/// Of each month, and of each of the lanes: in force as it ends, then what is paid.
template <std::size_t numbers>
using Months = hearth::kernels::Lined<std::array<std::array<double, lanes>, numbers>>;
/// Of each month.
template <std::size_t numbers>
using Totals = std::vector<std::array<double, numbers>>;

/// Where lanes leave what they come to in each month: added to what others left there, or, up to a year of it, to exact sums.
template <std::size_t numbers, bool exact>
struct Sums {
    Months<numbers> plain = Months<numbers>(), year = Months<numbers>(12);
    hearth::PeriodTally tally = hearth::PeriodTally(numbers);
    std::vector<hearth::ExactSum> before;  ///< what it had no room for
    std::size_t packs = 0;
    hearth::kernels::Lined<double> ones = hearth::kernels::Lined<double>(lanes, 1.0);
    std::array<const double*, numbers> weights{};
    std::array<std::uint32_t, numbers> which{};

    explicit Sums(std::size_t months) : plain(exact ? 0 : months) {
        tally.reach(exact ? months : 0);
        weights.fill(ones.data());
        for (std::uint32_t n = 0; n < numbers; ++n) which[n] = n;
    }
    void empty_tally() {
        before.resize(tally.periods() * numbers);
        for (std::size_t i = 0; i < before.size(); ++i) tally.add_to(before[i], i / numbers, i % numbers);
        const std::size_t months = tally.periods();
        tally = hearth::PeriodTally(numbers);
        tally.reach(months);
    }
    void end_pack() {
        if (exact && ++packs % 1024 == 0) empty_tally();
    }
    std::array<std::array<double, lanes>, numbers>& at(std::size_t month, std::size_t of_year) { return exact ? year[of_year] : plain[month]; }
    void end_year(std::size_t month, std::size_t steps) {
        if (!exact) return;
        hearth::kernels::Tallying all;
        all.numbers = year[0][0].data();
        all.weights = weights.data();
        all.which = which.data();
        all.which_count = numbers;
        all.steps = steps;
        tally.add(hearth::kernels::widest(), all, month);
        std::fill_n(year[0][0].data(), steps * numbers * lanes, 0.0);
    }
};

template <std::size_t numbers, bool exact>
Totals<numbers> totals_of(std::vector<Sums<numbers, exact>>& threads, std::size_t months) {
    Totals<numbers> out(months);
    for (Sums<numbers, exact>& all : threads) all.empty_tally();
    for (std::size_t month = 0; month < months; ++month)
        for (std::size_t n = 0; n < numbers; ++n) {
            hearth::ExactSum sum;
            for (const Sums<numbers, exact>& all : threads)
                if (exact) sum.add(all.before[month * numbers + n]);
                else
                    for (const double one : all.plain[month][n]) out[month][n] += one;
            if (exact) out[month][n] = sum.rounded();
        }
    return out;
}

/// In force, premiums, claims, commissions, the first expense, that of each month.
constexpr std::size_t of_term = 6, of_care = 5;

/// Policies of one month of issue side by side; chances are read once a year of the policy.
template <bool exact>
__attribute__((always_inline)) inline void run_term_of(const term::Point* points, std::size_t count, const term::Rates& rates,
                                                                           const double* upkeep, Sums<of_term, exact>& months, std::vector<std::array<double, 5>>& worth) {
    double here[lanes] = {}, due[lanes] = {}, sum[lanes] = {}, pv[5][lanes] = {};
    int last = 0;
    for (std::size_t i = 0; i < count; ++i) {
        here[i] = points[i].count;
        due[i] = rates.premium(points[i]);
        sum[i] = points[i].sum;
        last = std::max(last, 12 * points[i].term);
    }
    const int begun = points[0].months;
    if (begun <= 0)
        for (std::size_t i = 0; i < count; ++i) {
            const auto now = static_cast<std::size_t>(-begun);
            pv[3][i] = 300 * here[i] * rates.discount[now];
            months.at(now, begun < 0 ? 1u : 0u)[4][i] += 300 * here[i];
            if (begun < 0) months.at(now - 1, 0)[0][i] += here[i];  // issued as that month ends
        }
    if (begun <= 0) months.end_year(static_cast<std::size_t>(std::max(-begun - 1, 0)), begun < 0 ? std::size_t{2} : std::size_t{1});
    for (int d = std::max(begun, 0); d < last;) {
        const int y = d / 12, until = 12 * (y + 1);
        double q[lanes] = {}, stays[lanes] = {}, goes_on[lanes] = {};
        for (std::size_t i = 0; i < count; ++i) {
            if (y >= points[i].term) here[i] = 0;
            q[i] = rates.dead[static_cast<std::size_t>(points[i].age + std::min(y, points[i].term - 1) - term::youngest)][static_cast<std::size_t>(std::min(y, 5))];
            stays[i] = (1 - q[i]) * (1 - term::lapses()[static_cast<std::size_t>(std::min(y, 4))]);
            goes_on[i] = y + 1 < points[i].term ? 1 : 0;
        }
        const int from = d;
        for (; d < until; ++d) {
            const auto t = static_cast<std::size_t>(d - begun);
            const double v = rates.discount[t], u = upkeep[t];
            auto& now = months.at(t, static_cast<std::size_t>(d - from));
            for (std::size_t i = 0; i < lanes; ++i) {
                const double premium = here[i] * due[i], claim = here[i] * q[i] * sum[i], costs = here[i] * u;
                now[1][i] += premium;
                now[2][i] += claim;
                now[5][i] += costs;
                pv[0][i] += premium * v;
                pv[1][i] += claim * v;
                pv[4][i] += costs * v;
            }
            for (std::size_t i = 0; y == 0 && i < lanes; ++i) now[3][i] += here[i] * due[i];
            for (std::size_t i = 0; i < lanes; ++i) {
                here[i] *= stays[i];
                now[0][i] += d + 1 < until ? here[i] : here[i] * goes_on[i];
            }
        }
        months.end_year(static_cast<std::size_t>(from - begun), static_cast<std::size_t>(until - from));
        for (std::size_t i = 0; y == 0 && i < lanes; ++i) pv[2][i] = pv[0][i];
    }
    for (std::size_t i = 0; i < count; ++i) worth[points[i].number] = {pv[0][i], pv[1][i], pv[2][i], pv[3][i], pv[4][i]};
}

__attribute__((target_clones("default", "avx2", "avx512f"))) void run_term(const term::Point* points, std::size_t count, const term::Rates& rates, const double* upkeep,
                                                                           Sums<of_term, false>& months, std::vector<std::array<double, 5>>& worth) {
    run_term_of(points, count, rates, upkeep, months, worth);
}
__attribute__((target_clones("default", "avx2", "avx512f"))) void run_term_exactly(const term::Point* points, std::size_t count, const term::Rates& rates, const double* upkeep,
                                                                                   Sums<of_term, true>& months, std::vector<std::array<double, 5>>& worth) {
    run_term_of(points, count, rates, upkeep, months, worth);
}

template <bool exact>
Totals<of_term> term_by_hand(std::vector<term::Point> points, const term::Rates& rates, std::size_t threads) {
    std::stable_sort(points.begin(), points.end(), [](const term::Point& a, const term::Point& b) { return std::pair(a.months, a.term) < std::pair(b.months, b.term); });
    std::vector<double> upkeep(term::most_months);
    for (std::size_t t = 0; t < upkeep.size(); ++t) upkeep[t] = 5 * std::pow(1.01, static_cast<double>(t) / 12);
    std::vector<std::array<double, 5>> worth(points.size());
    std::vector<Sums<of_term, exact>> all;
    for (std::size_t i = 0; i < threads; ++i) all.emplace_back(term::most_months);
    hearth::bench::side_by_side(threads, [&](std::size_t thread) {
        const std::size_t end = points.size() * (thread + 1) / threads;
        for (std::size_t first = points.size() * thread / threads, last = first; first < end; first = last) {
            while (last < end && last - first < lanes && points[last].months == points[first].months) ++last;
            if constexpr (exact) run_term_exactly(&points[first], last - first, rates, upkeep.data(), all[thread], worth);
            else run_term(&points[first], last - first, rates, upkeep.data(), all[thread], worth);
            all[thread].end_pack();
        }
    });
    return totals_of(all, term::most_months);
}

/// In force, premiums, care when mild, care when severe, upkeep: those together whose age changes in the same month.
template <bool exact>
__attribute__((always_inline)) inline void run_care_of(const care::Point* points, std::size_t count, const care::Rates& monthly,
                                                                           const std::array<double, care::months + 1>& discount, const double* upkeep,
                                                                           Sums<of_care, exact>& all, std::array<double, 4>* worth) {
    double h[lanes] = {}, m[lanes] = {}, s[lanes] = {}, due[lanes] = {}, of_mild[lanes] = {}, of_severe[lanes] = {}, until[lanes] = {}, q[10][lanes] = {}, pv[4][lanes] = {};
    for (std::size_t i = 0; i < count; ++i) {
        const care::Point& p = points[i];
        (p.state == 0 ? h : p.state == 1 ? m : s)[i] = p.count;
        due[i] = p.premium;
        of_mild[i] = 0.5 * p.benefit;
        of_severe[i] = p.benefit;
        until[i] = p.prem_months;
    }
    for (int t = 0; t < care::months; ++t) {
        if (t == 0 || (points[0].age_months + t) % 12 == 0)
            for (std::size_t i = 0; i < count; ++i) {
                const care::Point& p = points[i];
                const auto& row = monthly[p.female ? 1 : 0][static_cast<std::size_t>(std::min(care::oldest, p.age + (p.age_months + t) / 12) - care::youngest)];
                for (std::size_t r = 0; r < 7; ++r) q[r][i] = row[r];
                q[7][i] = 1 - row[0] - row[1] - row[2];
                q[8][i] = 1 - row[3] - row[4] - row[5];
                q[9][i] = 1 - row[6];
            }
        const auto at = static_cast<std::size_t>(t);
        const double v = discount[at], u = upkeep[at], month = t;
        auto& now = all.at(at, at % 12);
        for (std::size_t i = 0; i < lanes; ++i) {
            const double premium = month < until[i] ? h[i] * due[i] : 0, mild = m[i] * of_mild[i], severe = s[i] * of_severe[i], costs = (h[i] + m[i] + s[i]) * u;
            now[1][i] += premium;
            now[2][i] += mild;
            now[3][i] += severe;
            now[4][i] += costs;
            pv[0][i] += premium * v;
            pv[1][i] += mild * v;
            pv[2][i] += severe * v;
            pv[3][i] += costs * v;
            const double next_h = h[i] * q[7][i] + m[i] * q[3][i], next_m = h[i] * q[0][i] + m[i] * q[8][i];
            s[i] = h[i] * q[1][i] + m[i] * q[4][i] + s[i] * q[9][i];
            h[i] = next_h;
            m[i] = next_m;
            now[0][i] += h[i] + m[i] + s[i];
        }
        if (t % 12 == 11) all.end_year(at - 11, 12);
    }
    for (std::size_t i = 0; i < count; ++i) worth[i] = {pv[0][i], pv[1][i], pv[2][i], pv[3][i]};
}

__attribute__((target_clones("default", "avx2", "avx512f"))) void run_care(const care::Point* points, std::size_t count, const care::Rates& monthly,
                                                                           const std::array<double, care::months + 1>& discount, const double* upkeep, Sums<of_care, false>& all,
                                                                           std::array<double, 4>* worth) {
    run_care_of(points, count, monthly, discount, upkeep, all, worth);
}
__attribute__((target_clones("default", "avx2", "avx512f"))) void run_care_exactly(const care::Point* points, std::size_t count, const care::Rates& monthly,
                                                                                   const std::array<double, care::months + 1>& discount, const double* upkeep, Sums<of_care, true>& all,
                                                                                   std::array<double, 4>* worth) {
    run_care_of(points, count, monthly, discount, upkeep, all, worth);
}

template <bool exact>
Totals<of_care> care_by_hand(std::vector<care::Point> points, const care::Rates& yearly, const std::array<double, care::months + 1>& discount, std::size_t threads) {
    const care::Rates monthly = care::monthly_of(yearly);
    std::stable_sort(points.begin(), points.end(), [](const care::Point& a, const care::Point& b) { return a.age_months < b.age_months; });
    std::vector<double> upkeep(care::months);
    for (std::size_t t = 0; t < upkeep.size(); ++t) upkeep[t] = 5 * std::pow(1.02, static_cast<double>(t) / 12);
    std::vector<std::array<double, 4>> worth(points.size());
    std::vector<Sums<of_care, exact>> all;
    for (std::size_t i = 0; i < threads; ++i) all.emplace_back(care::months);
    hearth::bench::side_by_side(threads, [&](std::size_t thread) {
        const std::size_t end = points.size() * (thread + 1) / threads;
        for (std::size_t first = points.size() * thread / threads, last = first; first < end; first = last) {
            while (last < end && last - first < lanes && points[last].age_months == points[first].age_months) ++last;
            if constexpr (exact) run_care_exactly(&points[first], last - first, monthly, discount, upkeep.data(), all[thread], &worth[first]);
            else run_care(&points[first], last - first, monthly, discount, upkeep.data(), all[thread], &worth[first]);
            all[thread].end_pack();
        }
    });
    Totals<of_care> out = totals_of(all, care::months);
    out.back()[0] = 0;  // nobody is in force when the contract has ended
    return out;
}

/// The lines of a result behind that of the day: from its second number or its third on.
template <std::size_t numbers>
Totals<numbers> result_in(const std::string& path, std::size_t skip) {
    Totals<numbers> out;
    std::ifstream file(path);
    std::string line;
    for (int i = 0; i < 2; ++i) std::getline(file, line);
    while (std::getline(file, line)) {
        std::size_t at = 0;
        for (std::size_t i = 0; i < skip; ++i) at = line.find(',', at) + 1;
        auto& now = out.emplace_back();
        for (double& one : now) {
            one = std::strtod(line.c_str() + at, nullptr);
            at = line.find(',', at) + 1;
        }
    }
    return out;
}

/// The largest difference in a month, to the largest number of its kind in any month.
template <std::size_t numbers>
double worst_of(const Totals<numbers>& found, const Totals<numbers>& right) {
    std::array<double, numbers> largest{};
    for (const auto& month : right)
        for (std::size_t n = 0; n < numbers; ++n) largest[n] = std::max(largest[n], std::fabs(month[n]));
    double worst = 0;
    for (std::size_t month = 0; month < std::max(found.size(), right.size()); ++month)
        for (std::size_t n = 0; n < numbers; ++n)
            worst = std::max(worst, std::fabs((month < found.size() ? found[month][n] : 0) - (month < right.size() ? right[month][n] : 0)) / largest[n]);
    return worst;
}

int status = 0;

/// `by_hand(threads, exact)`, the plan alone and the program on a file of policies.
template <std::size_t numbers, class ByHand>
void compare(const std::string& title, double million, const std::string& program, const std::string& folder, const std::string& file, const std::string& product,
             std::optional<hearth::Date> as_of, const ByHand& by_hand) {
    fmt::print("{}, by month: {:.1f} million policy-months; seconds passed, of the processors, million policy-months a second of a processor\n", title, million);
    Totals<numbers> right;
    double one = 0, passed[2] = {0, 0};
    const auto tell = [&](const std::string& what, const Time& time, const std::string& more) {
        fmt::print("{:<34} {:8.4f} {:8.4f} {:8.1f}; {:.2f} times by hand{}\n", what, time.wall, time.processor, million / time.processor, time.processor / one, more);
    };
    for (const std::size_t threads : {1u, 2u}) {
        const Time time = usual_time_of([&] { right = by_hand(threads, false); });
        if (threads == 1) one = time.processor;
        passed[threads - 1] = time.wall;
        tell(threads == 1 ? "by hand, side by side" : "the same, two threads", time, threads == 1 ? "" : fmt::format("; {:.2f} times as fast", passed[0] / time.wall));
    }
    const Time exact = usual_time_of([&] { right = by_hand(1, true); });
    tell("by hand, exact sums", exact, "");
    const std::string toml = folder + "/" + product + ".toml", csv = folder + "/" + file + ".csv";
    tell("the plan, inputs loaded", hearth::bench::plan_alone(toml, csv, as_of, hearth::By::month), "");
    for (const std::size_t threads : {1u, 2u}) {
        const std::string command = fmt::format("{} project --policies {} --product {}{} --by month --threads {} -o {}/result.csv", program, csv, toml,
                                                as_of ? " --as-of " + as_of->text() : "", threads, folder);
        int failed = 0;
        const Time time = usual_time_of([&] { failed = std::max(failed, hearth::bench::status_of(command)); });
        if (failed != 0) {
            status = 1;
            return;
        }
        const double off = worst_of(result_in<numbers>(folder + "/result.csv", as_of ? 2 : 1), right);
        tell(threads == 1 ? "hearth, one thread" : "hearth, two threads", time,
             fmt::format("; off {:.1e}{}", off, threads == 1 ? "" : fmt::format("; {:.2f} times as fast", passed[0] / time.wall)));
        passed[0] = time.wall;
        if (!(off < 1e-9)) status = 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    hearth::keep_memory();
    std::string folder = (std::filesystem::temp_directory_path() / "hearth.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return 5;
    const std::size_t count = argc > 2 ? static_cast<std::size_t>(std::atol(argv[2])) : 20'000;
    const std::string from = argc > 3 ? argv[3] : "";
    const bool known = std::filesystem::exists(from + "/basicterm_me_mp.csv");
    if (known) {
        const term::Rates rates = term::write_me(from, folder);
        for (const std::size_t tiles : {1u, 10u}) {
            const std::vector<term::Point> points = term::tiled(term::points_of_me(from), tiles, true);
            double live = 0;
            for (const term::Point& p : points) live += 12 * p.term - std::max(p.months, 0);
            term::write_points(folder + "/me.csv", points);
            compare<of_term>(fmt::format("basic term ME, {} policies", points.size()), 1e-6 * live, argv[1], folder, "me", "me",
                             hearth::Date::from_civil(term::first_year, 1, 1), [&](std::size_t threads, bool exact) { return exact ? term_by_hand<true>(points, rates, threads) : term_by_hand<false>(points, rates, threads); });
        }
    } else {
        fmt::print("basic term: not run, as its inputs are not there\n");
    }
    const care::Care care = care::write_care(folder, count, known ? (from + "/disc_rate_ann_me.csv").c_str() : nullptr);
    compare<of_care>(fmt::format("four-state care, {} policies", count), 1e-6 * care::months * static_cast<double>(count), argv[1], folder, "policies", "care", std::nullopt,
                     [&](std::size_t threads, bool exact) {
                         return exact ? care_by_hand<true>(care.points, care.rates, care.discount, threads) : care_by_hand<false>(care.points, care.rates, care.discount, threads);
                     });
    std::filesystem::remove_all(folder);
    return status;
}
