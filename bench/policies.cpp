// The four-state care benchmark: policies of a CSV and a product of a TOML through the program itself, as a process of its own, beside
// a loop written by hand for just this product that makes the same sums, in the same run. usage: hearth_bench_policies HEARTH [POLICIES]
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

constexpr int months = 720, oldest = 120, youngest = 40;

struct Point {
    bool female;
    int age, age_months, state, prem_months, benefit, count;
    double premium;
};

/// SplitMix64, and whole numbers below a bound from its upper half.
struct Draws {
    std::uint64_t state = 20240615;
    unsigned below(unsigned bound) {
        std::uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return static_cast<unsigned>(((z ^ (z >> 31)) >> 32) * bound >> 32);
    }
};

std::vector<Point> points_of(std::size_t count, std::ofstream& csv) {
    Draws draws;
    csv << "policy,line,sex,age,age_months,state,prem_months,benefit_mth,premium_mth,count\n";
    std::vector<Point> points;
    for (std::size_t i = 1; i <= count; ++i) {
        Point p{};
        p.female = draws.below(2) == 1;
        p.age = youngest + static_cast<int>(draws.below(36));
        p.age_months = static_cast<int>(draws.below(12));
        const unsigned condition = draws.below(100);
        p.state = condition < 93 ? 0 : condition < 98 ? 1 : 2;
        p.prem_months = 12 * (5 + static_cast<int>(draws.below(26)));
        p.prem_months -= static_cast<int>(draws.below(12));
        p.benefit = 500 + 50 * static_cast<int>(draws.below(51));
        const double k = p.age - youngest;
        p.premium = std::floor(p.benefit * (0.034 + 0.002 * k + 0.00007 * k * k) * (0.9 + draws.below(2001) / 10000.0) * 100 + 0.5) / 100;
        p.count = 1 + static_cast<int>(draws.below(20));
        const char line = draws.below(2) == 1 ? 'A' : 'B';
        constexpr const char* states[] = {"healthy", "mild", "severe"};
        csv << fmt::format("{},LTC_{},{},{},{},{},{},{},{:.2f},{}\n", i, line, p.female ? "female" : "male", p.age, p.age_months, states[p.state],
                           p.prem_months, p.benefit, p.premium, p.count);
        points.push_back(p);
    }
    return points;
}

/// Yearly chances hm, hs, hd, mh, ms, md, sd by sex and age, six decimals.
using Rates = std::array<std::array<std::array<double, 7>, oldest - youngest + 1>, 2>;

Rates rates_of(std::ofstream& csv) {
    Rates out{};
    csv << "sex,age,hm,hs,hd,mh,ms,md,sd\n";
    for (std::size_t female = 0; female < 2; ++female)
        for (int age = youngest; age <= oldest; ++age) {
            const double k = age - youngest, g = female == 1 ? 1.15 : 1, d = female == 1 ? 0.8 : 1;
            const double hd = std::min(0.6, 0.0008 * std::exp(0.095 * k) * d);
            std::array<double, 7> row = {std::min(0.25, 0.0002 * std::exp(0.095 * k) * g), std::min(0.15, 0.00005 * std::exp(0.105 * k) * g), hd,
                                         0.10 * std::exp(-0.03 * k), std::min(0.4, std::max(0.05, 0.12 + 0.004 * (age - 60))),
                                         std::min(0.7, 2 * hd + 0.02), std::min(0.85, 3 * hd + 0.10)};
            if (age == oldest) row = {0, 0, 1, 0, 0, 1, 1};
            csv << (female == 1 ? "female" : "male") << ',' << age;
            for (double& rate : row) {
                const std::string text = fmt::format("{:.6f}", rate);
                rate = std::strtod(text.c_str(), nullptr);
                csv << ',' << text;
            }
            csv << '\n';
            out[female][static_cast<std::size_t>(age - youngest)] = row;
        }
    return out;
}

constexpr const char* product = R"toml(vocabulary = 1
illustrative = true
currency = "CNY"
{tables}
[basis.bench]
step = "month"
order = "additive"
interest = "3 %"
let.x = "min(120, floor((round(12 * age, 0.1) + age_months) / 12))"
rates."healthy -> mild" = "chance(hm at (age: x))"
rates."healthy -> severe" = "chance(hs at (age: x))"
rates."healthy -> dead" = "chance(hd at (age: x))"
rates."mild -> healthy" = "chance(mh at (age: x))"
rates."mild -> severe" = "chance(ms at (age: x))"
rates."mild -> dead" = "chance(md at (age: x))"
rates."severe -> dead" = "chance(sd at (age: x))"
pay.upkeep = { to = "expenses", every = "month", amount = "5 * 1.02 ^ ((month - 1) / 12)" }
[product.care]
model = "healthy <-> mild; mild -> severe; healthy -> severe; any -> dead"
ends = "state is dead or month > 720"
asks = { age_months = "number", prem_months = "number", benefit_mth = "money", premium_mth = "money" }
pay.premium = { from = "payer", every = "month", when = "state is healthy and month <= prem_months", amount = "premium_mth" }
pay.care_mild = { to = "insured", every = "month", when = "state is mild", amount = "0.5 * benefit_mth" }
pay.care_severe = { to = "insured", every = "month", when = "state is severe", amount = "benefit_mth" }
)toml";

using Sums = std::array<double, 4>;

/// Present values of premiums, care when mild, care when severe and upkeep: one policy after the other, what does not differ tabulated.
Sums by_hand(const std::vector<Point>& points, const Rates& yearly) {
    Rates monthly = yearly;
    for (auto& sex : monthly)
        for (auto& age : sex)
            for (double& rate : age) rate = -std::expm1(std::log1p(-rate) / 12);
    std::array<double, months> discount{}, upkeep{};
    for (int t = 0; t < months; ++t) {
        discount[static_cast<std::size_t>(t)] = std::pow(1.03, -t / 12.0);
        upkeep[static_cast<std::size_t>(t)] = 5 * std::pow(1.02, t / 12.0) * discount[static_cast<std::size_t>(t)];
    }
    Sums sums{};
    for (const Point& p : points) {
        double h = p.state == 0 ? p.count : 0, m = p.state == 1 ? p.count : 0, s = p.state == 2 ? p.count : 0;
        Sums mine{};
        for (int t = 0; t < months; ++t) {
            const auto at = static_cast<std::size_t>(t);
            const auto& q = monthly[p.female ? 1 : 0][static_cast<std::size_t>(std::min(oldest, p.age + (p.age_months + t) / 12) - youngest)];
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

template <class Work>
double seconds(Work&& work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// The sums of a result: its second line from the third cell.
Sums sums_in(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::getline(file, line);
    Sums out{};
    std::size_t at = 0;
    const auto next = [&] { at = line.find(',', at) + 1; };
    next();
    next();
    for (double& sum : out) {
        sum = std::strtod(line.c_str() + at, nullptr);
        next();
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::size_t count = argc > 2 ? static_cast<std::size_t>(std::atol(argv[2])) : 500;
    std::string folder = (std::filesystem::temp_directory_path() / "hearth.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return 5;
    std::ofstream csv(folder + "/policies.csv"), rates_csv(folder + "/rates.csv"), toml(folder + "/care.toml");
    const std::vector<Point> points = points_of(count, csv);
    const Rates rates = rates_of(rates_csv);
    std::string tables, text = product;
    for (const char* one : {"hm", "hs", "hd", "mh", "ms", "md", "sd"})
        tables += fmt::format("table.{} = {{ file = \"rates.csv\", value = \"{}\", age = \"last birthday\" }}\n", one, one);
    toml << text.replace(text.find("{tables}"), 8, tables);
    csv.close();
    rates_csv.close();
    toml.close();
    Sums hand{};
    const double loop = seconds([&] { hand = by_hand(points, rates); });
    fmt::print("{} policies, {} months: {:.1f} million policy-months\n", count, months, 1e-6 * months * static_cast<double>(count));
    fmt::print("by hand            {:8.3f} s\n", loop);
    int status = 0;
    for (const int threads : {1, 2}) {
        const std::string command = fmt::format("{} project --policies {}/policies.csv --product {}/care.toml --threads {} -o {}/result.csv", argv[1], folder, folder, threads, folder);
        const double whole = seconds([&] { status = std::system(command.c_str()); });
        if (status != 0) break;
        double worst = 0;
        const Sums found = sums_in(folder + "/result.csv");
        for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, std::fabs(found[i] / hand[i] - 1));
        fmt::print("hearth, {} thread{}  {:8.3f} s, {:.0f} times by hand; worst relative difference {:.1e}\n", threads, threads == 1 ? " " : "s", whole, whole / loop, worst);
        if (!(worst < 1e-9)) status = 1;
    }
    std::filesystem::remove_all(folder);
    return status == 0 ? 0 : 1;
}
