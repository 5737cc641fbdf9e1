#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("S3 a layer replaces leaf by leaf", "[layers]") {
    Joined file = joined(R"toml([basis.a]
interest = "3 %"
step = "year"
let = { k = "1", j = "2" }
[basis.b]
extends = "a"
interest = "4 %"
let.k = "5"
)toml");
    CHECK(file.leaf(Noun::basis, "b", "interest") == "4 %");
    CHECK(file.leaf(Noun::basis, "b", "step") == "year");
    CHECK(file.leaf(Noun::basis, "b", "let.k") == "5");
    CHECK(file.leaf(Noun::basis, "b", "let.j") == "2");
    CHECK(file.leaf(Noun::basis, "a", "interest") == "3 %");
    CHECK(file.codes().empty());
}

TEST_CASE("S3 arrays and a model are replaced whole", "[layers]") {
    Joined file = joined(R"toml([product.a]
model = { insured = "alive -> dead", partner = "alive -> dead" }
[product.a.pay.x]
from = ["payer", "owner"]
[product.b]
extends = "a"
model = { insured = "well -> dead" }
[product.b.pay.x]
from = ["owner"]
)toml");
    CHECK(file.leaf(Noun::product, "b", "model.insured") == "well -> dead");
    CHECK(file.leaf(Noun::product, "b", "model.partner") == "-");
    const auto tree = layered(file.set, Noun::product, "b", file.report);
    CHECK(tree->find("pay")->find("x")->find("from")->children.size() == 1);
}

TEST_CASE("S3 a rate is replaced by the same key; S2 its blanks do not count", "[layers]") {
    Joined file = joined(R"toml([basis.a.rates]
"any -> dead" = "force(1)"
"well -> ill" = "force(2)"
[basis.b]
extends = "a"
rates."well->ill" = "force(3)"
rates."well -> dead" = "force(4)"
)toml");
    const auto tree = layered(file.set, Noun::basis, "b", file.report);
    CHECK(tree->find("rates")->children.size() == 3);
    CHECK(file.leaf(Noun::basis, "b", "rates.\"well->ill\"") == "force(3)");
    CHECK(file.leaf(Noun::basis, "b", "rates.\"any -> dead\"") == "force(1)");
}

TEST_CASE("S3 writing one of two keys that exclude each other drops the inherited other", "[layers]") {
    Joined file = joined(R"toml([product.a]
pay.x = { from = "payer", every = "year", amount = "1" }
value.v = { amount = "1" }
[product.b]
extends = "a"
pay.x = { on = "issue" }
value.v = { solve = "v is 1" }
[table.t]
file = "t.csv"
[table.u]
extends = "t"
rows = []
)toml");
    CHECK(file.leaf(Noun::product, "b", "pay.x.every") == "-");
    CHECK(file.leaf(Noun::product, "b", "pay.x.on") == "issue");
    CHECK(file.leaf(Noun::product, "b", "pay.x.from") == "payer");
    CHECK(file.leaf(Noun::product, "b", "value.v.amount") == "-");
    CHECK(file.leaf(Noun::table, "u", "file") == "-");
}

TEST_CASE("S3 none takes an inherited key back; a fact may be the name none", "[layers]") {
    Joined file = joined(R"toml([basis.a]
interest = "3 %"
pay.x = { from = "agent", on = "issue", amount = "1" }
[basis.b]
extends = "a"
interest = "none"
pay.x = "none"
[family.f]
person.p = { sex = "male", city = "beijing" }
[family.g]
extends = "f"
person.p = { sex = "none", city = "none" }
)toml");
    CHECK(file.leaf(Noun::basis, "b", "interest") == "-");
    CHECK(file.leaf(Noun::basis, "b", "pay.x") == "-");
    CHECK(file.leaf(Noun::family, "g", "person.p.sex") == "-");
    CHECK(file.leaf(Noun::family, "g", "person.p.city") == "none");
}

TEST_CASE("S4 a circle of layers is told once, and a missing one with the nearest name", "[layers]") {
    Joined file = joined("[basis.b]\nextends = 'c'\n[basis.c]\nextends = 'd'\n[basis.d]\nextends = 'b'\n[basis.best]\n[basis.e]\nextends = 'bets'\n");
    CHECK_FALSE(layered(file.set, Noun::basis, "c", file.report));
    CHECK(file.codes() == "E0210:3");
    CHECK_THAT(file.report.all().front().message, Catch::Contains("b -> c -> d -> b"));
    CHECK_FALSE(layered(file.set, Noun::basis, "e", file.report));
    CHECK(file.report.all().back().code == "E0209");
    CHECK(file.report.all().back().hint == "did you mean 'best'?");
    CHECK_FALSE(layered(file.set, Noun::basis, "nobody", file.report));
    CHECK(file.report.errors() == 2);
}

TEST_CASE("S3 titles are not handed on, and rights of one programme may be layers", "[layers]") {
    Joined file = joined(R"toml([programme.p]
title = "one"
right.a = { title = "A", for = "owner", unlock = "yes", keep = "yes" }
right.b = { extends = "a", keep = "no" }
[programme.q]
extends = "p"
)toml");
    CHECK(file.leaf(Noun::programme, "p", "right.b.unlock") == "yes");
    CHECK(file.leaf(Noun::programme, "p", "right.b.keep") == "no");
    CHECK(file.leaf(Noun::programme, "p", "right.b.title") == "-");
    CHECK(file.leaf(Noun::programme, "q", "title") == "-");
    CHECK(file.leaf(Noun::programme, "q", "right.b.unlock") == "yes");
}

TEST_CASE("64 layers are followed, more are a fault and no end of the stack", "[layers]") {
    std::string text = "[basis.b0]\ninterest = '1 %'\n";
    for (int i = 1; i < 5000; ++i) text += "[basis.b" + std::to_string(i) + "]\nextends = 'b" + std::to_string(i - 1) + "'\n";
    Joined file = joined(text);
    CHECK(file.leaf(Noun::basis, "b64", "interest") == "1 %");
    CHECK(file.report.all().empty());
    CHECK_FALSE(layered(file.set, Noun::basis, "b4999", file.report));
    REQUIRE(file.report.errors() == 1);
    CHECK(file.report.all().front().code == "E0214");
}
