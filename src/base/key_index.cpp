#include "hearth/base/key_index.hpp"

#include <algorithm>
#include <bit>
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
        const double* const known = pages_[(slot.number - 1) / page].data() + (slot.number - 1) % page * width_;
        std::size_t same = 0;
        while (same < width_ && std::memcmp(known + same, key + same, sizeof(double)) == 0) ++same;
        if (same == width_) return at;
    }
}

std::size_t KeyIndex::of(const double* key, std::uint64_t hash) {
    Slot& slot = slots_[slot_of(key, hash)];
    if (slot.number != 0) return slot.number - 1;
    if (pages_.size() * page == size_) pages_.emplace_back(page * width_);
    std::copy_n(key, width_, pages_[size_ / page].data() + size_ % page * width_);
    slot = {static_cast<std::uint32_t>(++size_), static_cast<std::uint32_t>(hash >> 32)};
    return size_ - 1;
}

std::size_t KeyIndex::of(const double* key) {
    if (2 * (size_ + 1) > slots_.size()) grow(size_ + 1);
    return of(key, hash(key));
}

void KeyIndex::of(const double* keys, std::size_t count, std::vector<std::size_t>& numbers) {
    constexpr std::size_t ahead = 16;  // what is looked up then is on its way to the processor now
    if (2 * (size_ + count + 1) > slots_.size()) grow(size_ + count + 1);
    std::vector<std::uint64_t> hashes(count);
    for (std::size_t i = 0; i < count; ++i) hashes[i] = hash(keys + i * width_);
    numbers.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (i + ahead < count) __builtin_prefetch(&slots_[(hashes[i + ahead] >> 32) & (slots_.size() - 1)]);
        numbers[i] = of(keys + i * width_, hashes[i]);
    }
}

std::size_t KeyIndex::find(const double* key) const {
    if (size_ == 0) return 0;
    const Slot& slot = slots_[slot_of(key, hash(key))];
    return slot.number == 0 ? size_ : slot.number - 1;
}

void KeyIndex::grow(std::size_t keys) {
    std::vector<Slot> before(std::max<std::size_t>(16, std::bit_ceil(2 * keys)));
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
    slots_.assign(slots_.size(), {});
}

}  // namespace hearth
