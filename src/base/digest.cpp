#include "hearth/base/digest.hpp"

#include <cpuid.h>
#include <fmt/format.h>
#include <sys/types.h>

#include <sha256.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "digest_native.hpp"

namespace hearth {

namespace {

constexpr std::size_t block = 64;

/// Whether the processor has the instructions of `digest_blocks`.
bool has_instructions() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __builtin_cpu_supports("sse4.1") != 0 && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29 & 1) != 0;
}

}  // namespace

struct Digest::State {
    SHA2_CTX of;
};

Digest::Digest() : state_(std::make_unique<State>()) { SHA256Init(&state_->of); }
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::string_view bytes) {
    SHA2_CTX& of = state_->of;
    const auto plainly = [&](std::size_t count) {
        count = std::min(count, bytes.size());
        SHA256Update(&of, reinterpret_cast<const std::uint8_t*>(bytes.data()), count);
        bytes.remove_prefix(count);
    };
    static const bool native = has_instructions();
    if (native) {
        plainly((block - of.bitcount[0] / 8 % block) % block);
        const std::size_t blocks = bytes.size() / block;
        if (blocks > 0) digest_blocks(of.state.st32, reinterpret_cast<const unsigned char*>(bytes.data()), blocks);
        of.bitcount[0] += 8 * block * blocks;
        bytes.remove_prefix(block * blocks);
    }
    plainly(bytes.size());
}

std::string Digest::text() {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
    SHA256Final(hash.data(), &state_->of);
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace hearth
