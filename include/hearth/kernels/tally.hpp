#pragma once

#include "hearth/kernels/advance.hpp"

namespace hearth::kernels {

/// An exact sum: whole numbers of 2^-8, of 2^-58, of 2^-108 and of 2^-158, each in some slots that are added to in turn. What is below 2^41 and has
/// no digit below 2^-158 comes to at most 2^49 of each, so that there is room for 4,096 numbers and more.
constexpr std::size_t tally_parts = 4, tally_slots = 8;
constexpr std::size_t tally_size = tally_parts * tally_slots;
/// What a part counts; and a number far above all that fits: what is added to it is rounded to what the part counts.
constexpr double tally_units[tally_parts] = {0x1p-8, 0x1p-58, 0x1p-108, 0x1p-158};
constexpr double tally_anchors[tally_parts] = {0x1.ap44, 0x1.8p-6, 0x1.8p-56, 0x1.8p-106};
constexpr double tally_limit = 0x1p41;

/// Numbers of `together` lanes, each times a weight of the lane, step by step.
struct Tallying {
    const double* numbers = nullptr;  ///< [step][number][lane]
    const double* const* weights = nullptr;  ///< [number][lane]
    std::uint32_t width = 0;  ///< numbers of a step
    const std::uint32_t* which = nullptr;  ///< of them
    std::uint32_t which_count = 0;
    std::size_t steps = 0;
    long long* sums = nullptr;  ///< [step][number][part][slot]
    std::size_t* parts = nullptr;  ///< how many of them these lanes needed so far: two hold what is not small
    std::uint32_t* unfit = nullptr;  ///< room for as many as there are steps
};

/// Adds number * weight to the sums. Steps in which one of them does not fit are left out: how many those are, and which.
std::size_t tally(Width width, const Tallying& all);

}  // namespace hearth::kernels
