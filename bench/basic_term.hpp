// The public model points and tables of basic term, another project's, as products of a TOML and policies of a CSV.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hearth::bench::basic_term {

constexpr int first_year = 2026, youngest = 18, most_months = 600;

struct Point {
    int age = 0, term = 0, months = 0;  ///< months in force; below 0: to come
    double count = 0, sum = 0;
    std::size_t number = 0;  ///< in the file
};
/// What is the same for all policies, by month: chances by age and years since issue, premium rates by age and term, discounts, expenses
/// of a month, discounted.
struct Rates {
    std::vector<std::array<double, 6>> dead;
    std::vector<std::array<double, 32>> price;
    std::array<double, most_months> discount{}, upkeep{};
    /// In whole cents.
    [[nodiscard]] double premium(const Point& p) const {
        return std::nearbyint(100 * (price[static_cast<std::size_t>(p.age - youngest)][static_cast<std::size_t>(p.term)] * p.sum)) / 100;
    }
};
using Rows = std::vector<std::vector<std::string>>;

inline Rows rows_of(const std::string& path) {
    Rows rows;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        rows.emplace_back();
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t comma = std::min(line.find(',', at), line.size());
            rows.back().push_back(line.substr(at, comma - at));
            at = comma + 1;
        }
    }
    return rows;
}
inline double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }
inline int whole(const std::string& text) { return std::atoi(text.c_str()); }
inline double monthly(double yearly) { return -std::expm1(std::log1p(-yearly) / 12); }
inline const std::array<double, 5>& lapses() {
    static const std::array<double, 5> all = {monthly(0.1), monthly(0.08), monthly(0.06), monthly(0.04), monthly(0.02)};
    return all;
}

/// Reads what policies share, and writes it as tables of the product.
inline Rates rates_of(const std::string& deaths, const std::string& spots, const std::string& folder, const std::string& name) {
    Rates out;
    std::ofstream q(folder + "/q_" + name + ".csv"), forward(folder + "/forward_" + name + ".csv");
    q << "age,late,q\n";
    for (const auto& row : rows_of(deaths)) {
        out.dead.emplace_back();
        out.price.emplace_back();
        for (std::size_t late = 0; late < 6; ++late) {
            out.dead.back()[late] = monthly(number(row[late + 1]));
            q << row[0] << ',' << late << ',' << row[late + 1] << '\n';
        }
    }
    const Rows years = rows_of(spots);
    std::array<double, most_months + 1> v{};
    for (std::size_t t = 0; t <= most_months; ++t) v[t] = std::pow(1 + number(years[t / 12][1]), -static_cast<double>(t) / 12);
    forward << "t,rate\n";  // the yearly interest that leads from one month's discount to the next
    for (std::size_t t = 0; t < most_months; ++t) {
        out.discount[t] = v[t];
        out.upkeep[t] = 5 * std::pow(1.01, static_cast<double>(t) / 12) * v[t];
        forward << fmt::format("{},{}\n", t + 1, std::pow(v[t] / v[t + 1], 12) - 1);
    }
    return out;
}

constexpr const char* product = R"toml(vocabulary = 1
illustrative = true
currency = "CNY"
[table.q]
file = "q_{name}.csv"
age = "last birthday"
value = "q"
[table.forward]
file = "forward_{name}.csv"
value = "rate"
[table.premium_rate]
file = "premium_{prices}.csv"
value = "rate"
[basis.bench]
step = "month"
let.t = "{t}"
interest = "forward at (t: t)"
rates."alive -> dead" = "chance(q at (late: min(year - 1, 5)))"
rates."status: any -> lapsed" = "chance(10 %, 8 %, 6 %, 4 %, then 2 % by year)"
pay.outset = { to = "expenses", on = "issue", amount = 300 }
pay.upkeep = { to = "expenses", every = "month", amount = "5 * 1.01 ^ ((t - 1) / 12)" }
[product.term]
model = "alive -> dead"
ends = "state is dead or year > policy_term"
asks = { age_at_entry = "number", policy_term = "number", sum_assured = "money" }
let.due = "{due}"
pay.premium = { from = "payer", every = "month", amount = "due" }
pay.claim = { to = "beneficiary", on = "-> dead", at = "start", amount = "{sum}" }
pay.commission = { to = "agent", every = "month", when = "year is 1", amount = "due" }
)toml";

/// `file`.toml, on the rates and the interest of `name`.
inline void write_product(const std::string& folder, const std::string& file, const std::string& name, const std::string& prices,
                   const std::string& t, const std::string& due, const std::string& sum) {
    std::string text = product;
    const std::pair<const char*, const std::string&> all[] = {
        {"{name}", name}, {"{prices}", prices}, {"{t}", t}, {"{due}", due}, {"{sum}", sum}};
    for (const auto& [what, by] : all)
        for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what))
            text.replace(at, std::string(what).size(), by);
    std::ofstream(folder + "/" + file + ".toml") << text;
}

inline void write_points(const std::string& path, const std::vector<Point>& points) {
    std::ofstream csv(path);
    csv << "policy,age,age_at_entry,issued,policy_term,sum_assured,count\n";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point& p = points[i];
        const int month = first_year * 12 - p.months;
        csv << fmt::format("{},{},{},{}-{:02d}-01,{},{},{}\n", i + 1, p.age, p.age, month / 12, month % 12 + 1, p.term, p.sum, p.count);
    }
}

/// The policies of ME that are in force or to come; the others mature as it begins.
inline std::vector<Point> points_of_me(const std::string& from) {
    std::vector<Point> points;
    for (const auto& row : rows_of(from + "/basicterm_me_mp.csv")) {
        const Point p{whole(row[1]), whole(row[3]), whole(row[6]), number(row[4]), number(row[5]), points.size()};
        if (p.months < 12 * p.term) points.push_back(p);
    }
    return points;
}

/// What ME rests on, written into a folder: its tables and its product me.toml.
inline Rates write_me(const std::string& from, const std::string& folder) {
    Rates me = rates_of(from + "/mort_table_me.csv", from + "/disc_rate_ann_me.csv", folder, "me");
    write_product(folder, "me", "me", "me", "12 * (calendar_year - 2026) + month_of_year", "round(sum_assured * premium_rate, 0.01)", "sum_assured");
    std::ofstream premiums(folder + "/premium_me.csv");
    premiums << "age_at_entry,policy_term,rate\n";
    for (const auto& row : rows_of(from + "/premium_table.csv")) {
        me.price.at(static_cast<std::size_t>(whole(row[0]) - youngest)).at(static_cast<std::size_t>(whole(row[1]))) = number(row[2]);
        premiums << row[0] << ',' << row[1] << ',' << row[2] << '\n';
    }
    return me;
}

/// Some times over; with sums that differ, if asked.
inline std::vector<Point> tiled(const std::vector<Point>& points, std::size_t tiles, bool different) {
    std::vector<Point> out;
    for (std::size_t tile = 0; tile < tiles; ++tile)
        for (Point p : points) {
            if (different) p.sum += static_cast<double>(tile);
            p.number = out.size();
            out.push_back(p);
        }
    return out;
}

}  // namespace hearth::bench::basic_term
