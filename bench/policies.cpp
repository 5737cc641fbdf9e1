// The four-state care benchmark: policies of a CSV and a product of a TOML through the program itself, as a process of its own, beside
// loops written by hand for just this product that make the same sums, in the same run: one policy after the other, sixteen side by
// side, and as a limit eight in vectors that the text names. Beside them the kernel of the program alone, on a tape of the same shape with
// chances that change once a year. usage: hearth_bench_policies HEARTH [POLICIES [DISCOUNTS.csv]]: "year,spot rate" lines; without the file
// the rates are 3 %
//        hearth_bench_policies points POLICIES FILE: the points as the benchmark defines their text
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "beside.hpp"
#include "care.hpp"
#include "plan_alone.hpp"
#include "hearth/kernels/advance.hpp"

namespace {

using namespace hearth::bench::care;
using hearth::bench::Time, hearth::bench::usual_time_of;

using Sums = std::array<double, 4>;

/// Present values of premiums, care when mild, care when severe and upkeep: one policy after the other, what does not differ tabulated.
Sums by_hand(const std::vector<Point>& points, const Rates& yearly, const std::array<double, months + 1>& discount) {
    const Rates monthly = monthly_of(yearly);
    const std::array<double, months> upkeep = upkeep_of(discount);
    Sums sums{};
    for (const Point& p : points) {
        double h = p.state == 0 ? p.count : 0, m = p.state == 1 ? p.count : 0, s = p.state == 2 ? p.count : 0;
        Sums mine{};
        for (int t = 0; t < months; ++t) {
            const auto at = static_cast<std::size_t>(t);
            const auto& q =
                monthly[p.female ? 1 : 0][static_cast<std::size_t>(std::min(oldest, p.age + (p.age_months + t) / 12) - youngest)];
            if (t < p.prem_months) mine[0] += h * discount[at];
            mine[1] += m * discount[at];
            mine[2] += s * discount[at];
            mine[3] += (h + m + s) * upkeep[at];
            const double next_h = h * (1 - q[0] - q[1] - q[2]) + m * q[3], next_m = h * q[0] + m * (1 - q[3] - q[4] - q[5]);
            s = h * q[1] + m * q[4] + s * (1 - q[6]);
            h = next_h;
            m = next_m;
        }
        sums[0] += mine[0] * p.premium;
        sums[1] += mine[1] * 0.5 * p.benefit;
        sums[2] += mine[2] * p.benefit;
        sums[3] += mine[3];
    }
    return sums;
}

/// The same for sixteen policies side by side, those together whose age changes in the same month; then their chances are read anew.
__attribute__((target_clones("default", "avx2", "avx512f"))) void beside(const Point* points, std::size_t count, const Rates& monthly,
                                                                         const std::array<double, months + 1>& discount,
                                                                         const std::array<double, months>& upkeep, Sums& sums) {
    constexpr std::size_t lanes = 16;
    double h[lanes] = {}, m[lanes] = {}, s[lanes] = {}, premium[lanes] = {}, mild[lanes] = {}, severe[lanes] = {}, costs[lanes] = {},
           until[lanes] = {}, q[10][lanes] = {};
    for (std::size_t i = 0; i < count; ++i) {
        (points[i].state == 0 ? h : points[i].state == 1 ? m : s)[i] = points[i].count;
        until[i] = points[i].prem_months;
    }
    for (std::size_t t = 0; t < months; ++t) {
        if (t == 0 || (static_cast<std::size_t>(points[0].age_months) + t) % 12 == 0)
            for (std::size_t i = 0; i < count; ++i) {
                const Point& p = points[i];
                const auto& row =
                    monthly[p.female ? 1 : 0]
                           [static_cast<std::size_t>(std::min(oldest, p.age + (p.age_months + static_cast<int>(t)) / 12) - youngest)];
                for (std::size_t r = 0; r < 7; ++r) q[r][i] = row[r];
                q[7][i] = 1 - row[0] - row[1] - row[2];
                q[8][i] = 1 - row[3] - row[4] - row[5];
                q[9][i] = 1 - row[6];
            }
        const double v = discount[t], u = upkeep[t], now = static_cast<double>(t);
        for (std::size_t i = 0; i < lanes; ++i) {
            premium[i] += now < until[i] ? h[i] * v : 0;
            mild[i] += m[i] * v;
            severe[i] += s[i] * v;
            costs[i] += (h[i] + m[i] + s[i]) * u;
            const double next_h = h[i] * q[7][i] + m[i] * q[3][i], next_m = h[i] * q[0][i] + m[i] * q[8][i];
            s[i] = h[i] * q[1][i] + m[i] * q[4][i] + s[i] * q[9][i];
            h[i] = next_h;
            m[i] = next_m;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        sums[0] += premium[i] * points[i].premium;
        sums[1] += mild[i] * 0.5 * points[i].benefit;
        sums[2] += severe[i] * points[i].benefit;
        sums[3] += costs[i];
    }
}

Sums side_by_side(std::vector<Point> points, const Rates& yearly, const std::array<double, months + 1>& discount) {
    const Rates monthly = monthly_of(yearly);
    const std::array<double, months> upkeep = upkeep_of(discount);
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.age_months < b.age_months; });
    Sums sums{};
    for (std::size_t first = 0, last = 0; first < points.size(); first = last) {
        while (last < points.size() && last - first < 16 && points[last].age_months == points[first].age_months) ++last;
        beside(&points[first], last - first, monthly, discount, upkeep, sums);
    }
    return sums;
}

typedef double Four __attribute__((vector_size(32)));

/// The limit: eight policies that change age together, in vectors of four; a lane whose premiums end is looked at in that month alone.
__attribute__((target("avx2"))) void in_vectors(const Point* points, std::size_t count, const Rates& monthly,
                                                const std::array<double, months + 1>& discount, const std::array<double, months>& upkeep,
                                                Sums& sums) {
    Four here[3][2] = {}, q[10][2] = {}, paid[4][2] = {}, premium[2] = {};
    for (std::size_t i = 0; i < count; ++i) here[points[i].state][i / 4][i % 4] = points[i].count;
    for (int t = 0, until = 0; t < months; t = until) {
        for (std::size_t i = 0; i < count; ++i) {
            const Point& p = points[i];
            if (p.prem_months == t) premium[i / 4][i % 4] = paid[0][i / 4][i % 4];
            const auto& row =
                monthly[p.female ? 1 : 0][static_cast<std::size_t>(std::min(oldest, p.age + (p.age_months + t) / 12) - youngest)];
            for (std::size_t r = 0; r < 7; ++r) q[r][i / 4][i % 4] = row[r];
            q[7][i / 4][i % 4] = 1 - row[0] - row[1] - row[2];
            q[8][i / 4][i % 4] = 1 - row[3] - row[4] - row[5];
            q[9][i / 4][i % 4] = 1 - row[6];
        }
        until = std::min(months, t + 12 - (points[0].age_months + t) % 12);
        for (std::size_t i = 0; i < count; ++i)
            if (points[i].prem_months > t) until = std::min(until, points[i].prem_months);
        Four h[2] = {here[0][0], here[0][1]}, m[2] = {here[1][0], here[1][1]}, s[2] = {here[2][0], here[2][1]};
        for (int k = t; k < until; ++k) {
            const double v = discount[static_cast<std::size_t>(k)], u = upkeep[static_cast<std::size_t>(k)];
            for (std::size_t g = 0; g < 2; ++g) {
                paid[0][g] += h[g] * v;
                paid[1][g] += m[g] * v;
                paid[2][g] += s[g] * v;
                paid[3][g] += (h[g] + m[g] + s[g]) * u;
                const Four next_h = h[g] * q[7][g] + m[g] * q[3][g], next_m = h[g] * q[0][g] + m[g] * q[8][g];
                s[g] = h[g] * q[1][g] + m[g] * q[4][g] + s[g] * q[9][g];
                h[g] = next_h;
                m[g] = next_m;
            }
        }
        for (std::size_t g = 0; g < 2; ++g) here[0][g] = h[g], here[1][g] = m[g], here[2][g] = s[g];
    }
    for (std::size_t i = 0; i < count; ++i) {
        sums[0] += (points[i].prem_months < months ? premium : paid[0])[i / 4][i % 4] * points[i].premium;
        sums[1] += paid[1][i / 4][i % 4] * 0.5 * points[i].benefit;
        sums[2] += paid[2][i / 4][i % 4] * points[i].benefit;
        sums[3] += paid[3][i / 4][i % 4];
    }
}

/// Those together whose age and premiums change in the same months, as far as there are such.
Sums limit(std::vector<Point> points, const Rates& yearly, const std::array<double, months + 1>& discount, std::size_t threads) {
    const Rates monthly = monthly_of(yearly);
    const std::array<double, months> upkeep = upkeep_of(discount);
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
        return std::tuple(a.age_months, a.prem_months, a.age) < std::tuple(b.age_months, b.prem_months, b.age);
    });
    return hearth::bench::sums_of<Sums>(threads, [&](std::size_t thread, Sums& sums) {
        const std::size_t end = points.size() * (thread + 1) / threads;
        for (std::size_t first = points.size() * thread / threads, last = first; first < end; first = last) {
            while (last < end && last - first < 8 && points[last].age_months == points[first].age_months) ++last;
            in_vectors(&points[first], last - first, monthly, discount, upkeep, sums);
        }
    });
}

/// The kernel alone: sixteen lanes at a time through all months, three places, seven moves, four sums of six terms.
void kernel_alone(std::size_t count) {
    using namespace hearth::kernels;
    enum : std::uint32_t { premium, mild, severe, hh, mh, hm, mm, hs, ms, ss, slot_count, upkeep = common };
    const std::vector<Term> terms = {{0, 0, none, none, premium}, {1, 1, none, none, mild},   {2, 2, none, none, severe},
                                     {3, 0, none, none, upkeep},  {3, 1, none, none, upkeep}, {3, 2, none, none, upkeep}};
    const std::vector<Transfer> moves = {{0, 0, hh, 0, 0}, {1, 0, mh, 0, 0}, {0, 1, hm, 0, 0}, {1, 1, mm, 0, 0},
                                         {0, 2, hs, 0, 0}, {1, 2, ms, 0, 0}, {2, 2, ss, 0, 0}};
    const std::uint32_t term_of[] = {0, 1, 2, 3, 6}, move_to[] = {0, 2, 4, 7};
    const unsigned char at_end[4] = {};
    const std::uint32_t inside[] = {none, none, none, none};
    const Tape tape{3, 4, terms.data(), term_of, at_end, inside, moves.data(), move_to, nullptr};
    std::vector<double> here(3 * together), slots(slot_count * together, 0.01), worth(4 * together), course((most_steps + 1) * here.size()),
        discount(months + 1, 1.0), upkeeps(months, 5.0);
    std::uint64_t ran[3] = {};
    for (std::size_t first = 0; first < count; first += together) {
        std::fill(here.begin(), here.end(), 0.3);
        for (std::size_t month = 0; month < months; month += most_steps) {
            for (const std::uint32_t stays : {hh, mm, ss})
                std::fill_n(slots.begin() + stays * together, together, 0.97 + 1e-5 * static_cast<double>(month));
            advance(widest(), tape, {here.data(), slots.data(), worth.data(), nullptr, course.data(), ran},
                    {most_steps, discount.data() + month, upkeeps.data() + month, 1});
        }
    }
    if (worth[0] < 0) std::abort();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    hearth::keep_memory();
    if (argc > 3 && std::string(argv[1]) == "points") {
        std::ofstream aside, file(argv[3]);
        write_points(points_of(static_cast<std::size_t>(std::atol(argv[2])), aside), file);
        return 0;
    }
    const std::size_t count = argc > 2 ? static_cast<std::size_t>(std::atol(argv[2])) : 20'000;
    std::string folder = (std::filesystem::temp_directory_path() / "hearth.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return 5;
    const auto [points, rates, discount] = write_care(folder, count, argc > 3 ? argv[3] : nullptr);
    Sums hand{}, together{};
    const Time loop = usual_time_of([&] { hand = by_hand(points, rates, discount); }),
               lanes = usual_time_of([&] { together = side_by_side(points, rates, discount); });
    const double million = 1e-6 * months * static_cast<double>(count);
    const auto worst_of = [&](const Sums& found) {
        double worst = 0;
        for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, std::fabs(found[i] / hand[i] - 1));
        return worst;
    };
    fmt::print(
        "{} policies, {} months: {:.1f} million policy-months; seconds passed, of the processors, million policy-months a second of a "
        "processor\n",
        count, months, million);
    const auto tell = [&](const std::string& what, const Time& time, const Sums& found) {
        fmt::print("{:<24} {:8.4f} {:8.4f} {:8.1f}; {:.2f} times by hand, {:.2f} times side by side; worst relative difference {:.1e}\n",
                   what, time.wall, time.processor, million / time.processor, time.processor / loop.processor,
                   time.processor / lanes.processor, worst_of(found));
    };
    tell("by hand", loop, hand);
    tell("by hand, side by side", lanes, together);
    double limits[2] = {0, 0};
    for (const std::size_t threads : {1u, 2u}) {
        if (!__builtin_cpu_supports("avx2")) break;
        Sums found{};
        const Time time = usual_time_of([&] { found = limit(points, rates, discount, threads); });
        tell(threads == 1 ? "limit, one thread" : "limit, two threads", time, found);
        limits[threads - 1] = threads == 1 ? time.processor : time.wall;
        if (!(worst_of(found) < 1e-9)) return 1;
    }
    const Time kernel = usual_time_of([&] { kernel_alone(count); });
    fmt::print("{:<24} {:8.4f} {:8.4f} {:8.1f}; {:.2f} times side by side\n", "the kernel alone", kernel.wall, kernel.processor,
               million / kernel.processor, kernel.processor / lanes.processor);
    int status = worst_of(together) < 1e-9 ? 0 : 1;
    const Time alone = hearth::bench::plan_alone(folder + "/care.toml", folder + "/policies.csv", std::nullopt),
               reading = hearth::bench::reading_alone(folder + "/policies.csv");
    fmt::print("{:<24} {:8.4f} {:8.4f} {:8.1f}; {:.2f} times side by side, {:.2f} times the limit\n", "the plan, inputs loaded", alone.wall,
               alone.processor, million / alone.processor, alone.processor / lanes.processor, alone.processor / limits[0]);
    fmt::print("{:<24} {:8.4f} {:8.4f}\n", "reading the rows alone", reading.wall, reading.processor);
    const auto project = [&](const char* file, int threads) {
        const std::string command = fmt::format("{} project --policies {}/{}.csv --product {}/care.toml --threads {} -o {}/result.csv",
                                                argv[1], folder, file, folder, threads, folder);
        const Time time = usual_time_of([&] { status = std::max(status, hearth::bench::status_of(command)); });
        return std::pair(time, status == 0 ? hearth::bench::sums_in<Sums>(folder + "/result.csv") : Sums{});
    };
    double passed = 0;
    for (const int threads : {1, 2}) {
        const auto [time, found] = project("policies", threads);
        if (status != 0) break;
        if (threads == 2) fmt::print("    two threads {:.2f} times as fast as one\n", passed / time.wall);
        passed = time.wall;
        tell(fmt::format("hearth, {}", threads == 1 ? "one thread" : "two threads"), time, found);
        if (!(worst_of(found) < 1e-9)) status = 1;
        if (const double of = limits[threads - 1]; of > 0)
            fmt::print("    {:.2f} times the limit in {}\n", (threads == 1 ? time.processor : time.wall) / of,
                       threads == 1 ? "time of a processor" : "time passed");
        if (threads == 1)
            fmt::print("    premiums {:.4f}, mild {:.4f}, severe {:.4f}, expenses {:.4f}, net {:.4f}\n", found[0], found[1], found[2],
                       found[3], found[0] - found[1] - found[2] - found[3]);
    }
    if (status == 0)
        fmt::print("hearth, one policy       {:8.4f} {:8.4f}\n", project("first", 1).first.wall, project("first", 1).first.processor);
    std::filesystem::remove_all(folder);
    return status == 0 ? 0 : 1;
}
