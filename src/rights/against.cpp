#include "hearth/rights/against.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace hearth {

namespace {

/// What a right, or a tier, is from a day on.
struct Stage {
    std::string word;
    int worth = 0;          ///< more is better; of what is worth the same neither gains
    std::string because;
};
using CourseKey = std::tuple<std::string, std::string, std::string, std::string>;  ///< programme, right (none: its tier), person, owner
using Course = std::map<CourseKey, std::map<Date, Stage>>;

int gain_of(RightWord word) {
    switch (word) {
        case RightWord::usable: case RightWord::served: return 3;
        case RightWord::unlocked: case RightWord::exhausted: return 2;
        case RightWord::paused: case RightWord::unknown: return 1;
        default: return 0;
    }
}

std::string name_of(const FamilyFacts& facts, int person) { return person < 0 ? "" : facts.name(person); }

Course course_of(FamilyRights& rights) {
    Course out;
    const Rulebook& rules = rights.rules();
    std::map<std::tuple<std::size_t, std::size_t, int>, std::string> owner;  // of a right's people: it may pass
    for (const RightsEvent& event : rights.course().events()) {
        const Programme& programme = *rules.programmes()[event.programme].programme;
        if (event.right == Reading::none) {
            const std::string tier = event.tier == 0 ? "none" : programme.tiers[static_cast<std::size_t>(event.tier) - 1].name;
            const bool unknown = event.event == RightEvent::unknown;
            out[{programme.header.name, "", name_of(rights.facts(), event.person), ""}][event.date] = {unknown ? "unknown" : tier, unknown ? 0 : event.tier, event.because};
            continue;
        }
        if (event.event == RightEvent::pending || event.event == RightEvent::transferred) continue;
        // A right that passes is still the right of whom it is for: the first owner stays in its name.
        const std::string& first = owner.try_emplace({event.right, event.holder, event.person}, name_of(rights.facts(), event.owner)).first->second;
        const CourseKey key{programme.header.name, rules.rights()[event.right].name(), name_of(rights.facts(), event.person), first};
        out[key][event.date] = {std::string(to_text(event.state)), gain_of(event.state), event.because};
    }
    return out;
}

const Stage& at(const std::map<Date, Stage>& stages, Date day) {
    static const Stage none{"none", 0, ""};
    const auto after = stages.upper_bound(day);
    return after == stages.begin() ? none : std::prev(after)->second;
}

}  // namespace

Frame rights_against(FamilyRights& rights, FamilyRights& other) {
    Frame frame;
    frame.name = "against";
    frame.columns = {{"from", "", "", -1}, {"programme", "", "", -1}, {"right", "", "", -1}, {"person", "", "", -1}, {"owner", "", "", -1}, {"to", "", "", -1},
                     {"before", "", "", -1}, {"now", "", "", -1}, {"change", "", "", -1}, {"because", "", "", -1}};
    frame.keys = 5;
    const Course now = course_of(rights), before = course_of(other);
    std::set<CourseKey> keys;
    for (const Course* course : {&now, &before})
        for (const auto& [key, stages] : *course) keys.insert(key);
    static const std::map<Date, Stage> never;
    const auto stages_of = [](const Course& course, const CourseKey& key) -> const std::map<Date, Stage>& {
        const auto found = course.find(key);
        return found == course.end() ? never : found->second;
    };
    std::set<std::string> gainers, losers;
    std::optional<Date> first;
    for (const CourseKey& key : keys) {
        const auto &mine = stages_of(now, key), &its = stages_of(before, key);
        std::set<Date> days;
        for (const auto* stages : {&mine, &its})
            for (const auto& [day, stage] : *stages) days.insert(day);
        std::string was, is;  // of the stretch that is open
        for (const Date day : days) {
            const Stage &a = at(its, day), &b = at(mine, day);
            if (a.word == was && b.word == is) continue;
            if (was != is) frame.rows.back()[5] = day;
            was = a.word;
            is = b.word;
            if (was == is) continue;
            const bool gains = a.worth < b.worth, loses = b.worth < a.worth;
            const auto& [programme, right, person, owner] = key;
            if (gains) gainers.insert(person);
            if (loses) losers.insert(person);
            if (!first || day < *first) first = day;
            const auto changed = mine.find(day);
            const bool here = changed != mine.end() && !changed->second.because.empty();
            std::string why = here ? changed->second.because : at(its, day).because;
            if (!here && !why.empty()) why = "before: " + why;
            const auto text = [](const std::string& cell) { return cell.empty() ? Cell{} : Cell{cell}; };
            frame.rows.push_back({day, programme, text(right), text(person), text(owner), Cell{}, was, is, std::string(gains ? "gains" : loses ? "loses" : "differs"), text(why)});
        }
    }
    std::stable_sort(frame.rows.begin(), frame.rows.end(), [](const auto& a, const auto& b) { return std::get<Date>(a[0]) < std::get<Date>(b[0]); });
    const auto names = [](const std::set<std::string>& who) {
        std::string text;
        for (const std::string& name : who) text += (text.empty() ? "" : ", ") + name;
        return text.empty() ? std::string("nobody") : text;
    };
    frame.title = frame.rows.empty() ? "the same rights on every day" : fmt::format("gains: {}; loses: {}; first on {}", names(gainers), names(losers), first->text());
    frame.provenance.command = "rights";
    frame.provenance.illustrative = rights.rules().illustrative() || other.rules().illustrative() || rights.family().header.illustrative || other.family().header.illustrative;
    frame.provenance.conventions = {{"as_of", rights.family().as_of.text()}, {"against", fmt::format("family {} as of {}", other.family().header.name, other.family().as_of.text())}};
    return frame;
}

}  // namespace hearth
