#include "hearth/cli/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/rights/valued.hpp"
#include "hearth/study/changes.hpp"

namespace hearth {
namespace {

constexpr long long most_threads = 256;

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

}  // namespace

std::optional<Prepared> prepare(Loaded& loaded, const std::vector<Change>& changes, Loader& loader, Session& session) {
    const std::size_t before = session.report.errors();
    Prepared prepared;
    prepared.given = apply_changes(loaded.set, changes, session.report);
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
    std::vector<Change> changes = read_changes(arguments.all("--set"), session);
    auto loaded = loader.load(arguments.words[0]);
    if (!loaded) return std::nullopt;
    auto noun = noun_meant(*loaded, arguments.words.size() > 1 ? arguments.words[1] : "", kinds, session.report);
    auto files = std::move(loaded->set.files);  // not to be copied
    Loaded before = *loaded;
    loaded->set.files = std::move(files);
    auto prepared = prepare(*loaded, changes, loader, session);
    if (!noun || !prepared || session.report.failed()) return std::nullopt;
    prepared->noun = std::move(*noun);
    value_leaves(prepared->book, prepared->noun);
    prepared->loaded = std::move(before);
    prepared->loaded.set.files = std::move(loaded->set.files);
    prepared->changes = std::move(changes);
    return prepared;
}

std::size_t threads_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--threads")) return 0;
    const std::string word = arguments.one("--threads");
    const auto number = parse_integer(word);
    if (number && *number >= 1 && *number <= most_threads) return static_cast<std::size_t>(*number);
    report.error("E0847", {}, fmt::format("--threads is '{}' (allowed: 1 to {})", word, most_threads));
    return 0;
}

void read_tables_of(const Study& study, Loaded& loaded, Loader& loader, Session& session) {
    const auto read = [&](const std::string& path, const Tree& leaf, const Place& place) {
        if (!path.starts_with("table.") || !path.ends_with(".file")) return;
        Loaded changed = loaded;
        apply_change(changed.set, path, leaf, place, session.report);
        if (loader.read_tables(changed)) loaded.set.files = std::move(changed.set.files);
    };
    for (const Axis& axis : study.vary)
        for (const Tree& value : axis.values) read(axis.path, value, axis.place);
    for (const Scenario& scenario : study.scenarios)
        for (const auto& [path, leaf] : scenario.changes) {
            if (leaf.kind != Tree::Kind::array) read(path, leaf, leaf.key_place);
            for (const Tree& side : leaf.children) read(path, side, leaf.key_place);
        }
}

void add_origin(Frame& frame, std::string command, const Loader& loader, const Arguments& arguments) {
    frame.provenance.command = std::move(command);
    frame.provenance.version = HEARTH_VERSION;
    frame.provenance.inputs = loader.inputs();
    for (std::string& change : arguments.all("--set")) frame.provenance.conventions.emplace_back("set", std::move(change));
}

}  // namespace hearth
