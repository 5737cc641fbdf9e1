// One text for every width: each source that includes it says how many numbers a register holds, HEARTH_WIDTH. Nothing of the
// standard library is used here, so that no function compiled for one processor is linked into what runs on another.
#pragma once

#include "hearth/kernels/advance.hpp"

namespace hearth::kernels {

namespace {

typedef double Vector __attribute__((vector_size(8 * HEARTH_WIDTH)));
typedef double InMemory __attribute__((vector_size(8 * HEARTH_WIDTH), aligned(8), may_alias));
constexpr std::size_t group = together / HEARTH_WIDTH;  ///< registers of the lanes that are worked on together

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
inline __attribute__((always_inline)) void times(Lanes& one, double other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] *= other;
}
inline __attribute__((always_inline)) void minus(Lanes& one, const double* other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] -= *reinterpret_cast<const InMemory*>(other + HEARTH_WIDTH * i);
}
inline __attribute__((always_inline)) void plus(Lanes& one, const Lanes& other) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] += other.part[i];
}
inline __attribute__((always_inline)) void plus(Lanes& one, const Lanes& other, double factor) {
    for (std::size_t i = 0; i < group; ++i) one.part[i] += other.part[i] * factor;
}

/// Whether a lane has another number than 0.
inline __attribute__((always_inline)) bool any(const Lanes& lanes) {
    auto some = lanes.part[0] != 0;
    for (std::size_t i = 1; i < group; ++i) some |= lanes.part[i] != 0;
    long long all = 0;
    for (std::size_t j = 0; j < HEARTH_WIDTH; ++j) all |= some[j];
    return all != 0;
}

/// Times what a slot says in a step: a number of each lane, or one of all.
inline __attribute__((always_inline)) void by(Lanes& amount, std::uint32_t slot, const double* slots, const double* now) {
    if ((slot & common) != 0)
        times(amount, now[slot & ~common]);
    else
        times(amount, slots + slot * together);
}

}  // namespace

}  // namespace hearth::kernels
