#pragma once

#include "hearth/kernels/follow.hpp"

namespace hearth::kernels {

/// An exact sum: whole numbers of 2^-8, of 2^-58 and of 2^-108, each in some slots that are added to in turn. What is below 2^41 and has no
/// digit below 2^-108 comes to at most 2^49 of each, so that there is room for 4,096 numbers and more.
constexpr std::size_t tally_parts = 3, tally_slots = 8;
constexpr std::size_t tally_size = tally_parts * tally_slots;
/// What a part counts; and a number far above all that fits: what is added to it is rounded to what the part counts.
constexpr double tally_units[tally_parts] = {0x1p-8, 0x1p-58, 0x1p-108};
constexpr double tally_anchors[tally_parts] = {0x1.8p44, 0x1.8p-6, 0x1.8p-56};
constexpr double tally_limit = 0x1p41;

/// Numbers of `together` lanes, each times a weight of the lane, step by step. Of a lane behind a guide some are the guide's.
struct Tallying {
    const double* numbers = nullptr;  ///< [step][number][lane]
    const double* guides[together / quad] = {};  ///< of its guide, [step][number], `together` numbers apart; none: lanes have all of their own
    const unsigned char* of_guide = nullptr;  ///< [number] whether it is the guide's
    const double *money = nullptr, *count = nullptr;  ///< [lane]: the weights of all numbers, and of the last
    std::uint32_t width = 0;  ///< numbers of a step
    const std::uint32_t* which = nullptr;  ///< of them
    std::uint32_t which_count = 0;
    std::size_t steps = 0;
    long long* sums = nullptr;  ///< [step][number][part][slot]
    std::uint32_t* unfit = nullptr;  ///< room for as many as there are steps
};

/// Adds number * weight to the sums. Steps in which one of them does not fit are left out: how many those are, and which.
std::size_t tally(Width width, const Tallying& all);

}  // namespace hearth::kernels
