#include "hearth/rights/portfolio.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"
#include "hearth/rights/valued.hpp"

namespace hearth {

namespace {

constexpr long long most_families = 1'000'000;

std::string text_of(const Rows::Cell& cell) { return cell.items.empty() ? "" : join(cell.items, ";"); }

/// FNV-1a; never 0, which is a family alone.
std::uint32_t luck_of(const std::string& family, int months) {
    std::uint32_t hash = 2'166'136'261u;
    for (const char letter : fmt::format("{} {}", family, months)) hash = (hash ^ static_cast<unsigned char>(letter)) * 16'777'619u;
    return hash == 0 ? 1 : hash;
}

}  // namespace

std::vector<Cohort> read_cohorts(const Rows& rows, const Book& book, const Place& file, Report& report) {
    std::map<std::string, std::size_t> columns;
    const std::vector<std::string> allowed{"family", "count", "from"};
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        if (std::find(allowed.begin(), allowed.end(), rows.columns[i]) == allowed.end())
            report.error("E0790", rows.column_places[i], fmt::format("a column '{}' (allowed: family, count, from)", rows.columns[i]), did_you_mean(rows.columns[i], allowed));
        columns[rows.columns[i]] = i;
    }
    for (const char* needed : {"family", "count"})
        if (!columns.contains(needed)) report.error("E0790", file, fmt::format("there is no column '{}'", needed), "family,count,from");
    if (report.failed()) return {};
    std::vector<std::string> known;
    for (const Family& family : book.families) known.push_back(family.header.name);
    std::vector<Cohort> out;
    std::map<std::pair<std::string, Date>, Place> seen;
    for (const std::vector<Rows::Cell>& row : rows.cells) {
        Cohort one;
        one.family = text_of(row[columns["family"]]);
        one.place = row[columns["family"]].place;
        const Family* family = book.family(one.family);
        if (family == nullptr) {
            report.error("E0791", one.place, fmt::format("there is no family '{}' in the files (there: {})", one.family, join(known)), did_you_mean(one.family, known));
            continue;
        }
        const Rows::Cell& many = row[columns["count"]];
        const auto count = parse_integer(text_of(many));
        if (!count || *count < 1 || *count > most_families)
            report.error("E0791", many.place, fmt::format("{} families '{}' (allowed: a whole number from 1 to {})", text_of(many).empty() ? "no number of" : text_of(many), one.family, most_families));
        else one.count = static_cast<std::size_t>(*count);
        one.from = family->as_of;
        if (columns.contains("from") && !text_of(row[columns["from"]]).empty()) {
            const Rows::Cell& cell = row[columns["from"]];
            const auto day = Date::parse(text_of(cell));
            const int months = day ? completed_months(family->as_of, *day) : 0;
            if (!day) report.error("E0791", cell.place, fmt::format("'{}' is no day (allowed: yyyy-mm-dd)", text_of(cell)));
            else if (months < 0 || family->as_of.plus_months(months) != *day)
                report.error("E0791", cell.place, fmt::format("{} is not whole months after {}, the day on which the family {} is looked at", day->text(), family->as_of.text(), one.family),
                             fmt::format("as in {}", family->as_of.plus_months(std::max(1, months + 1)).text()));
            else one.from = *day;
            one.months = std::max(0, months);
        }
        const auto [before, fresh] = seen.try_emplace({one.family, one.from}, one.place);
        if (!fresh) report.error("E0792", one.place, fmt::format("the family {} from {} stands in line {} as well", one.family, one.from.text(), before->second.line), "one row with all of them");
        out.push_back(std::move(one));
    }
    if (rows.cells.empty()) report.error("E0790", file, "there is no row", "family,count,from");
    std::sort(out.begin(), out.end(), [](const Cohort& a, const Cohort& b) { return std::tie(a.family, a.from) < std::tie(b.family, b.from); });
    if (report.failed()) return out;
    const Date first = std::min_element(out.begin(), out.end(), [](const Cohort& a, const Cohort& b) { return a.from < b.from; })->from;
    for (const Cohort& one : out)
        if (first.plus_months(completed_months(first, one.from)) != one.from)
            report.error("E0791", one.place, fmt::format("the family {} is looked at from {}, which is not whole months after {}, the first day of all", one.family, one.from.text(), first.text()),
                         "months begin on one day for all");
    return out;
}

Family later(const Family& family, int months) {
    Family out = family;
    out.as_of = out.as_of.plus_months(months);
    for (Person& person : out.persons)
        if (person.born) person.born = person.born->plus_months(months);
    for (Policy& policy : out.policies) policy.issued = policy.issued.plus_months(months);
    for (Event& event : out.events) event.on = event.on.plus_months(months);
    return out;
}

std::size_t Portfolio::families() const {
    std::size_t sum = 0;
    for (const Household& one : households) sum += one.cohort.count;
    return sum;
}

Portfolio portfolio_of(const Book& book, std::vector<Cohort> cohorts, Report& report) {
    Portfolio out;
    if (cohorts.empty()) return out;
    const auto first = std::min_element(cohorts.begin(), cohorts.end(), [](const Cohort& a, const Cohort& b) { return a.from < b.from; });
    out.as_of = first->from;
    const auto leads = static_cast<std::size_t>(first - cohorts.begin());
    for (Cohort& cohort : cohorts) {
        Household one;
        one.cohort = std::move(cohort);
        one.family = std::make_unique<Family>(later(*book.family(one.cohort.family), one.cohort.months));
        value_leaves(book, *one.family);
        LifeFigures lives = lives_of(book, *one.family, report);
        if (report.failed()) return out;
        one.rights = std::make_unique<FamilyRights>(book, *one.family, figures_of(book, *one.family), std::move(lives), report);
        if (report.failed()) return out;
        one.start = static_cast<std::size_t>(completed_months(out.as_of, one.cohort.from));
        one.luck = luck_of(one.cohort.family, one.cohort.months);
        out.households.push_back(std::move(one));
    }
    for (Household& one : out.households) one.discount = out.households[leads].rights->lives().discount(one.start);
    for (Household& one : out.households)
        if (out.currency.empty()) out.currency = one.rights->course().currency();
    return out;
}

}  // namespace hearth
