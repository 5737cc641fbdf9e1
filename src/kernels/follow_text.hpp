#pragma once

#include "hearth/kernels/follow.hpp"
#include "lanes_text.hpp"

namespace hearth::kernels {

namespace {

inline __attribute__((always_inline)) void text(const FollowTape& tape, const Guides& guides, const Steps& steps) {
    Lanes sound, part;
    load(sound, guides.sound);
    const double *course = guides.course, *now = steps.common;
    double* to = guides.parts;
    for (std::size_t k = 0; k < steps.count; ++k, course += tape.places * together, now += steps.commons)
        for (const Portion *one = tape.parts, *end = one + tape.part_count; one != end; ++one, to += together) {
            load(part, course + one->place * together);
            if (one->share != none) times(part, guides.slots + one->share * together);
            if (one->chance != none) by(part, one->chance, guides.slots, now);
            store(to, part);
            plus(sound, part, 0.0);
        }
    store(guides.sound, sound);
}

/// A part of the guides, each for the lanes behind it.
inline __attribute__((always_inline)) void spread(Lanes& to, const double* const* guides, std::size_t at) {
    for (std::size_t i = 0; i < group; ++i) {
#if HEARTH_WIDTH == 8
        const double first = guides[2 * i][at], second = guides[2 * i + 1][at];
        to.part[i] = Vector{first, first, first, first, second, second, second, second};
#else
        to.part[i] = guides[i * HEARTH_WIDTH / quad][at] - Vector{};  // the same bits, of 0 as well
#endif
    }
}

/// A sum of one term, of an amount of each lane: where nothing is due to any the sum stays what it is.
inline __attribute__((always_inline)) void pay_one(const FollowTape& tape, const PartTerm& term, const Following& lanes, const Steps& steps,
                                                   const double* discount, std::uint32_t inside, double* worth) {
    Lanes amount, all, due;
    load(amount, lanes.slots + term.amount * together);
    if (!any(amount)) return;
    load(all, worth);
    const std::size_t step = tape.part_count * together;
    for (std::size_t k = 0, at = term.part * together; k < steps.count; ++k, at += step) {
        spread(due, lanes.parts, at);
        for (std::size_t i = 0; i < group; ++i) due.part[i] *= amount.part[i];
        if (inside != none) times(due, steps.common[k * steps.commons + (inside & ~common)]);
        plus(all, due, discount[k]);
    }
    store(worth, all);
}

inline __attribute__((always_inline)) void text(const FollowTape& tape, const Following& lanes, const Steps& steps) {
    for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
        const PartTerm *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
        if (begin == end) continue;
        double *const worth = lanes.worth + sum * together, *const paid = lanes.paid == nullptr ? nullptr : lanes.paid + sum * together;
        const double *discount = steps.discount + tape.at_end[sum], *now = steps.common;
        if (begin + 1 == end && paid == nullptr && (begin->amount & common) == 0) {
            pay_one(tape, *begin, lanes, steps, discount, tape.inside[sum], worth);
            continue;
        }
        Lanes all, period{}, due, more;
        load(all, worth);
        if (paid != nullptr) load(period, paid);
        for (std::size_t k = 0, at = 0; k < steps.count; ++k, at += tape.part_count * together, now += steps.commons) {
            spread(due, lanes.parts, at + begin->part * together);
            by(due, begin->amount, lanes.slots, now);
            for (const PartTerm* term = begin + 1; term != end; ++term) {
                spread(more, lanes.parts, at + term->part * together);
                by(more, term->amount, lanes.slots, now);
                plus(due, more);
            }
            if (paid != nullptr) plus(period, due);
            if (tape.inside[sum] != none) times(due, now[tape.inside[sum] & ~common]);
            plus(all, due, discount[k]);
        }
        store(worth, all);
        if (paid != nullptr) store(paid, period);
    }
}

}  // namespace

}  // namespace hearth::kernels
