#include "hearth/rights/handed.hpp"

#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("the channel of a right is what its use hands to a table: one word, or several; no measure and no fact") {
    const auto right = [](const std::string& use) {
        const Bound bound = sound(household + club("yes", use) + "[table.covered]\nvalue = \"yes\"\nrows = [{ channel = [\"home\", \"online\"], city = [\"here\", \"there\"] }]\n");
        const Right& its = bound.book.programmes.front().rights.front();
        return std::pair(handed(bound.book, its, "channel"), names_handed(bound.book));
    };
    CHECK(right("covered at (channel: home)") == std::pair(std::string("home"), std::set<std::string>{"channel"}));
    CHECK(right("(covered at (channel: home)) or (covered at (channel: online)) or (covered at (channel: home))").first == "home or online");
    CHECK(right("covered at (channel: online, city: person.city)").second == std::set<std::string>{"channel"});
    CHECK(right("city is here") == std::pair(std::string(), std::set<std::string>()));
}
