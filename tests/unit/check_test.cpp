#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// The faults of one noun against its schema, "code:line".
std::string checked_file(std::string_view toml) {
    Joined file = joined(toml);
    REQUIRE(file.report.all().empty());
    Report report;
    for (std::size_t noun = 0; noun < noun_words.size(); ++noun)
        for (const auto& [name, tree] : file.set.nouns[noun]) check(tree, shape_of(static_cast<Noun>(noun)), report);
    for (const Tree& one : file.set.cases) check(one, case_shape(), report);
    std::string all;
    for (const Diagnostic& fault : report.sorted())
        all += fault.code + ":" + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + " " + fault.message + " [" + fault.hint + "]\n";
    return all;
}

}  // namespace

TEST_CASE("what the words allow passes", "[check]") {
    CHECK(checked_file(R"toml([table.t]
rows = [{ city = ["a", "b"], from = 2020-01-01, fee = 1.5 }]
[basis.b]
title = { zh = "甲", en = "A" }
illustrative = true
interest = "3 %"
step = "year"
order = "pro rata"
[product.p]
model = { insured = "alive -> dead" }
asks = { sum = "money", class = ["a", "b"] }
pay.x = { from = ["payer"], on = "issue", amount = 5 }
[[case]]
run = "product.p"
change = { age = 40, person.level = "mild" }
within = 0.01
expect = "yes"
)toml").empty());
}

TEST_CASE("S4 a key outside the words is a fault at the key, with the nearest", "[check]") {
    CHECK_THAT(checked_file("[basis.b]\nintrest = 1\n"), Catch::Contains("E0201:3:1 unknown key 'intrest'") && Catch::Contains("did you mean 'interest'?"));
    CHECK_THAT(checked_file("[basis.b]\ntitle = { fr = 'x' }\n"), Catch::Contains("E0201:3:11"));
    CHECK_THAT(checked_file("[family.f]\nas_of = 2026-01-01\nbasis = 'b'\nmodel = 'a -> b'\npolicy.x = { product = 'p', issued = 2020-01-01, owner = 'a', insured = 'a', city = true }\n"),
               Catch::Contains("E0203:6"));
}

TEST_CASE("every missing key is told, at the part that lacks it", "[check]") {
    const std::string faults = checked_file("[product.p]\npay.x = { at = 'start' }\n");
    CHECK_THAT(faults, Catch::Contains("E0202:3:5 a payment ('x') needs 'amount'"));
    CHECK_THAT(faults, Catch::Contains("needs 'from' or 'to'"));
    CHECK_THAT(faults, Catch::Contains("needs 'on' or 'every'"));
}

TEST_CASE("keys that exclude each other are told at the later one", "[check]") {
    CHECK_THAT(checked_file("[product.p]\npay.x = { to = 'payer', on = 'issue', amount = 1, every = 'year' }\n"), Catch::StartsWith("E0206:3:51"));
    CHECK_THAT(checked_file("[product.p]\nvalue.v = { solve = 'v is 1', amount = 1 }\n"), Catch::StartsWith("E0206:3:31"));
    CHECK(checked_file("[product.p]\npay.x = { from = 'a', to = 'b', on = 'issue', amount = 1 }\n").empty());
}

TEST_CASE("S12 true and false are taken by illustrative alone; other kinds are named", "[check]") {
    struct Case {
        const char* line;
        const char* fault;
    };
    const auto row = GENERATE(values<Case>({
        {"illustrative = 'yes'", "E0203:3:16 'illustrative' is a text; it takes true or false [write true or false, without quotes]"},
        {"interest = true", "[write \"yes\"]"},
        {"interest = false", "[write \"no\"]"},
        {"interest = [1]", "E0203:3:12"},
        {"starts = '2020-01-01'", "[write the date without quotes: 2026-01-31]"},
        {"order = 'random'", "E0211:3:9 'order' is 'random' (allowed: dead first, additive, pro rata, exponential)"},
        {"order = 'pro_rata'", "[did you mean 'pro rata'?]"},
        {"currency = 'cny'", "[did you mean 'CNY'?]"},
        {"rates = 'x'", "E0203:3:9"},
        {"rates.'a -> b' = { x = 1 }", "E0203"},
        {"let.a.b = 1", "[a let is an expression; quote a name that has a dot]"},
        {"pay.x = 1", "E0203:3:9"},
        {"extends = 1", "E0203:3:11"},
    }));
    INFO(row.line);
    CHECK_THAT(checked_file(std::string("[basis.b]\n") + row.line + "\n"), Catch::Contains(row.fault));
}

TEST_CASE("rows are tables of cells", "[check]") {
    CHECK(checked_file("[table.t]\nrows = [{ a = 1 }, { a = [1, 'x'] }]\n").empty());
    CHECK_THAT(checked_file("[table.t]\nrows = [1]\n"), Catch::StartsWith("E0203"));
    CHECK_THAT(checked_file("[table.t]\nrows = [{ a = { b = 1 } }]\n"), Catch::StartsWith("E0203"));
    CHECK_THAT(checked_file("[table.t]\nrows = [{ a = [[1]] }]\n"), Catch::StartsWith("E0203"));
    CHECK_THAT(checked_file("[table.t]\nfile = 'x'\nrows = []\n"), Catch::StartsWith("E0206"));
}

TEST_CASE("S2 a move is found by its words, whatever its blanks", "[check]") {
    const Shape& rates = *shape_of(Noun::basis).find("rates")->shape;
    Joined file = joined("[basis.b.rates]\n\"a, b->c\" = 1\n");
    const Tree& tree = *file.set.find(Noun::basis, "b")->find("rates");
    CHECK(entry(tree, "a,b -> c", rates) != nullptr);
    CHECK(entry(tree, "a -> c", rates) == nullptr);
    CHECK(entry(tree, "a, b->c", shape_of(Noun::basis)) != nullptr);
    CHECK(entry(tree, "a,b -> c", shape_of(Noun::basis)) == nullptr);
}

TEST_CASE("a part of a path is quoted where it is no name", "[check]") {
    CHECK(path_with("basis.b.rates", "a -> b") == "basis.b.rates.\"a -> b\"");
    CHECK(path_with("basis", "b") == "basis.b");
    CHECK(path_with("", "b") == "b");
}
