#include "hearth/base/diagnostic.hpp"

#include <algorithm>

namespace hearth {

std::vector<Diagnostic> Report::sorted() const {
    std::vector<Diagnostic> result = faults_;
    std::stable_sort(result.begin(), result.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.place < b.place; });
    return result;
}

}  // namespace hearth
