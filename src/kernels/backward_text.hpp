#pragma once

#include "hearth/kernels/backward.hpp"
#include "lanes_text.hpp"

namespace hearth::kernels {

namespace {

inline __attribute__((always_inline)) void text(const BackTape& tape, const BackRoom& room, const Steps& steps) {
    for (std::size_t k = steps.count; k-- > 0;) {
        const double discount = steps.discount[k], *const now = steps.common + k * steps.commons;
        Lanes sum, part;
        const auto pay = [&](const Due& due, const double* chance) __attribute__((always_inline)) {
            for (std::size_t i = 0; i < group; ++i) part.part[i] = Vector{} + 1.0;
            by(part, due.amount, room.slots, now);
            if (due.factor != none) by(part, due.factor, room.slots, now);
            if (chance != nullptr) times(part, chance);
            plus(sum, part);
        };
        for (std::uint32_t state = 0; state < tape.states; ++state) {
            sum = Lanes{};
            for (std::uint32_t i = tape.ends[state]; i < tape.ends[state + 1]; ++i) pay(tape.dues[i], nullptr);
            if (state < tape.places) {
                Lanes stays, value;
                for (std::size_t i = 0; i < group; ++i) stays.part[i] = Vector{} + 1.0;
                for (std::uint32_t l = tape.leaving_of[state]; l < tape.leaving_of[state + 1]; ++l) {
                    const Leaving& one = tape.leavings[l];
                    minus(stays, room.slots + one.chance * together);
                    for (std::uint32_t i = one.first; i < one.last; ++i) pay(tape.dues[i], room.slots + one.chance * together);
                }
                load(value, room.value + state * together);
                for (std::size_t i = 0; i < group; ++i) value.part[i] *= stays.part[i];
                plus(sum, value);
            }
            store(room.later + state * together, sum);
        }
        for (std::uint32_t place = 0; place < tape.places; ++place) {
            sum = Lanes{};
            for (std::uint32_t i = tape.starts[place]; i < tape.starts[place + 1]; ++i) pay(tape.dues[i], nullptr);
            const Lanes begins = sum;
            Lanes total = begins;
            for (std::uint32_t g = tape.going_of[place]; g < tape.going_of[place + 1]; ++g) {
                const Going& one = tape.goings[g];
                load(sum, room.later + one.state * together);
                for (std::uint32_t i = one.first; i < one.last; ++i) pay(tape.dues[i], nullptr);
                Lanes going;
                load(going, room.slots + one.share * together);
                for (std::size_t i = 0; i < group; ++i) total.part[i] += going.part[i] * discount * sum.part[i];
            }
            store(room.value + place * together, total);
        }
    }
}

}  // namespace

}  // namespace hearth::kernels
