#include "hearth/cli/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

/// "family.x" of every noun of the kind, those of the file named or all.
std::vector<std::string> nouns_of(const Loaded& loaded, Noun kind, bool own) {
    std::vector<std::string> names;
    for (const auto& [name, tree] : loaded.set.nouns[static_cast<std::size_t>(kind)])
        if (!own || tree.key_place.file == loaded.file)
            names.push_back(fmt::format("{}.{}", noun_words[static_cast<std::size_t>(kind)], name));
    return names;
}

std::vector<std::string> without_name(const Loaded& loaded, const std::vector<Noun>& kinds) {
    for (const Noun kind : kinds)
        for (const bool own : {true, false})
            if (auto names = nouns_of(loaded, kind, own); !names.empty()) return names;
    return {};
}

ExpressionPtr expression(const Change& change, Report& report) {
    auto ast = parse_expression(change.leaf, report);
    if (!ast) return nullptr;
    return std::make_shared<const Expression>(Expression{std::move(*ast), change.path, change.leaf.place, false, {}, {}});
}

}  // namespace

std::optional<Prepared> prepare(Loaded& loaded, const std::vector<Change>& changes, Loader& loader, Session& session) {
    const std::size_t before = session.report.errors();
    Prepared prepared;
    for (const Change& change : changes) {
        if (apply_change(loaded.set, change.path, change.leaf, change.place, session.report)) continue;
        if (auto given = expression(change, session.report)) prepared.given[change.path] = std::move(given);
    }
    if (!loader.read_tables(loaded)) return std::nullopt;
    prepared.book = bind(loaded.set, session.report);
    if (session.report.errors() > before) return std::nullopt;
    return prepared;
}

std::optional<std::string> noun_meant(const Loaded& loaded, const std::string& name, const std::vector<Noun>& kinds, Report& report) {
    std::vector<std::string> all, words;
    for (const Noun kind : kinds) words.emplace_back(noun_words[static_cast<std::size_t>(kind)]);
    for (const Noun kind : kinds)
        for (std::string& noun : nouns_of(loaded, kind, false)) all.push_back(std::move(noun));
    std::vector<std::string> meant = without_name(loaded, kinds);
    if (!name.empty()) {
        const auto is_meant = [&](const std::string& noun) { return noun == name || noun.substr(noun.find('.') + 1) == name; };
        meant.clear();
        std::copy_if(all.begin(), all.end(), std::back_inserter(meant), is_meant);
    }
    if (meant.size() == 1) return meant.front();

    std::string found = name.empty() ? "the file holds several, and none is named" : fmt::format("'{}' may mean several", name);
    if (meant.empty())
        found = name.empty() ? fmt::format("the file holds no {}", join(words, " and no "))
                             : fmt::format("there is no '{}' in the files", name);
    if (meant.empty()) meant = all;
    std::vector<std::string> spellings = all;
    for (const std::string& noun : all) spellings.push_back(noun.substr(noun.find('.') + 1));
    std::string hint = name.empty() ? "" : did_you_mean(name, spellings);
    if (hint.empty() && !meant.empty()) hint = fmt::format("write its name behind the file, as in {}", meant.front());
    report.error("E0807", {loaded.file, 0, 0, 0}, fmt::format("{}{}", found, meant.empty() ? "" : fmt::format(" (there: {})", join(meant))),
                 hint);
    return std::nullopt;
}

std::optional<Prepared> prepare_run(const Arguments& arguments, const std::vector<Noun>& kinds, Loader& loader, Session& session) {
    std::vector<Change> changes;
    for (const std::string& word : arguments.all("--set"))
        if (auto change = read_change(word, session)) changes.push_back(std::move(*change));
    auto loaded = loader.load(arguments.words[0]);
    if (!loaded) return std::nullopt;
    auto noun = noun_meant(*loaded, arguments.words.size() > 1 ? arguments.words[1] : "", kinds, session.report);
    auto prepared = prepare(*loaded, changes, loader, session);
    if (!noun || !prepared || session.report.failed()) return std::nullopt;
    prepared->noun = std::move(*noun);
    return prepared;
}

void add_origin(Frame& frame, std::string command, const Loader& loader, const Arguments& arguments) {
    frame.provenance.command = std::move(command);
    frame.provenance.version = HEARTH_VERSION;
    frame.provenance.inputs = loader.inputs();
    for (std::string& change : arguments.all("--set")) frame.provenance.conventions.emplace_back("set", std::move(change));
}

}  // namespace hearth
