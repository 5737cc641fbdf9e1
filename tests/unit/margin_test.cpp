#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("the margin of money is what is missing, with its currency") {
    Home home(club("paid >= 250"));
    const RightsEvent& pending = home.line("club.door", "ann", RightEvent::pending);
    CHECK(pending.because == "paid 100, not >= 250");
    CHECK(pending.margin == "short by 150 CNY");
    CHECK(pending.next == day("2022-01-01"));
    REQUIRE(pending.needs.size() == 1);
    CHECK(pending.needs.front().amount == 150);
}

TEST_CASE("paying the margin flips the condition that day, half of it does not") {
    const PolicyFigures::Premium whole{day("2020-01-01"), 150}, half{day("2020-01-01"), 75};
    Home paid(club("paid >= 250"), 100, {whole});
    CHECK(paid("club.door at (owner: ann, person: ann, date: 2020-01-01)") == "usable");
    Home halved(club("paid >= 250"), 100, {half});
    CHECK(halved("club.door at (owner: ann, person: ann, date: 2020-01-01)") == "none");
}

TEST_CASE("a strict threshold says so") {
    Home home(club("paid > 200"));
    CHECK(home.line("club.door", "ann", RightEvent::pending).margin == "short by more than 100 CNY");
}

TEST_CASE("of alternatives the easiest, of a conjunction all that is missing") {
    Home either(club("paid >= 250 or paid >= 150"));
    CHECK(either.line("club.door", "ann", RightEvent::pending).margin == "short by 50 CNY");
    Home both(club("paid >= 250 and level >= 2"));
    CHECK(both.line("club.door", "ann", RightEvent::pending).margin == "paid short by 150 CNY and level short by 2");
    Home tier(club("tier >= gold") + "[[programme.club.tier]]\nname = \"silver\"\nwhen = \"paid >= 100\"\n[[programme.club.tier]]\nname = \"gold\"\nwhen = \"paid >= 400\"\n");
    CHECK(tier.line("club.door", "ann", RightEvent::pending).margin == "short by 300 CNY");
}

TEST_CASE("what no payment and no time can mend is 'never'") {
    Home home(club("since(born) < 10 years"));
    CHECK(home.line("club.door", "ann", RightEvent::pending).margin == "never");
}
