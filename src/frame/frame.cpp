#include "hearth/frame/frame.hpp"

#include <algorithm>
#include <type_traits>

#include "hearth/base/text.hpp"

namespace hearth {

std::string text_of(const Cell& cell) {
    return std::visit(
        [](const auto& value) -> std::string {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::monostate>)
                return "";
            else if constexpr (std::is_same_v<Value, double>)
                return shortest(value);
            else if constexpr (std::is_same_v<Value, std::int64_t>)
                return std::to_string(value);
            else if constexpr (std::is_same_v<Value, bool>)
                return value ? "yes" : "no";
            else if constexpr (std::is_same_v<Value, Date>)
                return value.text();
            else if constexpr (std::is_same_v<Value, std::string>)
                return value;
            else
                return "unknown";
        },
        cell);
}

std::string convention(const Provenance& provenance, std::string_view word) {
    std::vector<std::string> values;
    for (const auto& [name, value] : provenance.conventions)
        if (name == word && std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    return join(values, "; ");
}

}  // namespace hearth
