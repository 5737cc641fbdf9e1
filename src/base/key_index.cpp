#include "hearth/base/key_index.hpp"

#include <cstring>

namespace hearth {

std::uint64_t KeyIndex::hash(const double* key) const {
    std::uint64_t out = 0x9E3779B97F4A7C15u;
    for (std::size_t i = 0; i < width_; ++i) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, key + i, sizeof bits);
        out = (out ^ bits) * 0xBF58476D1CE4E5B9u;
        out ^= out >> 32;  // doubles of few digits differ in their upper bits alone
    }
    out *= 0x94D049BB133111EBu;
    return out ^ out >> 32;
}

std::size_t KeyIndex::of(const double* key) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    for (std::uint64_t at = hash(key);; ++at) {
        std::uint32_t& slot = slots_[at & (slots_.size() - 1)];
        if (slot == 0) {
            keys_.insert(keys_.end(), key, key + width_);
            slot = static_cast<std::uint32_t>(++size_);
            return size_ - 1;
        }
        const double* const known = keys_.data() + (slot - 1) * width_;
        std::size_t same = 0;
        while (same < width_ && std::memcmp(known + same, key + same, sizeof(double)) == 0) ++same;
        if (same == width_) return slot - 1;
    }
}

void KeyIndex::grow() {
    slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), 0);
    for (std::size_t number = 0; number < size_; ++number) {
        std::uint64_t at = hash(keys_.data() + number * width_);
        while (slots_[at & (slots_.size() - 1)] != 0) ++at;
        slots_[at & (slots_.size() - 1)] = static_cast<std::uint32_t>(number + 1);
    }
}

void KeyIndex::clear() {
    size_ = 0;
    keys_.clear();
    slots_.clear();
}

}  // namespace hearth
