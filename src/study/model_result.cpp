#include "hearth/study/model_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearth/engine/projection.hpp"
#include "hearth/model/edits.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/family_rights.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"
#include "hearth/rights/valued.hpp"
#include "hearth/study/changes.hpp"
#include "hearth/study/study.hpp"

namespace hearth {
namespace {

constexpr std::size_t most_alone = 200;

Frame study_result(const Set& set, const Book& book, const std::string& name, const ModelQuestion& question, Report& report) {
    const auto found = std::find_if(book.studies.begin(), book.studies.end(), [&](const Study& one) { return one.header.name == name; });
    return run_study({set, *found, question.given, question.threads}, report).frame;
}

/// The columns of both, those that name a row first; one that would mean two things gets the word of its result.
Frame beside(Frame first, const Frame& second, const std::string& first_word, const std::string& second_word) {
    Frame all;
    all.columns = {{"result", "", "", -1}};
    const auto place = [&](const Frame& frame, bool keys, const std::string& word) {
        for (std::size_t i = keys ? 0 : frame.keys; i < (keys ? frame.keys : frame.columns.size()); ++i) {
            all.columns.push_back(frame.columns[i]);
            const std::string& name = frame.columns[i].name;
            if (std::any_of(all.columns.begin(), all.columns.end() - 1, [&](const Column& other) { return other.name == name; })) all.columns.back().name = word + "_" + name;
        }
    };
    place(first, true, first_word);
    place(second, true, second_word);
    all.keys = all.columns.size();
    place(first, false, first_word);
    place(second, false, second_word);
    const auto rows = [&](const Frame& frame, const std::string& word, std::size_t keys_before, std::size_t values_before) {
        for (const std::vector<Cell>& row : frame.rows) {
            std::vector<Cell> cells(all.columns.size());
            cells[0] = word;
            for (std::size_t i = 0; i < frame.columns.size(); ++i) cells[1 + (i < frame.keys ? keys_before + i : all.keys - 1 + values_before + i - frame.keys)] = row[i];
            all.rows.push_back(std::move(cells));
        }
    };
    rows(first, first_word, 0, 0);
    rows(second, second_word, first.keys, first.columns.size() - first.keys);
    all.provenance = std::move(first.provenance);
    all.provenance.illustrative = all.provenance.illustrative || second.provenance.illustrative;
    return all;
}

Frame family_result(const Book& book, const std::string& noun, const std::string& name, const Given& given, Report& report) {
    const Family& family = *book.family(name);
    if (book.programmes.empty()) return project(book, noun, given, By::year, report);
    LifeFigures lives = lives_of(book, family, report);
    if (report.failed()) return {};
    FamilyRights rights(book, family, figures_of(book, family), std::move(lives), report);
    if (report.failed()) return {};
    Frame events = rights_events(rights);
    if (family.policies.empty()) return events;
    Frame projected = project(book, noun, given, By::year, report);
    return report.failed() ? Frame{} : beside(std::move(projected), events, "project", "rights");
}

/// A result where the set has one.
std::optional<Frame> tried(const Set& set, const ModelQuestion& question) {
    Report aside;
    try {
        Frame frame = model_result(set, question, aside);
        return aside.failed() ? std::nullopt : std::optional(std::move(frame));
    } catch (const Fault& fault) {
        if (fault.stop() == Stop::io) throw;
        return std::nullopt;
    }
}

class Steps {
  public:
    Steps(Set before, const ModelQuestion& question, const Tolerances& tolerances, const Frame& first, const Frame& last, Attribution& told)
        : set_(std::move(before)), question_(question), tolerances_(tolerances), now_(first), last_(last), told_(told) {}

    void apply(const LeafEdit& edit, const Sources& sources, bool alone) {
        apply_edit(set_, edit);
        const Place& at = edit.place;
        const std::string where = at.file == 0 || at.file > sources.size() ? "" : sources.at(at.file).path + (at.line > 0 && sources.at(at.file).path != "--set" ? fmt::format(":{}", at.line) : "");
        told_.leaves.push_back({edit.path, edit.before, edit.after, where, {}});
        if (!alone) return;
        if (auto frame = tried(set_, question_)) told_.leaves.back().effect = effect(std::move(*frame));
    }

    /// What is left when every leaf is applied, or none.
    void finish() {
        if (told_.leaves.empty() || told_.leaves.back().effect) {
            const Difference left = diff(now_, last_, {});
            told_.unexplained = left.outside + left.rows_added.size() + left.rows_gone.size() + left.columns_added.size() + left.columns_gone.size();
        } else {
            told_.leaves.back().effect = effect(Frame(last_));
        }
    }

  private:
    LeafEffect effect(Frame frame) {
        const Difference step = diff(now_, frame, known_columns(frame));
        now_ = std::move(frame);
        LeafEffect effect{step.outside + step.rows_added.size() + step.rows_gone.size() + step.columns_added.size() + step.columns_gone.size(), 0, 0, {}};
        for (const ColumnChange& column : step.columns) {
            effect.absolute = std::max(effect.absolute, column.absolute);
            effect.relative = std::max(effect.relative, column.relative);
        }
        if (const Cell* cell = told_.column.empty() ? nullptr : find_cell(now_, told_.row, told_.column)) effect.followed = *cell;
        return effect;
    }

    /// A step may lack a column that only one of the models has.
    [[nodiscard]] Tolerances known_columns(const Frame& frame) const {
        const auto has = [](const Frame& one, const std::string& name) {
            return std::any_of(one.columns.begin(), one.columns.end(), [&](const Column& column) { return column.name == name; });
        };
        Tolerances known = tolerances_;
        std::erase_if(known.columns, [&](const auto& one) { return !has(frame, one.first) && !has(now_, one.first); });
        return known;
    }

    Set set_;
    const ModelQuestion& question_;
    const Tolerances& tolerances_;
    Frame now_;
    const Frame& last_;
    Attribution& told_;
};

}  // namespace

Frame model_result(const Set& set, const ModelQuestion& question, Report& report) {
    Set nothing;
    Book book = bind(set, report);
    const bool study = question.noun.starts_with("study.");
    const Given given = study ? Given{} : apply_changes(nothing, question.given, report);
    if (report.failed()) return {};
    const std::string name = question.noun.substr(question.noun.find('.') + 1);
    if (study) return study_result(set, book, name, question, report);
    value_leaves(book, question.noun);
    if (question.noun.starts_with("family.")) return family_result(book, question.noun, name, given, report);
    return project(book, question.noun, given, By::year, report);
}

Difference model_difference(const ModelAnswer& before, const ModelAnswer& after, const ModelQuestion& question, const Tolerances& tolerances, const Sources& sources) {
    Difference difference = diff(before.result, after.result, tolerances);
    Attribution& told = difference.attribution.emplace();
    const auto less = [](const CellChange& a, const CellChange& b) { return a.numbers != b.numbers ? b.numbers : a.absolute < b.absolute; };
    const auto worst = std::max_element(difference.worst.begin(), difference.worst.end(), less);
    if (worst != difference.worst.end() && worst->numbers) {
        told.row = worst->row;
        told.column = worst->column;
        told.before = worst->before;
        told.after = worst->after;
    }
    std::vector<LeafEdit> edits = edits_of(before.set, after.set);
    std::erase_if(edits, [&](const LeafEdit& edit) { return edit.path.starts_with("study.") && !edit.path.starts_with(question.noun + "."); });
    Set first = before.set;
    first.files.insert(after.set.files.begin(), after.set.files.end());
    Steps steps(std::move(first), question, tolerances, before.result, after.result, told);
    for (std::size_t i = 0; i < edits.size(); ++i) steps.apply(edits[i], sources, i < most_alone || i + 1 == edits.size());
    steps.finish();
    return difference;
}

}  // namespace hearth
