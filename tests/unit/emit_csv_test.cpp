#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "hearth/frame/emit.hpp"
#include "hearth/frame/formula.hpp"
#include "hearth/io/read_frame.hpp"

namespace {

using namespace hearth;

Frame one_row(std::vector<std::pair<std::string, Cell>> cells) {
    Frame frame;
    frame.rows.emplace_back();
    for (auto& [name, cell] : cells) {
        frame.columns.push_back({name, "", "", -1});
        frame.rows[0].push_back(cell);
    }
    return frame;
}

Frame read_back(const std::string& csv) {
    Sources sources;
    Report report;
    const auto table = read_csv(sources, sources.add("result.csv", csv), report);
    REQUIRE(table);
    REQUIRE(report.all().empty());
    return from_csv(*table);
}

}  // namespace

TEST_CASE("csv: every kind of cell and the provenance in trailing columns") {
    Frame frame = one_row({{"policy", "term"},
                           {"year", std::int64_t{3}},
                           {"premium", -0.1},
                           {"paid", true},
                           {"date", *Date::from_civil(2031, 3, 1)},
                           {"care", Unknown{{"state"}}},
                           {"empty", Cell{}}});
    frame.provenance.inputs = {{"family.toml", "0123456789abcdef0123"}, {"-rates.csv", "fedcba98765432100000"}};
    frame.provenance.conventions = {{"basis", "pricing"}, {"step", "month"}, {"basis", "valuation"}, {"method", "exact"}};
    frame.provenance.illustrative = true;
    CHECK(to_csv(frame) ==
          "policy,year,premium,paid,date,care,empty,basis,method,inputs,illustrative\n"
          "term,3,-0.1,yes,2031-03-01,unknown,,pricing; valuation,exact,family.toml=0123456789ab;-rates.csv=fedcba987654,yes\n");
}

TEST_CASE("csv: a column of its own stands in place of the provenance") {
    Frame frame = one_row({{"basis", "mine"}, {"illustrative", false}});
    frame.provenance.conventions = {{"basis", "other"}};
    frame.provenance.illustrative = true;
    CHECK(to_csv(frame) == "basis,illustrative,method,inputs\nmine,no,,\n");
}

TEST_CASE("csv: no rows leave the header") {
    Frame frame;
    frame.columns = {{"year", "", "", -1}};
    CHECK(to_csv(frame) == "year,basis,method,inputs,illustrative\n");
}

TEST_CASE("csv: quoting is that of RFC 4180") {
    CHECK(to_csv(one_row({{"a,b", "x\ny"}, {"c", "say \"hi\""}, {"d", "a;b c"}})) ==
          "\"a,b\",c,d,basis,method,inputs,illustrative\n\"x\ny\",\"say \"\"hi\"\"\",a;b c,,,,no\n");
}

TEST_CASE("csv: text that a spreadsheet runs is guarded, numbers are not") {
    for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20a"}) {
        CAPTURE(text);
        CHECK(guarded(text) == "'" + text);
        CHECK(unguarded("'" + text) == text);
    }
    for (const std::string text : {"", "a=1", "1-2", "'", "'quoted'", "\u4E2D\u6587"}) {
        CAPTURE(text);
        CHECK(guarded(text) == text);
        CHECK(unguarded(text) == text);
    }
    CHECK(guarded("'=1") == "''=1");
    CHECK(to_csv(one_row({{"=name", "=cmd|' /C calc'!A0"}, {"number", -1.5}, {"whole", std::int64_t{-2}}})) ==
          "'=name,number,whole,basis,method,inputs,illustrative\n'=cmd|' /C calc'!A0,-1.5,-2,,,,no\n");
}

TEST_CASE("csv: not a number is refused, never written") {
    CHECK_THROWS_AS(to_csv(one_row({{"x", std::numeric_limits<double>::quiet_NaN()}})), std::logic_error);
    CHECK_THROWS_AS(to_csv(one_row({{"x", std::numeric_limits<double>::infinity()}})), std::logic_error);
}

TEST_CASE("csv: what is read back has its types, its texts and its provenance") {
    Frame frame = one_row({{"policy", "=term"},
                           {"year", std::int64_t{3}},
                           {"premium", 0.1},
                           {"paid", true},
                           {"date", *Date::from_civil(2031, 3, 1)},
                           {"care", Unknown{}},
                           {"city", "'quoted'"},
                           {"number", "007"},
                           {"empty", Cell{}}});
    frame.provenance.inputs = {{"a=b.toml", "0123456789ab"}, {"rates.csv", "fedcba987654"}};
    frame.provenance.conventions = {{"basis", "pricing"}, {"method", "exact"}};
    frame.provenance.illustrative = true;
    const Frame back = read_back(to_csv(frame));
    CHECK(back.rows == frame.rows);
    CHECK(back.columns.size() == frame.columns.size());
    CHECK(back.provenance.inputs == frame.provenance.inputs);
    CHECK(back.provenance.conventions == frame.provenance.conventions);
    CHECK(back.provenance.illustrative);
    CHECK(to_csv(back) == to_csv(frame));
}

TEST_CASE("csv: the type of a column is that of all its cells") {
    const Frame frame = read_back("a,b,c,d,e,f\n1,1,1,2031-01-01,yes,unknown\n2,2.5,x,2031-02-30,no,unknown\n,unknown,3,,,1\n");
    CHECK(frame.rows[0] == std::vector<Cell>{std::int64_t{1}, 1.0, "1", "2031-01-01", true, Unknown{}});
    CHECK(frame.rows[1] == std::vector<Cell>{std::int64_t{2}, 2.5, "x", "2031-02-30", false, Unknown{}});
    CHECK(frame.rows[2] == std::vector<Cell>{Cell{}, Unknown{}, "3", Cell{}, Cell{}, std::int64_t{1}});
}

TEST_CASE("csv: a trailing column that changes from row to row is not provenance") {
    const Frame frame = read_back("year,method\n1,a\n2,b\n");
    CHECK(frame.columns.size() == 2);
    CHECK(frame.provenance.conventions.empty());
}

TEST_CASE("csv: numbers come back with the same bits") {
    Frame frame;
    frame.columns = {{"row", "", "", -1}, {"number", "", "", -1}};
    std::mt19937_64 bits;  // its sequence is fixed by the standard
    while (frame.rows.size() < 10'000) {
        const double number = std::bit_cast<double>(bits());
        if (std::isfinite(number) && number != 0) frame.rows.push_back({static_cast<std::int64_t>(frame.rows.size()), number});
    }
    CHECK(read_back(to_csv(frame)).rows == frame.rows);
}

TEST_CASE("csv: hostile texts come back, and none is run") {
    Frame frame;
    frame.columns = {{"text", "", "", -1}};
    std::vector<std::string> texts = {"x"};
    for (std::size_t i = 0; texts.size() < 5'000; ++i)
        for (const std::string part : {"=", "'", "\"", ",", "\n", "-", "1", "\uFF1D"}) texts.push_back((i == 0 ? "" : texts[i]) + part);
    for (const auto& text : texts) frame.rows.push_back({text});

    const Frame back = read_back(to_csv(frame));
    CHECK(back.rows == frame.rows);
    Sources sources;
    Report report;
    const auto table = read_csv(sources, sources.add("result.csv", to_csv(frame)), report);
    REQUIRE(table);
    for (const auto& row : table->rows) {
        CAPTURE(row[0].text);
        CHECK(row[0].text.find_first_of("=+-@\t\r\n") != 0);
        CHECK_FALSE(row[0].text.starts_with("\uFF1D"));
    }
}
