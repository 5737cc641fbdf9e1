#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "hearth/engine/contract.hpp"
#include "property_test.hpp"

namespace hearth::test::laws_test {

namespace {

/// A life of 40 years: the chances of dying at each age, interest, and the years of a contract.
struct Drawn {
    std::vector<double> q;
    double interest = 0;
    int term = 1;

    [[nodiscard]] double v() const { return 1 / (1 + interest); }
};

Drawn drawn() {
    Drawn out;
    out.term = *rc::gen::inRange(2, 13);
    for (int year = 0; year < out.term; ++year) out.q.push_back(*between(0, 0.6));
    out.interest = *between(-0.02, 0.2);
    return out;
}

/// An endowment insurance with a level premium.
std::string endowment(const Drawn& life, const std::string& step = "year", int age = 40) {
    std::string rows;
    for (std::size_t year = 0; year < life.q.size(); ++year)
        rows += fmt::format("{{ age = {}, q = {} }}, ", age + static_cast<int>(year), life.q[year]);
    return fmt::format(
        "[table.deaths]\nage = \"last birthday\"\nrows = [{}]\n"
        "[basis.b]\nstep = \"{}\"\ninterest = \"{}\"\nrates.\"alive -> dead\" = \"chance(deaths)\"\n"
        "[product.p]\ncurrency = \"CNY\"\nmodel = \"alive -> dead\"\nends = \"state is dead or year > {}\"\nasks = {{ face = \"money\" }}\n"
        "[product.p.pay]\npremium = {{ from = \"payer\", every = \"year\", amount = \"net_premium\" }}\n"
        "death = {{ to = \"beneficiary\", on = \"-> dead\", amount = \"face\" }}\n"
        "matures = {{ to = \"owner\", on = \"end\", when = \"state is alive\", amount = \"face\" }}\n"
        "[product.p.value]\nannuity = {{ basis = \"b\", amount = \"pv(1 for each year)\" }}\ndeaths_left = {{ basis = \"b\", amount = "
        "\"pv(death)\" }}\n"
        "endowment_left = {{ basis = \"b\", amount = \"pv(benefits)\" }}\n"
        "net_premium = {{ basis = \"b\", amount = \"pv(benefits) at issue / pv(1 for each premium) at issue\" }}\n"
        "reserve = {{ basis = \"b\", amount = \"pv(benefits) - pv(premiums)\" }}\n",
        rows, step, life.interest, life.term);
}

/// A text and the contract of its product for one policy.
struct Valued {
    explicit Valued(const std::string& text, double face = 1'000, double age = 40)
        : set(bound(text)), contract(set.book, set.book.products.front(), given({{"age", age}, {"face", face}}), report) {
        RC_LOG() << text;
        RC_ASSERT(set.report.all().empty());
        RC_ASSERT(!report.failed());
    }
    double operator()(const std::string& value, int year = 0) {
        return contract.value(value, {static_cast<double>(year), "alive", static_cast<double>(year)});
    }

    Bound set;
    Report report;
    Contract contract;
};

/// A contract of twelve years makes a number of at most 12 terms, each a product of at most 3 factors a year; both sides together, a
/// hundred roundings of 1.1e-16.
constexpr double rounding = 100 * 1.2e-16;

void near(double a, double b, double unit) { RC_ASSERT(std::fabs(a - b) <= rounding * unit); }

}  // namespace

TEST_CASE("laws of one life") {
    law("A + d a = 1, at every time", [] {
        const Drawn life = drawn();
        Valued policy(endowment(life));
        const int year = *rc::gen::inRange(0, life.term);
        near(policy("endowment_left", year) / 1'000 + (1 - life.v()) * policy("annuity", year), 1,
             1 + std::fabs(life.interest) * life.term);
    });
    law("commutation numbers give the same as the sum", [] {
        const Drawn life = drawn();
        std::vector<double> d = {1}, n(1, 0), m(1, 0);  // D, and N and M added up from the last age
        for (int year = 0; year < life.term; ++year) d.push_back(d.back() * (1 - life.q[static_cast<std::size_t>(year)]) * life.v());
        n.resize(d.size(), 0);
        m.resize(d.size(), 0);
        for (auto year = static_cast<std::size_t>(life.term); year-- > 0;) {
            n[year] = n[year + 1] + d[year];
            m[year] = m[year + 1] + d[year] * life.q[year] * life.v();
        }
        Valued policy(endowment(life));
        for (std::size_t year = 0; year < static_cast<std::size_t>(life.term); ++year) {
            near(policy("annuity", static_cast<int>(year)), n[year] / d[year], n[year] / d[year]);
            near(policy("deaths_left", static_cast<int>(year)), 1'000 * m[year] / d[year], 1'000 * m[year] / d[year]);
            near(policy("endowment_left", static_cast<int>(year)), 1'000 * (m[year] + d.back()) / d[year],
                 1'000 * (m[year] + d.back()) / d[year]);
        }
        near(policy("net_premium"), 1'000 * (m[0] + d.back()) / n[0], 1'000 * (m[0] + d.back()) / n[0]);
    });
    law("prospective, retrospective and Thiele's reserve", [] {
        const Drawn life = drawn();
        Valued policy(endowment(life));
        const double premium = policy("net_premium"),
                     unit = policy("endowment_left") * std::max(1.0, std::pow(1 + life.interest, life.term));
        double fund = 0, alive = 1;  // of all who began, at the end of the year
        near(policy("reserve"), 0, unit);
        for (int year = 0; year < life.term; ++year) {
            const double q = life.q[static_cast<std::size_t>(year)], before = policy("reserve", year);
            // At the end of the last year the reserve is what then falls due.
            const double after = year + 1 < life.term ? policy("reserve", year + 1) : 1'000;
            near((before + premium) * (1 + life.interest), q * 1'000 + (1 - q) * after, unit);
            fund = (fund + alive * premium) * (1 + life.interest) - alive * q * 1'000;
            alive *= 1 - q;
            near(fund, alive * after, unit);
        }
    });
    law("a term in two: the first part, and the chance and discount of reaching the second times its value", [] {
        const Drawn life = drawn();
        const int first = *rc::gen::inRange(1, life.term);
        Drawn one = life, two = life;
        one.term = first;
        two.term = life.term - first;
        two.q.erase(two.q.begin(), two.q.begin() + first);
        double reaches = std::pow(life.v(), first);
        for (int year = 0; year < first; ++year) reaches *= 1 - life.q[static_cast<std::size_t>(year)];
        Valued whole(endowment(life)), early(endowment(one)), late(endowment(two, "year", 40 + first), 1'000, 40 + first);
        near(whole("annuity"), early("annuity") + reaches * late("annuity"), whole("annuity"));
        near(whole("deaths_left"), early("deaths_left") + reaches * late("deaths_left"), 1'000);
        near(whole("annuity", first), late("annuity"), late("annuity"));
        near(whole("endowment_left", first), late("endowment_left"), 1'000);
    });
    law("with chances of 0 and 1 the year of death is known", [] {
        Drawn life = drawn();
        const int death = *rc::gen::inRange(0, life.term + 3);  // after the term: never
        for (int year = 0; year < life.term; ++year) life.q[static_cast<std::size_t>(year)] = year == death ? 1 : 0;
        const std::string step = *rc::gen::element<std::string>("year", "month");
        Valued policy(endowment(life, step));
        // A certain death acts in the first step of its year (S32).
        const bool dies = death < life.term;
        const double years = dies ? death + (step == "year" ? 1 : 1.0 / 12) : life.term, paid = dies ? death + 1 : life.term;
        double annuity = 0;
        for (int year = 0; year < paid; ++year) annuity += std::pow(life.v(), year);
        // A factor of a month is the twelfth root of that of a year, and a product of up to 144 of them is 150 roundings off.
        const double monthly = step == "year" ? 1 : 3, unit = monthly * std::max(1.0, std::pow(life.v(), years));
        near(policy("annuity"), annuity, monthly * annuity);
        near(policy("endowment_left"), 1'000 * std::pow(life.v(), years), 1'000 * unit);
        near(policy("deaths_left"), dies ? 1'000 * std::pow(life.v(), years) : 0, 1'000 * unit);
    });
}

TEST_CASE("laws of order and of units") {
    law("values rise with the chance of dying, fall with interest, and grow with the sum", [] {
        const Drawn life = drawn();
        Drawn frail = life, rich = life;
        const auto year = static_cast<std::size_t>(*rc::gen::inRange(0, life.term));
        frail.q[year] += *between(0.001, 0.4);
        rich.interest += *between(0.001, 0.1);
        Valued policy(endowment(life)), weaker(endowment(frail)), richer(endowment(rich)),
            larger(endowment(life), 1'000 * *between(1.1, 9));
        if (year + 1 < static_cast<std::size_t>(life.term)) RC_ASSERT(weaker("annuity") < policy("annuity"));
        // Under negative interest a sum is worth more the later it falls due, and an early death may cost less.
        if (life.interest > 0)
            RC_ASSERT(year + 1 == static_cast<std::size_t>(life.term) || weaker("endowment_left") > policy("endowment_left"));
        if (life.interest >= 0)
            RC_ASSERT(weaker("deaths_left", static_cast<int>(year)) > policy("deaths_left", static_cast<int>(year)));
        RC_ASSERT(richer("annuity") < policy("annuity"));
        RC_ASSERT(richer("endowment_left") < policy("endowment_left"));
        RC_ASSERT(larger("net_premium") > policy("net_premium"));
        near(larger("net_premium") / larger.contract.scale(), policy("net_premium") / policy.contract.scale(), 1);
    });
    law("a benefit moves no annuity, and a sum in fen is a hundred sums in yuan", [] {
        const Drawn life = drawn();
        const double sum = *rc::gen::inRange(1, 1'000'000);
        Valued yuan(endowment(life), sum), fen(endowment(life), 100 * sum);
        near(yuan("annuity"), fen("annuity"), fen("annuity"));
        near(100 * yuan("net_premium"), fen("net_premium"), fen("net_premium"));
        const int year = *rc::gen::inRange(0, life.term);
        near(100 * yuan("reserve", year), fen("reserve", year), 100 * sum);
    });
    law("12 months are a year, per cent and per mille are parts, a chance is 1 - exp(-force)", [] {
        const Drawn life = drawn();
        const double q = *between(0.001, 0.6);
        const auto text = [&](const std::string& chance, const std::string& interest, const std::string& every) {
            std::string out = endowment(life);
            const auto replace = [&](const std::string& old, const std::string& with) {
                const auto at = out.find(old);
                RC_ASSERT(at != std::string::npos);
                out.replace(at, old.size(), with);
            };
            replace("chance(deaths)", chance);
            replace(fmt::format("interest = \"{}\"", life.interest), fmt::format("interest = \"{}\"", interest));
            replace("every = \"year\"", fmt::format("every = \"{}\"", every));
            return out;
        };
        Valued plain(text(fmt::format("chance({})", q), fmt::format("{}", life.interest), "year"));
        Valued parts(text(fmt::format("chance({} ‰)", q * 1'000), fmt::format("{} %", life.interest * 100), "12 months"));
        Valued force(text(fmt::format("force(-ln(1 - {}))", q), fmt::format("exp(ln(1 + {})) - 1", life.interest), "year"));
        for (Valued* other : {&parts, &force}) {
            near((*other)("annuity"), plain("annuity"), 12 * plain("annuity"));  // a rounding of the rate counts in every year
            near((*other)("endowment_left"), plain("endowment_left"), 12'000 * std::max(1.0, std::pow(life.v(), life.term)));
        }
    });
    law("payments of a year are worth the same on a grid of months, if chances act by constant force", [] {
        const Drawn life = drawn();
        Valued years(endowment(life)), months(endowment(life, "month"));
        // The months of a year are twelve factors for one.
        for (int year = 0; year < life.term; ++year) near(years("annuity", year), months("annuity", year), 12 * years("annuity", year));
    });
}

}  // namespace hearth::test::laws_test
