#include "hearth/rights/facts.hpp"

#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

struct Facts {
    explicit Facts(const std::string& events, int premiums_of = 100)
        : bound(sound(household + "[family.home.event]\n" + events)),
          facts(bound.book, bound.book.families.front(), [&](const std::string&) { return five_premiums(day("2020-01-01"), premiums_of); }) {}
    Bound bound;
    FamilyFacts facts;
};

std::string code(const std::string& events) {
    Bound made = bound(household + "[family.home.event]\n" + events);
    if (!made.report.all().empty()) return made.report.all().front().code;  // binding says it already
    try {
        const FamilyFacts facts(made.book, made.book.families.front(), [](const std::string&) { return PolicyFigures(); });
    } catch (const Fault& fault) {
        return fault.diagnostic().code;
    }
    return "none";
}

}  // namespace

TEST_CASE("S67 spouse is symmetric, and a second marriage ends the first") {
    Facts made("parted = { on = 2022-05-01, ann.spouse = \"none\" }\nagain = { on = 2023-05-01, bob.spouse = \"carl\" }\n");
    const int ann = made.facts.person("ann"), bob = made.facts.person("bob"), carl = made.facts.person("carl");
    CHECK(made.facts.spouse(bob, day("2022-04-30")) == ann);
    CHECK(made.facts.spouse(bob, day("2022-05-01")) == -1);
    CHECK(made.facts.spouse(carl, day("2023-05-01")) == bob);
    CHECK(made.facts.children(carl, day("2023-05-01")) == std::vector<int>{ann});
}

TEST_CASE("S64 S61 premiums are paid while in force; a contract ends with its insured") {
    Facts made("late = { on = 2021-12-31, base.status = \"overdue\" }\nback = { on = 2022-01-02, base.status = \"in_force\" }\ndies = { on = 2023-06-01, bob.state = \"dead\" }\n");
    CHECK(made.facts.premiums_paid(0, day("2021-01-01")) == 200);
    CHECK(made.facts.premiums_paid(0, day("2022-01-01")) == 200);  // that of 2022 falls due while overdue,
    CHECK(made.facts.premiums_paid(0, day("2022-01-02")) == 300);  // and is paid with the return
    CHECK(made.facts.premiums_paid(0, day("2024-06-01")) == 400);
    CHECK(made.facts.premiums_paid(0, day("2024-06-01"), true) == 500);
    CHECK(made.facts.status_since(0, day("2021-12-31")) == day("2021-12-31"));
    CHECK(made.facts.status_since(0, day("2023-05-31")) == day("2022-01-02"));
    CHECK(made.facts.status_since(0, day("2024-01-01")) == day("2023-06-01"));
    CHECK(made.facts.status(0, day("2023-05-31")) == "in_force");
    CHECK(made.facts.status(0, day("2023-06-01")) == "ended");
    CHECK(made.facts.status_if(0, day("2023-06-01"), true) == "in_force");
    CHECK(made.facts.annual_premium(0, day("2022-06-01")) == 100);
}

TEST_CASE("S17 age is completed years; who is born on the last of February") {
    Facts made("x = { on = 2022-05-01, bob.city = \"here\" }\n");
    CHECK(made.facts.fact(made.facts.person("bob"), made.facts.leaf("age"), day("2024-02-27")).number == 45);
    CHECK(made.facts.fact(made.facts.person("bob"), made.facts.leaf("age"), day("2024-02-28")).number == 46);
    CHECK(made.facts.exists(made.facts.person("dora"), day("2014-12-31")) == false);
}

TEST_CASE("events that cannot be are faults") {
    CHECK(code("a = { on = 2022-05-01, ann.level = 1 }\nb = { on = 2022-05-01, ann.level = 2 }\n") == "E0721");
    CHECK(code("a = { on = 2022-05-01, ann.level = 1 }\nb = { on = 2022-05-01, ann.level = 1 }\n") == "none");
    CHECK(code("a = { on = 2022-05-01, ann.spouse = \"carl\" }\nb = { on = 2022-05-01, bob.spouse = \"ann\" }\n") == "E0721");
    CHECK(code("a = { on = 2022-05-01, ann.spouse = \"carl\" }\nb = { on = 2022-05-01, bob.spouse = \"none\" }\n") == "none");
    CHECK(code("a = { on = 2022-05-01, base.owner = \"eve\" }\n") == "E0701");
    CHECK(code("a = { on = 2022-05-01, base.beneficiary = [\"dora\", \"carl\"] }\n") == "none");
    CHECK(code("a = { on = 2022-05-01, base.fase = 50 }\n") == "E0702");
    CHECK(code("a = { on = 2022-05-01, base.loan = \"much\" }\n") == "E0723");
    CHECK(code("a = { on = 2022-05-01, ann.parents = \"bob\" }\n") == "E0720");
    CHECK(code("a = { on = 2022-05-01, anne.level = 1 }\n") != "none");
}
