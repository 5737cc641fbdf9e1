#pragma once

#include <cstddef>
#include <cstdint>

namespace hearth::kernels {

constexpr std::size_t together = 16;  ///< lanes, side by side
constexpr std::size_t most_steps = 12;  ///< one after the other
constexpr std::size_t most_places = 32, most_sums = 64;
constexpr std::uint32_t none = 0xffffffffu;
constexpr std::uint32_t common = 0x80000000u;  ///< a slot with this bit is one number for all lanes, that of the step

/// here * share * chance * amount, added to a sum; what is `none` is left out.
struct Term {
    std::uint32_t sum = 0, place = 0, share = none, chance = none, amount = 0;
};

/// What goes from one place to another: here * share. Of what arrives the slots `leaves` to `left` are taken off.
struct Transfer {
    std::uint32_t from = 0, to = 0, share = 0, leaves = 0, left = 0;
};

/// What every lane does in a step. Terms stand by `sum`, moves by `to` and then `from`.
struct Tape {
    std::uint32_t places = 0, sums = 0;
    const Term* terms = nullptr;
    const std::uint32_t* term_of = nullptr;  ///< [sum]: its first term; one more: the end
    const unsigned char* at_end = nullptr;  ///< [sum]: it is paid when a step ends, not when it begins
    const std::uint32_t* inside = nullptr;  ///< [sum]: what brings what is paid inside the step to that moment, a number of the step; or none
    const Transfer* moves = nullptr;
    const std::uint32_t* move_to = nullptr;  ///< [place]: the first move to it; one more: the end
    const std::uint32_t* leaving = nullptr;  ///< slots
};

/// The numbers of `together` lanes.
struct Room {
    double* here = nullptr;  ///< [place][lane]
    const double* slots = nullptr;  ///< [slot][lane]: amounts, shares, chances of leaving
    double* worth = nullptr;  ///< [sum][lane]: + what is paid * the discount of when
    double* paid = nullptr;  ///< [sum][lane]: + what is paid; none: not asked for
    double* course = nullptr;  ///< [most_steps + 1][place][lane]: to work in
    std::uint64_t* ran = nullptr;  ///< [3]: how often the text ran in each width
    double* told = nullptr;  ///< [step][sum, then one more][lane]: what is paid, where anything may be due, and who is there at the end; nothing is added to `worth` and `paid` then; none: not asked for
    unsigned char* some = nullptr;  ///< [sum] that has terms, where it is told: whether anything may be due to any lane
};

/// The same lanes in the same steps at another discount.
struct Other {
    const double* discount = nullptr;  ///< as in Steps
    const double* common = nullptr;
    double* worth = nullptr;  ///< as in Room
    double* paid = nullptr;
};

/// Steps in which no number of a lane changes, at most `most_steps`.
struct Steps {
    std::size_t count = 0;
    const double* discount = nullptr;  ///< [step]: when it begins; one more: when the last ends
    const double* common = nullptr;  ///< [step][number]: what is the same for all lanes
    std::size_t commons = 0;  ///< so many of each step
    const Other* others = nullptr;  ///< that are summed along the same course
    std::size_t other_count = 0;
};

/// How many numbers one instruction works on.
enum class Width : std::uint8_t { two, four, eight };
/// Whether the processor can.
bool has(Width width);
Width widest();

/// The same operations in the same order for each lane in every width, so the same bits.
void advance(Width width, const Tape& tape, const Room& room, const Steps& steps);

}  // namespace hearth::kernels
