// Lanes that follow a guide, in every width that the processor has: the bytes of a loop written out, over random tapes.
#include "hearth/kernels/follow.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "property_test.hpp"

namespace hearth::test::follow_test {

using namespace hearth::kernels;

namespace {

std::uint32_t under(std::uint32_t bound) { return static_cast<std::uint32_t>(*rc::gen::arbitrary<std::uint64_t>() % bound); }

std::vector<double> some_numbers(std::size_t count) {
    std::vector<double> out(count);
    for (double& one : out) one = (static_cast<double>(under(1u << 30)) * 0x1p-30 - 0.25) * (under(5) == 0 ? 1e6 : 1);
    return out;
}

}  // namespace

TEST_CASE("the kernel: lanes behind guides, the bytes of a plain loop") {
    law("follow", [] {
        const std::uint32_t places = 1 + under(3), sums = 1 + under(4), slots = 3 + under(6), commons = 1 + under(3), count = 1 + under(8);
        const auto slot = [&] { return under(4) == 0 ? hearth::kernels::common | under(commons) : under(slots); };
        std::vector<Portion> portions;
        for (std::uint32_t i = 1 + under(4); i > 0; --i) portions.push_back({under(places), under(2) == 0 ? none : under(slots), under(2) == 0 ? none : slot()});
        const auto part_count = static_cast<std::uint32_t>(portions.size());
        std::vector<PartTerm> terms;
        std::vector<std::uint32_t> term_of = {0};
        std::vector<unsigned char> at_end;
        std::vector<std::uint32_t> inside;
        for (std::uint32_t sum = 0; sum < sums; ++sum) {
            inside.push_back(under(3) == 0 ? hearth::kernels::common | under(commons) : none);
            for (std::uint32_t i = under(3); i > 0; --i) terms.push_back({under(part_count), slot()});
            term_of.push_back(static_cast<std::uint32_t>(terms.size()));
            at_end.push_back(under(2) == 0 ? 0 : 1);
        }
        const std::vector<double> course = some_numbers(count * places * together), of_guides = some_numbers(slots * together), discount = some_numbers(count + 1),
                                  now = some_numbers(count * commons), worth = some_numbers(sums * together), paid = some_numbers(sums * together);
        std::vector<double> amounts = some_numbers(slots * together);
        for (std::uint32_t s = 0; s < slots; ++s)
            if (under(3) == 0) std::fill_n(amounts.begin() + s * together, together, 0.0);
        std::vector<std::size_t> guide;
        for (std::size_t q = 0; q < together / quad; ++q) guide.push_back(under(together));
        const bool by_period = under(2) == 0;
        const FollowTape tape{places, sums, part_count, portions.data(), terms.data(), term_of.data(), at_end.data(), inside.data()};
        const Steps steps{count, discount.data(), now.data(), commons};

        std::vector<double> its_worth = worth, its_paid = paid;
        for (std::size_t lane = 0; lane < together; ++lane)
            for (std::uint32_t sum = 0; sum < sums; ++sum)
                for (std::size_t k = 0; k < count && term_of[sum] != term_of[sum + 1]; ++k) {
                    const auto number = [&](std::uint32_t which, const std::vector<double>& own, std::size_t of) {
                        return (which & hearth::kernels::common) != 0 ? now[k * commons + (which & ~hearth::kernels::common)] : own[which * together + of];
                    };
                    double due = 0;
                    for (std::uint32_t t = term_of[sum]; t < term_of[sum + 1]; ++t) {
                        const Portion& part = portions[terms[t].part];
                        const std::size_t of = guide[lane / quad];
                        double one = course[(k * places + part.place) * together + of];
                        for (const std::uint32_t by : {part.share, part.chance})
                            if (by != none) one *= number(by, of_guides, of);
                        one *= number(terms[t].amount, amounts, lane);
                        due = t == term_of[sum] ? one : due + one;
                    }
                    its_worth[sum * together + lane] += due * (inside[sum] == none ? 1 : number(inside[sum], amounts, lane)) * discount[k + at_end[sum]];
                    its_paid[sum * together + lane] += due;
                }
        for (const Width width : {Width::two, Width::four, Width::eight}) {
            if (!has(width)) continue;
            std::vector<double> parts(count * part_count * together), sound(together, 0.0), found_worth = worth, found_paid = paid;
            make_parts(width, tape, {course.data(), of_guides.data(), parts.data(), sound.data()}, steps);
            Following lanes{{}, amounts.data(), found_worth.data(), by_period ? found_paid.data() : nullptr};
            for (std::size_t q = 0; q < together / quad; ++q) lanes.parts[q] = parts.data() + guide[q];
            follow(width, tape, lanes, steps);
            RC_ASSERT(std::memcmp(found_worth.data(), its_worth.data(), worth.size() * sizeof(double)) == 0);
            if (by_period) RC_ASSERT(std::memcmp(found_paid.data(), its_paid.data(), paid.size() * sizeof(double)) == 0);
            for (const double one : sound) RC_ASSERT(one == 0);
            // A guide whose numbers are none is seen.
            std::vector<double> broken = course;
            broken[portions[0].place * together + guide[0]] = std::numeric_limits<double>::infinity();
            make_parts(width, tape, {broken.data(), of_guides.data(), parts.data(), sound.data()}, steps);
            for (std::size_t g = 0; g < together; ++g) RC_ASSERT(std::isnan(sound[g]) == (g == guide[0]));
        }
    });
}

}  // namespace hearth::test::follow_test
