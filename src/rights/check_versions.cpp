// Versions of a right in time, and how many people a part of `for` can reach.
#include <algorithm>

#include <fmt/format.h>

#include "check_parts.hpp"
#include "hearth/rights/people_of.hpp"

namespace hearth {

namespace {

constexpr double many = 1e9;  // people, where no text says how many

bool overlap(const Header& a, const Header& b) {
    const bool before = a.stops && b.starts && *a.stops <= *b.starts;
    const bool after = b.stops && a.starts && *b.stops <= *a.starts;
    return !before && !after;
}

const Right* find(const Programme& programme, const std::string& name) {
    const auto found = std::find_if(programme.rights.begin(), programme.rights.end(), [&](const Right& right) { return right.header.name == name; });
    return found == programme.rights.end() ? nullptr : &*found;
}

/// The right at the beginning of a chain of `overrides`; none if the chain is a circle.
const Right* first_of(const Programme& programme, const Right& right) {
    const Right* at = &right;
    for (std::size_t i = 0; i <= programme.rights.size(); ++i) {
        const Right* before = at->overrides.empty() ? nullptr : find(programme, at->overrides);
        if (before == nullptr) return at;
        at = before;
    }
    return nullptr;
}

/// Days between the versions of one right on which none of them holds.
void check_gaps(const Programme& programme, const Right& first, Report& report) {
    std::vector<const Right*> versions;
    for (const Right& right : programme.rights)
        if (first_of(programme, right) == &first) versions.push_back(&right);
    const auto starts = [](const Right& right) { return right.header.starts.value_or(Date::from_days(-1'000'000)); };
    std::sort(versions.begin(), versions.end(), [&](const Right* a, const Right* b) { return std::pair(starts(*a), a->header.name) < std::pair(starts(*b), b->header.name); });
    std::optional<Date> until = versions[0]->header.stops;
    for (std::size_t i = 1; i < versions.size() && until; ++i) {
        const Right& next = *versions[i];
        if (*until < starts(next))
            report.error("E0761", next.overrides.empty() ? next.header.place : next.overrides_place,
                         fmt::format("no version of {} holds from {} until {} begins on {}", first.header.name, until->text(), next.header.name, next.header.starts->text()),
                         "let one start on the day the other stops");
        until = next.header.stops ? std::optional(std::max(*until, *next.header.stops)) : std::nullopt;
    }
}

double most_people(const std::string& path, const std::string& holder, double parents) {
    double people = 1;
    std::size_t begin = 0;
    while (begin != std::string::npos) {
        const std::size_t dot = path.find('.', begin);
        const std::string word = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
        if (word == "parents") people *= parents;
        else if (word == "insured" || word == "payer") people = holder == "policy" ? people : many;
        else if (word != "owner" && word != "person" && word != "spouse") people = many;
        begin = dot == std::string::npos ? dot : dot + 1;
    }
    return people;
}

}  // namespace

void check_versions(const Programme& programme, Report& report) {
    for (std::size_t i = 0; i < programme.rights.size(); ++i) {
        const Right& a = programme.rights[i];
        for (std::size_t j = i + 1; j < programme.rights.size(); ++j) {
            const Right& b = programme.rights[j];
            if (a.overrides.empty() || a.overrides != b.overrides || !overlap(a.header, b.header)) continue;
            report.error("E0748", b.overrides_place,
                         fmt::format("{} and {} (line {}) both override {} and hold at the same time", b.header.name, a.header.name, a.overrides_place.line, a.overrides),
                         "give one of them 'stops', or let one override the other");
        }
        if (first_of(programme, a) == nullptr)
            report.error("E0762", a.overrides_place, fmt::format("{} overrides {}, which overrides it in turn", a.header.name, a.overrides), "the earlier version overrides none");
        if (a.overrides.empty()) check_gaps(programme, a, report);
    }
}

void check_scopes(const RightRules& right, const Rulebook& rules, Report& report) {
    std::size_t parents = 2;
    for (const Family& family : rules.book().families)
        for (const Person& who : family.persons) parents = std::max(parents, who.parents.size());
    for (const PeopleRules* people : {&right.people, &right.pass_to}) {
        if (people->people == nullptr) continue;
        for (std::size_t i = 0; i < people->limits.size(); ++i) {
            const Program& limit = people->limits[i].program;
            if (limit.empty() || limit.at(limit.root).op != Code::constant || limit.at(limit.root).constant.kind != Value::Kind::number) continue;
            const PeoplePart& part = people->people->parts[i];
            const double wanted = limit.at(limit.root).constant.number;
            double most = 0;
            for (const std::string& path : part.paths) most += most_people(path, rules.programmes()[right.programme].holder, static_cast<double>(parents));
            if (wanted > most)
                report.error("E0763", people->limits[i].expression->place,
                             fmt::format("{} of them are wanted, but there are never more than {}", wanted, most), "leave the number out if all of them are meant");
        }
    }
}

}  // namespace hearth
