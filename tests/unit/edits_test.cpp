#include "hearth/model/edits.hpp"

#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

std::string told(const Set& before, const Set& after) {
    std::string all;
    for (const LeafEdit& edit : edits_of(before, after)) all += edit.path + ": " + edit.before + " -> " + edit.after + "\n";
    return all;
}

}  // namespace

TEST_CASE("edits are the leaves that two sets write differently, wherever they stand") {
    const Joined a = joined("[basis.b]\ninterest = \"3 %\"\nlet.x = 1.50\nlet.y = 2\n");
    const Joined b = joined("# a note\n[basis.b]\nlet = { y = 3, z = \"1\", x = 1.5 }\ninterest = \"3 %\"\n[table.t]\nrows = [{ a = 1 }]\n");
    CHECK(told(a.set, b.set) == "table.t:  -> { rows = [{ a = 1 }] }\nbasis.b.let.z:  -> 1\nbasis.b.let.y: 2 -> 3\n");
    CHECK(told(b.set, a.set) == "basis.b.let.y: 3 -> 2\ntable.t: { rows = [{ a = 1 }] } -> \nbasis.b.let.z: 1 -> \n");
    CHECK(told(a.set, a.set).empty());
}

TEST_CASE("an edit of a layer is told against what it inherits; a key of a file is one edit") {
    const Joined a = joined("let.f = 1\n[basis.b]\ninterest = \"3 %\"\n[basis.c]\nextends = \"b\"\n");
    const Joined b = joined("let.f = 2\n[basis.b]\ninterest = \"3 %\"\n[basis.c]\nextends = \"b\"\ninterest = \"4 %\"\n");
    CHECK(told(a.set, b.set) == "let.f: 1 -> 2\nbasis.c.interest: 3 % -> 4 %\n");
}

TEST_CASE("every edit applied makes the second set of the first") {
    const Joined a = joined("let.f = 1\n[basis.b]\nlet.x = 1\nlet.w = 5\n[table.t]\nrows = [{ a = 1, v = 2 }, { a = 2, v = 3 }]\n[study.s]\nshow = [\"a\"]\n");
    const Joined b = joined("let.f = 2\n[basis.b]\nlet.x = \"2\"\n[basis.d]\n[table.t]\nrows = [{ a = 1, v = 2 }, { a = 2, v = 4 }]\n[study.s]\nshow = [\"a\", \"b\"]\n");
    Set set = a.set;
    const auto edits = edits_of(a.set, b.set);
    CHECK(edits.size() == 6);
    for (const LeafEdit& edit : edits) apply_edit(set, edit);
    CHECK(edits_of(set, b.set).empty());
    for (std::size_t i = 0; i < noun_words.size(); ++i)
        for (const auto& [name, tree] : b.set.nouns[i]) {
            const Tree* made = set.find(static_cast<Noun>(i), name);
            REQUIRE(made != nullptr);
            CHECK(equal(*made, tree));
        }
}
