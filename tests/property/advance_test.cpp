// The kernel of a plan in every width that the processor has: the bytes of a loop written out, over random tapes.
#include "hearth/kernels/advance.hpp"

#include <cstring>

#include "property_test.hpp"

namespace hearth::test::advance_test {

using namespace hearth::kernels;

namespace {

struct Drawn {
    std::vector<Term> terms;
    std::vector<Transfer> moves;
    std::vector<std::uint32_t> leaving, term_of, move_to;
    std::vector<unsigned char> at_end;
    std::vector<std::uint32_t> inside;
    std::vector<double> here, slots, worth, paid, discount, common;
    Tape tape;
    Steps steps;
};

std::uint32_t below(std::uint32_t bound) { return *rc::gen::inRange<std::uint32_t>(0, bound); }

/// Numbers of all sizes, so that every order of rounding shows.
std::vector<double> numbers(std::size_t count) {
    std::vector<double> out(count);
    std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
    for (double& one : out) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        one = (static_cast<double>(state >> 11) * 0x1p-53 - 0.25) * (state % 5 == 0 ? 1e6 : 1);
    }
    return out;
}

Drawn drawn() {
    Drawn out;
    const std::uint32_t places = 1 + below(5), sums = 1 + below(6), slots = 3 + below(20), commons = 1 + below(4);
    const auto slot = [&] { return below(4) == 0 ? hearth::kernels::common | below(commons) : below(slots); };
    for (std::uint32_t sum = 0; sum < sums; ++sum) out.inside.push_back(below(3) == 0 ? hearth::kernels::common | below(commons) : none);
    for (std::uint32_t sum = 0; sum <= sums; ++sum) {
        out.term_of.push_back(static_cast<std::uint32_t>(out.terms.size()));
        if (sum == sums) break;
        out.at_end.push_back(below(2) == 0 ? 0 : 1);
        for (std::uint32_t i = below(4); i > 0; --i)
            out.terms.push_back({sum, below(places), below(2) == 0 ? none : below(slots), below(3) == 0 ? none : slot(), slot()});
    }
    for (std::uint32_t to = 0; to <= places; ++to) {
        out.move_to.push_back(static_cast<std::uint32_t>(out.moves.size()));
        for (std::uint32_t i = to < places ? below(4) : 0; i > 0; --i) {
            const auto leaves = static_cast<std::uint32_t>(out.leaving.size());
            for (std::uint32_t l = below(3); l > 0; --l) out.leaving.push_back(below(slots));
            out.moves.push_back({below(places), to, below(slots), leaves, static_cast<std::uint32_t>(out.leaving.size())});
        }
    }
    out.here = numbers(places * together);
    out.slots = numbers(slots * together);
    for (std::uint32_t s = 0; s < slots; ++s)
        if (below(6) == 0) std::fill_n(out.slots.begin() + s * together, together, 0.0);
    out.worth = numbers(sums * together);
    out.paid = numbers(sums * together);
    const std::size_t count = 1 + below(most_steps);
    out.discount = numbers(count + 1);
    out.common = numbers(count * commons);
    out.tape = {places, sums, out.terms.data(), out.term_of.data(), out.at_end.data(), out.inside.data(), out.moves.data(), out.move_to.data(), out.leaving.data()};
    out.steps = {count, out.discount.data(), out.common.data(), commons};
    return out;
}

/// One lane after the other, one step after the other; `told` as in Room.
void plain(const Tape& tape, const Room& room, const Steps& steps) {
    for (std::size_t lane = 0; lane < together; ++lane)
        for (std::size_t k = 0; k < steps.count; ++k) {
            std::vector<double> next(tape.places, 0.0), due(tape.sums, 0.0);
            const auto slot = [&](std::uint32_t number) {
                return (number & hearth::kernels::common) != 0 ? steps.common[k * steps.commons + (number & ~hearth::kernels::common)]
                                                               : room.slots[number * together + lane];
            };
            for (std::uint32_t i = 0; i < tape.term_of[tape.sums]; ++i) {
                const Term& term = tape.terms[i];
                double amount = room.here[term.place * together + lane];
                for (const std::uint32_t by : {term.share, term.chance, term.amount})
                    if (by != none) amount *= slot(by);
                due[term.sum] += amount;
            }
            for (std::uint32_t m = 0; m < tape.move_to[tape.places]; ++m) {
                const Transfer& move = tape.moves[m];
                double stays = 1;
                for (std::uint32_t i = move.leaves; i < move.left; ++i) stays -= slot(tape.leaving[i]);
                next[move.to] += room.here[move.from * together + lane] * slot(move.share) * stays;
            }
            for (std::uint32_t place = 0; place < tape.places; ++place) room.here[place * together + lane] = next[place];
            double there = 0;
            for (std::uint32_t place = 0; place < tape.places; ++place) there = place == 0 ? next[0] : there + next[place];
            if (room.told != nullptr) room.told[(k * (tape.sums + 1) + tape.sums) * together + lane] = there;
            for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
                if (tape.term_of[sum] == tape.term_of[sum + 1]) continue;
                const Term& first = tape.terms[tape.term_of[sum]];
                const bool own = tape.term_of[sum] + 1 == tape.term_of[sum + 1] && (first.amount & hearth::kernels::common) == 0;
                const double* const amounts = room.slots + (own ? first.amount * together : 0);
                if (room.told != nullptr) {
                    room.some[sum] = !own || std::any_of(amounts, amounts + together, [](double one) { return one != 0; }) ? 1 : 0;
                    if (room.some[sum] != 0) room.told[(k * (tape.sums + 1) + sum) * together + lane] = due[sum];
                    continue;
                }
                const double inside = tape.inside[sum] == none ? 1 : slot(tape.inside[sum]);
                room.worth[sum * together + lane] += due[sum] * inside * steps.discount[k + tape.at_end[sum]];
                if (room.paid != nullptr) room.paid[sum * together + lane] += due[sum];
            }
        }
}

}  // namespace

TEST_CASE("the kernel: every width that the processor has runs, and gives the bytes of a plain loop") {
    std::uint64_t ran[3] = {};
    law("advance", [&] {
        const Drawn what = drawn();
        const std::uint32_t asks = below(3);  // for nothing more, what is paid, or that of each step
        const auto run = [&](const auto& go) {
            std::vector<double> here = what.here, worth = what.worth, paid = what.paid, course((most_steps + 1) * what.tape.places * together),
                told(most_steps * (what.tape.sums + 1) * together);
            std::vector<unsigned char> some(what.tape.sums, 2);
            const Room room{here.data(), what.slots.data(), worth.data(), asks == 1 ? paid.data() : nullptr, course.data(), ran, asks == 2 ? told.data() : nullptr, some.data()};
            go(room);
            for (auto* all : {&told, &here})
                for (double& one : *all) one += 0.0;  // a plain sum begins with 0, so that none is -0
            std::vector<double> out;
            for (const auto* all : {&here, &worth, &paid, &told}) out.insert(out.end(), all->begin(), all->end());
            out.insert(out.end(), some.begin(), some.end());
            return out;
        };
        const std::vector<double> expected = run([&](const Room& room) { plain(what.tape, room, what.steps); });
        for (const Width width : {Width::two, Width::four, Width::eight}) {
            if (!has(width)) continue;
            const std::uint64_t already = ran[static_cast<std::size_t>(width)];
            const std::vector<double> found = run([&](const Room& room) { advance(width, what.tape, room, what.steps); });
            RC_ASSERT(std::memcmp(found.data(), expected.data(), expected.size() * sizeof(double)) == 0);
            RC_ASSERT(ran[static_cast<std::size_t>(width)] == already + 1);
        }
    });
    for (const Width width : {Width::two, Width::four, Width::eight}) CHECK((ran[static_cast<std::size_t>(width)] > 0) == has(width));
    CHECK(has(widest()));
}

}  // namespace hearth::test::advance_test
