#pragma once

#include "hearth/kernels/advance.hpp"

namespace hearth::kernels {

constexpr std::size_t quad = 4;  ///< lanes side by side that follow one guide

/// here * share * chance of a guide, which each of those who follow it multiplies with an amount of its own.
struct Portion {
    std::uint32_t place = 0, share = none, chance = none;
    bool operator==(const Portion&) const = default;
};

/// A part * amount, added to a sum.
struct PartTerm {
    std::uint32_t part = 0, amount = 0;
};

/// What those who follow are paid. Terms stand by their sum.
struct FollowTape {
    std::uint32_t places = 0, sums = 0, part_count = 0;
    const Portion* parts = nullptr;
    const PartTerm* terms = nullptr;
    const std::uint32_t* term_of = nullptr;  ///< [sum]: its first term; one more: the end
    const unsigned char* at_end = nullptr;  ///< [sum], as in Tape
    const std::uint32_t* inside = nullptr;
};

/// The parts of `together` guides along their course: those of each step times 0 are added to `sound`, which stays 0 while all are finite.
struct Guides {
    const double* course = nullptr;  ///< [step][place][guide]
    const double* slots = nullptr;  ///< [slot][guide]
    double* parts = nullptr;  ///< [step][part][guide]
    double* sound = nullptr;  ///< [guide]
};

/// `together` lanes, each `quad` of them behind a guide.
struct Following {
    const double* parts[together / quad] = {};  ///< of its guide, [step][part], `together` numbers apart
    const double* slots = nullptr;  ///< [slot][lane]: amounts
    double* worth = nullptr;  ///< as in Room
    double* paid = nullptr;
};

/// Of steps in which no slot of a guide changes.
void make_parts(Width width, const FollowTape& tape, const Guides& guides, const Steps& steps);
/// In steps in which no slot of a lane changes, as many as there are parts: what `advance` adds up, with the operations in the same order.
void follow(Width width, const FollowTape& tape, const Following& lanes, const Steps& steps);

}  // namespace hearth::kernels
