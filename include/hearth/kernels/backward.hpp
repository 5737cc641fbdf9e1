#pragma once

#include "hearth/kernels/advance.hpp"

namespace hearth::kernels {

/// An amount that falls due, times a factor; a factor of `none` is one.
struct Due {
    std::uint32_t factor = none, amount = 0;
};

/// A share of those in a place goes to a state, where dues `first` to `last` are paid on the way.
struct Going {
    std::uint32_t share = 0, state = 0, first = 0, last = 0;
};

/// Those who leave from a state reached, by a chance; dues `first` to `last` are theirs.
struct Leaving {
    std::uint32_t chance = 0, first = 0, last = 0;
};

/// What is due in a step wherever a lane may be: when it begins in a place, on the way to a state, and when it ends in that.
struct BackTape {
    std::uint32_t places = 0, states = 0;  ///< the first states are the places; in the others nothing is due later
    const Due* dues = nullptr;
    const std::uint32_t* starts = nullptr;  ///< [place]: its first due; one more: the end
    const Going* goings = nullptr;
    const std::uint32_t* going_of = nullptr;  ///< [place]
    const std::uint32_t* ends = nullptr;  ///< [state]: its first due
    const Leaving* leavings = nullptr;
    const std::uint32_t* leaving_of = nullptr;  ///< [state]
};

/// What lanes are worth in each place when `steps` begin, from what they are worth when those end; `discount` is of each step alone.
struct BackRoom {
    double* value = nullptr;  ///< [place][lane]
    double* later = nullptr;  ///< [state][lane]: to work in
    const double* slots = nullptr;  ///< [slot][lane]
};

/// The same operations in the same order for each lane in every width, so the same bits.
void backward(Width width, const BackTape& tape, const BackRoom& room, const Steps& steps);

}  // namespace hearth::kernels
