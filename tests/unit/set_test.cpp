#include <utility>

#include "set_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("nouns of all files make one set, in the order of their names", "[set]") {
    Joined files = joined("[basis.b]\n[basis.a]\n[product.p]\n[[case]]\nrun = 'p'\nexpect = 'yes'\n");
    files.add("[basis.c]\n[[case]]\nrun = 'q'\nexpect = 'yes'\n");
    CHECK(files.codes().empty());
    CHECK(files.set.names(Noun::basis) == std::vector<std::string>{"a", "b", "c"});
    CHECK(files.set.find(Noun::product, "p") != nullptr);
    CHECK(files.set.find(Noun::product, "a") == nullptr);
    CHECK(files.set.cases.size() == 2);
}

TEST_CASE("S4 a noun written twice is a fault that names the other's line", "[set]") {
    Joined files = joined("[basis.a]\n");
    files.add("\n\n[basis.a]\n");
    REQUIRE(files.codes() == "E0204:4");
    CHECK_THAT(files.report.all().front().message, Catch::Contains("line 2"));
}

TEST_CASE("S4 a key outside the words is a fault with the nearest", "[set]") {
    Joined file = joined("famly.x = {}\n");
    REQUIRE(file.codes() == "E0201:2");
    CHECK(file.report.all().front().hint == "did you mean 'family'?");
}

TEST_CASE("a file says its version", "[set]") {
    Sources sources;
    const auto code = [&](const char* text) {
        Set set;
        Report report;
        const auto tree = read_toml(sources, sources.add("t.toml", text), report);
        REQUIRE(tree);
        join(set, *tree, report);
        return report.all().empty() ? "" : report.all().front().code;
    };
    CHECK(code("vocabulary = 1\n").empty());
    CHECK(code("[basis.a]\n") == "E0205");
    CHECK(code("vocabulary = 2\n") == "E0205");
    CHECK(code("vocabulary = '1'\n") == "E0203");
}

TEST_CASE("a noun is a table under a name", "[set]") {
    CHECK(joined("basis.a = 1\n").codes() == "E0203:2");
    CHECK(joined("basis = 1\n").codes() == "E0203:2");
    CHECK(joined("[basis.'a b']\n").codes() == "E0208:2");
    CHECK(joined("case = 1\n").codes() == "E0203:2");
}

TEST_CASE("keys of the file are handed down to nouns that do not say their own", "[set]") {
    Joined file = joined("currency = 'CNY'\nsource = 'a book'\nlet.k = '1'\n[basis.a]\n[basis.b]\ncurrency = 'USD'\nlet.k = '2'\nlet.j = '3'\n");
    CHECK(file.leaf(Noun::basis, "a", "currency") == "CNY");
    CHECK(file.leaf(Noun::basis, "b", "currency") == "USD");
    CHECK(file.leaf(Noun::basis, "b", "source") == "a book");
    CHECK(file.leaf(Noun::basis, "a", "let.k") == "1");
    CHECK(file.leaf(Noun::basis, "b", "let.k") == "2");
    CHECK(file.leaf(Noun::basis, "b", "let.j") == "3");
}

TEST_CASE("a path is split at its dots, but not inside quotes", "[set]") {
    using Parts = std::vector<std::string>;
    CHECK(split_path("basis.best.interest") == Parts{"basis", "best", "interest"});
    CHECK(split_path("basis.best.rates.\"a.b -> c\"") == Parts{"basis", "best", "rates", "a.b -> c"});
    CHECK(split_path("") == Parts{""});
    CHECK(split_path("a..b") == Parts{"a", "", "b"});
    CHECK(split_path("\"a") == Parts{"a"});
}

TEST_CASE("copies of the rows of a table are one list until one of them is written to") {
    Rows rows;
    rows.cells.own().push_back({{{"1"}, false, {}}});
    Rows copy = rows;
    CHECK(&std::as_const(copy).cells[0] == &rows.cells[0]);
    copy.cells.own()[0][0].items = {"2"};
    CHECK(rows.cells[0][0].items == std::vector<std::string>{"1"});
    CHECK(copy.cells[0][0].items == std::vector<std::string>{"2"});
    const Rows moved = std::move(copy);
    CHECK(copy.cells.size() == moved.cells.size());  // what was moved from is whole
}
