#include "hearth/base/text_numbers.hpp"

#include <cstring>

namespace hearth {

namespace {

std::uint32_t tag_of(std::string_view text) {
    std::uint64_t out = 0x9E3779B97F4A7C15u ^ text.size(), bits = 0;
    const auto add = [&] {
        out = (out ^ bits) * 0xBF58476D1CE4E5B9u;
        out ^= out >> 32;
    };
    for (std::size_t at = 0; at + 8 < text.size(); at += 8) {
        std::memcpy(&bits, text.data() + at, 8);
        add();
    }
    if (text.size() >= 8) std::memcpy(&bits, text.data() + text.size() - 8, 8);  // some of them once more
    else
        for (const char one : text) bits = bits << 8 | static_cast<unsigned char>(one);
    add();
    return static_cast<std::uint32_t>(out * 0x94D049BB133111EBu >> 32);
}

}  // namespace

std::string_view TextNumbers::text(std::size_t number) const {
    const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(texts_).substr(begin, ends_[number] - begin);
}

std::size_t TextNumbers::slot_of(std::string_view sought, std::uint32_t tag) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = tag & mask;
    while (slots_[at].number != 0 && (slots_[at].tag != tag || text(slots_[at].number - 1) != sought)) at = (at + 1) & mask;
    return at;
}

std::size_t TextNumbers::find(std::string_view sought) const {
    if (slots_.empty()) return 0;
    const Slot& slot = slots_[slot_of(sought, tag_of(sought))];
    return slot.number == 0 ? size() : slot.number - 1;
}

std::size_t TextNumbers::of(std::string_view sought) {
    if (2 * (size() + 1) > slots_.size()) {
        std::vector<Slot> before(slots_.empty() ? 16 : 2 * slots_.size());
        before.swap(slots_);
        for (const Slot& one : before) {
            std::size_t at = one.tag & (slots_.size() - 1);
            while (one.number != 0 && slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
            if (one.number != 0) slots_[at] = one;
        }
    }
    const std::uint32_t tag = tag_of(sought);
    Slot& slot = slots_[slot_of(sought, tag)];
    if (slot.number != 0) return slot.number - 1;
    texts_ += sought;
    ends_.push_back(texts_.size());
    slot = {static_cast<std::uint32_t>(size()), tag};
    return size() - 1;
}

void TextNumbers::clear() {
    texts_.clear();
    ends_.clear();
    slots_.assign(slots_.size(), {});
}

}  // namespace hearth
