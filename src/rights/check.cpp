#include "hearth/rights/check.hpp"

#include <set>
#include <tuple>
#include <utility>

#include "check_parts.hpp"
#include "hearth/model/of_rights.hpp"

namespace hearth {

void check_rights(const Book& book, Report& report) {
    for (const Noun noun : {Noun::table, Noun::product, Noun::family, Noun::programme})
        if (!book.all_sound(noun)) return;  // a rule reads all of them
    Report found;
    std::vector<const Family*> families;
    for (const Family& family : book.families) families.push_back(&family);
    if (families.empty()) families.push_back(nullptr);
    bool first = true;
    for (const Family* family : families) {
        Rulebook rules(book, family, found);
        if (family != nullptr)
            for (const Policy& policy : family->policies)
                for (const auto& [name, leaf] : policy.given)
                    if (of_rights(leaf->ast)) rules.compile(leaf, Reading::none, Reading::none, Type::Base::any, found);
        if (!std::exchange(first, false)) continue;
        for (const ProgrammeRules& programme : rules.programmes()) check_tiers(programme, rules, found);
        for (const RightRules& right : rules.rights()) {
            check_scopes(right, rules, found);
            check_statuses(right, rules, found);
        }
    }
    for (const Programme& programme : book.programmes) check_versions(programme, found);
    std::set<std::tuple<std::string, Place, std::string>> seen;
    for (const Diagnostic& fault : found.all())
        if (seen.insert({fault.code, fault.place, fault.message}).second) report.add(fault);
}

}  // namespace hearth
