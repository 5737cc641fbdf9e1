#define HEARTH_WIDTH 8
#include "advance_text.hpp"

namespace hearth::kernels {

void advance_eight(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    ++room.ran[2];
    text(tape, room, before, after, lanes);
}

}  // namespace hearth::kernels
