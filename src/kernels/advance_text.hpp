#pragma once

#include "lanes_text.hpp"

namespace hearth::kernels {

namespace {

/// The same where there is one place and one way, from it to itself.
inline __attribute__((always_inline)) void move_alone(const Tape& tape, const double* slots, double* course, std::size_t steps) {
    const Transfer& one = tape.moves[0];
    Lanes share, stays, here;
    load(share, slots + one.share * together);
    load(here, course);
    for (std::size_t i = 0; i < group; ++i) stays.part[i] = Vector{} + 1.0;
    for (std::uint32_t i = one.leaves; i < one.left; ++i) minus(stays, slots + tape.leaving[i] * together);
    for (std::size_t k = 0; k < steps; ++k) {
        course += together;
        for (std::size_t i = 0; i < group; ++i) here.part[i] *= share.part[i];
        for (std::size_t i = 0; one.leaves < one.left && i < group; ++i) here.part[i] *= stays.part[i];
        store(course, here);
    }
}

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

/// A sum of one term, which is most of them.
template <bool tells, bool with_share, bool with_inside, bool common_amount>
inline __attribute__((always_inline)) void pay_alone(const Tape& tape, const Term& term, const double* slots, const double* course,
                                                     const Steps& steps, const double* discount, Lanes& all, double* told) {
    Lanes share, amount;
    if (with_share) load(share, slots + term.share * together);
    if (!common_amount) load(amount, slots + term.amount * together);
    const std::uint32_t inside = tape.inside[term.sum] & ~common;
    course += term.place * together;
    const double* now = steps.common;
    for (std::size_t k = 0; k < steps.count; ++k, course += tape.places * together, now += steps.commons) {
        Lanes due;
        load(due, course);
        for (std::size_t i = 0; i < group; ++i) {
            if (with_share) due.part[i] *= share.part[i];
            if (common_amount) due.part[i] *= now[term.amount & ~common];
            else due.part[i] *= amount.part[i];
        }
        if (tells) store(told + k * (tape.sums + 1) * together, due);
        for (std::size_t i = 0; i < group; ++i) {
            if (with_inside) due.part[i] *= now[inside];
            all.part[i] += due.part[i] * discount[k];
        }
    }
}

/// A sum of several terms, each of one amount for all lanes: what is due for each who is there.
template <bool tells>
inline __attribute__((always_inline)) void pay_for_each(const Tape& tape, const Term* begin, const Term* end, const double* course,
                                                        const Steps& steps, const double* discount, Lanes& all, double* told) {
    const double* now = steps.common;
    for (std::size_t k = 0; k < steps.count; ++k, course += tape.places * together, now += steps.commons) {
        Lanes due, more;
        load(due, course + begin->place * together);
        times(due, now[begin->amount & ~common]);
        for (const Term* term = begin + 1; term != end; ++term) {
            load(more, course + term->place * together);
            times(more, now[term->amount & ~common]);
            plus(due, more);
        }
        if (tells) store(told + k * (tape.sums + 1) * together, due);
        plus(all, due, discount[k]);
    }
}

/// What one sum comes to along the course.
template <bool tells>
inline __attribute__((always_inline)) void pay(const Tape& tape, std::uint32_t sum, const double* slots, const double* course,
                                               const Steps& steps, double* worth, double* paid, double* told) {
    const Term *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
    if (begin == end) return;
    const double *discount = steps.discount + tape.at_end[sum], *now = steps.common;
    const std::uint32_t inside = tape.inside[sum];
    Lanes all, period{}, due, amount;
    load(all, worth);
    if (paid != nullptr) load(period, paid);
    if (begin + 1 == end && paid == nullptr && begin->chance == none) {
        const bool shared = begin->share != none, moved = inside != none, same = (begin->amount & common) != 0;
        if (!shared && !moved && !same) pay_alone<tells, false, false, false>(tape, *begin, slots, course, steps, discount, all, told);
        if (!shared && !moved && same) pay_alone<tells, false, false, true>(tape, *begin, slots, course, steps, discount, all, told);
        if (!shared && moved && !same) pay_alone<tells, false, true, false>(tape, *begin, slots, course, steps, discount, all, told);
        if (!shared && moved && same) pay_alone<tells, false, true, true>(tape, *begin, slots, course, steps, discount, all, told);
        if (shared && !moved && !same) pay_alone<tells, true, false, false>(tape, *begin, slots, course, steps, discount, all, told);
        if (shared && !moved && same) pay_alone<tells, true, false, true>(tape, *begin, slots, course, steps, discount, all, told);
        if (shared && moved && !same) pay_alone<tells, true, true, false>(tape, *begin, slots, course, steps, discount, all, told);
        if (shared && moved && same) pay_alone<tells, true, true, true>(tape, *begin, slots, course, steps, discount, all, told);
        return store(worth, all);
    }
    bool for_each = paid == nullptr && inside == none;
    for (const Term* term = begin; term != end; ++term)
        for_each = for_each && term->share == none && term->chance == none && (term->amount & common) != 0;
    if (for_each) {
        pay_for_each<tells>(tape, begin, end, course, steps, discount, all, told);
        return store(worth, all);
    }
    for (std::size_t k = 0; k < steps.count; ++k) {
        const auto pay_one = [&](const Term& term, Lanes& to) __attribute__((always_inline)) {
            load(to, course + term.place * together);
            if (term.share != none) by(to, term.share, slots, now);
            if (term.chance != none) by(to, term.chance, slots, now);
            by(to, term.amount, slots, now);
        };
        pay_one(*begin, due);
        for (const Term* term = begin + 1; term != end; ++term) {
            pay_one(*term, amount);
            plus(due, amount);
        }
        if (paid != nullptr) plus(period, due);
        if (tells) store(told + k * (tape.sums + 1) * together, due);
        if (inside != none) times(due, now[inside & ~common]);
        plus(all, due, discount[k]);
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
    if (tape.places == 1 && tape.move_to[1] == 1) move_alone(tape, room.slots, room.course, steps.count);
    else move(tape, room.slots, room.course, steps.count);
    for (std::uint32_t place = 0; place < tape.places; ++place) {
        load(lanes, room.course + (steps.count * tape.places + place) * together);
        store(room.here + place * together, lanes);
    }
    if (room.told != nullptr) {
        const double* there = room.course;
        for (std::size_t k = 0; k < steps.count; ++k) {
            Lanes sum, more;
            load(sum, there += tape.places * together);
            for (std::uint32_t place = 1; place < tape.places; ++place) {
                load(more, there + place * together);
                plus(sum, more);
            }
            store(room.told + (k * (tape.sums + 1) + tape.sums) * together, sum);
        }
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
            const Term *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
            if (begin == end) continue;
            room.some[sum] = 1;
            if (begin + 1 == end && (begin->amount & common) == 0) {
                load(lanes, room.slots + begin->amount * together);
                room.some[sum] = any(lanes) ? 1 : 0;
            }
            pay<true>(tape, sum, room.slots, room.course, steps, room.worth + sum * together, nullptr, room.told + sum * together);
        }
        return;
    }
    for (std::size_t i = 0; i <= steps.other_count; ++i) {
        Steps now = steps;
        double *worth = room.worth, *paid = room.paid;
        if (i > 0) {
            const Other& other = steps.others[i - 1];
            now.discount = other.discount;
            now.common = other.common;
            worth = other.worth;
            paid = other.paid;
        }
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum)
            pay<false>(tape, sum, room.slots, room.course, now, worth + sum * together, paid == nullptr ? nullptr : paid + sum * together, nullptr);
    }
}

}  // namespace

}  // namespace hearth::kernels
