#include "hearth/rights/check.hpp"

#include <set>
#include <tuple>

#include <fmt/format.h>

#include "hearth/rights/condition.hpp"

namespace hearth {

namespace {

bool overlap(const Header& a, const Header& b) {
    const bool before = a.stops && b.starts && *a.stops <= *b.starts;
    const bool after = b.stops && a.starts && *b.stops <= *a.starts;
    return !before && !after;
}

/// Two exceptions of one right must not hold together.
void check_versions(const Programme& programme, Report& report) {
    for (std::size_t i = 0; i < programme.rights.size(); ++i)
        for (std::size_t j = i + 1; j < programme.rights.size(); ++j) {
            const Right& a = programme.rights[i];
            const Right& b = programme.rights[j];
            if (a.overrides.empty() || a.overrides != b.overrides || !overlap(a.header, b.header)) continue;
            report.error("E0748", b.overrides_place,
                         fmt::format("{} and {} (line {}) both override {} and hold at the same time", b.header.name, a.header.name, a.overrides_place.line, a.overrides),
                         "give one of them 'stops', or let one override the other");
        }
}

/// "x >= 2" before "x >= 1": the second tier would never be the highest.
void check_tiers(const ProgrammeRules& programme, const Rulebook& rules, Report& report) {
    const auto threshold = [&](const Rule& rule, std::string& words) -> const Value* {
        if (rule.program.empty()) return nullptr;
        const Instruction& top = rule.program.at(rule.program.root);
        if (top.op != Code::at_least && top.op != Code::greater) return nullptr;
        words = words_of(rules, rule.program, top.arguments[0]);
        const Instruction& right = rule.program.at(top.arguments[1]);
        return right.op == Code::constant && right.constant.kind == Value::Kind::number ? &right.constant : nullptr;
    };
    for (std::size_t i = 1; i < programme.tiers.size(); ++i) {
        std::string below_words, words;
        const Value* below = threshold(programme.tiers[i - 1], below_words);
        const Value* its = threshold(programme.tiers[i], words);
        if (below == nullptr || its == nullptr || words != below_words || its->number > below->number) continue;
        const Tier& tier = programme.programme->tiers[i];
        report.error("E0749", tier.when->place, fmt::format("tier {} is written above {}, but asks for no more of {}", tier.name, programme.programme->tiers[i - 1].name, words),
                     "write the lowest tier first");
    }
}

}  // namespace

void check_rights(const Book& book, Report& report) {
    for (const Noun noun : {Noun::table, Noun::product, Noun::family, Noun::programme})
        if (!book.all_sound(noun)) return;  // a rule reads all of them
    Report found;
    std::vector<const Family*> families;
    for (const Family& family : book.families) families.push_back(&family);
    if (families.empty()) families.push_back(nullptr);
    bool first = true;
    for (const Family* family : families) {
        const Rulebook rules(book, family, found);
        if (first)
            for (const ProgrammeRules& programme : rules.programmes()) check_tiers(programme, rules, found);
        first = false;
    }
    for (const Programme& programme : book.programmes) check_versions(programme, found);
    std::set<std::tuple<std::string, Place, std::string>> seen;
    for (const Diagnostic& fault : found.all())
        if (seen.insert({fault.code, fault.place, fault.message}).second) report.add(fault);
}

}  // namespace hearth
