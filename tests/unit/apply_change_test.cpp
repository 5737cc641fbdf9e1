#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

Joined file() {
    return joined(R"toml([basis.base]
interest = "3 %"
[basis.base.rates]
"well -> ill" = "force(1)"
[basis.best]
extends = "base"
[product.p]
pay.fee = { from = "payer", every = "year", amount = "1" }
[family.f]
person.anna = { born = 1950-03-12 }
)toml");
}
bool change(Joined& in, const std::string& path, std::string_view value) { return apply_change(in.set, path, leaf_of(value), {0, 1, 1, 1}, in.report); }

}  // namespace

TEST_CASE("a change replaces a leaf and keeps what it replaced", "[change]") {
    Joined in = file();
    CHECK(change(in, "basis.base.interest", "old + 1 %"));
    CHECK(in.leaf(Noun::basis, "base", "interest") == "old + 1 %");
    CHECK(in.set.find(Noun::basis, "base")->find("interest")->old->text == "3 %");
    CHECK(change(in, "basis.base.interest", "old * 2"));
    CHECK(in.set.find(Noun::basis, "base")->find("interest")->old->old->text == "3 %");
    CHECK(in.report.all().empty());
}

TEST_CASE("a change of an inherited leaf stays in its own layer", "[change]") {
    Joined in = file();
    CHECK(change(in, "basis.best.interest", "old"));
    CHECK(in.leaf(Noun::basis, "best", "interest") == "old");
    CHECK(in.leaf(Noun::basis, "base", "interest") == "3 %");
    CHECK(in.set.find(Noun::basis, "best")->find("interest")->old->text == "3 %");
    CHECK(change(in, "basis.best.rates.\"well->ill\"", "force(2)"));
    CHECK(in.leaf(Noun::basis, "best", "rates.\"well -> ill\"") == "force(2)");
    CHECK(in.leaf(Noun::basis, "base", "rates.\"well -> ill\"") == "force(1)");
}

TEST_CASE("a change may write a key of the words that is not there, and drops what it excludes", "[change]") {
    Joined in = file();
    CHECK(change(in, "product.p.pay.fee.on", "issue"));
    CHECK(in.leaf(Noun::product, "p", "pay.fee.every") == "-");
    CHECK(change(in, "family.f.person.anna.city", "beijing"));
    CHECK(in.leaf(Noun::family, "f", "person.anna.city") == "beijing");
    CHECK(change(in, "basis.best.order", "additive"));
    CHECK(in.report.all().empty());
}

TEST_CASE("a path to nothing, or to a part, is a fault with the nearest name", "[change]") {
    struct Case {
        const char* path;
        const char* code;
        const char* hint;
    };
    const auto row = GENERATE(values<Case>({
        {"basis.bse.interest", "E0212", "did you mean 'base'?"},
        {"basis.base.intrest", "E0212", "did you mean 'interest'?"},
        {"basis.base.rates.\"well -> dead\"", "E0212", ""},
        {"basis.base.interest.more", "E0212", ""},
        {"product.p.pay.fees.amount", "E0212", "did you mean 'fee'?"},
        {"product.p.pay.fee.amont", "E0212", "did you mean 'amount'?"},
        {"family.f.person.ana.city", "E0212", "did you mean 'anna'?"},
        {"product.p.pay.fee", "E0213", "say one of its keys"},
        {"product.p", "E0213", "basis.best.interest"},
        {"basis", "E0213", ""},
        {"basis.base.", "E0212", ""},
    }));
    Joined in = file();
    INFO(row.path);
    CHECK(change(in, row.path, "x"));
    REQUIRE(in.report.errors() == 1);
    CHECK(in.report.all().front().code == row.code);
    CHECK_THAT(in.report.all().front().hint, Catch::Contains(row.hint));
}

TEST_CASE("a bare name belongs to the run, and is returned", "[change]") {
    Joined in = file();
    CHECK_FALSE(change(in, "age", "40"));
    CHECK_FALSE(change(in, "person.level", "mild"));
    CHECK_FALSE(change(in, "", "1"));
    CHECK(in.report.all().empty());
}
