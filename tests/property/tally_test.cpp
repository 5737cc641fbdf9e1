// What policies come to by period, in every width that the processor has: the exact sum, whatever does not fit into its parts.
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "hearth/engine/period_tally.hpp"
#include "property_test.hpp"

namespace hearth::test::tally_test {

using namespace kernels;

namespace {

std::uint32_t under(std::uint32_t bound) { return static_cast<std::uint32_t>(*rc::gen::arbitrary<std::uint64_t>() % bound); }

/// Mostly money; some of any size, with digits far below those that the parts hold.
double drawn_number() {
    const double digits = static_cast<double>(*rc::gen::arbitrary<std::uint64_t>() >> 11) * 0x1p-53 - 0.25;
    switch (under(8)) {
        case 0: return 0;
        case 1: return -0.0;
        case 2: return std::ldexp(digits, static_cast<int>(under(300)) - 200);
        default: return std::ldexp(digits, static_cast<int>(under(30)) - 6);
    }
}
std::vector<double> drawn_numbers(std::size_t count) {
    std::vector<double> out(count);
    for (double& one : out) one = drawn_number();
    return out;
}

/// Steps of one number, as it is.
Tallying one_number(const std::vector<double>& numbers, std::size_t steps) {
    static const std::vector<double> ones(together, 1.0);
    static const double* const weights = ones.data();
    static const std::uint32_t which = 0;
    Tallying lanes;
    lanes.numbers = numbers.data();
    lanes.weights = &weights;
    lanes.which = &which;
    lanes.which_count = 1;
    lanes.steps = steps;
    return lanes;
}

}  // namespace

TEST_CASE("a tally by period: the exact sum in every width and order") {
    law("tally", [] {
        const std::size_t width = 1 + under(4), times = 1 + under(4), all_steps = 1 + under(70);
        std::vector<ExactSum> expected(all_steps * width);
        const PeriodTally none(width);
        std::vector<PeriodTally> found(3, none), halves(2, none);
        for (std::size_t time = 0; time < times; ++time) {
            const std::size_t first = under(static_cast<std::uint32_t>(all_steps)), steps = 1 + under(static_cast<std::uint32_t>(all_steps - first));
            const std::vector<double> numbers = drawn_numbers(steps * width * together), money = drawn_numbers(together), count = drawn_numbers(together);
            std::vector<const double*> weights;
            std::vector<std::uint32_t> which;
            for (std::uint32_t n = 0; n < width; ++n) {
                weights.push_back(under(2) == 0 ? money.data() : count.data());
                if (under(4) != 0) which.push_back(n);
            }
            Tallying lanes;
            lanes.numbers = numbers.data();
            lanes.weights = weights.data();
            lanes.which = which.data();
            lanes.which_count = static_cast<std::uint32_t>(which.size());
            lanes.steps = steps;
            for (std::size_t k = 0; k < steps; ++k)
                for (const std::uint32_t n : which)
                    for (std::size_t lane = 0; lane < together; ++lane) expected[(first + k) * width + n].add(numbers[(k * width + n) * together + lane] * weights[n][lane]);
            const std::size_t needed = 2 + under(3);  // parts, as if such lanes had been met before
            for (const Width by : {Width::two, Width::four, Width::eight}) {
                if (!has(by)) continue;
                std::size_t made = needed;
                lanes.parts = &made;
                PeriodTally& its = found[static_cast<std::size_t>(by)];
                its.reach(first + steps);
                RC_ASSERT(its.add(by, lanes, first));
            }
            lanes.parts = nullptr;
            halves[time % 2].reach(first + steps);
            RC_ASSERT(halves[time % 2].add(Width::two, lanes, first));
        }
        halves[0].add(halves[1]);
        found.push_back(halves[0]);
        for (const PeriodTally& its : found)
            for (std::size_t period = 0; period < its.periods(); ++period)
                for (std::size_t n = 0; n < width; ++n) {
                    ExactSum sum;
                    its.add_to(sum, period, n);
                    const double told = sum.rounded(), right = expected[period * width + n].rounded();
                    RC_ASSERT(std::memcmp(&told, &right, sizeof told) == 0);
                }
    });
}

TEST_CASE("a tally by period: what is not finite is told, and the others are added") {
    for (const double bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()})
        for (const Width by : {Width::two, Width::four, Width::eight}) {
            if (!has(by)) continue;
            std::vector<double> numbers(2 * together, 3.0);
            numbers[together + 5] = bad;
            const Tallying lanes = one_number(numbers, 2);
            PeriodTally tally(1);
            tally.reach(2);
            CHECK_FALSE(tally.add(by, lanes, 0));
            for (const std::size_t period : {0u, 1u}) {
                ExactSum sum;
                tally.add_to(sum, period, 0);
                CHECK(sum.rounded() == 3.0 * static_cast<double>(together - period));
            }
        }
}

// Each of 4,096 policies as large as fits.
TEST_CASE("a tally by period: a block of the largest numbers") {
    const std::vector<double> numbers(together, std::nextafter(tally_limit, 0));
    Tallying lanes = one_number(numbers, 1);
    PeriodTally tally(1);
    tally.reach(1);
    ExactSum expected, sum;
    std::vector<double> alone(together, 0.0);  // half of them in one slot
    alone[0] = numbers[0];
    for (int i = 0; i < 2048 + 128; ++i) {
        lanes.numbers = i < 2048 ? alone.data() : numbers.data();
        CHECK(tally.add(widest(), lanes, 0));
    }
    for (int i = 0; i < 4096; ++i) expected.add(numbers[0]);
    tally.add_to(sum, 0, 0);
    CHECK(sum.rounded() == expected.rounded());
}

}  // namespace hearth::test::tally_test
