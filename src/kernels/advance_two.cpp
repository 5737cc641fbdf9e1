#define HEARTH_WIDTH 2
#include "advance_text.hpp"
#include "backward_text.hpp"

namespace hearth::kernels {

void advance_two(const Tape& tape, const Room& room, const Steps& steps) {
    ++room.ran[0];
    text(tape, room, steps);
}
void backward_two(const BackTape& tape, const BackRoom& room, const Steps& steps) { text(tape, room, steps); }

}  // namespace hearth::kernels
