// The cells of a study, calculated: spread over threads, each with books of its own.
#include "cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>

#include "hearth/base/parallel.hpp"
#include "hearth/engine/projection.hpp"
#include "hearth/engine/shared.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/rights_case.hpp"
#include "hearth/rights/valued.hpp"
#include "hearth/study/changes.hpp"

namespace hearth {
namespace {

/// What one thread has bound last; names are numbered in it, so no two threads share one. The contract made last serves the cells that
/// differ from its own in numbers alone.
struct Bound {
    std::size_t number = SIZE_MAX;
    std::unique_ptr<Book> book;
    Report report;
    Shared shared;
    std::unique_ptr<Contract> contract;
};

using AskCell = std::function<Value(const Expression&, Report&)>;

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

void show(const Study& study, const Names& names, const AskCell& ask, StudyAnswer& answer) {
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

Contract& contract_of(const Product& product, Given given, Bound& bound, Report& report) {
    std::unique_ptr<Contract>& one = bound.contract;
    if (one != nullptr && &one->product() == &product && give(*one, given, report)) return *one;
    one = std::make_unique<Contract>(*bound.book, product, std::move(given), report);
    share(*one, bound.shared);
    return *one;
}

void run_product(const StudyRun& run, const Product& product, Given given, bool first, Bound& bound, StudyAnswer& answer) {
    const Book& book = *bound.book;
    try {
        if (run.study.paths > 0)
            throw Fault("E0754", run.study.paths_place, "a product is computed exactly: no path is simulated", "leave 'paths' out");
        Contract& contract = contract_of(product, std::move(given), bound, answer.report);
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
    bound.contract.reset();
    bound.shared = {};
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

/// How many cells one thread computes together at most: enough to share, few enough to leave some for the others.
constexpr std::size_t together = 16;

/// The cells in the order in which they are computed, in groups. Cells of one book that differ only in the money a product asks follow each
/// other: their numbers scale with it.
std::vector<std::vector<std::size_t>> groups_of(const std::vector<StudyCell>& cells, const Book& book) {
    const auto money = [&](const StudyCell& cell, const std::string& path) {
        const Product* product = cell.noun.starts_with("product.") ? book.product(cell.noun.substr(cell.noun.find('.') + 1)) : nullptr;
        return product != nullptr && std::any_of(product->asks.begin(), product->asks.end(),
                                                 [&](const auto& ask) { return ask.name == path && ask.type.base == Type::Base::money; });
    };
    std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> alike;
    std::vector<const std::vector<std::size_t>*> in_order;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::string key = cells[i].noun;
        for (const Change& change : cells[i].changes)
            if (!money(cells[i], change.path)) key += fmt::format("\x1f{}={}", change.path, text_of(cell_of(change.leaf)));
        auto& same = alike[{cells[i].book, key}];
        if (same.empty()) in_order.push_back(&same);
        same.push_back(i);
    }
    std::stable_sort(in_order.begin(), in_order.end(),
                     [&](const auto* a, const auto* b) { return cells[a->front()].book < cells[b->front()].book; });
    std::vector<std::vector<std::size_t>> groups;
    for (const std::vector<std::size_t>* same : in_order)
        for (std::size_t i = 0; i < same->size(); i += together)
            groups.emplace_back(same->begin() + static_cast<std::ptrdiff_t>(i),
                                same->begin() + static_cast<std::ptrdiff_t>(std::min(same->size(), i + together)));
    return groups;
}

void answer_cell(const StudyRun& run, const StudyCell& cell, bool first, Bound& bound, StudyAnswer& answer) {
    if (bound.number != cell.book) bind_for(run, cell, bound);
    answer.report = bound.report;
    Given given = given_to(run, cell, answer.report);
    if (answer.report.failed()) return;
    const std::string name = cell.noun.substr(cell.noun.find('.') + 1);
    if (!cell.noun.starts_with("product.")) return run_rights(run, *bound.book, cell.noun, std::move(given), answer);
    run_product(run, *bound.book->product(name), std::move(given), first, bound, answer);
    if (answer.fault || !answer.report.all().empty()) bound.contract.reset();  // what is told of one cell is told of the next
}

}  // namespace

std::vector<StudyAnswer> answers_of(const StudyRun& run, const std::vector<StudyCell>& cells) {
    std::vector<StudyAnswer> answers(cells.size());
    if (cells.empty()) return answers;
    std::vector<Bound> bound(workers_for(cells.size(), run.threads));
    bind_for(run, cells.front(), bound.front());
    const auto groups = groups_of(cells, *bound.front().book);
    in_parallel(groups.size(), run.threads, [&](std::size_t worker, std::size_t g) {
        for (const std::size_t i : groups[g]) answer_cell(run, cells[i], i == 0, bound[worker], answers[i]);
    });
    return answers;
}

}  // namespace hearth
