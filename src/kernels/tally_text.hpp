#pragma once

#include "follow_text.hpp"
#include "hearth/kernels/tally.hpp"

namespace hearth::kernels {

namespace {

typedef unsigned long long Whole __attribute__((vector_size(8 * HEARTH_WIDTH)));
typedef unsigned long long WholeInMemory __attribute__((vector_size(8 * HEARTH_WIDTH), aligned(8), may_alias));
constexpr std::size_t in_slots = tally_slots / HEARTH_WIDTH;  ///< registers of the slots of a part

/// In the last bits of a number that was added to an anchor stands how often it has what the part counts.
constexpr unsigned long long bits_of_anchors[tally_parts] = {0x42b8000000000000, 0x3f98000000000000, 0x3c78000000000000};
constexpr unsigned long long most_of_part = 1ull << 49;

/// What is no number, too large or has digits that no part holds shows in `unfit`.
template <bool taken_off>
inline __attribute__((always_inline)) void add_to(long long* sums, const Lanes& numbers, Whole& unfit) {
    Whole part[tally_parts][in_slots];
    for (std::size_t p = 0; p < tally_parts; ++p)
        for (std::size_t s = 0; s < in_slots; ++s) part[p][s] = Whole{} - group / in_slots * (p == 0 ? most_of_part : bits_of_anchors[p]);
    Whole first{}, last{};
    for (std::size_t i = 0; i < group; ++i) {
        Vector rest = numbers.part[i];
        for (std::size_t p = 0; p < tally_parts; ++p) {
            const Vector sum = rest + tally_anchors[p];
            const Whole count = reinterpret_cast<Whole>(sum) - (p == 0 ? bits_of_anchors[p] - most_of_part : 0);
            rest -= sum - tally_anchors[p];
            part[p][i % in_slots] += count;
            if (p == 0) first |= count;  // from 0 to twice the most
        }
        last |= reinterpret_cast<Whole>(rest);
    }
    for (std::size_t p = 0; p < tally_parts; ++p)
        for (std::size_t s = 0; s < in_slots; ++s) {
            WholeInMemory* const to = reinterpret_cast<WholeInMemory*>(sums + p * tally_slots + s * HEARTH_WIDTH);
            if (taken_off) *to -= part[p][s];
            else *to += part[p][s];
        }
    unfit |= (first & ~(2 * most_of_part - 1)) | (last & 0x7fffffffffffffff);  // -0 is none
}

template <bool taken_off>
inline __attribute__((always_inline)) bool add_step(const Tallying& all, const double* own, std::size_t guides_at, long long* sums) {
    Whole unfit{};
    for (std::uint32_t w = 0; w < all.which_count; ++w) {
        const std::uint32_t number = all.which[w];
        Lanes numbers;
        if (all.of_guide != nullptr && all.of_guide[number] != 0) spread(numbers, all.guides, guides_at + number * together);
        else load(numbers, own + number * together);
        times(numbers, number + 1 == all.width ? all.count : all.money);
        add_to<taken_off>(sums + number * tally_size, numbers, unfit);
    }
    unsigned long long any = 0;
    for (std::size_t j = 0; j < HEARTH_WIDTH; ++j) any |= unfit[j];
    return any == 0;
}

inline __attribute__((always_inline)) std::size_t text(const Tallying& all) {
    std::size_t unfit = 0;
    const std::size_t step = all.width * together;
    for (std::size_t k = 0; k < all.steps; ++k) {
        long long* const sums = all.sums + k * all.width * tally_size;
        if (add_step<false>(all, all.numbers + k * step, k * step, sums)) continue;
        add_step<true>(all, all.numbers + k * step, k * step, sums);
        all.unfit[unfit++] = static_cast<std::uint32_t>(k);
    }
    return unfit;
}

}  // namespace

}  // namespace hearth::kernels
