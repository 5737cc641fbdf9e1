#define HEARTH_WIDTH 2
#include "advance_text.hpp"
#include "backward_text.hpp"
#include "follow_text.hpp"
#include "tally_text.hpp"

namespace hearth::kernels {

void advance_two(const Tape& tape, const Room& room, const Steps& steps) {
    ++room.ran[0];
    text(tape, room, steps);
}
void backward_two(const BackTape& tape, const BackRoom& room, const Steps& steps) { text(tape, room, steps); }
void make_parts_two(const FollowTape& tape, const Guides& guides, const Steps& steps) { text(tape, guides, steps); }
void follow_two(const FollowTape& tape, const Following& lanes, const Steps& steps) { text(tape, lanes, steps); }
std::size_t tally_two(const Tallying& all) { return text(all); }

}  // namespace hearth::kernels
