#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("why: every piece with its value, its place, what is missing and when") {
    Home home(club("paid >= 300", "age >= 40 and since(unlock) >= 90 days"));
    const std::string text = rights_why(*home.rights, "club.door", "ann", day("2022-03-31"), home.bound.sources);
    INFO(text);
    CHECK(text.find("club.door for ann on 2022-03-31: unlocked, held by ann, unlocked on 2022-01-01\n") == 0);
    CHECK(text.find("age >= 40  yes\n") != std::string::npos);
    CHECK(text.find("since(unlock) >= 90 days  no\n") != std::string::npos);
    CHECK(text.find("lacking: 1 day more; earliest 2022-04-01\n") != std::string::npos);
    CHECK(text.find("(test.toml:") != std::string::npos);
    const std::string before = rights_why(*home.rights, "door", "ann", day("2021-06-01"), home.bound.sources);
    INFO(before);
    CHECK(before.find("paid >= 300  no\n") != std::string::npos);
    CHECK(before.find("base: premiums_paid  200\n") != std::string::npos);
    CHECK(before.find("lacking: short by 100 CNY\n") != std::string::npos);
}

TEST_CASE("why: no such right, no such person, nothing that day") {
    Home home(club("paid >= 300"));
    const auto code = [&](const std::string& right, const std::string& person, const std::string& on) {
        try {
            rights_why(*home.rights, right, person, day(on), home.bound.sources);
        } catch (const Fault& fault) {
            return fault.diagnostic().code + " " + fault.diagnostic().hint;
        }
        return std::string("no fault");
    };
    CHECK(code("club.dor", "ann", "2022-01-01") == "E0750 did you mean 'club.door'?");
    CHECK(code("club.door", "anne", "2022-01-01") == "E0746 did you mean 'ann'?");
    CHECK(code("club.door", "ann", "2019-01-01") == "E0751 the course of the family begins on 2020-01-01");
}

TEST_CASE("the frames: one row a right and person; one a dated event; unknown is a cell of its own") {
    Home home(club("paid >= 300", "fit") + "[programme.club.asks]\nfit = \"truth\"\n");
    const Frame summary = rights_summary(*home.rights);
    REQUIRE(summary.rows.size() == 4);
    CHECK(text_of(summary.rows[0][2]) == "ann");
    REQUIRE(std::holds_alternative<Unknown>(summary.rows[0][5]));
    CHECK(std::get<Unknown>(summary.rows[0][5]).missing == std::vector<std::string>{"family.home.person.ann.fit"});
    const Frame events = rights_events(*home.rights);
    REQUIRE_FALSE(events.rows.empty());
    CHECK(text_of(events.rows[0][0]) == "2020-01-01");
    CHECK(text_of(events.rows[0][5]) == "pending");
    CHECK(text_of(events.rows[0][10]) == "1");
    CHECK(convention(events.provenance, "horizon") == "2121-01-01");  // dora would be 106
}
