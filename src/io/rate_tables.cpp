// What both forms of rates share: numbers, scale, axes.
#include "hearth/io/rate_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

constexpr std::size_t most_told = 20;

std::string at_text(const RateTables::Part& part, const std::vector<double>& at) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < at.size(); ++i) words.push_back(fmt::format("{} {}", part.axes[i], shortest(at[i])));
    return join(words);
}

/// 3 of 1000 and of 0.001; none if it is no power of ten, or 1.
std::optional<int> power_of_ten(double number) {
    double up = 10, down = 0.1;
    for (int power = 1; power <= 9; ++power, up *= 10, down = 1 / up)
        if (number == up || number == down) return power;
    return std::nullopt;
}

void tell_outside(const RateTables::Part& part, std::size_t axis, const AxisDefinition& defined, Report& report) {
    const auto least = parse_number(defined.least), most = parse_number(defined.most);
    if (!least || !most) return;
    for (const auto& cell : part.cells) {
        if (cell.at[axis] >= *least && cell.at[axis] <= *most) continue;
        report.warning("E0149", cell.place,
                       fmt::format("{} {} stands outside the axis, which is defined from {} to {}", defined.name, shortest(cell.at[axis]),
                                   defined.least, defined.most),
                       "the label of the cell is used");
        return;
    }
}

}  // namespace

std::optional<double> rate_of(std::string_view text, double scale) {
    const std::string digits = text.starts_with('.') ? fmt::format("0{}", text) : std::string(text);
    const auto plain = parse_number(digits);
    if (!plain || scale == 1) return plain;
    const std::size_t e = std::min(digits.find_first_of("eE"), digits.size());
    std::string exponent = e < digits.size() ? digits.substr(e + 1) : "0";
    if (exponent.starts_with('+')) exponent.erase(0, 1);
    const auto shift = parse_integer(exponent);
    if (!shift || *shift < -1000 || *shift > 1000) return std::nullopt;
    return parse_number(fmt::format("{}e{}", digits.substr(0, e), *shift - power_of_ten(scale).value_or(0)));
}

std::optional<double> scale_of(std::string_view text, const Place& place, Report& report) {
    const auto number = text.empty() ? std::optional(0.0) : parse_number(text);
    if (number && (*number == 0 || *number == 1)) return 1;
    if (const auto power = number ? power_of_ten(*number) : std::nullopt) return parse_number(fmt::format("1e{}", *power));
    report.error("E0146", place, fmt::format("the scaling factor '{}' may be a factor or an exponent", text),
                 "0: the values are the rates; 1000: they are per mille; write one of these");
    return std::nullopt;
}

void finish_part(RateTables::Part& part, const std::vector<AxisDefinition>& axes, Report& report) {
    if (axes.empty()) {
        report.error("E0143", part.place, "the table defines no axis");
        return;
    }
    for (const AxisDefinition& axis : axes) {
        if (std::find(part.axes.begin(), part.axes.end(), axis.name) != part.axes.end())
            report.error("E0145", axis.place, fmt::format("the axis '{}' is defined twice", axis.name));
        part.axes.push_back(axis.name);
    }
    std::map<std::vector<double>, Place> seen;
    std::size_t told = 0;
    for (const auto& cell : part.cells) {
        const auto [first, fresh] = seen.emplace(cell.at, cell.place);
        if (!fresh && told++ < most_told)
            report.error("E0145", cell.place, fmt::format("{} stands twice, first in line {}", at_text(part, cell.at), first->second.line));
    }
    for (std::size_t i = 0; i < axes.size(); ++i) tell_outside(part, i, axes[i], report);
}

}  // namespace hearth
