#include "hearth/io/toml_scan.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

/// The code of the fault, or "safe".
std::string scanned(std::string_view text, const ReadLimits& limits) {
    Report report;
    const bool safe = scan_toml(text, TextIndex(text, 1), report, limits);
    CHECK(safe == report.all().empty());
    return safe ? "safe" : report.all().front().code;
}

ReadLimits small() {
    ReadLimits limits;
    limits.depth = 2;
    limits.key_parts = 3;
    limits.text_bytes = 6;
    limits.tables = 4;
    return limits;
}

}  // namespace

TEST_CASE("quotes end where TOML ends them", "[scan]") {
    const auto end = [](std::string_view text) { return quoted_end(text, 0); };
    CHECK(end("'a' b") == 3);
    CHECK(end("''") == 2);
    CHECK(end("\"a\\\"b\" c") == 6);
    CHECK(end("'a\\' b") == 4);  // no escapes between single quotes
    CHECK(end("'''a'b''c''' d") == 12);
    CHECK(end("'''a'''''") == 9);  // two quotes belong to the text
    CHECK(end("\"\"\"a\nb\"\"\"") == 9);
    CHECK(end("'a\nb'") == std::string_view::npos);
    CHECK(end("'a") == std::string_view::npos);
    CHECK(end("\"a\\") == std::string_view::npos);
    CHECK(end("'''a''") == std::string_view::npos);
}

TEST_CASE("a word ends at a blank or a sign of TOML", "[scan]") {
    CHECK(word_end("12.5, 3", 0) == 4);
    CHECK(word_end("a = 1#x", 4) == 5);
    CHECK(word_end("12", 0) == 2);
}

TEST_CASE("limits count what the parser would nest by", "[scan]") {
    const ReadLimits limits = small();
    CHECK(scanned("a = [[1]]", limits) == "safe");
    CHECK(scanned("a = [[[1]]]", limits) == "E0102");
    CHECK(scanned("a = {b = {c = {}}}", limits) == "E0102");
    CHECK(scanned("a = [\n[\n1,\n2], [3]]\n", limits) == "safe");
    CHECK(scanned("a.b.c = 1", limits) == "safe");
    CHECK(scanned("a.b.c.d = 1", limits) == "E0103");
    CHECK(scanned("[a.b.c.d]", limits) == "E0103");
    CHECK(scanned("a = {b.c.d.e = 1}", limits) == "E0103");
    CHECK(scanned("a = {x = 1, b.c.d.e = 1}", limits) == "E0103");
    CHECK(scanned("a = 'b.c.d.e.f'", limits) == "E0104");
    CHECK(scanned("a = 1.5\nb = 2.5\nc = 3.5\nd = 4.5\ne = 5.5", limits) == "safe");  // points of numbers are no parts
    CHECK(scanned("[a]\n[b]\n[c]\n[d]\n", limits) == "safe");
    CHECK(scanned("[a]\n[b]\n[c]\n[d]\n[e]\n", limits) == "E0103");
    CHECK(scanned("a = '1234'", limits) == "safe");
    CHECK(scanned("a = '12345'", limits) == "E0104");
}

TEST_CASE("signs in texts and notes do not count", "[scan]") {
    const ReadLimits limits = small();
    CHECK(scanned("a = '[[[['", limits) == "safe");
    CHECK(scanned("# [[[[ \" \u3002\na = 1 # ' \u201c", limits) == "safe");
    CHECK(scanned("'\u540d' = 1", limits) == "safe");
}

TEST_CASE("a letter outside quotes gets the sign to write", "[scan]") {
    const auto hint = [](std::string_view text) {
        Report report;
        CHECK_FALSE(scan_toml(text, TextIndex(text, 1), report, ReadLimits{}));
        return report.all().front().hint;
    };
    CHECK(hint("a \uff1d 1") == "write = instead of \uff1d");
    CHECK(hint("a =\u30001") == "write a plain space instead of \u3000");
    CHECK(hint("a = \u201cx\u201d") == "write \" instead of \u201c");
    CHECK(hint("\u540d = 1") == "put keys and texts with such letters in quotes");
}
