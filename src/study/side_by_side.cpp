#include "hearth/study/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

/// A noun as a heading: its name, unless two of the nouns are called so.
std::vector<std::string> headings(const std::vector<std::string>& run) {
    std::vector<std::string> out;
    const auto bare = [](const std::string& noun) { return noun.substr(noun.find('.') + 1); };
    for (const std::string& noun : run) {
        const auto same = std::count_if(run.begin(), run.end(), [&](const std::string& other) { return bare(other) == bare(noun); });
        out.push_back(same > 1 ? noun : bare(noun));
    }
    return out;
}

std::string key_of(const std::vector<Cell>& row, std::size_t keys) {
    std::string key;
    for (std::size_t k = 1; k < keys; ++k) key += text_of(row[k]) + '\x1f';
    return key;
}

Cell apart(const Cell& from, const Cell& to) {
    const auto *a = std::get_if<double>(&from), *b = std::get_if<double>(&to);
    return a != nullptr && b != nullptr ? Cell{*b - *a} : Cell{};
}

}  // namespace

Frame side_by_side(const Frame& frame, const std::vector<std::string>& run, std::size_t compared) {
    const std::vector<std::string> names = headings(run);
    const std::size_t keys = frame.keys, note = frame.columns.size() - 1;
    std::vector<std::map<std::string, const std::vector<Cell>*>> rows(run.size());
    for (const std::vector<Cell>& row : frame.rows) {
        const auto thing = std::find(run.begin(), run.end(), text_of(row.front()));
        rows[static_cast<std::size_t>(thing - run.begin())].emplace(key_of(row, keys), &row);
    }
    Frame out = frame;
    out.columns.assign(frame.columns.begin() + 1, frame.columns.begin() + static_cast<std::ptrdiff_t>(keys));
    out.keys = keys - 1;
    out.rows.clear();
    const auto column = [&](std::size_t c, const std::string& of) {
        out.columns.push_back(frame.columns[c]);
        out.columns.back().name += ": " + of;
    };
    for (std::size_t c = keys; c < note; ++c) {
        for (const std::string& name : names) column(c, name);
        for (std::size_t i = 1; i < names.size() && c < keys + compared; ++i) column(c, names[i] + " - " + names.front());
    }
    out.columns.push_back(frame.columns[note]);
    for (const std::vector<Cell>& first : frame.rows) {
        if (text_of(first.front()) != run.front()) continue;
        const std::string key = key_of(first, keys);
        std::vector<const std::vector<Cell>*> those;
        for (const auto& of : rows) {
            const auto found = of.find(key);
            those.push_back(found == of.end() ? nullptr : found->second);
        }
        const auto cell = [&](std::size_t i, std::size_t c) { return those[i] == nullptr ? Cell{} : (*those[i])[c]; };
        std::vector<Cell> row(first.begin() + 1, first.begin() + static_cast<std::ptrdiff_t>(keys));
        std::vector<std::string> notes;
        for (std::size_t c = keys; c < note; ++c) {
            for (std::size_t i = 0; i < names.size(); ++i) row.push_back(cell(i, c));
            for (std::size_t i = 1; i < names.size() && c < keys + compared; ++i) row.push_back(apart(cell(0, c), cell(i, c)));
        }
        for (std::size_t i = 0; i < names.size(); ++i)
            if (const std::string told = text_of(cell(i, note)); !told.empty()) notes.push_back(names[i] + ": " + told);
        row.push_back(notes.empty() ? Cell{} : Cell{join(notes, "; ")});
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace hearth
