#include <catch2/catch.hpp>

#include "hearth/io/row_reader.hpp"
#include "hearth/io/writer.hpp"
#include "scratch_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// All rows of a text, cells apart by '|', and the blocks they came in.
struct Whole {
    std::vector<std::string> rows;
    std::vector<std::size_t> blocks;
    std::string faults;
};
Whole read_rows(const std::string& text) {
    const Scratch scratch;
    write_file(scratch / "rows.csv", text);
    Sources sources;
    Report report;
    RowReader reader(sources, scratch / "rows.csv", report);
    Whole out;
    RowBlock block;
    while (!report.failed() && reader.next(block, report)) {
        out.blocks.push_back(block.rows());
        for (std::size_t row = 0; row < block.rows(); ++row) {
            std::string cells = std::to_string(block.lines[row]);
            for (std::size_t c = 0; c < block.columns; ++c) cells += "|" + std::string(block.cell(row, c));
            out.rows.push_back(cells);
        }
    }
    for (const Diagnostic& fault : report.all()) out.faults += fault.code + " " + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + "\n";
    return out;
}

}  // namespace

TEST_CASE("rows: blanks, quotes, notes, line ends, a mark at the beginning") {
    const Whole whole = read_rows("\xEF\xBB\xBF# a note\r\n\r\na,b,c\r\n 1 ,\"x, \"\"y\"\"\" ,\r\n\r\n\"\",\"z\",3");
    CHECK(whole.faults.empty());
    REQUIRE(whole.rows.size() == 2);
    CHECK(whole.rows[0] == "4|1|x, \"y\"|");
    CHECK(whole.rows[1] == "6||z|3");
}

TEST_CASE("rows: the digest is of all bytes of the file, in the order of the blocks, also where others are taken meanwhile") {
    std::string many = "a,b\n";
    for (std::size_t i = 0; i < RowReader::block_rows; ++i) many += "1,22\n";
    const std::string marked = "\xEF\xBB\xBF# a note\r\n\r\na,b\r\n1,\"2\"\r\n";
    for (const std::string& text : {marked, marked + "3,4", marked + "\n \n", many, many + "\n\n", many + "  ", many + many.substr(4) + "3,4"}) {
        const Scratch scratch;
        write_file(scratch / "rows.csv", text);
        Sources sources;
        Report report;
        RowReader one(sources, scratch / "rows.csv", report), other(sources, scratch / "rows.csv", report);
        RowBlock block;
        while (one.next(block, report)) continue;
        std::vector<RowBlock> blocks;
        while (other.take(block, report)) blocks.push_back(block);
        for (const RowBlock& each : blocks) other.digest(each);
        Digest digest;
        digest.add(text);
        const std::string is = digest.text();
        CHECK(one.sha256() == is);
        CHECK(other.sha256() == is);
    }
}

TEST_CASE("rows: the same whatever is read at a time, in blocks of a fixed number") {
    std::string text = "a,b\n";
    const std::size_t count = 2 * RowReader::block_rows + 17;
    for (std::size_t i = 0; i < count; ++i) text += std::to_string(i) + "," + std::string(i % 91, 'x') + "\n";  // some 400 kB: several readings
    const Whole whole = read_rows(text);
    CHECK(whole.faults.empty());
    CHECK(whole.blocks == std::vector<std::size_t>{RowReader::block_rows, RowReader::block_rows, 17});
    REQUIRE(whole.rows.size() == count);
    for (std::size_t i = 0; i < count; ++i) {
        if (whole.rows[i] == std::to_string(i + 2) + "|" + std::to_string(i) + "|" + std::string(i % 91, 'x')) continue;
        FAIL("row " + std::to_string(i) + " is " + whole.rows[i]);
    }
}

TEST_CASE("rows: what is wrong in them") {
    CHECK(read_rows("a,b\n1,2\n1\n1,2,3\n").faults == "E0122 3:1\nE0122 4:1\n");
    CHECK(read_rows("a,b\n1,\"2\n3\",4\n").faults == "E0123 2:3\nE0123 3:2\n");
    CHECK(read_rows("a,b\n1,\"2\"x\n").faults == "E0123 2:3\n");
    CHECK(read_rows("a,b\n1,\xFF\n").faults == "E0004 2:3\n");
    CHECK(read_rows("a,b\n1\r,2\n").faults == "E0005 2:1\n");
    CHECK(read_rows("a,a\n").faults == "E0121 1:3\n");
    CHECK(read_rows("").faults == "E0121 0:0\n");
    CHECK(read_rows("a\n" + std::string(RowReader::most_bytes + 2 * (1u << 18), 'x')).faults == "E0124 2:1\n");
}
