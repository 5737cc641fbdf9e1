#include "hearth/study/break_even.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/root.hpp"
#include "cells.hpp"
#include "hearth/study/changes.hpp"

namespace hearth {
namespace {

constexpr int parts = 16;

struct Found {
    std::optional<double> number;
    double residual = 0;
    std::string note;
    Report report;
    Frame seen;   ///< of the last trial: the keys of the cell, what it rests on
};

/// The grid as studies of one cell each.
std::vector<Study> single_cells(const Study& study) {
    std::vector<Study> cells;
    for (const std::string& noun : study.run) {
        cells.push_back(study);
        cells.back().run = {noun};
        cells.back().scenarios.clear();
    }
    for (std::size_t axis = 0; axis < study.vary.size(); ++axis) {
        std::vector<Study> longer;
        for (const Study& cell : cells)
            for (const Tree& value : study.vary[axis].values) {
                longer.push_back(cell);
                longer.back().vary[axis].values = {value};
            }
        cells = std::move(longer);
    }
    return cells;
}

class Search {
  public:
    Search(const StudyRun& run, Study cell, const BreakEven& asked, Found& found) : run_{run.set, std::move(cell), run.changes, 1}, asked_(asked), found_(found) {
        run_.study.show = {asked.left, asked.right};
        run_.changes.push_back({asked.path, {}, asked.place});
    }

    void look() {
        std::vector<Bracket> brackets;
        std::optional<double> before;
        for (int i = 0; i <= parts; ++i) {
            const double x = asked_.from + (asked_.to - asked_.from) * i / parts;
            const auto now = difference(x);
            if (found_.report.failed()) return;
            if (before && now && (*before == 0 || (*now != 0 && std::signbit(*before) != std::signbit(*now))))
                brackets.push_back({asked_.from + (asked_.to - asked_.from) * (i - 1) / parts, x, *before, *now});
            before = now;
        }
        if (before && *before == 0) brackets.push_back({asked_.to, asked_.to, 0, 0});
        const std::string where = fmt::format("between {} and {}", shortest(asked_.from), shortest(asked_.to));
        if (brackets.size() != 1) {
            found_.note = brackets.empty() ? (found_.note.empty() ? "E0610: the sides do not meet " + where : found_.note) : fmt::format("E0611: the sides meet {} times {}", brackets.size(), where);
            return;
        }
        found_.note.clear();
        bool gap = false;
        const auto f = [&](double x) {
            const auto now = difference(x);
            gap = gap || !now;
            return found_.residual = now.value_or(0);
        };
        const double root = root_in(f, brackets.front());
        if (!gap) found_.number = root;
    }

  private:
    /// Left side less right side; none where one of them has no answer.
    std::optional<double> difference(double x) {
        Tree& leaf = run_.changes.back().leaf;
        leaf.kind = Tree::Kind::real;
        leaf.number = x;
        leaf.text = shortest(x);
        leaf.place = asked_.place;
        Frame frame = run_study(run_, found_.report).frame;
        if (found_.report.failed() || frame.rows.empty()) return std::nullopt;
        const auto* left = std::get_if<double>(&frame.rows[0][frame.keys]);
        const auto* right = std::get_if<double>(&frame.rows[0][frame.keys + 1]);
        const bool both = left != nullptr && right != nullptr;
        const double apart = both ? *left - *right : 0;
        if (!both) found_.note = text_of(frame.rows[0].back());
        found_.seen = std::move(frame);
        return both ? std::optional(apart) : std::nullopt;
    }

    StudyRun run_;
    const BreakEven& asked_;
    Found& found_;
};

}  // namespace

StudyResult break_even(const StudyRun& run, const BreakEven& asked, Report& report) {
    if (!each_name_once(run, report)) return {};
    std::vector<Study> cells = single_cells(run.study);
    std::vector<Found> all(cells.size());
    in_parallel(cells.size(), run.threads, [&](std::size_t, std::size_t i) { Search(run, std::move(cells[i]), asked, all[i]).look(); });
    std::set<std::pair<std::string, std::string>> told;
    for (const Found& found : all)
        for (const Diagnostic& fault : found.report.all())
            if (told.emplace(fault.code, fault.message).second) report.add(fault);
    if (report.failed() || all.empty()) return {};
    StudyResult result;
    Frame& frame = result.frame;
    frame = all.front().seen;
    frame.columns.erase(frame.columns.begin() + static_cast<std::ptrdiff_t>(frame.keys), frame.columns.end());
    for (auto [name, decimals] : {std::pair<std::string, int>{asked.path, 6}, {"residual", -1}, {"note", -1}}) frame.columns.push_back({name, "", "", decimals});
    if (run.study.run.size() > 1) frame.columns.insert(frame.columns.begin(), {"run", "", "", -1});
    frame.rows.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::vector<Cell> row;
        if (run.study.run.size() > 1) row.emplace_back(run.study.run[i / (all.size() / run.study.run.size())]);
        row.insert(row.end(), all[i].seen.rows[0].begin(), all[i].seen.rows[0].begin() + static_cast<std::ptrdiff_t>(frame.keys));
        row.push_back(all[i].number ? Cell{*all[i].number} : Cell{});
        row.push_back(all[i].number ? Cell{all[i].residual} : Cell{});
        row.push_back(all[i].note.empty() ? Cell{} : Cell{all[i].note});
        result.answered = result.answered && all[i].number.has_value();
        frame.provenance.illustrative = frame.provenance.illustrative || all[i].seen.provenance.illustrative;
        frame.rows.push_back(std::move(row));
    }
    if (run.study.run.size() > 1) ++frame.keys;
    return result;
}

}  // namespace hearth
