// The four-state care problem: its policies, made by a generator, its rates, and the product as a TOML.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace hearth::bench::care {

constexpr int months = 720, oldest = 120, youngest = 40;

struct Point {
    bool female;
    char line;
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

inline std::vector<Point> points_of(std::size_t count, std::ofstream& csv) {
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
        p.line = draws.below(2) == 1 ? 'A' : 'B';
        constexpr const char* states[] = {"healthy", "mild", "severe"};
        csv << fmt::format("{},LTC_{},{},{},{},{},{},{},{:.2f},{}\n", i, p.line, p.female ? "female" : "male", p.age, p.age_months,
                           states[p.state], p.prem_months, p.benefit, p.premium, p.count);
        points.push_back(p);
    }
    return points;
}

/// The text by which the benchmark defines its points.
inline void write_points(const std::vector<Point>& points, std::ofstream& file) {
    file << "policy_id,product,sex,age,age_months,state,prem_months,benefit_mth,premium_mth,policy_count\n";
    std::size_t number = 0;
    for (const Point& p : points)
        file << fmt::format("{},LTC_{},{},{},{},{},{},{},{:.2f},{}\n", ++number, p.line, p.female ? 'F' : 'M', p.age, p.age_months, p.state,
                            p.prem_months, p.benefit, p.premium, p.count);
}

/// Yearly chances hm, hs, hd, mh, ms, md, sd by sex and age, six decimals.
using Rates = std::array<std::array<std::array<double, 7>, oldest - youngest + 1>, 2>;

inline Rates rates_of(std::ofstream& csv) {
    Rates out{};
    csv << "sex,age,hm,hs,hd,mh,ms,md,sd\n";
    for (std::size_t female = 0; female < 2; ++female)
        for (int age = youngest; age <= oldest; ++age) {
            const double k = age - youngest, g = female == 1 ? 1.15 : 1, d = female == 1 ? 0.8 : 1;
            const double hd = std::min(0.6, 0.0008 * std::exp(0.095 * k) * d);
            std::array<double, 7> row = {std::min(0.25, 0.0002 * std::exp(0.095 * k) * g),
                                         std::min(0.15, 0.00005 * std::exp(0.105 * k) * g),
                                         hd,
                                         0.10 * std::exp(-0.03 * k),
                                         std::min(0.4, std::max(0.05, 0.12 + 0.004 * (age - 60))),
                                         std::min(0.7, 2 * hd + 0.02),
                                         std::min(0.85, 3 * hd + 0.10)};
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
interest = "forward"
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

/// v(t) = (1 + z) ^ -(t / 12), z the spot rate of the year in which month t begins.
inline std::array<double, months + 1> discounts_of(const char* path) {
    std::array<double, months / 12 + 1> spot{};
    spot.fill(0.03);
    std::ifstream file(path == nullptr ? "" : path);
    std::string line;
    std::getline(file, line);
    for (std::size_t year = 0; year < spot.size() && std::getline(file, line); ++year)
        spot[year] = std::strtod(line.c_str() + line.find(',') + 1, nullptr);
    std::array<double, months + 1> out{};
    for (std::size_t t = 0; t <= months; ++t) out[t] = std::pow(1 + spot[t / 12], -static_cast<double>(t) / 12);
    return out;
}

inline Rates monthly_of(const Rates& yearly) {
    Rates monthly = yearly;
    for (auto& sex : monthly)
        for (auto& age : sex)
            for (double& rate : age) rate = -std::expm1(std::log1p(-rate) / 12);
    return monthly;
}

inline std::array<double, months> upkeep_of(const std::array<double, months + 1>& discount) {
    std::array<double, months> upkeep{};
    for (std::size_t t = 0; t < months; ++t) upkeep[t] = 5 * std::pow(1.02, static_cast<double>(t) / 12) * discount[t];
    return upkeep;
}

/// All of it in a folder: policies.csv, the first of them alone in first.csv, the tables and care.toml.
struct Care {
    std::vector<Point> points;
    Rates rates;
    std::array<double, months + 1> discount;
};
inline Care write_care(const std::string& folder, std::size_t count, const char* discounts) {
    std::ofstream csv(folder + "/policies.csv"), rates_csv(folder + "/rates.csv"), forward_csv(folder + "/forward.csv"),
        toml(folder + "/care.toml"), first(folder + "/first.csv");
    const Care out{points_of(count, csv), rates_of(rates_csv), discounts_of(discounts)};
    const auto& discount = out.discount;
    // The yearly interest that leads from one month's discount to the next.
    forward_csv << "month,rate\n";
    for (std::size_t t = 0; t < months; ++t) forward_csv << fmt::format("{},{}\n", t + 1, std::pow(discount[t] / discount[t + 1], 12) - 1);
    std::string tables = "table.forward = { file = \"forward.csv\", value = \"rate\" }\n", text = product;
    for (const char* one : {"hm", "hs", "hd", "mh", "ms", "md", "sd"})
        tables += fmt::format("table.{} = {{ file = \"rates.csv\", value = \"{}\", age = \"last birthday\" }}\n", one, one);
    toml << text.replace(text.find("{tables}"), 8, tables);
    for (std::ofstream* file : {&csv, &rates_csv, &forward_csv, &toml}) file->close();
    std::ifstream again(folder + "/policies.csv");
    std::string line;
    for (int i = 0; i < 2 && std::getline(again, line); ++i) first << line << '\n';
    first.close();
    return out;
}

}  // namespace hearth::bench::care
