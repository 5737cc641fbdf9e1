#define HEARTH_WIDTH 8
#include "advance_text.hpp"
#include "backward_text.hpp"

namespace hearth::kernels {

void advance_eight(const Tape& tape, const Room& room, const Steps& steps) {
    ++room.ran[2];
    text(tape, room, steps);
}
void backward_eight(const BackTape& tape, const BackRoom& room, const Steps& steps) { text(tape, room, steps); }

}  // namespace hearth::kernels
