#include "hearth/base/parallel.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("Every index is worked on once, whatever the number of threads", "[parallel]") {
    for (const std::size_t threads : {1u, 2u, 7u, 64u}) {
        std::vector<int> done(1000, 0);
        in_parallel(done.size(), threads, [&](std::size_t worker, std::size_t i) {
            if (worker < threads) ++done[i];
        });
        CHECK(done == std::vector<int>(1000, 1));
    }
    in_parallel(0, 4, [](std::size_t, std::size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("What was thrown at the least index is thrown again", "[parallel]") {
    for (const std::size_t threads : {1u, 2u, 8u}) {
        std::string thrown;
        try {
            in_parallel(500, threads, [](std::size_t, std::size_t i) {
                if (i >= 100) throw std::runtime_error(std::to_string(i));
            });
        } catch (const std::runtime_error& fault) {
            thrown = fault.what();
        }
        CHECK(thrown == "100");
    }
}
