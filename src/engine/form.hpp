#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// What a `special` of a contract's program does; its slots say which of the arguments is what.
struct Track::Form {
    enum class Kind : std::uint8_t {
        present_value,   ///< stream `index` here
        moved,           ///< {body, slots...}: the body at another moment
        elsewhere,       ///< {slots...}: `body` on another track, at another moment
        chance,          ///< {span or none, slots}: the chance that `body` holds
        rate_chance,     ///< {rate, span}
        running,         ///< {x}: x, advanced with the time inside rate_chance
        irr,             ///< of stream `index`
        variance,        ///< {weights..., } of the sum of weight * `parts`, as it will turn out
        quantile,        ///< {weights..., probability}
        exceedance,      ///< {weights..., bound}
        lasting,         ///< of the condition that clock `index` follows
        refused          ///< not computed yet: `text` says what
    };
    Kind kind = Kind::refused;
    std::size_t index = 0;
    std::vector<std::size_t> parts;  ///< streams
    Track* track = nullptr;
    Program body;
    std::string text;
    std::uint32_t time = Instruction::none;        ///< the argument that says the moment
    std::vector<std::uint32_t> state = {}, held = {};  ///< of each life of the track; none: left open
    std::vector<std::uint32_t> balances = {};          ///< of each account; last: premiums_paid
    std::uint32_t lasting = Instruction::none;
};

}  // namespace hearth
