#include "hearth/kernels/advance.hpp"

#include "hearth/kernels/backward.hpp"
#include "hearth/kernels/follow.hpp"
#include "hearth/kernels/tally.hpp"

namespace hearth::kernels {

void advance_two(const Tape&, const Room&, const Steps&);
void backward_two(const BackTape&, const BackRoom&, const Steps&);
void make_parts_two(const FollowTape&, const Guides&, const Steps&);
void follow_two(const FollowTape&, const Following&, const Steps&);
std::size_t tally_two(const Tallying&);
void advance_four(const Tape&, const Room&, const Steps&);
void backward_four(const BackTape&, const BackRoom&, const Steps&);
void make_parts_four(const FollowTape&, const Guides&, const Steps&);
void follow_four(const FollowTape&, const Following&, const Steps&);
std::size_t tally_four(const Tallying&);
void advance_eight(const Tape&, const Room&, const Steps&);
void backward_eight(const BackTape&, const BackRoom&, const Steps&);
void make_parts_eight(const FollowTape&, const Guides&, const Steps&);
void follow_eight(const FollowTape&, const Following&, const Steps&);
std::size_t tally_eight(const Tallying&);

bool has(Width width) {
    switch (width) {
        case Width::two:
            return true;
        case Width::four:
            return __builtin_cpu_supports("avx2") != 0;
        case Width::eight:
            return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
                   __builtin_cpu_supports("avx512dq") != 0;
    }
    return false;
}

Width widest() { return has(Width::eight) ? Width::eight : has(Width::four) ? Width::four : Width::two; }

void advance(Width width, const Tape& tape, const Room& room, const Steps& steps) {
    if (width == Width::two) advance_two(tape, room, steps);
    if (width == Width::four) advance_four(tape, room, steps);
    if (width == Width::eight) advance_eight(tape, room, steps);
}

void backward(Width width, const BackTape& tape, const BackRoom& room, const Steps& steps) {
    if (width == Width::two) backward_two(tape, room, steps);
    if (width == Width::four) backward_four(tape, room, steps);
    if (width == Width::eight) backward_eight(tape, room, steps);
}

void make_parts(Width width, const FollowTape& tape, const Guides& guides, const Steps& steps) {
    if (width == Width::two) make_parts_two(tape, guides, steps);
    if (width == Width::four) make_parts_four(tape, guides, steps);
    if (width == Width::eight) make_parts_eight(tape, guides, steps);
}

void follow(Width width, const FollowTape& tape, const Following& lanes, const Steps& steps) {
    if (width == Width::two) follow_two(tape, lanes, steps);
    if (width == Width::four) follow_four(tape, lanes, steps);
    if (width == Width::eight) follow_eight(tape, lanes, steps);
}

std::size_t tally(Width width, const Tallying& all) { return width == Width::two ? tally_two(all) : width == Width::four ? tally_four(all) : tally_eight(all); }

}  // namespace hearth::kernels
