#include "hearth/model/resolved.hpp"

#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

std::string unread(std::string_view toml) {
    const Joined joined_set = joined(toml);
    std::string lines;
    for (const Place& place : unread_leaves(joined_set.set)) lines += (lines.empty() ? "" : " ") + std::to_string(place.line);
    return lines;
}

}  // namespace

TEST_CASE("a leaf is resolved to the layer that wins, with what it overrides and that layer's source") {
    const Joined a = joined("[basis.b]\nsource = \"B\"\ninterest = \"3 %\"\nlet.x = 1\n[basis.c]\nextends = \"b\"\ninterest = \"4 %\"\n[basis.d]\nextends = \"c\"\nsource = \"D\"\ninterest = \"5 %\"\n");
    std::string told;
    for (const ResolvedLeaf& leaf : resolved(a.set, Noun::basis, "d")) {
        told += leaf.path + "=" + leaf.value + " from " + leaf.source;
        for (const auto& [value, place] : leaf.overridden) told += " over " + value + ":" + std::to_string(place.line);
        told += '\n';
    }
    CHECK(told == "basis.d.source=D from D over B:3\nbasis.d.interest=5 % from D over 4 %:8 over 3 %:4\nbasis.d.let.x=1 from B\nbasis.d.extends=c from D over b:7\n");
}

TEST_CASE("a leaf is read through what is read, and not through itself or what nothing reads") {
    CHECK(unread("[product.p]\nlet.a = \"b + 1\"\nlet.b = 2\nlet.c = \"c + d\"\nlet.d = 1\nvalue.v = { amount = \"a\" }\n") == "5 6");
    CHECK(unread("[basis.used]\ninterest = \"0 %\"\n[basis.idle]\ninterest = \"0 %\"\n[product.p]\nvalue.v = { basis = \"used\", amount = \"1\" }\n") == "5");
    CHECK(unread("[table.t]\nrows = [{ zone = \"a\", v = 1 }]\n[product.p]\nasks = { zone = \"money\", hue = \"money\" }\nvalue.v = { amount = \"t\" }\n") == "5");
}
