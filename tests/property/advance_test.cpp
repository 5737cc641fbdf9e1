// The kernel of a plan in every width that the processor has: the bytes of a loop written out, over random tapes.
#include "hearth/kernels/advance.hpp"

#include <cstring>

#include "property_test.hpp"

using namespace hearth::kernels;
using namespace hearth::test;

namespace {

struct Drawn {
    std::vector<Term> starts, terms;
    std::vector<Way> ways;
    std::vector<Transfer> moves;
    std::vector<std::uint32_t> leaving, start_of, move_to;
    std::vector<unsigned char> start_due, term_due;
    std::vector<double> here, slots, worth;
    Tape tape;
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
    const std::uint32_t places = 1 + below(5), sums = 1 + below(6), slots = 3 + below(20);
    const auto term = [&](std::uint32_t sum) { return Term{sum, below(places), below(slots), below(3) == 0 ? none : below(slots)}; };
    for (std::uint32_t sum = 0; sum <= sums; ++sum) {
        out.start_of.push_back(static_cast<std::uint32_t>(out.starts.size()));
        for (std::uint32_t i = sum < sums ? below(4) : 0; i > 0; --i) out.starts.push_back(term(sum));
    }
    for (std::uint32_t to = 0; to <= places; ++to) {
        out.move_to.push_back(static_cast<std::uint32_t>(out.moves.size()));
        for (std::uint32_t i = to < places ? below(4) : 0; i > 0; --i) {
            const auto leaves = static_cast<std::uint32_t>(out.leaving.size());
            for (std::uint32_t l = below(3); l > 0; --l) out.leaving.push_back(below(slots));
            out.moves.push_back({below(places), to, below(slots), leaves, static_cast<std::uint32_t>(out.leaving.size())});
        }
    }
    for (std::uint32_t i = below(6); i > 0; --i) {
        const auto first = static_cast<std::uint32_t>(out.terms.size());
        for (std::uint32_t t = below(4); t > 0; --t) out.terms.push_back(term(below(sums)));
        out.ways.push_back({below(places), below(slots), first, static_cast<std::uint32_t>(out.terms.size())});
    }
    for (std::size_t i = 0; i < out.starts.size(); ++i) out.start_due.push_back(below(4) > 0 ? 1 : 0);
    for (std::size_t i = 0; i < out.terms.size(); ++i) out.term_due.push_back(below(4) > 0 ? 1 : 0);
    out.here = numbers(places * most_lanes);
    out.slots = numbers(slots * most_lanes);
    out.worth = numbers(sums * most_lanes);
    out.tape = {places,
                sums,
                out.starts.data(),
                out.start_of.data(),
                out.moves.data(),
                out.move_to.data(),
                out.leaving.data(),
                out.ways.data(),
                out.ways.size(),
                out.terms.data(),
                out.start_due.data(),
                out.term_due.data()};
    return out;
}

/// One lane after the other.
void plain(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        std::vector<double> next(tape.places, 0.0), starts(tape.sums, 0.0), ends(tape.sums, 0.0);
        const auto slot = [&](std::uint32_t number) { return room.slots[number * most_lanes + lane]; };
        const auto paid = [&](const Term& term, double here) {
            return (term.factor == none ? here : here * slot(term.factor)) * slot(term.amount);
        };
        for (std::uint32_t i = 0; i < tape.start_of[tape.sums]; ++i)
            if (tape.start_due[i] != 0)
                starts[tape.starts[i].sum] += paid(tape.starts[i], room.here[tape.starts[i].place * most_lanes + lane]);
        for (std::size_t w = 0; w < tape.way_count; ++w)
            for (std::uint32_t i = tape.ways[w].first; i < tape.ways[w].last; ++i)
                if (tape.term_due[i] != 0)
                    ends[tape.terms[i].sum] +=
                        paid(tape.terms[i], room.here[tape.ways[w].from * most_lanes + lane] * slot(tape.ways[w].share));
        for (std::uint32_t m = 0; m < tape.move_to[tape.places]; ++m) {
            const Transfer& move = tape.moves[m];
            double stays = 1;
            for (std::uint32_t i = move.leaves; i < move.left; ++i) stays -= slot(tape.leaving[i]);
            next[move.to] += room.here[move.from * most_lanes + lane] * slot(move.share) * stays;
        }
        for (std::uint32_t place = 0; place < tape.places; ++place) room.here[place * most_lanes + lane] = next[place];
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
            double& worth = room.worth[sum * most_lanes + lane];
            worth += starts[sum] * before;
            worth += ends[sum] * after;
            room.step[sum * most_lanes + lane] = starts[sum] + ends[sum];
        }
    }
}

}  // namespace

TEST_CASE("the kernel: every width that the processor has runs, and gives the bytes of a plain loop") {
    std::uint64_t ran[3] = {};
    law("advance", [&] {
        const Drawn what = drawn();
        const std::size_t lanes = *rc::gen::inRange<std::size_t>(1, most_lanes + 1);
        const auto run = [&](const auto& step) {
            std::vector<double> here = what.here, worth = what.worth, paid(worth.size());
            const Room room{here.data(), what.slots.data(), worth.data(), paid.data(), ran};
            for (int k = 0; k < 3; ++k) step(room, 1 - 0.01 * k, 0.99 - 0.01 * k);
            std::vector<double> out;  // of the lanes that were asked for
            for (const auto* all : {&here, &worth, &paid})
                for (std::size_t i = 0; i < all->size(); ++i)
                    if (i % most_lanes < lanes) out.push_back((*all)[i]);
            return out;
        };
        const std::vector<double> expected =
            run([&](const Room& room, double before, double after) { plain(what.tape, room, before, after, lanes); });
        for (const Width width : {Width::two, Width::four, Width::eight}) {
            if (!has(width)) continue;
            const std::uint64_t already = ran[static_cast<std::size_t>(width)];
            const std::vector<double> found =
                run([&](const Room& room, double before, double after) { advance(width, what.tape, room, before, after, lanes); });
            RC_ASSERT(std::memcmp(found.data(), expected.data(), expected.size() * sizeof(double)) == 0);
            RC_ASSERT(ran[static_cast<std::size_t>(width)] == already + 3);
        }
    });
    for (const Width width : {Width::two, Width::four, Width::eight}) CHECK((ran[static_cast<std::size_t>(width)] > 0) == has(width));
    CHECK(has(widest()));
}
