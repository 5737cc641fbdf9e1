#pragma once

#include <cstddef>
#include <cstdint>

namespace hearth::kernels {

constexpr std::size_t most_lanes = 128;  ///< side by side: what they use fits into the nearest cache
constexpr std::size_t most_places = 32, most_sums = 64;
constexpr std::uint32_t none = 0xffffffffu;

/// here * factor * amount, added to a sum; a factor of `none` is one.
struct Term {
    std::uint32_t sum = 0, place = 0, amount = 0, factor = none;
};

/// What goes from one place to another: here * share. Of what arrives the slots `leaves` to `left` are taken off.
struct Transfer {
    std::uint32_t from = 0, to = 0, share = 0, leaves = 0, left = 0;
};

/// What is paid of what goes the same way: terms `first` to `last` take it in place of what is here.
struct Way {
    std::uint32_t from = 0, share = 0, first = 0, last = 0;
};

/// What every lane does in a step. Terms at the start stand by `sum`, moves by `to` and then `from`, ways as they are to be added.
struct Tape {
    std::uint32_t places = 0, sums = 0;
    const Term* starts = nullptr;
    const std::uint32_t* start_of = nullptr;   ///< [sum]: its first term; one more: the end
    const Transfer* moves = nullptr;
    const std::uint32_t* move_to = nullptr;    ///< [place]: the first move to it; one more: the end
    const std::uint32_t* leaving = nullptr;    ///< slots
    const Way* ways = nullptr;
    std::size_t way_count = 0;
    const Term* terms = nullptr;               ///< of the ways
    const unsigned char* start_due = nullptr;  ///< of each term at the start, and of the ways, whether it counts in this step
    const unsigned char* term_due = nullptr;
};

/// The numbers of the lanes, `most_lanes` beside each other.
struct Room {
    double* here = nullptr;  ///< [place][lane]
    const double* slots = nullptr;  ///< [slot][lane]: amounts, shares, factors
    double* worth = nullptr;  ///< [sum][lane]: + start * before + end * after
    double* step = nullptr;  ///< [sum][lane]: start + end; none: not asked for
    std::uint64_t* ran = nullptr;  ///< [3]: how often the text ran in each width
};

/// How many numbers one instruction works on.
enum class Width : std::uint8_t { two, four, eight };
/// Whether the processor can.
bool has(Width width);
Width widest();

/// One step of the first `lanes` lanes. The same operations in the same order for each of them in every width, so the same bits.
void advance(Width width, const Tape& tape, const Room& room, double before, double after, std::size_t lanes);

}  // namespace hearth::kernels
