#include <catch2/catch.hpp>

#include "hearth/frame/emit.hpp"
#include "hearth/io/read_frame.hpp"

using namespace hearth;

namespace {

Frame read_results(const std::string& text) {
    Sources sources;
    Report report;
    const auto frame = read_frame(sources, sources.add("r.csv", text), report);
    REQUIRE(report.all().empty());
    REQUIRE(frame.has_value());
    return *frame;
}
Cell first(const std::string& column) { return read_results("a,b\n" + column + ",x\n").rows.at(0).at(0); }

}  // namespace

TEST_CASE("a column is read by the first kind that all its cells are", "[frame]") {
    CHECK(first("7") == Cell(std::int64_t{7}));
    CHECK(first("7.5") == Cell(7.5));
    CHECK(first("2026-01-31") == Cell(*Date::parse("2026-01-31")));
    CHECK(first("yes") == Cell(true));
    CHECK(first("beijing") == Cell(std::string("beijing")));
    CHECK(first("007") == Cell(std::string("007")));
    CHECK(first("1e999") == Cell(std::string("1e999")));
    CHECK(first("2026-02-30") == Cell(std::string("2026-02-30")));
    CHECK(first("") == Cell());
    CHECK(first("unknown") == Cell(Unknown{}));
    CHECK(first("'=1+1") == Cell(std::string("=1+1")));
    CHECK(first("-5") == Cell(std::int64_t{-5}));
}

TEST_CASE("one cell decides for its whole column, empty and unknown ones do not", "[frame]") {
    const Frame frame = read_results("a,b,c\n1,1,1\n,unknown,x\n2.5,3,2026-01-01\n");
    CHECK(frame.rows[0][0] == Cell(1.0));
    CHECK(frame.rows[0][1] == Cell(std::int64_t{1}));
    CHECK(frame.rows[0][2] == Cell(std::string("1")));
    CHECK(frame.rows[1][0] == Cell());
    CHECK(frame.rows[1][1] == Cell(Unknown{}));
}

TEST_CASE("the trailing columns of the provenance go back to where they came from", "[frame]") {
    Frame frame;
    frame.columns = {{"policy", "", "", -1}, {"premium", "CNY", "", 2}};
    frame.rows = {{std::string("term"), 12.5}, {std::string("care"), 7.25}};
    frame.provenance.conventions = {{"basis", "best"}, {"method", "grid"}};
    frame.provenance.inputs = {{"a=b.toml", "0123456789abcdef"}, {"c.toml", "fedcba9876543210"}};
    frame.provenance.illustrative = true;
    const Frame back = read_results(to_csv(frame));
    CHECK(back.rows == frame.rows);
    CHECK(back.columns.size() == 2);
    CHECK(back.provenance.conventions == frame.provenance.conventions);
    CHECK(back.provenance.inputs == std::vector<std::pair<std::string, std::string>>{{"a=b.toml", "0123456789ab"}, {"c.toml", "fedcba987654"}});
    CHECK(back.provenance.illustrative);
    CHECK(back.keys == 0);
}

TEST_CASE("a column of that name which differs by row is a column", "[frame]") {
    CHECK(read_results("a,basis\n1,x\n2,y\n").columns.size() == 2);
    CHECK(read_results("a,basis\n1,x\n2,x\n").columns.size() == 1);
    CHECK(read_results("a,basis\n").columns.size() == 1);
}
