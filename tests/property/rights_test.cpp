#include <rapidcheck.h>

#include <algorithm>
#include <sstream>

#include "unit/family_test.hpp"

namespace hearth::test::rights_test {

namespace {

/// The first day on which ann may draw, with premiums of 100 and a threshold; 9999 days after the start if never.
int first_usable(Home& home) {
    for (const RightsEvent& event : home.rights->course().events())
        if (event.right != hearth::Reading::none && home.rights->facts().name(event.person) == "ann" && event.state == RightWord::usable) return event.date.days();
    return day("2299-01-01").days();
}

std::string lines_of(Home& home) {
    std::string all;
    for (const RightsEvent& event : home.rights->course().events())
        all += event.date.text() + home.rights->facts().name(event.person) + std::string(to_text(event.event)) + event.because + event.margin + "\n";
    return all;
}

}  // namespace

TEST_CASE("a margin of money is sharp: paying it flips the condition, half of it does not") {
    CHECK(rc::check([] {
        const int premium = *rc::gen::inRange(1, 500), missing = *rc::gen::inRange(1, 5000);
        const std::string text = club("paid >= " + std::to_string(premium + missing));
        Home before(text, premium);
        const RightsEvent& pending = before.line("club.door", "ann", RightEvent::pending);
        RC_ASSERT(pending.needs.size() == 1u);
        const double margin = pending.needs.front().amount;
        Home paid(text, premium, {{pending.date, margin}});
        RC_ASSERT(first_usable(paid) == pending.date.days());
        Home half(text, premium, {{pending.date, margin / 2}});
        RC_ASSERT(first_usable(half) > pending.date.days());
    }));
}

TEST_CASE("a margin of days is sharp: that day flips the condition, the day before does not") {
    CHECK(rc::check([] {
        const int count = *rc::gen::inRange(1, 400);
        const bool months = *rc::gen::arbitrary<bool>();
        Home home(club("paid > 0", "since(unlock) >= " + std::to_string(count) + (months ? " months" : " days")));
        const RightsEvent& waiting = home.line("club.door", "ann", RightEvent::waiting);
        const Date on = *waiting.needs.front().on;
        RC_ASSERT(waiting.next == on);
        const std::string asked = "club.door at (owner: ann, person: ann, date: ";
        RC_ASSERT(home(asked + on.text() + ")") == "usable");
        RC_ASSERT(home(asked + on.plus_days(-1).text() + ")") == "unlocked");
    }));
}

TEST_CASE("raising a threshold never unlocks earlier") {
    CHECK(rc::check([] {
        const int low = *rc::gen::inRange(1, 600), more = *rc::gen::inRange(0, 300);
        Home lower(club("paid >= " + std::to_string(low)));
        Home higher(club("paid >= " + std::to_string(low + more)));
        RC_ASSERT(first_usable(lower) <= first_usable(higher));
    }));
}

TEST_CASE("the order of people, policies, events of a day and rights in the file never matters") {
    CHECK(rc::check([] {
        const std::string second = "[family.home.policy.extra]\nproduct = \"other\"\nissued = 2021-01-01\nowner = \"bob\"\ninsured = \"ann\"\nface = 100\n";
        std::vector<std::string> events = {"a = { on = 2023-05-01, carl.city = \"there\" }\n", "b = { on = 2023-05-01, bob.level = 3 }\n", "c = { on = 2023-05-01, ann.request = \"club.door\" }\n"};
        std::vector<std::string> parts = {second, club("paid >= 300", "city is here"),
                                          "[programme.hall]\nholder = \"owner\"\nbinds = \"event\"\n[programme.hall.right.seat]\nfor = \"owner, owner.spouse\"\nunlock = \"club.door >= usable\"\nkeep = \"level < 3\"\nuse = \"yes\"\nend = \"no\"\n"};
        const auto whole = [&] {
            std::string all = "[family.home.event]\n";
            for (const std::string& event : events) all += event;
            for (const std::string& part : parts) all += part;
            return all;
        };
        Home one(whole());
        std::sort(events.begin(), events.end());
        if (*rc::gen::arbitrary<bool>()) std::reverse(events.begin(), events.end());
        const int turns = *rc::gen::inRange(0, 3);
        std::rotate(parts.begin(), parts.begin() + turns, parts.end());
        Home other(whole());
        RC_ASSERT(lines_of(one) == lines_of(other));
    }));
}

TEST_CASE("the course of a family ends: no day names every next day") {
    CHECK(rc::check([] {
        const std::vector<std::string> pieces = {"date >= 2025-06-01", "since(unlock) >= 90 days", "lasting(level is 0) >= 6 months", "since(date_of) > 3 years", "age >= 60",
                                                 "any(since(issue) > 12 months for each owner.policy)", "any(opens <= date for each place_list)"};
        const std::string use = *rc::gen::elementOf(pieces) + (*rc::gen::arbitrary<bool>() ? " and " : " or ") + *rc::gen::elementOf(pieces);
        Home home(club("paid > 0", use, "yes", "state is dead", "let.date_of = 2022-02-28\n") + "[table.place_list]\nvalue = \"1\"\nrows = [{ opens = 2021-01-01, n = 1 }, { opens = 2031-01-01, n = 2 }]\n");
        // birthdays of four people up to 106, premiums, and a few days more
        RC_ASSERT(home.rights->course().visits() < 700u);
    }));
}

}  // namespace hearth::test::rights_test
