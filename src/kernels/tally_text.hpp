#pragma once

#include "lanes_text.hpp"
#include "hearth/kernels/tally.hpp"

namespace hearth::kernels {

namespace {

typedef unsigned long long Whole __attribute__((vector_size(8 * HEARTH_WIDTH)));
typedef unsigned long long WholeInMemory __attribute__((vector_size(8 * HEARTH_WIDTH), aligned(8), may_alias));
constexpr std::size_t in_slots = tally_slots / HEARTH_WIDTH;  ///< registers of the slots of a part

/// In the last bits of a number that was added to an anchor stands how often it has what the part counts.
constexpr unsigned long long bits_of_anchors[tally_parts] = {0x42ba000000000000, 0x3f98000000000000, 0x3c78000000000000, 0x3958000000000000};
/// What fits changes no other bits of the first anchor than those below this one.
constexpr unsigned long long beyond_first = 1ull << 50, first_without = bits_of_anchors[0] / beyond_first * beyond_first;

/// Of some numbers what shows that a part does not hold them: too large, or no number; and the digits below the last part.
struct Unfit {
    Whole large{}, low{};
};

inline __attribute__((always_inline)) bool any(const Whole& bits) {
    unsigned long long all = 0;
    for (std::size_t j = 0; j < HEARTH_WIDTH; ++j) all |= bits[j];
    return all != 0;
}
inline __attribute__((always_inline)) bool any(const Unfit& unfit) {
    return any((unfit.large & ~(beyond_first - 1)) | (unfit.low & 0x7fffffffffffffff));  // -0 has no digits
}

/// Parts from `first` to `last`, of numbers whose parts before those are made.
template <std::size_t first, std::size_t last, bool taken_off>
inline __attribute__((always_inline)) void add_to(long long* sums, const Lanes& numbers, Unfit& unfit) {
    Whole part[tally_parts][in_slots];
    for (std::size_t p = first; p < last; ++p)
        for (std::size_t s = 0; s < in_slots; ++s) part[p][s] = Whole{} - group / in_slots * bits_of_anchors[p];
    for (std::size_t i = 0; i < group; ++i) {
        Vector rest = numbers.part[i];
        for (std::size_t p = 0; p < last; ++p) {
            const Vector sum = rest + tally_anchors[p];
            rest -= sum - tally_anchors[p];
            if (p >= first) part[p][i % in_slots] += reinterpret_cast<Whole>(sum);
            if (p == 0) unfit.large |= reinterpret_cast<Whole>(sum) ^ first_without;
        }
        unfit.low |= reinterpret_cast<Whole>(rest);
    }
    for (std::size_t p = first; p < last; ++p)
        for (std::size_t s = 0; s < in_slots; ++s) {
            WholeInMemory* const to = reinterpret_cast<WholeInMemory*>(sums + p * tally_slots + s * HEARTH_WIDTH);
            if (taken_off) *to -= part[p][s];
            else *to += part[p][s];
        }
}

/// One number, step by step.
template <std::size_t first, std::size_t last, bool taken_off>
inline __attribute__((always_inline)) void add_number(const Tallying& all, std::uint32_t number, std::size_t begin, std::size_t end, Unfit& unfit) {
    const std::size_t step = all.width * together, size = all.width * tally_size;
    const double* its = all.numbers + begin * step + number * together;
    long long* sums = all.sums + begin * size + number * tally_size;
    Lanes weights, numbers;
    load(weights, all.weights[number]);
    for (std::size_t k = begin; k < end; ++k, its += step, sums += size) {
        load(numbers, its);
        for (std::size_t i = 0; i < group; ++i) numbers.part[i] *= weights.part[i];
        add_to<first, last, taken_off>(sums, numbers, unfit);
    }
}

template <std::size_t first, std::size_t last, bool taken_off = false>
inline __attribute__((always_inline)) bool add_steps(const Tallying& all, std::size_t begin, std::size_t end) {
    Unfit unfit;
    for (std::uint32_t w = 0; w < all.which_count; ++w) add_number<first, last, taken_off>(all, all.which[w], begin, end, unfit);
    return !any(unfit);
}

/// A further part is made where one of the numbers has digits below those that were made, and of the same lanes from there on.
inline __attribute__((always_inline)) std::size_t text(const Tallying& all) {
    static_assert(tally_parts == 4);
    std::size_t made = *all.parts, unfit = 0;
    bool fits = made == 2 ? add_steps<0, 2>(all, 0, all.steps) : made == 3 ? add_steps<0, 3>(all, 0, all.steps) : add_steps<0, 4>(all, 0, all.steps);
    if (!fits && made == 2) fits = add_steps<2, 3>(all, 0, all.steps), made = 3;
    if (!fits && made == 3) fits = add_steps<3, 4>(all, 0, all.steps), made = 4;
    *all.parts = made;
    if (fits) return 0;
    add_steps<0, 4, true>(all, 0, all.steps);
    for (std::size_t k = 0; k < all.steps; ++k) {
        if (add_steps<0, 4>(all, k, k + 1)) continue;
        add_steps<0, 4, true>(all, k, k + 1);
        all.unfit[unfit++] = static_cast<std::uint32_t>(k);
    }
    return unfit;
}

}  // namespace

}  // namespace hearth::kernels
