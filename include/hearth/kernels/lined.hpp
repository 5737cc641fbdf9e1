#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace hearth::kernels {

/// Memory from the first byte of a cache line on.
template <class Number>
struct InLines {
    using value_type = Number;
    static constexpr std::align_val_t line{64};
    InLines() = default;
    template <class Other>
    explicit InLines(const InLines<Other>&) {}
    Number* allocate(std::size_t count) { return static_cast<Number*>(::operator new(count * sizeof(Number), line)); }
    void deallocate(Number* at, std::size_t) { ::operator delete(at, line); }
    bool operator==(const InLines&) const = default;
};

/// Numbers of lanes: no register is filled from two lines.
template <class Number>
using Lined = std::vector<Number, InLines<Number>>;

}  // namespace hearth::kernels
