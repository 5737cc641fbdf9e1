#pragma once

#include "lanes_text.hpp"

namespace hearth::kernels {

namespace {

/// Where everybody is after each step.
inline __attribute__((always_inline)) void move(const Tape& tape, const double* slots, double* course, std::size_t steps) {
    for (std::size_t k = 0; k < steps; ++k) {
        double* const next = course + tape.places * together;
        for (std::uint32_t place = 0; place < tape.places; ++place) {
            Lanes arrived{}, moved;
            for (const Transfer *one = tape.moves + tape.move_to[place], *end = tape.moves + tape.move_to[place + 1]; one != end; ++one) {
                load(moved, course + one->from * together);
                times(moved, slots + one->share * together);
                if (one->leaves < one->left) {
                    Lanes stays;
                    for (std::size_t i = 0; i < group; ++i) stays.part[i] = Vector{} + 1.0;
                    for (std::uint32_t i = one->leaves; i < one->left; ++i) minus(stays, slots + tape.leaving[i] * together);
                    for (std::size_t i = 0; i < group; ++i) moved.part[i] *= stays.part[i];
                }
                plus(arrived, moved);
            }
            store(next + place * together, arrived);
        }
        course = next;
    }
}

/// What one sum comes to along the course.
inline __attribute__((always_inline)) void pay(const Tape& tape, std::uint32_t sum, const double* slots, const double* course,
                                               const Steps& steps, double* worth, double* paid) {
    const Term *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
    if (begin == end) return;
    const double *discount = steps.discount + tape.at_end[sum], *now = steps.common;
    Lanes all, period{}, due, amount;
    load(all, worth);
    if (paid != nullptr) load(period, paid);
    if (begin + 1 == end && begin->share == none && begin->factor == none && (begin->amount & common) == 0 && paid == nullptr) {
        // The most frequent: one amount of each lane for those in one place.
        load(amount, slots + begin->amount * together);
        course += begin->place * together;
        for (std::size_t k = 0; k < steps.count; ++k, course += tape.places * together) {
            load(due, course);
            for (std::size_t i = 0; i < group; ++i) all.part[i] += due.part[i] * amount.part[i] * discount[k];
        }
        return store(worth, all);
    }
    for (std::size_t k = 0; k < steps.count; ++k) {
        const auto pay_one = [&](const Term& term, Lanes& to) __attribute__((always_inline)) {
            load(to, course + term.place * together);
            if (term.share != none) by(to, term.share, slots, now);
            if (term.factor != none) by(to, term.factor, slots, now);
            by(to, term.amount, slots, now);
        };
        pay_one(*begin, due);
        for (const Term* term = begin + 1; term != end; ++term) {
            pay_one(*term, amount);
            plus(due, amount);
        }
        plus(all, due, discount[k]);
        if (paid != nullptr) plus(period, due);
        course += tape.places * together;
        now += steps.commons;
    }
    store(worth, all);
    if (paid != nullptr) store(paid, period);
}

inline __attribute__((always_inline)) void text(const Tape& tape, const Room& room, const Steps& steps) {
    Lanes lanes;
    for (std::uint32_t place = 0; place < tape.places; ++place) {
        load(lanes, room.here + place * together);
        store(room.course + place * together, lanes);
    }
    move(tape, room.slots, room.course, steps.count);
    for (std::uint32_t place = 0; place < tape.places; ++place) {
        load(lanes, room.course + (steps.count * tape.places + place) * together);
        store(room.here + place * together, lanes);
    }
    for (std::uint32_t sum = 0; sum < tape.sums; ++sum)
        pay(tape, sum, room.slots, room.course, steps, room.worth + sum * together,
            room.paid == nullptr ? nullptr : room.paid + sum * together);
}

}  // namespace

}  // namespace hearth::kernels
