#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "book_test.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/rights/family_rights.hpp"
#include "hearth/rights/rights_case.hpp"

namespace hearth::test {

inline Date day(std::string_view text) { return *Date::parse(text); }

/// Premiums of 100 at issue and on each of the next four anniversaries; a cash value of half of what was due by then.
inline PolicyFigures five_premiums(Date issued, double amount = 100) {
    PolicyFigures figures;
    for (int year = 0; year < 5; ++year) figures.premiums.push_back({issued.plus_months(12 * year), amount});
    figures.months_between = 12;
    figures.value = [issued, amount](const std::string&, Date on) { return Value::of(0.5 * amount * std::min(5, completed_years(issued, on) + 1)); };
    return figures;
}

/// Two products by hand, a couple with a child and a father, and what a test adds.
inline const std::string household = R"toml(
currency = "CNY"
[product.plan]
model = "alive -> dead"
ends = "state is dead"
asks = { face = "money" }
pay.premium = { from = "payer", every = "year", when = "year <= 5", amount = "face" }
[product.other]
extends = "plan"
[table.mortality]
value = "chance(1 %)"
[basis.best]
interest = "3 %"
step = "month"
rates."any -> dead" = "mortality"
[family.home]
as_of = 2024-01-01
basis = "best"
model = "well <-> ill; any -> dead"
let.alive = "state is not dead"
let.level = "0 until ill, then 2 by state"
[family.home.person]
ann = { born = 1980-06-15, sex = "female", spouse = "bob", parents = ["carl"], city = "here", level = 0 }
bob = { born = 1978-02-28, sex = "male", city = "here", level = 0 }
carl = { born = 1950-03-31, sex = "male", city = "here", level = 0 }
dora = { born = 2015-01-01, sex = "female", parents = ["ann", "bob"], city = "here", level = 0 }
[family.home.policy.base]
product = "plan"
issued = 2020-01-01
owner = "ann"
insured = "bob"
face = 100
)toml";

/// A family's rights from a text added to the household; figures by hand for every policy.
struct Home {
    explicit Home(const std::string& toml, double premium = 100, std::vector<PolicyFigures::Premium> extra = {}, const std::string& base = household)
        : bound(sound(base + toml)) {
        INFO(toml);
        const Family& family = bound.book.families.front();
        const FiguresOf figures = [&family, premium, extra](const std::string& name) {
            for (const Policy& policy : family.policies)
                if (policy.header.name == name) {
                    PolicyFigures made = five_premiums(policy.issued, premium);
                    made.premiums.insert(made.premiums.end(), extra.begin(), extra.end());
                    std::sort(made.premiums.begin(), made.premiums.end(), [](const auto& a, const auto& b) { return a.on < b.on; });
                    return made;
                }
            return PolicyFigures();
        };
        LifeFigures lives;
        lives.basis = "best";
        lives.occupancy = [](const std::string& who, Date) {
            if (who == "bob") return std::vector<double>{0.5, 0.2, 0.3};
            if (who == "ann") return std::vector<double>{0.7, 0.2, 0.1};
            return std::vector<double>{0.6, 0.15, 0.25};
        };
        Report report;
        rights = std::make_unique<FamilyRights>(bound.book, family, figures, lives, report);
        cases = std::make_unique<RightsCase>(bound.book, family, figures, report);
        std::string faults;
        for (const Diagnostic& fault : report.all()) faults += fault.code + " " + fault.message + "\n";
        INFO(faults);
        REQUIRE(report.all().empty());
    }

    /// The answer of an expression of a case, as text.
    std::string operator()(const std::string& text) {
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = text;
        Report report;
        Expression expression;
        expression.ast = *parse_expression(leaf, report);
        const Value value = cases->evaluate(expression, report);
        for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.code + " " + fault.message);
        REQUIRE(report.all().empty());
        if (!value.known()) return "unknown: " + join(*value.missing);
        return to_text(value, *bound.book.names);
    }

    /// The lines of a right for a person: "2020-01-01 unlocked", in order.
    std::vector<std::string> lines(const std::string& right, const std::string& person) {
        std::vector<std::string> out;
        for (const RightsEvent& event : rights->course().events())
            if (event.right != hearth::Reading::none && rights->rules().path(event.right) == right && rights->facts().name(event.person) == person)
                out.push_back(event.date.text() + " " + std::string(to_text(event.event)));
        return out;
    }
    const RightsEvent& line(const std::string& right, const std::string& person, RightEvent word) {
        for (const RightsEvent& event : rights->course().events())
            if (event.right != hearth::Reading::none && rights->rules().path(event.right) == right && rights->facts().name(event.person) == person && event.event == word) return event;
        INFO(right + " " + person + " " + std::string(to_text(word)));
        REQUIRE(false);
        throw std::logic_error("no such line");
    }

    Bound bound;
    std::unique_ptr<FamilyRights> rights;
    std::unique_ptr<RightsCase> cases;
};

using Lines = std::vector<std::string>;

/// A programme `club` held by the owner with one right `door`; empty parts are "yes" (end: "no").
inline std::string club(const std::string& unlock, const std::string& use = "yes", const std::string& keep = "yes", const std::string& end = "state is dead",
                        const std::string& more = "", const std::string& people = "owner, owner.spouse, owner.parents, owner.children") {
    return "[programme.club]\nholder = \"owner\"\nbinds = \"event\"\nlet.paid = \"sum(premiums_paid for each owner.policy)\"\n[programme.club.right.door]\nfor = \"" + people +
           "\"\nunlock = \"" + unlock + "\"\nkeep = \"" + keep + "\"\nuse = \"" + use + "\"\nend = \"" + end + "\"\n" + more;
}

}  // namespace hearth::test
