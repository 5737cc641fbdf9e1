// Studies and cases: what to run, what to change, what to show or expect.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/model/bind_parts.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

void check_run(const std::string& run, const Place& place, Binder& binder) {
    const auto parts = split_path(run);
    const auto noun = parts.size() == 2 ? noun_of(parts.front()) : std::nullopt;
    if (!noun) {
        binder.report.error("E0520", place, fmt::format("'run' is '{}', which names no noun", run),
                            "as in \"product.NAME\" or \"family.NAME\"");
        return;
    }
    refer(*noun, parts[1], "run", place, binder);
}

std::vector<ExpressionPtr> expressions_of(const Part& part, std::string_view key, Binder& binder) {
    std::vector<ExpressionPtr> all;
    const Tree* leaf = part.tree.find(key);
    if (leaf == nullptr) return all;
    const std::string path = path_with(part.path, key);
    const auto add = [&](const Tree& item) {
        if (item.is_text())
            if (auto one = expression_of(item, path, part.header, binder)) all.push_back(std::move(one));
    };
    if (leaf->is_text()) add(*leaf);
    for (const Tree& item : leaf->children) add(item);
    return all;
}

void changes_of(const Tree& tree, const std::string& path, std::vector<std::pair<std::string, Tree>>& changes) {
    for (const Tree& child : tree.children) {
        const std::string here = path_with(path, child.key);
        if (child.is_table())
            changes_of(child, here, changes);
        else
            changes.emplace_back(here, child);
    }
}

/// The lists of `vary`, by path.
std::vector<Axis> axes_of(const Part& part, Binder& binder) {
    std::vector<Axis> axes;
    std::vector<std::pair<std::string, Tree>> leaves;
    if (const Tree* vary = part.tree.find("vary")) {
        changes_of(*vary, {}, leaves);
        add_words(binder, *vary);
    }
    for (auto& [path, leaf] : leaves) {
        if (leaf.kind != Tree::Kind::array || leaf.children.empty())
            binder.report.error("E0840", leaf.place, fmt::format("'{}' is to vary, but is no list of values", path), "as in age = [30, 40, 50]");
        else
            axes.push_back({path, std::move(leaf.children), leaf.key_place});
    }
    std::stable_sort(axes.begin(), axes.end(), [](const Axis& a, const Axis& b) { return a.path < b.path; });
    return axes;
}

Scenario scenario_of(const Tree& tree, Binder& binder) {
    Scenario scenario{tree.key, {}, {}, false, tree.key_place};
    changes_of(tree, {}, scenario.changes);
    add_words(binder, tree);
    std::erase_if(scenario.changes, [&](const auto& change) {
        const auto& [path, leaf] = change;
        if (path != "run") {
            const bool list = leaf.kind == Tree::Kind::array;
            if (list && leaf.children.size() != 2)
                binder.report.error("E0841", leaf.place, fmt::format("'{}' lists {} values; a scenario takes one, or a low and a high", path, leaf.children.size()),
                                    "as in [\"old * 90 %\", \"old * 110 %\"]");
            scenario.two_sided = scenario.two_sided || list;
            return false;
        }
        scenario.run = leaf.text;
        check_run(leaf.text, leaf.place, binder);
        return true;
    });
    return scenario;
}

}  // namespace

void bind_study(const Part& part, Binder& binder) {
    Study study;
    study.header = part.header;
    study.run = texts_of(part.tree, "run");
    const auto places = places_of(part.tree, "run");
    for (std::size_t i = 0; i < study.run.size(); ++i) check_run(study.run[i], places[i], binder);
    study.show = expressions_of(part, "show", binder);
    study.vary = axes_of(part, binder);
    const auto whole = [&](const char* key, double least, double most, auto& out) {
        const Tree* leaf = part.tree.find(key);
        if (leaf == nullptr || leaf->kind != Tree::Kind::integer) return;
        if (leaf->number < least || leaf->number > most)
            binder.report.error("E0754", leaf->place, fmt::format("'{}' is {} (allowed: a whole number from {} to {})", key, shortest(leaf->number), shortest(least), shortest(most)));
        else out = static_cast<std::remove_reference_t<decltype(out)>>(leaf->number);
    };
    whole("paths", 2, 10'000'000, study.paths);
    whole("seed", 0, 9'007'199'254'740'992.0, study.seed);
    if (const Tree* paths = part.tree.find("paths")) study.paths_place = paths->place;
    else if (const Tree* seed = part.tree.find("seed")) binder.report.error("E0754", seed->place, "'seed' belongs to 'paths', which is not written");
    if (const Tree* scenarios = part.tree.find("scenario"))
        for (const Tree& one : scenarios->children)
            if (one.is_table()) study.scenarios.push_back(scenario_of(one, binder));
    std::stable_sort(study.scenarios.begin(), study.scenarios.end(), [](const Scenario& a, const Scenario& b) { return a.name < b.name; });
    binder.book.studies.push_back(std::move(study));
}

void bind_case(const Part& part, Binder& binder) {
    Case one;
    one.header = part.header;
    one.run = text_of(part.tree, "run");
    if (const Tree* run = part.tree.find("run"); run != nullptr && run->is_text()) check_run(one.run, place_of(part.tree, "run"), binder);
    if (const Tree* change = part.tree.find("change")) {
        changes_of(*change, {}, one.changes);
        add_words(binder, *change);
    }
    if (const Tree* within = part.tree.find("within"); within != nullptr) one.within = within->number;
    one.expect = expressions_of(part, "expect", binder);
    binder.book.cases.push_back(std::move(one));
}

}  // namespace hearth
