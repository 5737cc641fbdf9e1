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

inline __attribute__((always_inline)) void add(double* to, const Lanes& sum, double factor) {
    Lanes all;
    load(all, to);
    for (std::size_t i = 0; i < group; ++i) all.part[i] += sum.part[i] * factor;
    store(to, all);
}

inline __attribute__((always_inline)) void text(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    for (std::size_t at = 0; at < lanes; at += together) {
        const auto slot = [&](std::uint32_t number) { return room.slots + number * most_lanes + at; };
        const auto here = [&](std::uint32_t place) { return room.here + place * most_lanes + at; };
        const auto pay = [&](const Term& term, Lanes amount, Lanes& sum) {
            if (term.factor != none) times(amount, slot(term.factor));
            times(amount, slot(term.amount));
            plus(sum, amount);
        };
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
            Lanes paid{}, amount;
            for (std::uint32_t i = tape.start_of[sum]; i < tape.start_of[sum + 1]; ++i) {
                if (tape.start_due[i] == 0) continue;
                load(amount, here(tape.starts[i].place));
                pay(tape.starts[i], amount, paid);
            }
            add(room.worth + sum * most_lanes + at, paid, before);
            if (room.step != nullptr) store(room.step + sum * most_lanes + at, paid);
        }
        if (tape.way_count > 0) {
            Lanes ends[most_sums], moved;
            for (std::uint32_t sum = 0; sum < tape.sums; ++sum) ends[sum] = Lanes{};
            for (std::size_t w = 0; w < tape.way_count; ++w) {
                load(moved, here(tape.ways[w].from));
                times(moved, slot(tape.ways[w].share));
                for (std::uint32_t i = tape.ways[w].first; i < tape.ways[w].last; ++i)
                    if (tape.term_due[i] != 0) pay(tape.terms[i], moved, ends[tape.terms[i].sum]);
            }
            for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
                add(room.worth + sum * most_lanes + at, ends[sum], after);
                if (room.step != nullptr) add(room.step + sum * most_lanes + at, ends[sum], 1);
            }
        }
        Lanes next[most_places];
        for (std::uint32_t place = 0; place < tape.places; ++place) {
            Lanes arrived{}, moved;
            for (std::uint32_t m = tape.move_to[place]; m < tape.move_to[place + 1]; ++m) {
                const Transfer& move = tape.moves[m];
                load(moved, here(move.from));
                times(moved, slot(move.share));
                if (move.leaves < move.left) {
                    Lanes stays;
                    for (std::size_t i = 0; i < group; ++i) stays.part[i] = Vector{} + 1.0;
                    for (std::uint32_t i = move.leaves; i < move.left; ++i) minus(stays, slot(tape.leaving[i]));
                    for (std::size_t i = 0; i < group; ++i) moved.part[i] *= stays.part[i];
                }
                plus(arrived, moved);
            }
            next[place] = arrived;
        }
        for (std::uint32_t place = 0; place < tape.places; ++place) store(here(place), next[place]);
    }
}

}  // namespace

}  // namespace hearth::kernels
