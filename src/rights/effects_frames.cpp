// The effects of events as a matrix, and as a list that fits a terminal.
#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/rights/effects.hpp"

namespace hearth {

namespace {

using EffectRow = std::tuple<std::size_t, std::size_t, int>;  ///< right, holder, person

/// The effects of each right and person, in their order.
std::vector<std::vector<const Effect*>> by_row(const std::vector<Effect>& effects) {
    std::vector<std::vector<const Effect*>> rows;
    for (const Effect& effect : effects) {
        const auto same = [&](const std::vector<const Effect*>& row) {
            return EffectRow(row[0]->right, row[0]->holder, row[0]->person) == EffectRow(effect.right, effect.holder, effect.person);
        };
        if (rows.empty() || !same(rows.back())) rows.emplace_back();
        rows.back().push_back(&effect);
    }
    return rows;
}

/// What becomes of a right by one kind of event; whose, where they differ.
std::string cell_of(const std::vector<const Effect*>& effects) {
    std::map<std::string, std::vector<std::string>> names;
    std::size_t owned = 0, keeps = 0;
    for (const Effect* effect : effects) {
        owned += effect->owned ? 1 : 0;
        if (effect->becomes == "keeps") keeps += effect->owned ? 1 : 0;
        else names[effect->becomes].push_back(effect->of);
    }
    if (names.empty()) return owned == 0 ? "" : "keeps";
    if (names.size() == 1 && keeps == 0 && names.begin()->second.size() == owned) return names.begin()->first;
    std::string text;
    for (const auto& [what, of] : names) text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", what, join(of));
    return text;
}

/// "any policy surrendered, lapsed; care overdue; bob dies; own death"
std::string events_text(const std::vector<const Effect*>& all, const std::vector<const Effect*>& these, const std::string& person) {
    std::map<std::string, std::vector<std::string>> statuses;  // of each policy
    std::vector<std::string> policies, dead;
    bool own = false;
    for (const Effect* effect : all)
        if (effect->owned && effect->event.find("_dies") == std::string::npos && std::find(policies.begin(), policies.end(), effect->of) == policies.end()) policies.push_back(effect->of);
    for (const Effect* effect : these) {
        if (effect->event.find("_dies") == std::string::npos) statuses[effect->of].push_back(effect->event);
        else if (effect->of == person) own = true;
        else if (std::find(dead.begin(), dead.end(), effect->of) == dead.end()) dead.push_back(effect->of);
    }
    std::map<std::vector<std::string>, std::vector<std::string>> alike;
    for (const auto& [policy, words] : statuses) alike[words].push_back(policy);
    std::string text;
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    for (auto& [words, names] : alike) {
        std::sort(policies.begin(), policies.end());
        add(fmt::format("{} {}", policies.size() > 1 && names == policies ? "any policy" : join(names), join(words)));
    }
    std::sort(dead.begin(), dead.end());
    if (!dead.empty()) add(fmt::format("{} dies", join(dead)));
    if (own) add("own death");
    return text;
}

std::string name_of(const FamilyRights& rights, int person) { return person < 0 ? "" : rights.facts().name(person); }

Frame frame_of(FamilyRights& rights, std::string name, const std::vector<std::string>& more) {
    Frame frame;
    frame.name = std::move(name);
    const std::string day = rights.family().as_of.text();
    frame.title = fmt::format("{}: what becomes of each right by one event of {}", rights.family().header.shown(), day);
    for (const char* key : {"programme", "right", "person", "owner", "state"}) frame.columns.push_back({key, "", "", -1});
    for (const std::string& column : more) frame.columns.push_back({column, "", "", -1});
    frame.keys = 4;
    frame.provenance.command = "rights";
    frame.provenance.illustrative = rights.rules().illustrative() || rights.family().header.illustrative;
    for (int policy = 0; policy < rights.facts().policies(); ++policy)
        frame.provenance.illustrative = frame.provenance.illustrative || rights.facts().figures(policy).illustrative;
    frame.provenance.conventions = {{"as_of", day}, {"method", "dated timeline with one event more, read on the day after"}};
    return frame;
}

std::vector<Cell> keys_of(FamilyRights& rights, const Effect& effect) {
    const Rulebook& rules = rights.rules();
    const std::size_t programme = rules.rights()[effect.right].programme;
    std::string owner = name_of(rights, effect.owner);
    if (effect.policy >= 0) owner += fmt::format(" ({})", rights.facts().written(effect.policy).header.name);
    return {rules.programmes()[programme].programme->header.name, rules.rights()[effect.right].name(), text_cell(name_of(rights, effect.person)), text_cell(owner),
            std::string(to_text(effect.state))};
}

}  // namespace

Frame rights_effects(FamilyRights& rights) {
    const std::vector<std::string> events = effect_events();
    Frame frame = frame_of(rights, "effects", events);
    const std::vector<Effect> effects = effects_of(rights);
    for (const auto& row : by_row(effects)) {
        std::vector<Cell> cells = keys_of(rights, *row[0]);
        for (const std::string& event : events) {
            std::vector<const Effect*> these;
            std::copy_if(row.begin(), row.end(), std::back_inserter(these), [&](const Effect* effect) { return effect->event == event; });
            cells.push_back(text_cell(cell_of(these)));
        }
        frame.rows.push_back(std::move(cells));
    }
    return frame;
}

Frame rights_effects_listed(FamilyRights& rights) {
    Frame frame = frame_of(rights, "effects", {"becomes", "if", "because"});
    frame.group = 0;
    const std::vector<Effect> effects = effects_of(rights);
    for (const auto& row : by_row(effects)) {
        std::map<std::string, std::vector<const Effect*>> changes;
        for (const Effect* effect : row)
            if (effect->becomes != "keeps") changes[effect->becomes].push_back(effect);
        for (const auto& [what, these] : changes) {
            std::vector<Cell> cells = keys_of(rights, *row[0]);
            for (std::string text : {what, events_text(row, these, name_of(rights, row[0]->person)), these.front()->because}) cells.push_back(text_cell(std::move(text)));
            frame.rows.push_back(std::move(cells));
        }
        std::vector<Cell> cells = keys_of(rights, *row[0]);
        for (const char* text : {"keeps", changes.empty() ? "by any of these events" : "otherwise", ""}) cells.push_back(text_cell(text));
        frame.rows.push_back(std::move(cells));
    }
    return frame;
}

}  // namespace hearth
