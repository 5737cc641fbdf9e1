#include <catch2/catch.hpp>

#include "hearth/io/reader.hpp"

using namespace hearth;

namespace {

struct CsvRead {
    Sources sources;
    Report report;
    std::optional<CsvTable> table;
};
CsvRead read_csv(std::string text, const ReadLimits& limits = {}) {
    CsvRead result;
    const auto file = result.sources.add("t.csv", std::move(text));
    result.table = read_csv(result.sources, file, result.report, limits);
    CHECK(result.table.has_value() == result.report.all().empty());
    return result;
}
/// The cells as "a|b / c|d".
std::string shown_csv(const std::string& text) {
    const CsvRead result = read_csv(text);
    INFO(text);
    REQUIRE(result.table.has_value());
    std::string all;
    for (const auto& row : result.table->rows) {
        if (!all.empty()) all += " / ";
        for (std::size_t i = 0; i < row.size(); ++i) all += (i > 0 ? "|" : "") + row[i].text;
    }
    return all;
}

}  // namespace

TEST_CASE("cells are cut by commas and lines; quotes keep what they hold", "[csv]") {
    CHECK(shown_csv("a,b\n1,2\n3,4\n") == "1|2 / 3|4");
    CHECK(shown_csv("a,b\r\n1,2\r\n") == "1|2");
    CHECK(shown_csv("a,b\n1,2") == "1|2");
    CHECK(shown_csv("a,b\n 1 ,\t2\t\n") == "1|2");
    CHECK(shown_csv("a,b\n\" 1 \",\"x,\"\"y\"\"\"\n") == " 1 |x,\"y\"");
    CHECK(shown_csv("a,b\n\"two\nlines\",\n") == "two\nlines|");
    CHECK(shown_csv("a,b\n,\n") == "|");
    CHECK(shown_csv("a,b\n1,2\n\n\n") == "1|2");
    CHECK(shown_csv("a\n") == "");
}

TEST_CASE("a byte order mark and notes before the header do not count", "[csv]") {
    const CsvRead result = read_csv("\xEF\xBB\xBF# source: a book \n#\n\n a , b \n1,2\n");
    REQUIRE(result.table);
    CHECK(result.table->notes == std::vector<std::string>{"source: a book", ""});
    CHECK(result.table->columns == std::vector<std::string>{"a", "b"});
    CHECK(result.table->rows.size() == 1);
    CHECK(result.table->column_places[0] == Place{1, 4, 2, 1});
}

TEST_CASE("places count code points, also behind quotes and lines in quotes", "[csv]") {
    const CsvRead result = read_csv("\u57ce\u5e02,fee\n\u5317\u4eac,7\n\"a\nb\", 9\n");
    REQUIRE(result.table);
    CHECK(result.table->column_places[1] == Place{1, 1, 4, 3});
    CHECK(result.table->rows[0][0].place == Place{1, 2, 1, 2});
    CHECK(result.table->rows[0][1].place == Place{1, 2, 4, 1});
    CHECK(result.table->rows[1][1].place == Place{1, 4, 5, 1});
}

TEST_CASE("a wrong form is a fault at its place", "[csv]") {
    struct Case {
        const char* text;
        const char* code;
        std::uint32_t line, column;
    };
    const auto row = GENERATE(values<Case>({
        {"", "E0121", 0, 0},
        {"\n \n# only a note\n", "E0121", 0, 0},
        {"a,,c\n1,2,3\n", "E0121", 1, 3},
        {"a,b,a\n1,2,3\n", "E0121", 1, 5},
        {"a,b\n1\n", "E0122", 2, 1},
        {"a,b\n1,2,3\n", "E0122", 2, 1},
        {"a,b\n1,2\n\n3,4\n", "E0122", 3, 1},
        {"a,b\n1,2\n\"\",\n3\n", "E0122", 4, 1},
        {"a,b\nx\"y,2\n", "E0123", 2, 2},
        {"a,b\n\"x\"y,2\n", "E0123", 2, 4},
        {"a,b\n1,\"open\n", "E0123", 2, 3},
    }));
    const CsvRead result = read_csv(row.text);
    INFO(row.text);
    REQUIRE_FALSE(result.report.all().empty());
    const Diagnostic& fault = result.report.all().front();
    CHECK(fault.code == row.code);
    CHECK(fault.place == Place{1, row.line, row.column, fault.place.length});
}

TEST_CASE("all faults are told, up to twenty", "[csv]") {
    std::string text = "a,b\n";
    for (int i = 0; i < 1000; ++i) text += "1,2,3\n";
    CHECK(read_csv(text).report.errors() == 20);
    CHECK(read_csv("a,b\n1\n2\n3,4\n").report.errors() == 2);
}

TEST_CASE("a hostile file is refused before it is held in memory", "[csv]") {
    ReadLimits limits;
    limits.cells = 6;
    CHECK(read_csv("a,b\n1,2\n3,4\n", limits).table);
    CsvRead result = read_csv("a,b\n1,2\n3,4\n5,6\n", limits);
    REQUIRE(result.report.errors() == 1);
    CHECK(result.report.all().front().code == "E0124");
    CHECK(result.report.all().front().place.line == 4);
    // One line of a million cells; a header of as many columns.
    result = read_csv("a,b\n" + std::string(1'000'000, ','), limits);
    REQUIRE(result.report.errors() == 1);
    CHECK(result.report.all().front().code == "E0124");
    result = read_csv(std::string(1'000'000, ','));
    CHECK(result.report.errors() == 1);
    CHECK(result.report.all().front().code == "E0124");
    result = read_csv(std::string(900, ','));
    CHECK(result.report.errors() == 20);
}
