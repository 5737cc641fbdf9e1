#include "hearth/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "cells.hpp"
#include "hearth/base/text.hpp"
#include "hearth/study/changes.hpp"

namespace hearth {
namespace {

constexpr std::size_t most_cells = 1'000'000;

/// A point of the grid: what is run, a value for each axis; then its base and every side of every scenario are cells in a row.
struct GridPoint {
    std::string noun;
    std::vector<const Tree*> values;
    std::size_t first_cell = 0;
};

/// A scenario with the leaves of one of its sides.
struct Side {
    const Scenario* scenario = nullptr;  ///< none: the base
    int side = -1;                       ///< 0 low, 1 high, -1 the only one
};

std::vector<Side> sides_of(const Study& study) {
    std::vector<Side> sides = {{}};
    for (const Scenario& scenario : study.scenarios) {
        if (!scenario.two_sided) sides.push_back({&scenario, -1});
        else for (const int side : {0, 1}) sides.push_back({&scenario, side});
    }
    return sides;
}

std::vector<GridPoint> grid_of(const Study& study, std::size_t sides) {
    std::size_t count = study.run.size() * sides;
    for (const Axis& axis : study.vary) {
        count *= axis.values.size();
        if (count > most_cells) throw Fault(Stop::limit, {"E0844", axis.place, fmt::format("the study has more than {} cells", most_cells), "vary less at a time"});
    }
    std::vector<GridPoint> points;
    for (const std::string& noun : study.run) points.push_back({noun, {}, 0});
    for (const Axis& axis : study.vary) {
        std::vector<GridPoint> longer;
        for (const GridPoint& point : points)
            for (const Tree& value : axis.values) {
                longer.push_back(point);
                longer.back().values.push_back(&value);
            }
        points = std::move(longer);
    }
    return points;
}

std::string key_of(const StudyCell& cell) {
    std::string key;
    for (const Change& change : cell.changes)
        if (changes_set(change)) key += fmt::format("{}\x1f{}\x1f{}\x1e", change.path, static_cast<int>(change.leaf.kind), text_of(cell_of(change.leaf)));
    return key;
}

std::vector<StudyCell> cells_of(const Study& study, std::vector<GridPoint>& points, const std::vector<Side>& sides) {
    std::vector<StudyCell> cells;
    std::map<std::string, std::size_t> books;
    for (GridPoint& point : points) {
        point.first_cell = cells.size();
        for (const Side& side : sides) {
            StudyCell cell{side.scenario == nullptr || side.scenario->run.empty() ? point.noun : side.scenario->run, {}, 0};
            for (std::size_t a = 0; a < study.vary.size(); ++a) cell.changes.push_back({study.vary[a].path, *point.values[a], place_of(study.vary[a], *point.values[a])});
            if (side.scenario != nullptr)
                for (const auto& [path, leaf] : side.scenario->changes)
                    cell.changes.push_back({path, leaf.kind == Tree::Kind::array ? leaf.children[static_cast<std::size_t>(side.side)] : leaf, leaf.key_place});
            cell.book = books.emplace(key_of(cell), books.size()).first->second;
            cells.push_back(std::move(cell));
        }
    }
    return cells;
}

/// Faults of names and types are those of many cells: each is told once, where it stands first.
void tell(const std::vector<StudyAnswer>& answers, Report& report) {
    std::set<std::pair<std::string, std::string>> told;
    for (const StudyAnswer& answer : answers)
        for (const Diagnostic& fault : answer.report.all())
            if (told.emplace(fault.code, fault.message).second) report.add(fault);
    const auto by_input = [](const StudyAnswer& answer) { return answer.fault && answer.fault->stop() == Stop::input; };
    if (!report.failed() && !answers.empty() && std::all_of(answers.begin(), answers.end(), by_input)) throw Fault(*answers.front().fault);
}

class Result {
  public:
    Result(const StudyRun& run, const std::vector<Side>& sides, const std::vector<StudyAnswer>& answers)
        : study_(run.study), solved_(!run.solved.empty()), ruled_(!run.rules.empty()), sides_(sides), answers_(answers),
          several_(study_.run.size() > 1 || std::any_of(study_.scenarios.begin(), study_.scenarios.end(), [](const Scenario& one) { return !one.run.empty(); })) {
        const auto column = [&](std::string name, int decimals) { frame.columns.push_back({std::move(name), "", "", decimals}); };
        frame.name = "run";
        frame.title = study_.header.shown();
        if (several_) column("run", -1);
        for (const Axis& axis : study_.vary) column(axis.path, -1);
        if (ranked()) {
            column("scenario", -1);
            column("side", -1);
        }
        frame.keys = frame.columns.size();
        for (const ExpressionPtr& shown : study_.show) column(shown->ast.source, 6);
        if (ranked()) {
            column("change", 6);
            column("swing", 6);
        }
        if (solved_) column("residual", -1);
        if (ruled_) column("unmet", -1);
        column("note", -1);
        for (const StudyAnswer& answer : answers_) frame.provenance.illustrative = frame.provenance.illustrative || answer.illustrative;
        if (!answers_.empty()) frame.provenance.conventions = answers_.front().provenance.conventions;
        if (ranked()) frame.provenance.notes.push_back("change and swing are of the first column shown; the scenario that moves it most comes first");
    }

    void add(const GridPoint& point) {
        const auto base = number(point.first_cell);
        std::vector<std::pair<double, std::vector<std::size_t>>> scenarios;   // swing, its cells
        for (std::size_t s = 1; s < sides_.size(); ++s) {
            if (sides_[s].side != 1) scenarios.push_back({-1, {}});
            scenarios.back().second.push_back(s);
        }
        for (auto& [swing, cells] : scenarios) {
            const auto from = cells.size() > 1 ? number(point.first_cell + cells[0]) : base, to = number(point.first_cell + cells.back());
            if (from && to) swing = std::fabs(*to - *from);
        }
        std::stable_sort(scenarios.begin(), scenarios.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        row(point, 0, {}, {});
        for (const auto& [swing, cells] : scenarios)
            for (const std::size_t s : cells) row(point, s, base, swing < 0 ? Cell{} : Cell{swing});
    }

    Frame frame;
    bool answered = true;

  private:
    [[nodiscard]] bool ranked() const { return sides_.size() > 1; }

    [[nodiscard]] std::optional<double> number(std::size_t cell) const {
        const auto* first = answers_[cell].shown.empty() ? nullptr : std::get_if<double>(&answers_[cell].shown.front());
        return first == nullptr ? std::nullopt : std::optional(*first);
    }

    void row(const GridPoint& point, std::size_t s, std::optional<double> base, Cell swing) {
        const StudyAnswer& answer = answers_[point.first_cell + s];
        const Side& side = sides_[s];
        std::vector<Cell> cells;
        if (several_) cells.emplace_back(side.scenario == nullptr || side.scenario->run.empty() ? point.noun : side.scenario->run);
        for (const Tree* value : point.values) cells.push_back(cell_of(*value));
        if (ranked()) {
            cells.emplace_back(side.scenario == nullptr ? "base" : side.scenario->name);
            cells.push_back(side.side < 0 ? Cell{} : Cell{side.side == 0 ? "low" : "high"});
        }
        cells.insert(cells.end(), answer.shown.begin(), answer.shown.end());
        cells.resize(frame.keys + study_.show.size());
        if (ranked()) {
            const auto now = number(point.first_cell + s);
            cells.push_back(now && base ? Cell{*now - *base} : Cell{});
            cells.push_back(std::move(swing));
        }
        if (solved_) cells.push_back(answer.fault ? Cell{} : Cell{answer.residual});
        if (ruled_) cells.push_back(answer.unmet.empty() ? Cell{} : Cell{join(answer.unmet, "; ")});
        cells.push_back(answer.notes.empty() ? Cell{} : Cell{join(answer.notes, "; ")});
        answered = answered && !answer.fault;
        frame.rows.push_back(std::move(cells));
    }

    const Study& study_;
    bool solved_;
    bool ruled_;
    const std::vector<Side>& sides_;
    const std::vector<StudyAnswer>& answers_;
    bool several_;
};

}  // namespace

bool each_name_once(const StudyRun& run, Report& report) {
    std::set<std::string> varied;
    for (const Axis& axis : run.study.vary)
        if (!varied.insert(axis.path).second) report.error("E0586", axis.place, fmt::format("'{}' varies twice", axis.path), "list all its values at once, as in age=30,40,50");
    for (const Change& change : run.changes)
        if (varied.contains(change.path))
            report.error("E0585", change.place, fmt::format("'{}' is given one value, and varies", change.path), "it is one or the other: leave one of them out");
    return !report.failed();
}

StudyResult run_study(const StudyRun& run, Report& report) {
    if (!each_name_once(run, report)) return {};
    if (run.study.show.empty()) {
        report.error("E0842", run.study.header.place, fmt::format("study {} shows nothing", run.study.header.name), "show = [\"margin\", ...] names its columns");
        return {};
    }
    const std::vector<Side> sides = sides_of(run.study);
    std::vector<GridPoint> points = grid_of(run.study, sides.size());
    const std::vector<StudyAnswer> answers = answers_of(run, cells_of(run.study, points, sides));
    tell(answers, report);
    if (report.failed()) return {};
    Result result(run, sides, answers);
    for (const GridPoint& point : points) result.add(point);
    return {std::move(result.frame), result.answered};
}

}  // namespace hearth
