#include "family_test.hpp"
#include "hearth/rights/starting_states.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

const std::string second = "[family.home.policy.second]\nproduct = \"other\"\nissued = 2021-01-01\nowner = \"ann\"\ninsured = \"bob\"\nface = 100\n";

/// The chance of the first line of a word after as_of.
Chance of(Home& home, RightEvent word) {
    Timeline& course = home.rights->course();
    for (const RightsEvent& event : course.events())
        if (event.right != hearth::Reading::none && event.event == word && home.rights->facts().name(event.person) == "ann" && day("2024-01-01") < event.date)
            return chance_of(course, event, home.rights->lives());
    REQUIRE(false);
    return {};
}

}  // namespace

TEST_CASE("two policies on one life: both in force is as likely as one, not the product") {
    const std::string both = "all(status is in_force for each owner.policy) and calendar_year >= 2030";
    Home one(club(both, "yes", "yes", "no"));
    Home two(second + club(both, "yes", "yes", "no"));
    // bob is well or ill with 0.5 + 0.2
    REQUIRE(of(one, RightEvent::unlocked).number);
    CHECK(*of(one, RightEvent::unlocked).number == Approx(0.7).epsilon(1e-15));
    CHECK(*of(two, RightEvent::unlocked).number == *of(one, RightEvent::unlocked).number);
}

TEST_CASE("S66 persons are independent; a fact is translated from the state of the one life") {
    // ann alive 0.9, bob ill or dead 0.5: the level of the dead is read by the last of the steps
    Home home(club("owner.spouse.level >= 2 and calendar_year >= 2030") + "[family.home.event]\nill = { on = 2023-01-01, bob.level = 2 }\n");
    const Chance chance = of(home, RightEvent::unlocked);
    CHECK(chance.note.find("state") != std::string::npos);  // steps by state refuse a state outside the order (rule S22)
    Home level(club("owner.spouse.state is ill and calendar_year >= 2030") + "[family.home.event]\nill = { on = 2023-01-01, bob.state = \"ill\" }\n");
    REQUIRE(of(level, RightEvent::unlocked).number);
    CHECK(*of(level, RightEvent::unlocked).number == Approx(0.2 * 0.9).epsilon(1e-15));  // product of two given chances: one rounding
}

TEST_CASE("lines on or before as_of are certain") {
    Home home(club("paid >= 200"));
    Timeline& course = home.rights->course();
    const Chance chance = chance_of(course, course.events().front(), home.rights->lives());
    CHECK(chance.number == 1.0);
    CHECK(chance.note == "certain: on or before 2024-01-01");
}

TEST_CASE("a condition with memory has no number and says which") {
    Home home(club("paid >= 100", "since(unlock) >= 10 years"));
    const Chance chance = of(home, RightEvent::usable);
    CHECK_FALSE(chance.number);
    CHECK(chance.note == "has memory: since(unlock)");
    Home latch(club("calendar_year >= 2030") + "[programme.club.right.room]\nfor = \"owner\"\nunlock = \"door >= usable\"\nkeep = \"yes\"\nuse = \"yes\"\nend = \"no\"\n");
    for (const RightsEvent& event : latch.rights->course().events())
        if (event.right != hearth::Reading::none && latch.rights->rules().path(event.right) == "club.room" && event.event == RightEvent::unlocked)
            CHECK(chance_of(latch.rights->course(), event, latch.rights->lives()).note == "has memory: club.door");
}

TEST_CASE("premiums paid of one who may have died long before depend on when, and have no number") {
    Home home(club("paid >= 500 and calendar_year >= 2030", "yes", "yes", "no"));
    const Chance chance = of(home, RightEvent::unlocked);
    CHECK_FALSE(chance.number);
    CHECK(chance.note == "unknown: when bob died");
}

TEST_CASE("S77 a life starts in the state that is written, else in the first whose translations say what the facts say") {
    const Home home(club("paid > 0") + "[family.home.event]\nfall = { on = 2023-01-01, carl.level = 2 }\ndies = { on = 2023-02-01, ann.state = \"dead\" }\nodd = { on = 2023-03-01, bob.level = 7 }\n");
    const auto states = starting_states(home.rights->rules(), home.rights->facts());
    CHECK(states.at("carl") == 1);   // level 2 is ill
    CHECK(states.at("ann") == 2);
    CHECK(states.at("dora") == 0);
    CHECK_FALSE(states.contains("bob"));  // no state has level 7
}
