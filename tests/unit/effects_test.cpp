#include "hearth/rights/effects.hpp"

#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// What becomes of a right of a person, by the matrix.
std::string becomes(Home& home, const std::string& right, const std::string& person, const std::string& event) {
    const Frame frame = rights_effects(*home.rights);
    std::size_t column = 0;
    while (frame.columns[column].name != event) ++column;
    for (const auto& row : frame.rows)
        if (text_of(row[0]) + "." + text_of(row[1]) == right && text_of(row[2]) == person) return text_of(row[column]);
    return "not held";
}

const std::string two = "[family.home.policy.second]\nproduct = \"other\"\nissued = 2021-01-01\nowner = \"ann\"\npayer = \"carl\"\ninsured = \"ann\"\nface = 100\n";

}  // namespace

TEST_CASE("T12 effects: every status of each policy in turn; policies are named where they differ") {
    Home home(club("paid > 0", "yes", "any(product is plan and status is in_force for each owner.policy)",
                   "any(product is plan and status in [lapsed, surrendered] for each owner.policy)") + two);
    CHECK(becomes(home, "club.door", "bob", "overdue") == "pauses (base)");
    CHECK(becomes(home, "club.door", "bob", "reduced") == "pauses (base)");
    CHECK(becomes(home, "club.door", "bob", "surrendered") == "ends (base)");
    CHECK(becomes(home, "club.door", "bob", "lapsed") == "ends (base)");
    CHECK(becomes(home, "club.door", "bob", "ended") == "pauses (base)");
    Home all(club("paid > 0", "yes", "all(status is in_force for each owner.policy)") + two);
    CHECK(becomes(all, "club.door", "bob", "overdue") == "pauses");
    CHECK(becomes(all, "club.door", "dora", "ended") == "pauses");
}

TEST_CASE("T11 effects: the deaths of owner, payer, insured, spouse and of the person itself are different events") {
    Home home(club("paid > 0", "yes", "not any(payer.state is dead for each owner.policy)", "state is dead",
                   "pass = { when = \"owner.state is dead\", to = \"owner.spouse\", times = 1 }\n") + two);
    CHECK(becomes(home, "club.door", "carl", "owner_dies") == "passes to bob");
    CHECK(becomes(home, "club.door", "dora", "payer_dies") == "passes to bob (ann); pauses (carl)");
    CHECK(becomes(home, "club.door", "dora", "insured_dies") == "passes to bob (ann)");
    CHECK(becomes(home, "club.door", "bob", "person_dies") == "ends");
    CHECK(becomes(home, "club.door", "ann", "spouse_dies") == "keeps");
    CHECK(becomes(home, "club.door", "carl", "spouse_dies").empty());
    CHECK(becomes(home, "club.door", "bob", "beneficiary_dies").empty());
}

TEST_CASE("T9 T15 effects: a tier that falls, a right that cannot be decided, one that an event unlocks") {
    const std::string tiers = "[[programme.club.tier]]\nname = \"low\"\nwhen = \"paid >= 100\"\n[[programme.club.tier]]\nname = \"high\"\nwhen = \"paid >= 100 and all(status is in_force for each owner.policy)\"\n";
    Home home(club("tier >= low") + tiers);
    CHECK(becomes(home, "club.door", "bob", "overdue") == "high -> low");
    CHECK(becomes(home, "club.door", "dora", "insured_dies") == "high -> low");
    Home value(club("paid > 0", "yes", "any(status is not in_force for each owner.policy) or owner.fit") + "[programme.club.asks]\nfit = \"truth\"\n");
    CHECK(becomes(value, "club.door", "dora", "overdue") == "usable");
    Home widow(club("any(state is dead for each owner.spouse)"));
    CHECK(becomes(widow, "club.door", "dora", "insured_dies") == "unlocks");
    CHECK(becomes(widow, "club.door", "dora", "overdue") == "keeps");
}
