#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "moving.hpp"

namespace hearth {

/// What the chances of joint states are made of, as an exact expectation goes on: each is the sum of chances before it times shares.
struct Whence {
    struct Part {
        std::uint32_t of = 0;                ///< a node
        double share = 1;                    ///< of 1 it is that chance as it stands; else a member moved in a month
        std::uint32_t month = 0, member = 0, from = 0, to = 0;
    };
    struct Node {
        double chance = 0;
        std::size_t first = 0, last = 0;     ///< among `parts`
    };
    static constexpr std::size_t most = 1'000'000;
    static constexpr std::uint32_t none = 0, start = 1;

    void begin();
    /// Of the joint state of a kept past; none: nobody is there, or there was too much to keep.
    [[nodiscard]] std::uint32_t at(std::size_t past, std::size_t joint) const;
    /// The month leaves a joint state with another past.
    void leaves(std::size_t past, std::size_t joint, std::size_t left);
    void arrive();
    /// A member moves in month `k`, as `JointStates::move` has it.
    void move(std::size_t k, std::size_t member, const Moves& moves, const std::vector<Lived>& before, std::size_t inner, std::size_t between);

    std::vector<Node> nodes;
    std::vector<Part> parts;

  private:
    std::uint32_t sum(const std::vector<Part>& of);

    std::map<std::size_t, std::vector<std::uint32_t>> now_;                  ///< [past][joint]
    std::map<std::size_t, std::map<std::size_t, std::vector<Part>>> leaving_;  ///< [past][joint]
};

}  // namespace hearth
