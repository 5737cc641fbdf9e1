#include "hearth/base/word_numbers.hpp"

#include <cstring>

namespace hearth {

std::size_t WordNumbers::of(std::string_view text) {
    if (text.size() > 15) return 2 * more_.try_emplace(std::string(text), more_.size()).first->second + 1;
    char bytes[16] = {};
    std::memcpy(bytes, text.data(), text.size());
    bytes[15] = static_cast<char>(text.size());
    double key[2] = {};
    std::memcpy(key, bytes, sizeof key);
    return 2 * few_.of(key);
}

void WordNumbers::clear() {
    few_.clear();
    more_.clear();
}

}  // namespace hearth
