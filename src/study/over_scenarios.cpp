#include "hearth/study/over_scenarios.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "hearth/base/text.hpp"

namespace hearth {

namespace {

/// How many of so many are a share; a share written in decimals is meant exactly.
std::size_t part(double share, std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(std::floor(share * static_cast<double>(count) + 1e-9)));
}

double mean(const std::vector<double>& sorted, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += sorted[i];
    return sum / static_cast<double>(last - first);
}

double beyond(const std::vector<double>& sorted, double share) {
    const std::size_t count = sorted.size();
    return share < 0.5 ? mean(sorted, 0, count - part(1 - share, count)) : mean(sorted, part(share, count), count);
}

/// The numbers of a column in some rows, in order; none: they are not all numbers.
std::vector<double> sorted_of(const Frame& frame, const std::vector<std::size_t>& rows, std::size_t column) {
    std::vector<double> out;
    for (const std::size_t row : rows) {
        const auto* number = std::get_if<double>(&frame.rows[row][column]);
        if (number == nullptr) return {};
        out.push_back(*number);
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

Frame over_scenarios(const Frame& frame, std::size_t scenarios, const std::vector<double>& shares) {
    Frame out;
    out.name = frame.name;
    out.title = frame.title;
    out.provenance = frame.provenance;
    out.keys = frame.keys - scenarios + 1;
    out.group = frame.group < 0 || frame.keys - scenarios < 2 ? -1 : 1;
    out.columns = {{"over", "", "", -1}};
    out.columns.insert(out.columns.end(), frame.columns.begin() + static_cast<std::ptrdiff_t>(scenarios), frame.columns.end());
    std::vector<std::vector<std::size_t>> alike;
    std::map<std::vector<std::string>, std::size_t> known;
    for (std::size_t row = 0; row < frame.rows.size(); ++row) {
        std::vector<std::string> key;
        for (std::size_t c = scenarios; c < frame.keys; ++c) key.push_back(text_of(frame.rows[row][c]));
        const auto [place, fresh] = known.try_emplace(std::move(key), alike.size());
        if (fresh) alike.emplace_back();
        alike[place->second].push_back(row);
    }
    for (const std::vector<std::size_t>& rows : alike) {
        const auto add = [&](std::string name, auto number) {
            std::vector<Cell> line = {std::move(name)};
            for (std::size_t c = scenarios; c < frame.columns.size(); ++c) {
                const Cell& first = frame.rows[rows.front()][c];
                const std::vector<double> sorted = sorted_of(frame, rows, c);
                const bool same = std::all_of(rows.begin(), rows.end(), [&](std::size_t row) { return frame.rows[row][c] == first; });
                line.push_back(same ? first : sorted.empty() ? Cell{} : Cell{number(sorted)});
            }
            out.rows.push_back(std::move(line));
        };
        add("mean", [](const std::vector<double>& sorted) { return mean(sorted, 0, sorted.size()); });
        for (const double share : shares) {
            add("quantile " + shortest(share), [&](const std::vector<double>& sorted) { return sorted[part(share, sorted.size())]; });
            add("beyond " + shortest(share), [&](const std::vector<double>& sorted) { return beyond(sorted, share); });
        }
    }
    return out;
}

}  // namespace hearth
