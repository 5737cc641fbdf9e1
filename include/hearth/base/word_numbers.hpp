#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hearth/base/key_index.hpp"

namespace hearth {

/// Texts, each with a number of its own: the same for the same text. Numbers are small, and not all of them are used.
class WordNumbers {
  public:
    std::size_t of(std::string_view text);
    void clear();

  private:
    KeyIndex few_ = KeyIndex(2);  ///< up to 15 bytes, and how many
    std::unordered_map<std::string, std::size_t> more_;
};

}  // namespace hearth
