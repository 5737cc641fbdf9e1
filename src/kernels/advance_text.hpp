// One text for every width: each source that includes it says how many numbers a register holds, HEARTH_WIDTH. Nothing of the
// standard library is used here, so that no function compiled for one processor is linked into what runs on another.
#pragma once

#include "hearth/kernels/advance.hpp"

namespace hearth::kernels {

namespace {

typedef double Vector __attribute__((vector_size(8 * HEARTH_WIDTH)));
typedef double InMemory __attribute__((vector_size(8 * HEARTH_WIDTH), aligned(8), may_alias));
constexpr std::size_t together = 16, group = together / HEARTH_WIDTH;  ///< lanes that are worked on together, and their registers

struct Lanes {
    Vector part[group];
};

inline __attribute__((always_inline)) void load(Lanes& to, const double* from) {
    for (std::size_t i = 0; i < group; ++i) to.part[i] = *reinterpret_cast<const InMemory*>(from + HEARTH_WIDTH * i);
}
inline __attribute__((always_inline)) void store(double* to, const Lanes& from) {
    for (std::size_t i = 0; i < group; ++i) *reinterpret_cast<InMemory*>(to + HEARTH_WIDTH * i) = from.part[i];
}
inline __attribute__((always_inline)) void times(Lanes& one, const double* other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] *= *reinterpret_cast<const InMemory*>(other + HEARTH_WIDTH * i);
}
inline __attribute__((always_inline)) void minus(Lanes& one, const double* other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] -= *reinterpret_cast<const InMemory*>(other + HEARTH_WIDTH * i);
}
inline __attribute__((always_inline)) void plus(Lanes& one, const Lanes& other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] += other.part[i];
}

inline __attribute__((always_inline)) void text(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    for (std::size_t at = 0; at < lanes; at += together) {
        Lanes next[most_places], starts[most_sums], ends[most_sums];
        const auto slot = [&](std::uint32_t number) { return room.slots + number * most_lanes + at; };
        const auto pay = [&](const Term& term, Lanes amount, Lanes& sum) {
            if (term.factor != none) times(amount, slot(term.factor));
            times(amount, slot(term.amount));
            plus(sum, amount);
        };
        for (std::uint32_t place = 0; place < tape.places; ++place) next[place] = Lanes{};
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) starts[sum] = ends[sum] = Lanes{};
        for (std::size_t i = 0; i < tape.start_count; ++i) {
            const Term& term = tape.starts[i];
            if (tape.start_due[i] == 0) continue;
            Lanes here;
            load(here, room.here + term.place * most_lanes + at);
            pay(term, here, starts[term.sum]);
        }
        for (std::size_t w = 0; w < tape.way_count; ++w) {
            const Way& way = tape.ways[w];
            Lanes moved;
            load(moved, room.here + way.from * most_lanes + at);
            times(moved, slot(way.share));
            for (std::uint32_t i = way.first; i < way.last; ++i)
                if (tape.term_due[i] != 0) pay(tape.terms[i], moved, ends[tape.terms[i].sum]);
            if (!way.on) continue;
            if (way.leaves < way.left) {
                Lanes stays;
                for (std::size_t i = 0; i < group; ++i) stays.part[i] = Vector{} + 1.0;
                for (std::uint32_t i = way.leaves; i < way.left; ++i) minus(stays, slot(tape.leaving[i]));
                for (std::size_t i = 0; i < group; ++i) moved.part[i] *= stays.part[i];
            }
            plus(next[way.to], moved);
        }
        for (std::uint32_t place = 0; place < tape.places; ++place) store(room.here + place * most_lanes + at, next[place]);
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
            double* const worth = room.worth + sum * most_lanes + at;
            Lanes all;
            load(all, worth);
            for (std::size_t i = 0; i < group; ++i) {
                all.part[i] += starts[sum].part[i] * before;
                all.part[i] += ends[sum].part[i] * after;
            }
            store(worth, all);
            if (room.step == nullptr) continue;
            for (std::size_t i = 0; i < group; ++i) starts[sum].part[i] += ends[sum].part[i];
            store(room.step + sum * most_lanes + at, starts[sum]);
        }
    }
}

}  // namespace

}  // namespace hearth::kernels
