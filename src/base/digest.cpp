#include "hearth/base/digest.hpp"

#include <fmt/format.h>
#include <sys/types.h>

#include <sha256.h>

#include <array>
#include <cstdint>

namespace hearth {

struct Digest::State {
    SHA2_CTX of;
};

Digest::Digest() : state_(std::make_unique<State>()) { SHA256Init(&state_->of); }
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::string_view bytes) { SHA256Update(&state_->of, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()); }

std::string Digest::text() {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
    SHA256Final(hash.data(), &state_->of);
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace hearth
