// Studies and cases: what to run, what to change, what to show or expect.
#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/model/bind_parts.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

void check_run(const std::string& run, const Place& place, Binder& binder) {
    const auto parts = split_path(run);
    const auto noun = noun_of(parts.front());
    if (parts.size() != 2 || !noun) {
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

}  // namespace

void bind_study(const Part& part, Binder& binder) {
    Study study;
    study.header = part.header;
    study.run = texts_of(part.tree, "run");
    const auto places = places_of(part.tree, "run");
    for (std::size_t i = 0; i < study.run.size(); ++i) check_run(study.run[i], places[i], binder);
    study.show = expressions_of(part, "show", binder);
    if (const Tree* vary = part.tree.find("vary")) add_words(binder, *vary);
    binder.book.studies.push_back(std::move(study));
}

void bind_case(const Part& part, Binder& binder) {
    Case one;
    one.header = part.header;
    one.run = text_of(part.tree, "run");
    if (!one.run.empty()) check_run(one.run, place_of(part.tree, "run"), binder);
    if (const Tree* change = part.tree.find("change")) {
        changes_of(*change, {}, one.changes);
        add_words(binder, *change);
    }
    if (const Tree* within = part.tree.find("within"); within != nullptr) one.within = within->number;
    one.expect = expressions_of(part, "expect", binder);
    binder.book.cases.push_back(std::move(one));
}

}  // namespace hearth
