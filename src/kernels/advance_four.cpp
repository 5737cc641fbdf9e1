#define HEARTH_WIDTH 4
#include "advance_text.hpp"

namespace hearth::kernels {

void advance_four(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    ++room.ran[1];
    text(tape, room, before, after, lanes);
}

}  // namespace hearth::kernels
