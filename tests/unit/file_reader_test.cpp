#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <filesystem>

#include "hearth/io/reader.hpp"
#include "hearth/io/writer.hpp"
#include "scratch_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// The code of the fault of reading these bytes, with its place, or "good".
std::string read_bytes(const std::string& bytes, std::size_t limit = 1000) {
    const Scratch scratch;
    write_file(scratch / "f", bytes);
    Sources sources;
    Report report;
    if (read_file(sources, scratch / "f", limit, report, {0, 0, 7, 0})) return "good";
    REQUIRE(report.errors() == 1);
    const Diagnostic& fault = report.all().front();
    return fault.code + " " + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column);
}

}  // namespace

TEST_CASE("a text in UTF-8 with LF or CRLF is read, with or without a byte order mark", "[file]") {
    CHECK(read_bytes("a = 1\r\nb = 2\n") == "good");
    CHECK(read_bytes("\xEF\xBB\xBF# \u517b\u8001") == "good");
    CHECK(read_bytes("") == "good");
    CHECK(read_bytes(std::string(1000, 'x')) == "good");
}

TEST_CASE("what is no such text is a fault at its byte", "[file]") {
    CHECK(read_bytes("a\nb\xffz") == "E0004 2:2");
    CHECK(read_bytes("\u517b\n\u8001 \xc4\xe3") == "E0004 2:3");  // GBK
    CHECK(read_bytes("\xFF\xFE" "a\0") == "E0004 1:1");
    CHECK(read_bytes(std::string("ab\0c", 4)) == "E0005 1:3");
    CHECK(read_bytes("a\rb") == "E0005 1:2");
    CHECK(read_bytes("a\n\r") == "E0005 2:1");
    CHECK(read_bytes(std::string(1001, 'x')) == "E0003 0:7");
}

TEST_CASE("what is no regular file is refused where it was asked for", "[file]") {
    const Scratch scratch;
    Sources sources;
    const Place asked{0, 0, 7, 0};
    const auto code = [&](const std::string& path) {
        Report report;
        CHECK_FALSE(read_file(sources, path, 1000, report, asked));
        REQUIRE(report.errors() == 1);
        CHECK(report.all().front().place == asked);
        return report.all().front().code;
    };
    CHECK(code(scratch / "missing") == "E0001");
    CHECK(code(scratch / "") == "E0002");
    CHECK(code("/dev/zero") == "E0002");
    CHECK(code(std::string("a\0b", 3)) == "E0001");
    CHECK(code(scratch / std::string(5000, 'x')) == "E0001");
    write_file(scratch / "file", "x");
    CHECK(code(scratch / "file/inner") == "E0001");
    std::filesystem::create_symlink("loop", scratch / "loop");
    CHECK(code(scratch / "loop") == "E0001");
    REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
    CHECK(code(scratch / "pipe") == "E0002");  // and it does not wait for a writer
}

TEST_CASE("an included path is meant from the file that names it", "[file]") {
    Sources sources;
    const auto file = sources.add("dir/sub/family.toml", "");
    CHECK(relative_to(sources, file, "a.toml") == "dir/sub/a.toml");
    CHECK(relative_to(sources, file, "../a.toml") == "dir/a.toml");
    CHECK(relative_to(sources, file, "./x//y.csv") == "dir/sub/x/y.csv");
    CHECK(relative_to(sources, file, "/etc/x") == "/etc/x");
    CHECK(relative_to(sources, file, "hearth:tables/x.csv") == "hearth:tables/x.csv");
    CHECK(relative_to(sources, 0, "a/../b") == "b");
    CHECK(relative_to(sources, sources.add("family.toml", ""), "../../x") == "../../x");
}
