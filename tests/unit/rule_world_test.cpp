#include "family_test.hpp"
#include "hearth/rights/check.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// A condition asked for the club on a day, for ann as owner and a person.
std::string asked(const std::string& condition, const std::string& on = "2024-01-01", const std::string& person = "carl", const std::string& more = "") {
    Home home(club(condition, "yes", "yes", "no", "", "owner, owner.spouse, owner.parents, owner.children") + more);
    return home("club.door at (owner: ann, person: " + person + ", date: " + on + ")") == "usable" ? "yes" : "no";
}

Report checked(const std::string& toml) {
    Bound bound_text = bound(household + toml);
    check_rights(bound_text.book, bound_text.report);
    return bound_text.report;
}
std::string first(const Report& report) { return report.all().empty() ? "none" : report.all().front().code + " " + report.all().front().message; }

}  // namespace

TEST_CASE("S5 section 6: facts, kin by path, policies and tables mean what they say") {
    CHECK(asked("age is 73") == "yes");
    CHECK(asked("owner.age is 43 and owner.spouse.age is 45 and person.age is 73") == "yes");
    CHECK(asked("person in owner.parents and not (person in owner.children)") == "yes");
    CHECK(asked("calendar_year is 2024 and month_of_year is 1 and date is 2024-01-01") == "yes");
    CHECK(asked("any(product is plan and insured is bob and face is 100 for each owner.policy)") == "yes");
    CHECK(asked("count(family.person when age >= 18) is 3") == "yes");
    CHECK(asked("sum(premiums_paid for each owner.policy) is 500 and sum(annual_premium for each family.policy) is 100") == "yes");
    CHECK(asked("any(insured.city is city for each owner.policy)") == "yes");
    CHECK(asked("any(wage >= 3 for each job when town is person.city)", "2024-01-01", "carl", "[table.job]\nvalue = \"wage\"\nrows = [{ town = \"here\", wage = 3 }, { town = \"there\", wage = 9 }]\n") == "yes");
    CHECK(asked("count(x >= 1 for each job) is 1", "2024-01-01", "carl", "[table.job]\nwhen = \"from <= date\"\nvalue = \"x\"\nrows = [{ from = 2020-01-01, x = 1 }, { from = 2030-01-01, x = 1 }]\n") == "yes");
}

TEST_CASE("S62 paid up is a truth; the status stays in force") {
    CHECK(asked("any(status is paid_up for each owner.policy)", "2023-12-31") == "no");
    CHECK(asked("any(status is paid_up and status is in_force for each owner.policy)", "2024-01-01") == "yes");
}

TEST_CASE("S64 premiums are paid when due unless the status is overdue, then with the return") {
    const std::string late = "[family.home.event]\nlate = { on = 2021-12-01, base.status = \"overdue\" }\npays = { on = 2022-02-01, base.status = \"in_force\" }\n";
    CHECK(asked("paid is 300", "2022-01-31", "carl", late) == "no");
    CHECK(asked("paid is 300", "2022-02-01", "carl", late) == "yes");  // paid with the return
    CHECK(asked("paid is 300", "2022-12-31") == "yes");
}

TEST_CASE("S25 of what never happened every comparison is no; of nobody too") {
    CHECK(asked("since(level >= 2) >= 1 day or since(level >= 2) < 1 day") == "no");
    CHECK(asked("person.spouse.age >= 0 or person.spouse.age < 0") == "no");
}

TEST_CASE("S17 ages and spans are civil: born on 29 February") {
    const std::string leap = "[family.home.event]\nx = { on = 2023-01-01, bob.city = \"here\" }\n";
    CHECK(asked("owner.spouse.age >= 46", "2024-02-27", "carl", leap) == "no");
    CHECK(asked("owner.spouse.age >= 46", "2024-02-28", "carl", leap) == "yes");
    CHECK(asked("any(since(issue) >= 12 months for each owner.policy)", "2020-12-31") == "no");
    CHECK(asked("any(since(issue) >= 12 months for each owner.policy)", "2021-01-01") == "yes");
}

TEST_CASE("faults of rules are found without a family being run, each with its place") {
    CHECK(first(checked(club("payd >= 100"))) == "E0405 nothing here is called 'payd'");
    CHECK(first(checked(club("paid"))).substr(0, 5) == "E0401");
    CHECK(first(checked(club("paid > 0", "served"))).substr(0, 5) == "E0739");
    CHECK(first(checked(club("club.room >= usable", "yes", "yes", "no", "[programme.club.right.room]\nfor = \"owner\"\nunlock = \"door >= usable\"\nkeep = \"yes\"\nuse = \"yes\"\nend = \"no\"\n"))) ==
          "E0739 club.door depends on itself: club.door -> club.room -> club.door");
    CHECK(first(checked(club("paid > 0", "yes", "yes", "no", "", "owner.uncle"))).substr(0, 28) == "E0737 nobody stands at 'owne");
    CHECK(first(checked(club("paid > 0", "yes", "yes", "no", "seats = 0\n"))).substr(0, 5) == "E0738");
    CHECK(first(checked(club("paid > 0", "yes", "yes", "no", "account.a = { opens = -3 }\n"))).substr(0, 5) == "E0738");
    CHECK(first(checked(club("paid > 0", "yes", "yes", "no", "account.a = { opens = 3, per = \"all\", carry = 1, every = \"year\" }\n"))).substr(0, 5) == "E0787");
    CHECK(first(checked(club("any(lasting(age >= 3) > 1 day for each owner.policy)"))).substr(0, 5) == "E0731");
    CHECK(first(checked(club("any(age >= 3 for each owner.uncle)"))).substr(0, 5) == "E0732");
    CHECK(first(checked("[programme.club]\nholder = \"owner\"\nbinds = \"event\"\ntier = [{ name = \"a\", when = \"since(unlock) > 3 days\" }]\n")).substr(0, 5) == "E0733");
    CHECK(first(checked("[programme.club]\nholder = \"person\"\nbinds = \"issue\"\n")).substr(0, 5) == "E0735");
    CHECK(first(checked("[programme.club]\nholder = \"owner\"\nbinds = \"event\"\nlet.paid = \"sum(premiums_paid for each owner.policy)\"\n"
                        "tier = [{ name = \"a\", when = \"paid >= 20\" }, { name = \"b\", when = \"paid >= 10\" }]\n")).substr(0, 5) == "E0749");
    const std::string version = "extends = \"door\"\noverrides = \"door\"\nstarts = 2022-01-01\n";
    CHECK(first(checked(club("paid > 0") + "[programme.club.right.v1]\n" + version + "[programme.club.right.v2]\n" + version)).substr(0, 5) == "E0748");
    CHECK(first(checked(club("paid > 0"))) == "none");
}

TEST_CASE("S71 outside a programme it is said whose right is meant") {
    Home home(club("paid > 0"));
    CHECK_THROWS_AS(home("club.door at (owner: ann) is usable"), Fault);  // of four people
    CHECK(home("club.door at (person: ann) is usable") == "yes");         // of one owner
    CHECK_THROWS_AS(home("club.door at (owner: here, person: ann)"), Fault);
    CHECK_THROWS_AS(home("club.door at (owner: ann, person: ann, date: 3 months)"), Fault);
}

TEST_CASE("T12 T16 keep and end of every status: a gap and an overlap are told, good rules are not") {
    const auto told = [](const std::string& keep, const std::string& end) {
        const Report report = checked(club("paid > 0", "yes", keep, end) + "[product.plan.value]\nworth = { basis = \"best\", amount = \"face\" }\n");
        std::string out;
        for (const Diagnostic& one : report.all()) out += (out.empty() ? "" : "; ") + one.code + one.message.substr(one.message.rfind(" is "));
        return out;
    };
    CHECK(told("any(worth >= 100 for each owner.policy)", "state is dead") == "E0764 is reduced");
    CHECK(told("sum(worth for each owner.policy) > 100", "no") == "E0764 is reduced");
    CHECK(told("any(status is in_force and worth >= 100 for each owner.policy)", "state is dead").empty());
    CHECK(told("sum(worth for each owner.policy when status is in_force) > 100", "no").empty());
    CHECK(told("any(worth >= 100 for each owner.policy) or all(status is reduced for each owner.policy)", "no").empty());
    CHECK(told("any(worth >= 100 for each owner.policy)", "all(status is reduced for each owner.policy)").empty());
    CHECK(told("not any(status is surrendered for each owner.policy)", "any(status in [surrendered, lapsed] for each owner.policy)") == "E0765 is lapsed: it ends");
    CHECK(told("yes", "any(status in [surrendered, lapsed] for each owner.policy)").empty());
    CHECK(told("any(status in [in_force, reduced] for each owner.policy)", "all(status is ended for each owner.policy)").empty());
    CHECK(told("any(status is paid_up for each owner.policy)", "any(status is reduced for each owner.policy)") == "E0765 is reduced: it ends");
    CHECK(told("any(if status is lapsed then unknown else yes for each owner.policy)", "no").empty());
}
