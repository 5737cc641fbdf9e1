// hearth check --resolved: each leaf with the layer that won, and those that no result reads.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "check_resolved.hpp"
#include "hearth/base/text.hpp"
#include "hearth/model/resolved.hpp"

namespace hearth {
namespace {

std::string place_text(const Place& place, const Sources& sources) {
    return place.file == 0 || place.file > sources.size() ? "" : fmt::format("{}:{}", sources.at(place.file).path, place.line);
}

/// The nouns that "all", "basis" or "basis.best" mean.
std::vector<std::pair<Noun, std::string>> nouns_meant(const std::string& asked, const Set& set) {
    std::vector<std::pair<Noun, std::string>> nouns;
    for (std::size_t i = 0; i < noun_words.size(); ++i)
        for (const std::string& name : set.names(static_cast<Noun>(i)))
            if (asked == "all" || asked == noun_words[i] || asked == path_with_noun(static_cast<Noun>(i), name)) nouns.emplace_back(static_cast<Noun>(i), name);
    return nouns;
}

}  // namespace

std::string path_with_noun(Noun noun, const std::string& name) { return fmt::format("{}.{}", noun_words[static_cast<std::size_t>(noun)], name); }

void resolve(const std::string& asked, const Loaded& loaded, Frame& frame, Session& session) {
    const auto nouns = nouns_meant(asked, loaded.set);
    if (nouns.empty()) {
        std::vector<std::string> known = {"all"};
        for (std::size_t i = 0; i < noun_words.size(); ++i)
            for (const std::string& name : loaded.set.names(static_cast<Noun>(i))) known.push_back(path_with_noun(static_cast<Noun>(i), name));
        session.report.error("E0807", {loaded.file, 0, 0, 0}, fmt::format("there is no '{}' in the files", asked), did_you_mean(asked, known));
        return;
    }
    const std::set<Place> unread = unread_leaves(loaded.set);
    std::set<Place> told;
    std::set<std::string> told_whole;
    for (const auto& [noun, name] : nouns)
        for (const ResolvedLeaf& leaf : resolved(loaded.set, noun, name)) {
            std::vector<std::string> over;
            for (const auto& [value, place] : leaf.overridden) over.push_back(fmt::format("{} at {}", value, place_text(place, session.sources)));
            const bool read = !unread.contains(leaf.place);
            const auto text = [](std::string words) { return words.empty() ? Cell{} : Cell{std::move(words)}; };
            frame.rows.push_back({leaf.path, leaf.value, place_text(leaf.place, session.sources), text(join(over, "; ")), text(leaf.source), read});
            if (leaf.path.ends_with(".illustrative") && leaf.value == "true") frame.provenance.illustrative = true;
            const bool shipped = leaf.place.file > 0 && session.sources.at(leaf.place.file).path.starts_with("hearth:");
            if (read || shipped) continue;
            const std::string owner = path_with_noun(noun, name);
            const bool whole = (noun == Noun::table || noun == Noun::basis) && !leaf.path.starts_with(owner + ".let.");
            if (whole ? told_whole.insert(owner).second : told.insert(leaf.place).second)
                session.report.warning("E0882", leaf.place, fmt::format("no result reads {}", whole ? owner : leaf.path), "take it away, or use it");
        }
}

Frame resolved_frame() {
    Frame frame;
    frame.name = "check";
    for (const char* column : {"path", "value", "at", "overridden", "source", "read"}) frame.columns.push_back({column, "", "", -1});
    frame.keys = 1;
    return frame;
}

}  // namespace hearth
