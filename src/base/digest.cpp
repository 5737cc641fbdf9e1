#include "hearth/base/digest.hpp"

#include <fmt/format.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>

namespace hearth {

struct Digest::State {
    sha256_ctx of;
};

Digest::Digest() : state_(std::make_unique<State>()) { sha256_init(&state_->of); }
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::string_view bytes) { sha256_update(&state_->of, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data())); }

std::string Digest::text() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> hash{};
    sha256_digest(&state_->of, hash.size(), hash.data());
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace hearth
