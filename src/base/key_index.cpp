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
    return out * 0x94D049BB133111EBu;
}

std::size_t KeyIndex::slot_of(const double* key, std::uint64_t hash) const {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.number == 0) return at;
        if (slot.tag != tag) continue;
        const double* const known = keys_.data() + (slot.number - 1) * width_;
        std::size_t same = 0;
        while (same < width_ && std::memcmp(known + same, key + same, sizeof(double)) == 0) ++same;
        if (same == width_) return at;
    }
}

std::size_t KeyIndex::of(const double* key) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    const std::uint64_t hashed = hash(key);
    Slot& slot = slots_[slot_of(key, hashed)];
    if (slot.number != 0) return slot.number - 1;
    keys_.insert(keys_.end(), key, key + width_);
    slot = {static_cast<std::uint32_t>(++size_), static_cast<std::uint32_t>(hashed >> 32)};
    return size_ - 1;
}

std::size_t KeyIndex::find(const double* key) const {
    if (size_ == 0) return 0;
    const Slot& slot = slots_[slot_of(key, hash(key))];
    return slot.number == 0 ? size_ : slot.number - 1;
}

void KeyIndex::grow() {
    std::vector<Slot> before(slots_.empty() ? 16 : 2 * slots_.size());
    before.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& one : before) {
        if (one.number == 0) continue;
        std::size_t at = one.tag & mask;
        while (slots_[at].number != 0) at = (at + 1) & mask;
        slots_[at] = one;
    }
}

void KeyIndex::clear() {
    size_ = 0;
    keys_.clear();
    slots_.assign(slots_.size(), {});
}

}  // namespace hearth
