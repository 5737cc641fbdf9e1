#define HEARTH_WIDTH 2
#include "advance_text.hpp"

namespace hearth::kernels {

void advance_two(const Tape& tape, const Room& room, double before, double after, std::size_t lanes) {
    ++room.ran[0];
    text(tape, room, before, after, lanes);
}

}  // namespace hearth::kernels
