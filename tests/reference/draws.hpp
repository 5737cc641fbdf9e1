#pragma once

#include <cstdint>
#include <vector>

namespace hearth::reference {

/// Draws that depend on nothing but the number of the product and how many were made: the same on every machine, in any order.
/// The counter is mixed by splitmix64 (Steele, Lea and Flood 2014).
class Draws {
  public:
    explicit Draws(std::uint64_t product) : key_(mixed(product)) {}

    /// 0 .. n - 1
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    int from(int low, int high) { return low + below(high - low + 1); }
    bool per_cent(int chance) { return below(100) < chance; }
    /// A number from `low` to `high`, both in millionths; it is the double nearest to the decimal that is written in the text.
    double millionths(int low, int high) { return static_cast<double>(from(low, high)) / 1e6; }
    template <class Choice>
    Choice one_of(const std::vector<Choice>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }

  private:
    static std::uint64_t mixed(std::uint64_t z) {
        z += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t next() { return mixed(key_ + 0x9e3779b97f4a7c15u * ++count_); }

    std::uint64_t key_, count_ = 0;
};

}  // namespace hearth::reference
