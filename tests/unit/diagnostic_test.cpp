#include "hearth/base/diagnostic.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "hearth/base/assert.hpp"

using namespace hearth;

TEST_CASE("a report keeps every fault and sorts them by place", "[diagnostic]") {
    Report report;
    report.error("E0002", {1, 5, 1, 1}, "second");
    report.warning("E0003", {1, 2, 9, 1}, "a warning");
    CHECK(report.errors() == 1);
    report.add({"E0001", {1, 2, 3, 1}, "first", "", Severity::error});
    report.add({"E0004", {1, 5, 1, 1}, "same place, found later", "", Severity::warning});
    CHECK(report.errors() == 2);
    CHECK(report.failed());
    CHECK(report.all().front().code == "E0002");
    std::string order;
    for (const Diagnostic& fault : report.sorted()) order += fault.code + " ";
    CHECK(order == "E0001 E0003 E0002 E0004 ");
}

TEST_CASE("a warning alone is no failure", "[diagnostic]") {
    Report report;
    report.warning("E0001", {}, "note");
    CHECK_FALSE(report.failed());
}

TEST_CASE("a fault says why the work stopped", "[diagnostic]") {
    const Fault fault("E0501", {1, 2, 3, 4}, "no row", "its rows go from 0 to 105");
    CHECK(fault.stop() == Stop::input);
    CHECK(static_cast<int>(fault.stop()) == 2);
    CHECK(std::string(fault.what()) == "no row");
    CHECK(fault.diagnostic().hint == "its rows go from 0 to 105");
    CHECK(static_cast<int>(Fault(Stop::no_answer, {}).stop()) == 3);
}

TEST_CASE("an assertion that fails is a bug with its condition, without the folder of the build", "[diagnostic]") {
    CHECK_NOTHROW(HEARTH_ASSERT(1 + 1 == 2));
    CHECK_THROWS_AS(HEARTH_ASSERT(1 + 1 == 3), std::logic_error);
    CHECK_THROWS_WITH(HEARTH_ASSERT(1 + 1 == 3), Catch::StartsWith("diagnostic_test.cpp:") && Catch::Contains("'1 + 1 == 3' does not hold"));
}
