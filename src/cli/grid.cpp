#include "hearth/cli/grid.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/change.hpp"

namespace hearth {
namespace {

constexpr long long most_of_range = 10'000;

std::vector<std::string> split_at(const std::string& text, char mark) {
    std::vector<std::string> parts = {""};
    for (const char c : text) {
        if (c == mark)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

/// "18..65" as 18, 19, ..., 65; none: no such range.
std::optional<std::vector<std::string>> range_of(const std::string& item) {
    const std::size_t dots = item.find("..");
    if (dots == std::string::npos) return std::nullopt;
    const auto from = parse_integer(std::string_view(item).substr(0, dots)), to = parse_integer(std::string_view(item).substr(dots + 2));
    if (!from || !to || *to < *from || *to - *from >= most_of_range) return std::nullopt;
    std::vector<std::string> numbers;
    for (long long i = *from; i <= *to; ++i) numbers.push_back(std::to_string(i));
    return numbers;
}

}  // namespace

std::optional<Axis> axis_of(const std::string& word, Session& session) {
    const std::size_t equals = word.find('=');
    Axis axis;
    if (equals != std::string::npos && equals > 0) axis.path = word.substr(0, equals);
    for (const std::string& item : split_at(axis.path.empty() ? "" : word.substr(equals + 1), ',')) {
        std::vector<std::string> values = {item};
        if (item.find("..") != std::string::npos) values = range_of(item).value_or(std::vector<std::string>{""});
        for (const std::string& value : values) {
            if (axis.path.empty() || value.empty()) {
                session.report.error("E0845", {}, fmt::format("--grid is '{}', which lists no values of a name", printable(word)),
                                     "write NAME=VALUE,VALUE or NAME=FROM..TO in whole numbers, as in --grid age=18..65");
                return std::nullopt;
            }
            auto change = read_change(axis.path + '=' + value, session, "--grid");
            if (!change) return std::nullopt;
            if (axis.values.empty()) axis.place = change->place;
            change->leaf.key_place = change->place;
            axis.values.push_back(std::move(change->leaf));
        }
    }
    return axis;
}

}  // namespace hearth
