#include "hearth/frame/tolerance.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

/// A size with what it bounds: "0.005abs", "1e-6rel", "1e-9" for both.
bool set(Tolerance& tolerance, std::string_view size) {
    const bool absolute = size.ends_with("abs");
    const bool relative = size.ends_with("rel");
    if (absolute || relative) size.remove_suffix(3);
    const std::optional<double> number = parse_number(size);
    if (!number || *number < 0) return false;
    if (!relative) tolerance.absolute = *number;
    if (!absolute) tolerance.relative = *number;
    return true;
}

Tolerance& named(Tolerances& tolerances, std::string_view name) {
    if (name == "default") return tolerances.standard;
    const auto at = std::find_if(tolerances.columns.begin(), tolerances.columns.end(), [&](const auto& one) { return one.first == name; });
    return at != tolerances.columns.end() ? at->second : tolerances.columns.emplace_back(name, Tolerance{}).second;
}

}  // namespace

const Tolerance& Tolerances::of(std::string_view column) const {
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.first == column; });
    return at != columns.end() ? at->second : standard;
}

Tolerances parse_tolerances(std::span<const std::string> words, Report& report) {
    Tolerances tolerances;
    for (const std::string& word : words) {
        const std::size_t equals = word.rfind('=');
        const std::string_view name = equals == std::string::npos ? std::string_view("default") : std::string_view(word).substr(0, equals);
        const std::string_view size = std::string_view(word).substr(equals + 1);
        const auto column = static_cast<std::uint32_t>(code_points(std::string_view(word).substr(0, equals + 1)) + 1);
        if (name.empty())
            report.error("E0805", {0, 1, 1, 1}, fmt::format("the tolerance '{}' names no column before '='", printable(word)),
                         "write COLUMN=SIZE, or SIZE alone for every column");
        else if (!set(named(tolerances, name), size))
            report.error(
                "E0805", {0, 1, column, static_cast<std::uint32_t>(std::max<std::size_t>(code_points(size), 1))},
                fmt::format("the tolerance '{}' has the size '{}' (allowed: a number of at least 0, alone or followed by abs or rel)",
                            printable(word), printable(size)),
                "for example premium=0.005abs or default=1e-9");
    }
    return tolerances;
}

}  // namespace hearth
