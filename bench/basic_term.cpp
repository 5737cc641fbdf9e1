// Basic term: the public model points and tables of another project, read where they are, as products of a TOML and policies of a CSV
// through the program itself, beside loops written by hand for just these products that make the same sums, in the same run. ME has
// policies in force and to come; M prices every policy on its own basis. usage: hearth_bench_basic HEARTH [FOLDER OF THE INPUTS [TILES]]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "basic_term.hpp"
#include "beside.hpp"
#include "plan_alone.hpp"

namespace {

using namespace hearth::bench::basic_term;
using hearth::bench::Time, hearth::bench::usual_time_of;

constexpr std::size_t lanes = 16;

/// Present values of premiums, claims, commissions, the first expense and those of each month: of one policy, or of all.
using Sums = std::array<double, 5>;

Sums sum_of(const std::vector<Sums>& all) {
    Sums sums{};
    for (const Sums& one : all)
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += one[i];
    return sums;
}

/// One policy after the other, every flow of every month.
Sums by_hand(const std::vector<Point>& points, const Rates& rates) {
    std::vector<Sums> all(points.size());
    for (const Point& p : points) {
        double here = p.count;
        const double premium = rates.premium(p);
        Sums mine{};
        for (int d = std::max(p.months, 0); d < 12 * p.term; ++d) {
            const auto t = static_cast<std::size_t>(d - p.months);
            const int y = d / 12;
            const double v = rates.discount[t],
                         q = rates.dead[static_cast<std::size_t>(p.age + y - youngest)][static_cast<std::size_t>(std::min(y, 5))];
            mine[0] += here * v;
            mine[1] += here * q * v;
            if (y == 0) mine[2] += here * v;
            if (d == 0) mine[3] += here * v;
            mine[4] += here * rates.upkeep[t];
            here -= here * q;
            here -= here * lapses()[static_cast<std::size_t>(std::min(y, 4))];
        }
        all[p.number] = {mine[0] * premium, mine[1] * p.sum, mine[2] * premium, mine[3] * 300, mine[4]};
    }
    return sum_of(all);
}

/// Some side by side that were issued in the same month: chances are read once a year of the policy, and what they multiply is added up
/// over the year.
__attribute__((target_clones("default", "avx2", "avx512f"))) void beside(const Point* points, std::size_t count, const Rates& rates,
                                                                         std::vector<Sums>& all) {
    double here[lanes] = {}, premium[lanes] = {}, claim[lanes] = {}, first[lanes] = {}, upkeep[lanes] = {}, outset[lanes] = {};
    int last = 0;
    for (std::size_t i = 0; i < count; ++i) {
        here[i] = points[i].count;
        last = std::max(last, 12 * points[i].term);
    }
    const int months = points[0].months;
    if (months <= 0)
        for (std::size_t i = 0; i < count; ++i) outset[i] = 300 * here[i] * rates.discount[static_cast<std::size_t>(-months)];
    for (int d = std::max(months, 0); d < last;) {
        const int y = d / 12, until = 12 * (y + 1);
        double q[lanes] = {}, stays[lanes] = {}, paid[lanes] = {}, costs[lanes] = {};
        for (std::size_t i = 0; i < count; ++i) {
            if (y >= points[i].term) here[i] = 0;
            q[i] = rates.dead[static_cast<std::size_t>(points[i].age + y - youngest)][static_cast<std::size_t>(std::min(y, 5))];
            stays[i] = (1 - q[i]) * (1 - lapses()[static_cast<std::size_t>(std::min(y, 4))]);
        }
        for (; d < until; ++d) {
            const double v = rates.discount[static_cast<std::size_t>(d - months)], u = rates.upkeep[static_cast<std::size_t>(d - months)];
            for (std::size_t i = 0; i < lanes; ++i) {
                paid[i] += here[i] * v;
                costs[i] += here[i] * u;
                here[i] *= stays[i];
            }
        }
        for (std::size_t i = 0; i < lanes; ++i) {
            premium[i] += paid[i];
            claim[i] += paid[i] * q[i];
            upkeep[i] += costs[i];
            if (y == 0) first[i] = paid[i];
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double due = rates.premium(points[i]);
        all[points[i].number] = {premium[i] * due, claim[i] * points[i].sum, first[i] * due, outset[i], upkeep[i]};
    }
}

Sums side_by_side(std::vector<Point> points, const Rates& rates, std::size_t threads) {
    // Those together that were issued in the same month and end together.
    constexpr int most = 512, terms = 32;
    std::vector<std::vector<Point>> like(2 * most * terms);
    for (const Point& p : points) like[static_cast<std::size_t>((p.months + most) * terms + p.term)].push_back(p);
    points.clear();
    for (const auto& some : like) points.insert(points.end(), some.begin(), some.end());
    std::vector<std::pair<std::size_t, std::size_t>> groups;
    for (std::size_t first = 0, last = 0; first < points.size(); first = last) {
        while (last < points.size() && last - first < lanes && points[last].months == points[first].months) ++last;
        groups.emplace_back(first, last);
    }
    std::vector<Sums> all(points.size());
    hearth::bench::side_by_side(threads, [&](std::size_t thread) {
        for (std::size_t g = thread; g < groups.size(); g += threads)
            beside(&points[groups[g].first], groups[g].second - groups[g].first, rates, all);
    });
    return sum_of(all);
}

/// Premiums, claims, expenses, commissions.
using Told = std::array<double, 4>;
Told told(const Sums& sums) { return {sums[0], sums[1], sums[3] + sums[4], sums[2]}; }
double worst_of(const Told& found, const Told& right) {
    double worst = 0;
    for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, std::fabs(found[i] / right[i] - 1));
    return worst;
}

struct Run {
    std::string program, folder;
    int status = 0;
    Time project(const std::string& file, const std::string& options) {
        const std::string command = fmt::format("{0} project --policies {1}/{2}.csv {3} -o {1}/result.csv", program, folder, file, options);
        return usual_time_of([&] { status = std::max(status, hearth::bench::status_of(command)); });
    }
    /// The loops by hand and the program on some points; `right`: what they come to.
    void compare(const std::string& title, const std::string& file, const std::string& its, const std::vector<Point>& points,
                 const Rates& rates, const Told& right, bool alone = true) {
        const std::string options = fmt::format("--product {}/{}.toml{}", folder, its,
                                                its == "me" ? fmt::format(" --as-of {}-01-01", first_year) : std::string());
        double live = 0;
        for (const Point& p : points) live += 12 * p.term - std::max(p.months, 0);
        write_points(folder + "/" + file + ".csv", points);
        fmt::print(
            "{}: {} policies, {:.1f} million policy-months in force; seconds passed, of the processors, million policy-months a second of "
            "a processor\n",
            title, points.size(), 1e-6 * live);
        Time hand[3];
        const auto tell = [&](const std::string& what, const Time& time, const Sums& sums) {
            const double off = worst_of(told(sums), right);
            fmt::print("{:<34} {:8.4f} {:8.4f} {:8.1f}; {:6.2f} times by hand, {:6.2f} times side by side; off {:.1e}\n", what, time.wall,
                       time.processor, 1e-6 * live / time.processor, time.processor / hand[0].processor, time.processor / hand[1].processor,
                       off);
            if (!(off < 1e-9)) status = std::max(status, 1);
        };
        Sums sums{};
        hand[0] = usual_time_of([&] { sums = by_hand(points, rates); });
        Sums together{};
        hand[1] = usual_time_of([&] { together = side_by_side(points, rates, 1); });
        tell("by hand", hand[0], sums);
        tell("by hand, side by side", hand[1], together);
        hand[2] = usual_time_of([&] { together = side_by_side(points, rates, 2); });
        tell("by hand, side by side, two threads", hand[2], together);
        if (alone) {
            const Time plan = hearth::bench::plan_alone(
                folder + "/" + its + ".toml", folder + "/" + file + ".csv",
                its == "me" ? std::optional(*hearth::Date::from_civil(first_year, 1, 1)) : std::nullopt);
            fmt::print("{:<34} {:8.4f} {:8.4f} {:8.1f}; {:6.2f} times by hand, {:6.2f} times side by side\n", "the plan, inputs loaded",
                       plan.wall, plan.processor, 1e-6 * live / plan.processor, plan.processor / hand[0].processor,
                       plan.processor / hand[1].processor);
        }
        const Time reading = hearth::bench::reading_alone(folder + "/" + file + ".csv");
        write_points(folder + "/one.csv", {points.front()});
        const Time one = project("one", options);
        fmt::print("{:<34} {:8.4f} {:8.4f}\n{:<34} {:8.4f} {:8.4f}\n", "reading the rows alone", reading.wall, reading.processor,
                   "hearth, one policy", one.wall, one.processor);
        double passed = 0;
        for (const int threads : {1, 2}) {
            const Time time = project(file, fmt::format("{} --threads {}", options, threads));
            if (status != 0) return;
            tell(fmt::format("hearth, {}", threads == 1 ? "one thread" : "two threads"), time,
                 hearth::bench::sums_in<Sums>(folder + "/result.csv"));
            if (threads == 2) fmt::print("    two threads {:.2f} times as fast as one\n", passed / time.wall);
            else fmt::print("    {:.2f} times reading alone\n", time.processor / reading.processor);
            passed = time.wall;
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    hearth::keep_memory();
    const std::string from = argc > 2 ? argv[2] : "";
    if (!std::filesystem::exists(from + "/basicterm_me_mp.csv")) {
        fmt::print("basic term: not run, as its inputs are not there\n");
        return 0;
    }
    const std::size_t tiles = argc > 3 ? static_cast<std::size_t>(std::atol(argv[3])) : 100;
    Run run{argv[1], (std::filesystem::temp_directory_path() / "hearth.XXXXXX").string()};
    if (::mkdtemp(run.folder.data()) == nullptr) return 5;
    const std::string& folder = run.folder;

    const Rates me = write_me(from, folder);
    std::vector<Point> points = points_of_me(from);
    const Told right_me = {3444084588.303821611484, 2896704750.296046416900, 241121193.047100052419, 91112512.892082932059};
    const auto scaled = [](Told sums, double factor) {
        for (double& one : sums) one *= factor;
        return sums;
    };
    run.compare("basic term ME", "me", "me", points, me, right_me);
    run.compare("tiled: repeated cells", "tiled", "me", tiled(points, tiles, false), me,
                scaled(right_me, static_cast<double>(tiles)), false);
    const std::vector<Point> different = tiled(points, std::max<std::size_t>(tiles / 10, 1), true);
    run.compare("tiled, sums that differ", "different", "me", different, me, told(by_hand(different, me)));

    Rates m = rates_of(from + "/mort_table.csv", from + "/disc_rate_ann.csv", folder, "m");
    write_product(folder, "net", "m", "me", "month", "1 CNY", "1 CNY");
    write_product(folder, "m", "m", "m", "month", "round(1.5 * premium_rate * sum_assured, 0.01)", "sum_assured");
    points.clear();
    std::map<std::pair<int, int>, Point> kinds;
    for (const auto& row : rows_of(from + "/basicterm_m_mp.csv")) {
        points.push_back({whole(row[1]), whole(row[3]), 0, 1, number(row[5]), points.size()});
        kinds.try_emplace({points.back().age, points.back().term}, points.back());
    }
    // The program prices a sum of 1 of each age and term; its answer is a table of the product.
    std::vector<Point> units;
    for (const auto& [kind, point] : kinds) units.push_back(point);
    write_points(folder + "/units.csv", units);
    const Time pricing = run.project("units", fmt::format("--product {}/net.toml --group age,policy_term", folder));
    fmt::print("basic term M: {} net premiums in {:.3f} seconds of the processor\n", units.size(), pricing.processor);
    std::ofstream prices(folder + "/premium_m.csv");
    prices << "age_at_entry,policy_term,rate\n";
    for (const auto& row : rows_of(folder + "/result.csv")) {
        const double rate = number(row[5]) / number(row[4]);  // pv(claim), pv(premium)
        m.price.at(static_cast<std::size_t>(whole(row[0]) - youngest)).at(static_cast<std::size_t>(whole(row[1]))) = 1.5 * rate;
        prices << fmt::format("{},{},{}\n", row[0], row[1], rate);
    }
    prices.close();
    const Told right_m = {99647591.576725832429, 66431712.074479961267, 9257014.144162589489, 9469234.823479166766};
    run.compare("basic term M", "m", "m", points, m, right_m);
    run.compare("tiled: repeated cells", "tiled", "m", tiled(points, tiles, false), m,
                scaled(right_m, static_cast<double>(tiles)), false);
    std::filesystem::remove_all(folder);
    return run.status == 0 ? 0 : 1;
}
