#include "project_policies.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/io/row_reader.hpp"
#include "hearth/study/changes.hpp"
#include "hearth/study/policies.hpp"

namespace hearth {
namespace {

std::optional<Date> day_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--as-of")) return std::nullopt;
    const std::string word = arguments.one("--as-of");
    const auto day = Date::parse(word);
    if (!day) report.error("E0804", {}, fmt::format("--as-of is '{}' (allowed: a day, yyyy-mm-dd)", word));
    return day;
}

std::vector<std::string> groups_of(const std::string& word) {
    std::vector<std::string> groups;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t comma = std::min(word.find(',', at), word.size());
        groups.push_back(word.substr(at, comma - at));
        at = comma + 1;
    }
    return groups;
}

/// The one product that the file itself holds, or that there is; empty: several.
std::string only_product(const Loaded& loaded, Report& report) {
    const auto& products = loaded.set.nouns[static_cast<std::size_t>(Noun::product)];
    if (products.empty()) report.error("E0807", {loaded.file, 0, 0, 0}, "there is no product in the files");
    std::vector<std::string> own;
    for (const auto& [name, tree] : products)
        if (tree.key_place.file == loaded.file) own.push_back(name);
    if (own.size() == 1) return own.front();
    return products.size() == 1 ? products.begin()->first : "";
}

}  // namespace

Outcome project_policies(const Arguments& arguments, Session& session) {
    Report& report = session.report;
    const Output output = output_of(arguments, report);
    PoliciesAsked asked;
    const std::string by = choice(arguments, "--by", {"whole", "year", "month"}, report);
    if (by != "whole") asked.by = by == "year" ? By::year : By::month;
    asked.basis = arguments.one("--basis");
    asked.as_of = day_of(arguments, report);
    asked.groups = groups_of(arguments.one("--group"));
    asked.threads = threads_of(arguments, report);
    if (!arguments.words.empty())
        report.error("E0803", {}, fmt::format("'{}' is one word too many beside --policies", arguments.words.front()),
                     "name the product by --product FILE.toml");
    if (!arguments.has("--product"))
        report.error("E0803", {}, "--policies is not told of which product they are", "write --product FILE.toml");
    std::vector<Change> changes;
    for (const std::string& word : arguments.all("--set"))
        if (auto change = read_change(word, session)) changes.push_back(std::move(*change));
    if (report.failed()) return {};

    Loader loader(session);
    const std::string path = arguments.one("--product");
    std::error_code ignored;
    auto loaded = std::filesystem::is_directory(path, ignored) ? loader.load_folder(path) : loader.load(path);
    if (!loaded) return {};
    for (const Change& change : changes)
        if (!changes_set(change)) asked.given.push_back(change);
    const auto prepared = prepare(*loaded, changes, loader, session);
    asked.product = only_product(*loaded, report);
    RowReader rows(session.sources, arguments.one("--policies"), report);
    if (!prepared || report.failed()) return {};
    asked.set = std::move(loaded->set);

    Policies policies(std::move(asked), rows.header(), report);
    if (report.failed()) return {};
    RowBlock block;
    bool any = false;
    while (rows.next(block, report)) {
        any = true;
        policies.add(block, report);
        if (report.errors() >= 20) break;  // what a file is shown of
    }
    if (!any && !report.failed()) report.error("E0921", {rows.file(), 0, 0, 0}, "there is no policy");
    if (report.failed()) return {};
    Frame frame = policies.frame();
    add_origin(frame, "project", loader, arguments);
    frame.provenance.inputs.emplace_back(session.sources.at(rows.file()).path, rows.sha256());
    return {0, rendered(frame, output.format), output.file};
}

}  // namespace hearth
