// The cells of a study, calculated: spread over threads, each with books of its own.
#include "cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

#include "hearth/base/parallel.hpp"
#include "hearth/engine/projection.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/rights_case.hpp"
#include "hearth/rights/valued.hpp"
#include "hearth/study/changes.hpp"

namespace hearth {
namespace {

/// What one thread has bound last; names are numbered in it, so no two threads share one.
struct Bound {
    std::size_t number = SIZE_MAX;
    std::unique_ptr<Book> book;
    Report report;
};

using Ask = std::function<Value(const Expression&, Report&)>;

Cell cell_of(const Value& value, const Names& names) {
    switch (value.kind) {
        case Value::Kind::number: return value.number;
        case Value::Kind::truth: return value.number != 0;
        case Value::Kind::date: return value.date();
        case Value::Kind::unknown: return Unknown{value.missing ? *value.missing : std::vector<std::string>{}};
        default: return to_text(value, names);
    }
}

void note(StudyAnswer& answer, const std::string& text) {
    if (std::find(answer.notes.begin(), answer.notes.end(), text) == answer.notes.end()) answer.notes.push_back(text);
}

/// What a cell cannot answer is told in it, also where it would be too large; what concerns the whole run (a file) goes on.
void keep(const Fault& fault, StudyAnswer& answer) {
    if (fault.stop() != Stop::input && fault.stop() != Stop::no_answer && fault.stop() != Stop::limit) throw fault;
    note(answer, fmt::format("{}: {}", fault.diagnostic().code, fault.diagnostic().message));
    if (!answer.fault) answer.fault = fault;
}

void show(const Study& study, const Names& names, const Ask& ask, StudyAnswer& answer) {
    for (const ExpressionPtr& expression : study.show) {
        Cell cell;
        try {
            cell = cell_of(ask(*expression, answer.report), names);
            if (const auto* unknown = std::get_if<Unknown>(&cell))
                for (const std::string& name : unknown->missing) note(answer, "unknown: " + name);
        } catch (const Fault& fault) {
            keep(fault, answer);
        }
        answer.shown.push_back(std::move(cell));
    }
}

/// A rule without an answer is told as such; the price stands all the same.
void hold(const PriceRule& rule, Contract& contract, StudyAnswer& answer) {
    Report aside;
    const std::string source = rule.source.empty() ? "" : " (" + rule.source + ")";
    try {
        const Value met = contract.evaluate(*rule.met, aside);
        if (!aside.failed() && met.kind == Value::Kind::truth && met.number > 0) return;
        const bool no = !aside.failed() && met.kind == Value::Kind::truth;
        answer.unmet.push_back(fmt::format("{}: {}{}", rule.name, no ? "no" : "no answer", source));
    } catch (const Fault& fault) {
        if (fault.stop() != Stop::input && fault.stop() != Stop::no_answer) throw;
        answer.unmet.push_back(fmt::format("{}: no answer{}", rule.name, source));
    }
}

void run_product(const StudyRun& run, const Book& book, const Product& product, Given given, bool first, StudyAnswer& answer) {
    try {
        if (run.study.paths > 0)
            throw Fault("E0754", run.study.paths_place, "a product is computed exactly: no path is simulated", "leave 'paths' out");
        Contract contract(book, product, std::move(given), answer.report);
        if (answer.report.failed()) return;
        show(run.study, *book.names, [&](const Expression& one, Report& report) { return contract.evaluate(one, report); }, answer);
        if (!run.solved.empty() && !answer.fault) answer.residual = contract.residual(run.solved);
        if (!answer.fault)
            for (const PriceRule& rule : run.rules) hold(rule, contract, answer);
        answer.illustrative = contract.illustrative();
        if (first && !answer.fault) add_conventions(answer.provenance, book, contract);
    } catch (const Fault& fault) {
        keep(fault, answer);
    }
}

void run_rights(const StudyRun& run, const Book& book, const std::string& noun, Given given, StudyAnswer& answer) {
    const std::string name = noun.substr(noun.find('.') + 1);
    try {
        const Family* family = noun.starts_with("family.") ? book.family(name) : nullptr;
        for (const auto& [path, leaf] : given)
            if (family != nullptr)
                answer.report.error("E0843", leaf->place, fmt::format("'{}' is given, but {} asks nothing", path, noun),
                                    fmt::format("say the path of a leaf, as in {}.as_of", noun));
        if (answer.report.failed()) return;
        std::optional<Family> valued;  // the book is that of other cells as well
        if (family != nullptr) value_leaves(book, valued.emplace(*family));
        if (valued) family = &*valued;
        RightsCase rights = family != nullptr ? RightsCase(book, *family, figures_of(book, *family), answer.report)
                                              : RightsCase(book, *book.programme(name), given, answer.report);
        if (answer.report.failed()) return;
        if (run.study.paths > 0) rights.simulate(run.study.paths, run.study.seed);
        show(run.study, *book.names, [&](const Expression& one, Report& report) { return rights.evaluate(one, report); }, answer);
        answer.illustrative = rights.illustrative() || (family != nullptr && family->header.illustrative);
    } catch (const Fault& fault) {
        keep(fault, answer);
    }
}

std::vector<Change> all_changes(const StudyRun& run, const StudyCell& cell) {
    std::vector<Change> changes = run.changes;
    changes.insert(changes.end(), cell.changes.begin(), cell.changes.end());
    return changes;
}

void bind_for(const StudyRun& run, const StudyCell& cell, Bound& bound) {
    bound.number = cell.book;
    bound.report = {};
    Set set = run.set;
    std::vector<Change> changes = all_changes(run, cell);
    std::erase_if(changes, [](const Change& change) { return !changes_set(change); });
    apply_changes(set, changes, bound.report);
    bound.book = std::make_unique<Book>(bind(set, bound.report));
}

Given given_to(const StudyRun& run, const StudyCell& cell, Report& report) {
    Set nothing;
    std::vector<Change> changes = all_changes(run, cell);
    std::erase_if(changes, changes_set);
    return apply_changes(nothing, changes, report);
}

}  // namespace

std::vector<StudyAnswer> answers_of(const StudyRun& run, const std::vector<StudyCell>& cells) {
    std::vector<StudyAnswer> answers(cells.size());
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cells[a].book < cells[b].book; });
    std::vector<Bound> bound(workers_for(cells.size(), run.threads));
    in_parallel(cells.size(), run.threads, [&](std::size_t worker, std::size_t i) {
        const StudyCell& cell = cells[order[i]];
        StudyAnswer& answer = answers[order[i]];
        Bound& mine = bound[worker];
        if (mine.number != cell.book) bind_for(run, cell, mine);
        answer.report = mine.report;
        Given given = given_to(run, cell, answer.report);
        if (answer.report.failed()) return;
        const std::string name = cell.noun.substr(cell.noun.find('.') + 1);
        if (cell.noun.starts_with("product."))
            run_product(run, *mine.book, *mine.book->product(name), std::move(given), order[i] == 0, answer);
        else
            run_rights(run, *mine.book, cell.noun, std::move(given), answer);
    });
    return answers;
}

}  // namespace hearth
