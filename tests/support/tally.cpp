// Ends every Catch2 program with the line "N passed, N failed" that ./test adds up.
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <catch2/catch.hpp>

#include <iostream>

namespace {

struct Tally : Catch::TestEventListenerBase {
    using TestEventListenerBase::TestEventListenerBase;
    void testRunEnded(const Catch::TestRunStats& stats) override {
        const Catch::Counts& cases = stats.totals.testCases;
        std::cout << cases.passed + cases.failedButOk << " passed, " << cases.failed << " failed" << std::endl;
    }
};

}  // namespace

CATCH_REGISTER_LISTENER(Tally)
