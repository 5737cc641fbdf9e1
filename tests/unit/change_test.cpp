#include "hearth/cli/change.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

struct ChangeRead {
    Session session;
    std::optional<Change> change;
    explicit ChangeRead(const std::string& word) : change(read_change(word, session)) {}
    [[nodiscard]] std::string code() const { return session.report.all().empty() ? "" : session.report.all()[0].code; }
};

}  // namespace

TEST_CASE("change: a TOML value is one, everything else is an expression") {
    using Kind = Tree::Kind;
    const auto kind = [](const std::string& value) { return ChangeRead("a=" + value).change->leaf.kind; };
    CHECK(kind("40") == Kind::integer);
    CHECK(kind("-1") == Kind::integer);
    CHECK(kind("2.5") == Kind::real);
    CHECK(kind("100_000") == Kind::integer);
    CHECK(kind("2026-03-01") == Kind::date);
    CHECK(kind("true") == Kind::truth);
    CHECK(kind("[1, 2]") == Kind::array);
    CHECK(kind("\"3 %\"") == Kind::text);
    CHECK(ChangeRead("a=\"3 %\"").change->leaf.text == "3 %");
    CHECK(kind("3 %") == Kind::text);
    CHECK(ChangeRead("a=3 %").change->leaf.text == "3 %");
    CHECK(ChangeRead("a='whole life'").change->leaf.text == "'whole life'");
    CHECK(!ChangeRead("a=2026-02-30").change);
    CHECK(ChangeRead("a=2026-02-30").code() == "E0112");
    CHECK(kind("2026-02-3") == Kind::text);
    CHECK(ChangeRead("a=b=c").change->leaf.text == "b=c");
}

TEST_CASE("change: the path ends at the first '=' outside double quotes") {
    CHECK(ChangeRead("basis.b.interest=3 %").change->path == "basis.b.interest");
    CHECK(ChangeRead("basis.b.rates.\"a = b\"=1").change->path == "basis.b.rates.\"a = b\"");
}

TEST_CASE("change: places stand in the word typed") {
    const ChangeRead number("中文.x=12");
    CHECK(number.session.sources.at(1).path == "--set");
    CHECK(number.change->place == Place{1, 1, 1, 4});
    CHECK(number.change->leaf.place == Place{1, 1, 6, 2});
    const ChangeRead text("a.x=b + c");
    CHECK(text.change->leaf.place.column + text.change->leaf.inset == 5);
}

TEST_CASE("change: what is no change") {
    CHECK(ChangeRead("a.b").code() == "E0806");
    CHECK(ChangeRead("=1").code() == "E0806");
    CHECK(ChangeRead("a.b=").code() == "E0806");
    CHECK(ChangeRead("").code() == "E0806");
    CHECK(ChangeRead("a\xff=1").code() == "E0806");
}

TEST_CASE("change: a fault of TOML in the value is told at its place in the word") {
    const ChangeRead reading("a.b=[1, 2");
    CHECK_FALSE(reading.change);
    REQUIRE(reading.session.report.all().size() == 1);
    CHECK(reading.session.report.all()[0].place.file == 1);
    CHECK(reading.session.report.all()[0].place.column >= 5);
}

TEST_CASE("change: one value, not a document") {
    const ChangeRead reading("a.b=\"x\"\nc = 2");
    CHECK_FALSE(reading.change);
    CHECK(reading.session.report.failed());
}
