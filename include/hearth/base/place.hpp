#pragma once

#include <compare>
#include <cstdint>

namespace hearth {

/// Where a piece of text stands in an input. `file` indexes Sources; 0 is "no file" (a command line, a built-in).
/// `line` and `column` count from 1, `column` and `length` in Unicode code points. A line of 0 means "the file as a whole".
struct Place {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    friend bool operator==(const Place&, const Place&) = default;
    friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace hearth
