#pragma once

#include <cstddef>
#include <cstdint>

namespace hearth {

/// Takes blocks of 64 bytes into the eight words of SHA-256.
void digest_blocks(std::uint32_t* state, const unsigned char* bytes, std::size_t blocks);

}  // namespace hearth
