#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hearth/rights/chain.hpp"

namespace hearth {

struct Line;
struct Whence;

/// Hears how an exact expectation comes about: every month of every joint state, and what of it counts in which line.
struct ExpectedTerms {
    virtual ~ExpectedTerms() = default;
    /// All begins, or begins again: nothing of before holds.
    virtual void begins(const Chain& chain) = 0;
    /// On a day of a month that is lived through, before its requests and after them; the timeline stands there.
    virtual void day(Timeline& timeline) = 0;
    /// A month that counts with a chance. `gathers`: with others like it, when they are over, by number; 0: at once. `first`: before it none was gathered there.
    virtual void month(std::size_t k, const std::vector<Lived>& states, const Chain::Month& month, double chance, double discount, std::size_t gathers, bool first) = 0;
    Whence* whence = nullptr;   ///< if it is wanted: keeps what chances are made of
    std::uint32_t reached = 0;  ///< the chance of the month that is told, there

    /// A happening is added to a line: of the month told last, or of what was gathered.
    virtual void counts(const Line& line, const Happening& one, double discount, std::size_t gathered) = 0;
};

}  // namespace hearth
