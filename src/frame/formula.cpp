#include "hearth/frame/formula.hpp"

#include <algorithm>
#include <array>

namespace hearth {
namespace {

bool runs_after_apostrophes(std::string_view text) {
    static constexpr std::array<std::string_view, 11> starts = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                                                "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
    return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

}  // namespace

std::string guarded(std::string_view text) { return (runs_after_apostrophes(text) ? "'" : "") + std::string(text); }

std::string unguarded(std::string_view text) {
    const bool guard = text.starts_with('\'') && runs_after_apostrophes(text);
    return std::string(text.substr(guard ? 1 : 0));
}

}  // namespace hearth
