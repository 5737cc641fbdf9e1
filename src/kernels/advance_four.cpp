#define HEARTH_WIDTH 4
#include "advance_text.hpp"
#include "backward_text.hpp"

namespace hearth::kernels {

void advance_four(const Tape& tape, const Room& room, const Steps& steps) {
    ++room.ran[1];
    text(tape, room, steps);
}
void backward_four(const BackTape& tape, const BackRoom& room, const Steps& steps) { text(tape, room, steps); }

}  // namespace hearth::kernels
