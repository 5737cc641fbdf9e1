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
    const bool leaves = one.leaves < one.left;
    for (std::uint32_t i = one.leaves; i < one.left; ++i) minus(stays, slots + tape.leaving[i] * together);
    for (std::size_t k = 0; k < steps; ++k) {
        course += together;
        for (std::size_t i = 0; i < group; ++i) here.part[i] *= share.part[i];
        for (std::size_t i = 0; leaves && i < group; ++i) here.part[i] *= stays.part[i];
        store(course, here);
    }
}

/// A move of the tape. What a store might have changed is read anew: what it cannot have changed is kept in these.
struct Way {
    std::size_t from;
    const double* share;
    std::uint32_t leaves, left;
};

/// Those who arrive at each place by its ways, of which the last ends before `ends`.
template <bool with_leaving>
inline __attribute__((always_inline)) void move_by(const Way* ways, const std::uint32_t* ends, const Tape& tape, const double* slots, double* course, std::size_t steps) {
    const std::size_t places = tape.places;
    for (std::size_t k = 0; k < steps; ++k) {
        double* const next = course + places * together;
        const Way* way = ways;
        for (std::size_t place = 0; place < places; ++place) {
            Lanes arrived{}, moved;
            for (const Way* const end = ways + ends[place]; way != end; ++way) {
                load(moved, course + way->from);
                times(moved, way->share);
                if (with_leaving && way->leaves < way->left) {
                    Lanes stays;
                    for (std::size_t j = 0; j < group; ++j) stays.part[j] = Vector{} + 1.0;
                    for (std::uint32_t leaves = way->leaves; leaves < way->left; ++leaves) minus(stays, slots + tape.leaving[leaves] * together);
                    for (std::size_t j = 0; j < group; ++j) moved.part[j] *= stays.part[j];
                }
                plus(arrived, moved);
            }
            store(next + place * together, arrived);
        }
        course = next;
    }
}

/// Where everybody is after each step.
inline __attribute__((always_inline)) void move(const Tape& tape, const double* slots, double* course, std::size_t steps) {
    std::uint32_t ends[most_places];
    Way ways[most_places * most_places];
    bool leaving = false;
    for (std::size_t place = 0; place < tape.places; ++place) ends[place] = tape.move_to[place + 1];
    for (std::uint32_t i = 0; i < tape.move_to[tape.places]; ++i) {
        const Transfer& one = tape.moves[i];
        ways[i] = {one.from * together, slots + one.share * together, one.leaves, one.left};
        leaving = leaving || one.leaves < one.left;
    }
    if (leaving) move_by<true>(ways, ends, tape, slots, course, steps);
    else move_by<false>(ways, ends, tape, slots, course, steps);
}

/// What becomes of what is due in a step: it is told.
struct Telling {
    double* told;
    std::size_t width;
    inline __attribute__((always_inline)) void operator()(std::size_t k, const Lanes& due) { store(told + k * width, due); }
};
/// Or added up, as it is and discounted: from the moment inside the step on where that is not its begin or end.
template <bool with_paid, bool with_inside>
struct Adding {
    const Steps& steps;
    const double* discount;
    std::uint32_t inside;
    Lanes worth, paid;
    inline __attribute__((always_inline)) void operator()(std::size_t k, Lanes due) {
        if (with_paid) plus(paid, due);
        if (with_inside) times(due, steps.common[k * steps.commons + (inside & ~common)]);
        plus(worth, due, discount[k]);
    }
};

/// A sum of one term, which is most of them.
template <bool with_share, bool common_amount, class Give>
inline __attribute__((always_inline)) void pay_alone(const Tape& tape, const Term& term, const double* slots, const double* course, const Steps& steps, Give& give) {
    Lanes share, amount;
    if (with_share) load(share, slots + term.share * together);
    if (!common_amount) load(amount, slots + term.amount * together);
    const std::size_t step = tape.places * together, count = steps.count, commons = steps.commons;
    const double* now = common_amount ? steps.common + (term.amount & ~common) : nullptr;
    course += term.place * together;
    for (std::size_t k = 0; k < count; ++k, course += step) {
        Lanes due;
        load(due, course);
        for (std::size_t i = 0; i < group; ++i) {
            if (with_share) due.part[i] *= share.part[i];
            if (common_amount) due.part[i] *= *now;
            else due.part[i] *= amount.part[i];
        }
        if (common_amount) now += commons;
        give(k, due);
    }
}

/// A sum of several terms, each of one amount for all lanes: what is due for each who is there.
template <class Give>
inline __attribute__((always_inline)) void pay_for_each(const Tape& tape, const Term* begin, const Term* end, const double* course, const Steps& steps, Give& give) {
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
        give(k, due);
    }
}

template <class Give>
inline __attribute__((always_inline)) void pay_terms(const Tape& tape, const Term* begin, const Term* end, const double* slots, const double* course, const Steps& steps, Give& give) {
    const double* now = steps.common;
    for (std::size_t k = 0; k < steps.count; ++k, course += tape.places * together, now += steps.commons) {
        Lanes due{}, more;
        for (const Term* term = begin; term != end; ++term) {
            Lanes& to = term == begin ? due : more;
            load(to, course + term->place * together);
            if (term->share != none) by(to, term->share, slots, now);
            if (term->chance != none) by(to, term->chance, slots, now);
            by(to, term->amount, slots, now);
            if (term != begin) plus(due, more);
        }
        give(k, due);
    }
}

/// What is due of some terms along the course.
template <class Give>
inline __attribute__((always_inline)) void pay(const Tape& tape, const Term* begin, const Term* end, const double* slots, const double* course, const Steps& steps, Give& give) {
    if (begin + 1 == end && begin->chance == none) {
        const bool shared = begin->share != none, same = (begin->amount & common) != 0;
        if (!shared && !same) pay_alone<false, false>(tape, *begin, slots, course, steps, give);
        if (!shared && same) pay_alone<false, true>(tape, *begin, slots, course, steps, give);
        if (shared && !same) pay_alone<true, false>(tape, *begin, slots, course, steps, give);
        if (shared && same) pay_alone<true, true>(tape, *begin, slots, course, steps, give);
        return;
    }
    bool for_each = true;
    for (const Term* term = begin; term != end; ++term) for_each = for_each && term->share == none && term->chance == none && (term->amount & common) != 0;
    if (for_each) pay_for_each(tape, begin, end, course, steps, give);
    else pay_terms(tape, begin, end, slots, course, steps, give);
}

/// What one sum comes to along the course.
template <bool with_paid, bool with_inside>
inline __attribute__((always_inline)) void add_up(const Tape& tape, std::uint32_t sum, const double* slots, const double* course, const Steps& steps, double* worth, double* paid) {
    const Term *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
    if (begin == end) return;
    Adding<with_paid, with_inside> adding{steps, steps.discount + tape.at_end[sum], tape.inside[sum], {}, {}};
    load(adding.worth, worth);
    if (with_paid) load(adding.paid, paid);
    pay(tape, begin, end, slots, course, steps, adding);
    store(worth, adding.worth);
    if (with_paid) store(paid, adding.paid);
}

/// What is paid in each step, and who is there at its end.
inline __attribute__((always_inline)) void tell(const Tape& tape, const Room& room, const Steps& steps) {
    const std::size_t width = (tape.sums + 1) * together, places = tape.places, count = steps.count;
    const double* there = room.course + places * together;
    double* to = room.told + tape.sums * together;
    for (std::size_t k = 0; k < count; ++k, to += width) {
        Lanes sum, more;
        load(sum, there);
        there += together;
        for (std::size_t place = 1; place < places; ++place, there += together) {
            load(more, there);
            plus(sum, more);
        }
        store(to, sum);
    }
    for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
        const Term *const begin = tape.terms + tape.term_of[sum], *const end = tape.terms + tape.term_of[sum + 1];
        if (begin == end) continue;
        room.some[sum] = 1;
        if (begin + 1 == end && (begin->amount & common) == 0) {
            Lanes amount;
            load(amount, room.slots + begin->amount * together);
            room.some[sum] = any(amount) ? 1 : 0;
        }
        Telling telling{room.told + sum * together, width};
        if (room.some[sum] != 0) pay(tape, begin, end, room.slots, room.course, steps, telling);
    }
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
    if (room.told != nullptr) return tell(tape, room, steps);
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
        for (std::uint32_t sum = 0; sum < tape.sums; ++sum) {
            double* const its = worth + sum * together;
            const bool inside = tape.inside[sum] != none;
            if (paid == nullptr && !inside) add_up<false, false>(tape, sum, room.slots, room.course, now, its, nullptr);
            if (paid == nullptr && inside) add_up<false, true>(tape, sum, room.slots, room.course, now, its, nullptr);
            if (paid != nullptr && !inside) add_up<true, false>(tape, sum, room.slots, room.course, now, its, paid + sum * together);
            if (paid != nullptr && inside) add_up<true, true>(tape, sum, room.slots, room.course, now, its, paid + sum * together);
        }
    }
}

}  // namespace

}  // namespace hearth::kernels
