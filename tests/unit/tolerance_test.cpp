#include "hearth/frame/tolerance.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

Tolerances tolerances_of(const std::vector<std::string>& words) {
    Report report;
    const Tolerances tolerances = parse_tolerances(words, report);
    REQUIRE(report.all().empty());
    return tolerances;
}

}  // namespace

TEST_CASE("a size alone bounds both kinds, a suffix one of them", "[tolerance]") {
    CHECK(tolerances_of({"1e-9"}).standard.absolute == 1e-9);
    CHECK(tolerances_of({"1e-9"}).standard.relative == 1e-9);
    CHECK(tolerances_of({"default=0.01abs"}).standard.absolute == 0.01);
    CHECK(tolerances_of({"default=0.01abs"}).standard.relative == 0);
    CHECK(tolerances_of({"0"}).standard.relative == 0);
}

TEST_CASE("a named column has its own, built by its words; others have the standard", "[tolerance]") {
    const Tolerances tolerances = tolerances_of({"1e-6rel", "premium=0.005abs", "premium=1e-8rel", "a=b=1"});
    CHECK(tolerances.of("premium").absolute == 0.005);
    CHECK(tolerances.of("premium").relative == 1e-8);
    CHECK(tolerances.of("reserve").relative == 1e-6);
    CHECK(tolerances.of("reserve").absolute == 0);
    CHECK(tolerances.of("a=b").absolute == 1);
}

TEST_CASE("a wrong word is a fault at its column, and all are told", "[tolerance]") {
    struct Case {
        const char* word;
        std::uint32_t column;
    };
    const auto row = GENERATE(values<Case>({{"", 1}, {"x", 1}, {"-1", 1}, {"premium=", 9}, {"premium=1%", 9}, {"=1", 1}, {"\u8d39=inf", 3}, {"1 abs", 1}, {"premium=abs", 9}, {"+1", 1}}));
    Report report;
    parse_tolerances(std::vector<std::string>{row.word, "nonsense"}, report);
    INFO(row.word);
    REQUIRE(report.errors() == 2);
    CHECK(report.all().front().code == "E0805");
    CHECK(report.all().front().place.column == row.column);
}
