#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("S68 an unlock latches; keep pauses and resumes; end is for good") {
    // 300 are paid with the third premium; the father moves away and back, then dies.
    Home home(club("paid >= 300 and city is here", "yes", "city is here") +
              "[family.home.event]\naway = { on = 2023-05-01, carl.city = \"there\" }\nback = { on = 2024-05-01, carl.city = \"here\" }\n"
              "death = { on = 2025-05-01, carl.state = \"dead\" }\n");
    CHECK(home.lines("club.door", "carl") == Lines{"2020-01-01 pending", "2022-01-01 unlocked", "2022-01-01 usable", "2023-05-01 paused", "2024-05-01 resumed", "2025-05-01 ended"});
    CHECK(home("club.door at (owner: ann, person: carl, date: 2023-12-31)") == "paused");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2030-01-01)") == "ended");
}

TEST_CASE("S68 true in year 3, false in 4, true in 5: an unlock latches; keep, use and lasting follow") {
    // 300 are paid in the third year (2022); the father is away in the fourth and back in the fifth.
    const std::string moves = "[family.home.event]\naway = { on = 2023-01-01, carl.city = \"there\" }\nback = { on = 2024-01-01, carl.city = \"here\" }\n";
    const std::string condition = "paid >= 300 and city is here";
    const auto lines = [&](const std::string& rules) { return Home(rules + moves).lines("club.door", "carl"); };
    CHECK(lines(club(condition)) == Lines{"2020-01-01 pending", "2022-01-01 unlocked", "2022-01-01 usable"});
    CHECK(lines(club("yes", "yes", condition)) == Lines{"2020-01-01 unlocked", "2020-01-01 paused", "2022-01-01 resumed", "2023-01-01 paused", "2024-01-01 resumed"});
    CHECK(lines(club("yes", condition)) == Lines{"2020-01-01 unlocked", "2022-01-01 usable", "2023-01-01 unlocked", "2024-01-01 usable"});
    // A wait that begins anew each time.
    CHECK(lines(club("yes", "lasting(" + condition + ") >= 30 days")) ==
          Lines{"2020-01-01 unlocked", "2022-01-31 usable", "2023-01-01 unlocked", "2024-01-31 usable"});
}

TEST_CASE("S15 S68 an end that holds of nobody's policies does not end what was never unlocked") {
    Home home(club("paid > 0", "yes", "yes", "all(status is surrendered for each owner.policy)") + "[family.home.event]\nout = { on = 2023-01-01, base.status = \"surrendered\" }\n");
    CHECK(home.lines("club.door", "ann") == Lines{"2020-01-01 unlocked", "2020-01-01 usable", "2023-01-01 ended"});
}

TEST_CASE("S25 S17 waiting: since(unlock) counts civil days and gives the day") {
    Home home(club("paid >= 300", "since(unlock) >= 90 days"));
    CHECK(home.lines("club.door", "ann") == Lines{"2020-01-01 pending", "2022-01-01 waiting", "2022-04-01 usable"});
    const RightsEvent& waiting = home.line("club.door", "ann", RightEvent::waiting);
    CHECK(waiting.margin == "90 days more");
    CHECK(waiting.next == day("2022-04-01"));
    CHECK(home("club.door at (owner: ann, person: ann, date: 2022-03-31)") == "unlocked");
}

TEST_CASE("S80 T15 an unknown unlock or use gives unknown with the missing path, never yes") {
    const std::string asks = "[programme.club.asks]\nfit = \"truth\"\n";
    Home use(club("paid > 0", "fit") + asks);
    CHECK(use.lines("club.door", "ann") == Lines{"2020-01-01 unlocked", "2020-01-01 unknown"});
    CHECK(use.line("club.door", "ann", RightEvent::unknown).because == "unknown: family.home.person.ann.fit");
    CHECK(use("club.door at (owner: ann, person: ann, date: 2024-01-01) is unknown") == "yes");
    Home unlock(club("fit") + asks);
    CHECK(unlock("club.door at (owner: ann, person: ann, date: 2024-01-01)") == "unknown: family.home.person.ann.fit");
    Home decided(club("fit and paid >= 1_000_000") + asks);  // Kleene: unknown and no is no
    CHECK(decided("club.door at (owner: ann, person: ann, date: 2024-01-01)") == "none");
}

TEST_CASE("S74 the highest tier whose condition holds; with ratchet never lower than before") {
    const std::string tiers = "[[programme.club.tier]]\nname = \"low\"\nwhen = \"paid >= 100 and city is here\"\n[[programme.club.tier]]\nname = \"high\"\nwhen = \"paid >= 200 and city is here\"\n"
                              "[family.home.event]\naway = { on = 2023-05-01, ann.city = \"there\" }\n";
    Home plain(club("tier >= low") + tiers);
    CHECK(plain("club.tier at (owner: ann, date: 2020-12-31)") == "low");
    CHECK(plain("club.tier at (owner: ann, date: 2021-01-01)") == "high");
    CHECK(plain("club.tier at (owner: ann, date: 2023-05-01)") == "none");
    std::string with = club("tier >= low") + tiers;
    with.replace(with.find("binds = "), 0, "ratchet = \"yes\"\n");
    Home ratchet(with);
    CHECK(ratchet("club.tier at (owner: ann, date: 2023-05-01)") == "high");
}

TEST_CASE("S73 issue binds the version of the earliest policy, event the version of the day") {
    const auto versions = [](const std::string& binds) {
        std::string text = club("paid > 0", "age >= 60") + "[programme.club.right.door_2022]\nextends = \"door\"\noverrides = \"door\"\nstarts = 2022-07-01\nuse = \"age >= 40\"\n";
        text.replace(text.find("binds = \"event\""), 15, "binds = \"" + binds + "\"");
        return text;
    };
    Home issue(versions("issue"));
    CHECK(issue("club.door at (owner: ann, person: ann, date: 2023-01-01)") == "unlocked");
    CHECK(issue("club.door_2022 at (owner: ann, person: ann, date: 2023-01-01)") == "none");
    Home event(versions("event"));
    CHECK(event("club.door_2022 at (owner: ann, person: ann, date: 2022-06-30)") == "none");
    CHECK(event("club.door_2022 at (owner: ann, person: ann, date: 2022-07-01)") == "usable");
    CHECK(event("club.door at (owner: ann, person: ann, date: 2022-07-01)") == "ended");
}

TEST_CASE("S72 the right passes to the first one alive and keeps its unlock; nobody in time ends it") {
    const std::string pass = "pass = { when = \"owner.state is dead\", to = \"owner.spouse\", within = \"180 days\", times = 1 }\n";
    const std::string dies = "[family.home.event]\ndies = { on = 2022-05-10, ann.state = \"dead\" }\n";
    Home home(club("paid >= 200", "yes", "any(status is in_force for each owner.policy)", "state is dead", pass) + dies);
    CHECK(home("holder(club.door) at (owner: ann, date: 2022-05-09)") == "ann");
    CHECK(home("holder(club.door) at (owner: ann, date: 2022-05-10)") == "bob");
    CHECK(home("club.door at (owner: ann, person: bob, date: 2022-05-10)") == "usable");
    CHECK(home("club.door at (owner: ann, person: ann, date: 2022-05-10)") == "ended");
    Home nobody(club("paid >= 200", "yes", "yes", "no", pass) + dies + "bob_too = { on = 2022-03-01, bob.state = \"dead\" }\n");
    CHECK(nobody("club.door at (owner: ann, person: carl, date: 2022-11-06)") == "usable");
    CHECK(nobody("club.door at (owner: ann, person: carl, date: 2022-11-07)") == "ended");  // 180 days are over
}

TEST_CASE("S69 a request stays open, is served when it can be, until an event takes it back") {
    Home home(club("paid > 0", "age >= 43") + "[family.home.event]\nasks = { on = 2021-02-01, ann.request = \"club.door\" }\nno_more = { on = 2024-02-01, ann.request = \"none\" }\n");
    CHECK(home("club.door at (owner: ann, person: ann, date: 2023-06-14)") == "unlocked");
    CHECK(home("club.door at (owner: ann, person: ann, date: 2023-06-15)") == "served");
    CHECK(home("club.door at (owner: ann, person: ann, date: 2024-02-01)") == "usable");
}

TEST_CASE("S68 served of the right itself is yesterday's in keep: a resident keeps what a newcomer loses") {
    Home home(club("paid > 0", "yes", "city is here or served") +
              "[family.home.event]\nasks = { on = 2021-02-01, ann.request = \"club.door\" }\naway = { on = 2022-01-01, ann.city = \"there\", bob.city = \"there\" }\n");
    CHECK(home("club.door at (owner: ann, person: ann, date: 2022-01-01)") == "served");
    CHECK(home("club.door at (owner: ann, person: bob, date: 2022-01-01)") == "paused");
}

TEST_CASE("S70 a seat is taken by service and freed by the end; a nominated person has one from the start") {
    const std::string ask = "[family.home.event]\nasks = { on = 2021-02-01, carl.request = \"club.door\" }\ndeath = { on = 2023-01-01, carl.state = \"dead\" }\n";
    Home home(club("paid > 0", "yes", "yes", "state is dead", "seats = 1\n") + ask);
    CHECK(home("club.door at (owner: ann, person: bob, date: 2021-01-31)") == "usable");
    CHECK(home("club.door at (owner: ann, person: bob, date: 2021-02-01)") == "unlocked");
    CHECK(home("club.door at (owner: ann, person: bob, date: 2023-01-01)") == "usable");
    std::string base = household;
    base.replace(base.find("bob = { "), 8, "bob = { nominated = [\"club.door\"], ");
    Home nominated(club("paid > 0", "yes", "yes", "state is dead", "seats = 1\n") + ask, 100, {}, base);
    CHECK(nominated("club.door at (owner: ann, person: carl, date: 2021-02-01)") == "unlocked");
    CHECK(nominated("club.door at (owner: ann, person: bob, date: 2021-02-01)") == "usable");
    // Nominated later, after days on which nothing comes of what happens.
    const std::string later = "[family.home.event]\naway = { on = 2021-03-01, carl.city = \"there\" }\nback = { on = 2021-04-01, carl.city = \"here\" }\nnamed = { on = 2021-06-07, bob.nominated = [\"club.door\"] }\n";
    Home named(club("paid > 0", "yes", "yes", "state is dead", "seats = 1\n") + later);
    CHECK(named("club.door at (owner: ann, person: carl, date: 2021-06-06)") == "usable");
    CHECK(named("club.door at (owner: ann, person: carl, date: 2021-06-07)") == "unlocked");
}

TEST_CASE("S42 S69 a quota is drawn by requests, exhausted, and re-opens with what may be carried over") {
    Home home(club("paid > 0", "yes", "yes", "state is dead", "account.nights = { opens = 5, every = \"year\", carry = 2, unit = \"night\" }\npay.stay = { from = \"nights\", to = \"person\", on = \"request\", amount = \"requested\" }\n") +
              "[family.home.event]\na = { on = 2021-02-01, ann.request = \"club.door\", ann.requested = 1 }\nb = { on = 2022-02-01, bob.request = \"club.door\", bob.requested = 9 }\n");
    CHECK(home("club.door.nights at (owner: ann, person: ann, date: 2021-01-31)") == "7");   // 5 of this year and 2 carried
    CHECK(home("club.door.nights at (owner: ann, person: ann, date: 2021-02-01)") == "6");
    CHECK(home("club.door.nights at (owner: ann, person: ann, date: 2022-01-01)") == "7");
    CHECK(home("club.door.nights at (owner: ann, person: ann, date: 2022-02-01)") == "0");   // min(9, 7)
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-02-02)") == "exhausted");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2023-01-01)") == "usable");
    CHECK(home("club.door.nights at (owner: ann, person: ann, date: 2023-01-01)") == "5");
}

TEST_CASE("S69 who is served stays so when another right of theirs is paused") {
    Home home(club("paid > 0", "yes", "yes", "state is dead", "account.nights = { opens = 1, every = \"year\" }\npay.stay = { from = \"nights\", to = \"person\", on = \"request\", amount = \"1\" }\n") +
              "[programme.club.right.another]\nfor = \"owner, owner.spouse\"\nunlock = \"paid > 0\"\nkeep = \"city is here\"\nuse = \"yes\"\nend = \"no\"\n"
              "[family.home.event]\nasks = { on = 2021-02-01, bob.request = \"club.door\" }\naway = { on = 2021-05-01, bob.city = \"there\" }\n");
    CHECK(home("club.another at (owner: ann, person: bob, date: 2021-05-02)") == "paused");
    CHECK(home("club.door at (owner: ann, person: bob, date: 2021-05-02)") == "served");
}

TEST_CASE("S24 S75 lasting counts from when it became true and is 0 after it was not") {
    Home home(club("paid > 0", "lasting(level >= 2) >= 90 days") +
              "[family.home.event]\nfall = { on = 2022-01-01, carl.level = 2 }\nworse = { on = 2022-02-01, carl.level = 3 }\nwell = { on = 2022-06-01, carl.level = 0 }\nagain = { on = 2022-07-01, carl.level = 2 }\n");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-03-31)") == "unlocked");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-04-01)") == "usable");   // 90 days, not restarted by the worse level
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-06-01)") == "unlocked");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-09-28)") == "unlocked");
    CHECK(home("club.door at (owner: ann, person: carl, date: 2022-09-29)") == "usable");
}

TEST_CASE("S76 a programme alone: one person, a request in every period, payments of the day") {
    const Bound bound = sound("currency = \"CNY\"\n[programme.care]\nholder = \"person\"\nbinds = \"event\"\n[programme.care.right.monthly]\nfor = \"person\"\n"
                              "unlock = \"level >= 1\"\nkeep = \"yes\"\nuse = \"yes\"\nend = \"state is dead\"\naccount.pot = { opens = 100, every = \"month\" }\n"
                              "pay.service = { from = \"pot\", to = \"person\", on = \"request\", amount = \"requested\" }\npay.cash = { to = \"person\", every = \"month\", at = \"end\", amount = \"pot / 2\" }\n");
    Tree leaf;
    leaf.kind = Tree::Kind::text;
    const auto expression = [&](const std::string& text) {
        Report report;
        leaf.text = text;
        auto made = std::make_shared<Expression>();
        made->ast = *parse_expression(leaf, report);
        return made;
    };
    Given given;
    given["person.level"] = expression("2");
    given["person.requested"] = expression("70");
    Report report;
    RightsCase alone(bound.book, *bound.book.programme("care"), given, report);
    for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.code + " " + fault.message);
    REQUIRE(report.all().empty());
    CHECK(alone.evaluate(*expression("monthly.cash at 1 month"), report).number == 15);  // half of the 30 that are left
    CHECK(alone.evaluate(*expression("monthly.service at 0 months"), report).number == 70);
    CHECK(alone.evaluate(*expression("monthly.cash at 2 weeks"), report).number == 0);
}
