#include "hearth/rights/coverage.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

/// Every rule that is written, programme by programme.
std::vector<std::pair<Coverage::Line, const Rule*>> Coverage::lines_of(const Rulebook& rules) {
    std::vector<std::pair<Line, const Rule*>> lines;
    for (const ProgrammeRules& programme : rules.programmes()) {
        Line line;
        line.programme = programme.programme->header.name;
        const auto one = [&](std::string name, const Rule& rule) {
            if (!rule.written()) return;
            const std::vector<Instruction>& code = rule.program.code;
            line.rule = std::move(name);
            line.place = rule.expression->place;
            line.condition = rule.wanted == Type::Base::truth;
            line.fixed = !code.empty() && std::all_of(code.begin(), code.end(), [](const Instruction& at) { return at.op == Code::constant || at.op == Code::let; });
            lines.emplace_back(line, &rule);
        };
        const auto accounts = [&](const std::vector<AccountRules>& all) {
            for (const AccountRules& account : all) {
                const std::string name = "account." + account.account->header.name;
                one(name + ".opens", account.opens);
                one(name + ".carry", account.carry);
                one(name + ".floor", account.floor);
                one(name + ".grows", account.grows);
            }
        };
        const auto people = [&](const std::string& name, const PeopleRules& who) {
            for (const Rule& limit : who.limits) one(name, limit);
            for (const Rule& when : who.whens) one(name, when);
        };
        for (std::size_t i = 0; i < programme.tiers.size(); ++i) one("tier." + programme.programme->tiers[i].name, programme.tiers[i]);
        accounts(programme.accounts);
        for (const std::size_t index : programme.rights) {
            const RightRules& right = rules.rights()[index];
            line.right = right.name();
            line.exception = !right.right->overrides.empty();
            people("for", right.people);
            one("seats", right.seats);
            one("unlock", right.unlock);
            one("keep", right.keep);
            one("use", right.use);
            one("end", right.end);
            one("pass.when", right.pass_when);
            one("pass.times", right.pass_times);
            people("pass.to", right.pass_to);
            for (const PaymentRules& payment : right.pays) {
                one("pay." + payment.payment->header.name + ".when", payment.when);
                one("pay." + payment.payment->header.name + ".amount", payment.amount);
            }
            accounts(right.accounts);
        }
    }
    return lines;
}

void Coverage::list(const Rulebook& rules) {
    illustrative_ = illustrative_ || rules.illustrative();
    for (const Family& family : rules.book().families) illustrative_ = illustrative_ || family.header.illustrative;
    for (const Product& product : rules.book().products) illustrative_ = illustrative_ || product.header.illustrative;
    std::set<std::pair<Place, std::string>> known;
    for (const Line& line : lines_) known.insert({line.place, line.path()});
    for (const auto& [line, rule] : lines_of(rules))
        if (!known.contains({line.place, line.path()})) lines_.push_back(line);
}

void Coverage::add(const Rulebook& rules, const Answered& answered, std::size_t alone) {
    const auto root = [&](std::size_t programme) {
        while (rules.programmes()[programme].parent != Reading::none) programme = rules.programmes()[programme].parent;
        return programme;
    };
    for (const auto& [line, rule] : lines_of(rules)) {
        const auto found = answered.find(rule);
        if (found == answered.end() || (alone != Reading::none && root(rules.programme(line.programme)) != root(alone))) continue;
        const Answers& answers = found->second;
        for (Line& listed : lines_)
            if (listed.place == line.place && listed.path() == line.path())
                listed.answers = {listed.answers.yes || answers.yes, listed.answers.no || answers.no, listed.answers.unknown || answers.unknown};
    }
}

std::string Coverage::Line::seen() const {
    if (!answers.asked()) return "never asked";
    if (!answers.yes && !answers.no) return "always unknown";
    if (!condition || fixed) return "";
    if (!answers.yes) return "never yes";
    return answers.no ? "" : "never no";
}

Frame Coverage::frame(const Sources& sources) const {
    Frame frame;
    frame.name = "coverage";
    frame.columns = {{"programme", "", "", -1}, {"right", "", "", -1}, {"rule", "", "", -1}, {"place", "", "", -1}, {"seen", "", "", -1}};
    frame.keys = 4;
    frame.group = 0;
    std::set<std::string> unlocked;
    std::vector<std::string> locked, unused, unreached;
    std::size_t full = 0, unasked = 0;
    for (const Line& line : lines_) {
        if (line.rule == "unlock" && line.answers.yes) unlocked.insert(line.path());
        if (line.rule == "unlock" && !line.answers.yes) locked.push_back(line.path());
        if (line.exception && line.rule == "end" && !line.answers.asked()) unused.push_back(line.path());
        if (line.rule.starts_with("tier.") && !line.answers.yes) unreached.push_back(line.programme + "." + line.rule.substr(5));
    }
    for (const Line& line : lines_) {
        const std::string seen = line.seen();
        full += seen.empty() ? 1u : 0u;
        unasked += line.answers.asked() ? 0u : 1u;
        const bool follows = !line.right.empty() && !line.answers.asked() && line.rule != "unlock" && !unlocked.contains(line.path());
        if (seen.empty() || follows) continue;
        frame.rows.push_back({line.programme, line.right.empty() ? Cell{} : Cell{line.right}, line.rule, sources.describe(line.place), seen});
    }
    frame.title = fmt::format("coverage: {} of {} rules seen in full, {} never asked", full, lines_.size(), unasked);
    frame.provenance.illustrative = illustrative_;
    frame.provenance.conventions = {{"in full", "a condition yes once and no once, a number known once"},
                                    {"never unlocked", join(locked)},
                                    {"exceptions never used", join(unused)},
                                    {"tiers never reached", join(unreached)}};
    return frame;
}

Frame rights_coverage(FamilyRights& rights, const Sources& sources) {
    Answered answered;
    Timeline course(rights.rules(), rights.facts());
    course.world().answered = &answered;
    course.run();
    Coverage coverage;
    coverage.list(rights.rules());
    coverage.add(rights.rules(), answered);
    Frame frame = coverage.frame(sources);
    Provenance from = rights_provenance(rights);
    for (auto& convention : frame.provenance.conventions) from.conventions.push_back(std::move(convention));
    from.illustrative = from.illustrative || frame.provenance.illustrative;
    frame.provenance = std::move(from);
    return frame;
}

}  // namespace hearth
