#include "hearth/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
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

TEST_CASE("Pieces of a stream are given in the order in which they were taken, and what one throws comes in its turn", "[parallel]") {
    for (const std::size_t threads : {1u, 2u, 8u})
        for (const int fails : {1000, 60, 0}) {
            int taken = 0, stop = 0;
            std::vector<int> given;
            std::string thrown;
            const auto run = [&](int last) {
                given.clear();
                taken = 0;
                in_order<int>(
                    threads, [&](int& piece) { return (piece = taken++) < 100; },
                    [&](std::size_t worker, int& piece) {
                        if (worker >= threads || piece == fails) throw std::runtime_error(std::to_string(piece));
                        piece *= 2;
                    },
                    [&](int piece) {
                        given.push_back(piece);
                        return piece != last;
                    });
            };
            try {
                run(-1);
            } catch (const std::runtime_error& fault) {
                thrown = fault.what();
            }
            CHECK(thrown == (fails < 100 ? std::to_string(fails) : ""));
            REQUIRE(given.size() == static_cast<std::size_t>(std::min(fails, 100)));
            for (std::size_t i = 0; i < given.size(); ++i) CHECK(given[i] == static_cast<int>(2 * i));
            stop = 20;
            if (fails < 100) continue;
            run(stop);
            CHECK(given.size() == 11);
        }
}

TEST_CASE("Pieces are taken while one is given, and others end meanwhile", "[parallel]") {
    std::atomic<int> taken = 0;
    std::vector<int> given;
    bool beside = true;
    in_order<int>(
        2, [&](int& piece) { return (piece = taken++) < 20; }, [](std::size_t, int&) {},
        [&](int piece) {
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
            while (piece == 0 && taken < 5 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
            beside = beside && taken >= (piece == 0 ? 5 : 0);
            given.push_back(piece);
            return true;
        });
    CHECK(beside);
    REQUIRE(given.size() == 20);
    for (int i = 0; i < 20; ++i) CHECK(given[static_cast<std::size_t>(i)] == i);
}
