// States of rights, explained: the first word printed is that of the timeline, and so is what the conditions printed under it come to.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "../unit/book_test.hpp"
#include "draws.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"
#include "hearth/rights/explain.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"
#include "hearth/study/changes.hpp"
#include "recombined.hpp"

namespace hearth::reference::explain_rights_test {

namespace {

/// Under the sanitizers fewer will do: a tenth of the cells of contracts.
std::size_t states_asked() {
    const char* asked = std::getenv("HEARTH_EXPLAINED_CELLS");
    return asked == nullptr ? 200 : std::strtoull(asked, nullptr, 10) / 5;
}

int rank_of(RightWord word) {
    const RightWord order[] = {RightWord::ended, RightWord::none, RightWord::unknown, RightWord::paused, RightWord::exhausted, RightWord::unlocked, RightWord::usable, RightWord::served};
    return static_cast<int>(std::find(std::begin(order), std::end(order), word) - std::begin(order));
}

struct Tally {
    std::size_t asked = 0, nodes = 0, combined = 0, failures = 0;
    std::map<std::string, std::size_t> words, ops;
};

/// The best state of a right for a person as the table of rights has it for that day; none: it does not reach them. The dated events of the
/// whole course must say the same, but that what was never unlocked ends, or is known again, without a line.
std::optional<RightWord> by_output(FamilyRights& rights, std::size_t right, int person, Date day) {
    std::map<std::size_t, RightWord> last;
    for (const RightsEvent& event : rights.course().events())
        if (event.right == right && event.person == person && event.date <= day && event.event != RightEvent::transferred) last[event.holder] = event.state;
    const auto now = rights.until(day);
    std::optional<RightWord> best;
    for (const auto& [holder, holding] : now->state().rights[right]) {
        const auto found = holding.people.find(person);
        if (found == holding.people.end()) continue;
        const RightWord word = found->second.word;
        if (const RightWord told = last[holder]; told != RightWord::none && told != RightWord::unknown) CHECK(to_text(told) == to_text(word));
        if (!best || rank_of(word) > rank_of(*best)) best = word;
    }
    return best;
}

/// What is explained must be printed as `wanted`, and be what its parts come to.
template <class Explain>
void check(const std::string& about, const std::string& wanted, Sources& sources, Tally& tally, Explain explained) {
    std::string why;
    Recombined found;
    try {
        found = recombined(to_json(explained(), sources));
        if (found.printed != wanted) why = fmt::format("the output says {}, the explanation {}", wanted, found.printed);
        else if (found.found != found.printed || !found.differs.empty()) why = fmt::format("{} is printed, {} is what it is made of; {}", found.printed, found.found, found.differs);
    } catch (const Fault& fault) {
        why = fault.diagnostic().code + " " + fault.what();
    } catch (const std::exception& other) {
        why = other.what();
    }
    ++tally.asked;
    tally.nodes += found.nodes;
    tally.combined += found.combined;
    ++tally.words[found.printed];
    for (const auto& [op, count] : found.ops) tally.ops[op] += count;
    if (why.empty()) return;
    ++tally.failures;
    fmt::print("{}: {}\n", about, why);
    CHECK(why.empty());
}

/// A tier as the dated events have it on the day of one, and a payment of that day.
void ask_tier(FamilyRights& rights, const RightsEvent& event, const std::string& about, Draws& draws, Sources& sources, Tally& tally) {
    if (event.owner < 0 || event.event == RightEvent::unknown) return;
    const ProgrammeRules& programme = rights.rules().programmes()[event.programme];
    const std::string& name = programme.programme->header.name;
    const std::string tier = event.tier == 0 ? "none" : programme.programme->tiers[static_cast<std::size_t>(event.tier - 1)].name;
    int held = 0;  // by several holders of one owner: the best is told
    const auto timeline = rights.until(event.date);
    for (const auto& [holder, standing] : timeline->state().tiers[event.programme]) held += rights.course().here_of_tier(event.programme, holder).owner == event.owner ? 1 : 0;
    if (held != 1) return;
    const std::string owner = rights.facts().name(event.owner);
    check(fmt::format("{}: tier of {} for {} on {}", about, name, owner, event.date.text()), '"' + tier + '"', sources, tally, [&] { return explain_tier(rights, name, owner, event.date, draws.one_of<std::size_t>({1, 2, 3})); });
}

void ask_payment(FamilyRights& rights, Date day, const std::string& about, Draws& draws, Sources& sources, Tally& tally) {
    const auto timeline = rights.until(day);
    std::vector<std::pair<std::tuple<std::size_t, std::size_t, std::size_t, int>, Value>> given(timeline->state().given.begin(), timeline->state().given.end());
    if (given.empty()) return;
    const auto& [of, value] = given[static_cast<std::size_t>(draws.below(static_cast<int>(given.size())))];
    const auto& [right, payment, holder, person] = of;
    const std::vector<std::size_t> holders = holders_of(*timeline, right, person);
    if (holders.size() != 1 || !value.known() || person < 0) return;
    const std::string path = rights.rules().path(right), item = rights.rules().rights()[right].pays[payment].payment->header.name, who = rights.facts().name(person);
    check(fmt::format("{}: {} of {} for {} on {}", about, item, path, who, day.text()), fmt::format("{}", shortest(value.number)), sources, tally,
          [&] { return explain_payment(rights, path, item, who, day, draws.one_of<std::size_t>({1, 2, 3})); });
}

void ask(FamilyRights& rights, const std::string& about, Draws& draws, Sources& sources, Tally& tally) {
    const std::vector<RightsEvent>& events = rights.course().events();
    if (events.empty()) return;
    const RightsEvent& event = events[static_cast<std::size_t>(draws.below(static_cast<int>(events.size())))];
    if (event.right == Reading::none) return ask_tier(rights, event, about, draws, sources, tally);
    if (event.person < 0) return;
    if (draws.per_cent(20)) ask_payment(rights, event.date, about, draws, sources, tally);
    const Date day = event.date.plus_days(draws.per_cent(50) ? 0 : draws.below(400));
    const std::string right = rights.rules().path(event.right), person = rights.facts().name(event.person);
    const auto word = by_output(rights, event.right, event.person, day);
    if (!word) return;
    const std::string wanted = word == RightWord::unknown ? "unknown" : '"' + std::string(to_text(*word)) + '"';
    check(fmt::format("{}: {} for {} on {}", about, right, person, day.text()), wanted, sources, tally, [&] { return explain(rights, right, person, day, draws.one_of<std::size_t>({1, 2, 2, 3})); });
}

void asked_of(const Book& book, const Family& family, const std::string& about, int count, Draws& draws, Sources& sources, Tally& tally) {
    Report report;
    try {
        FamilyRights rights(book, family, figures_of(book, family), lives_of(book, family, report), report);
        if (report.failed()) return;
        for (int i = 0; i < count; ++i) ask(rights, about, draws, sources, tally);
    } catch (const Fault&) {  // a family whose course has no answer
    }
}

/// A figure of what a right is expected to come to, as the expectation has it that nobody listens to.
void ask_expected(FamilyRights& rights, const std::string& about, Draws& draws, Sources& sources, Tally& tally) {
    const std::vector<Unit> units = units_of(rights);
    if (units.empty()) return;
    const Unit& unit = units[static_cast<std::size_t>(draws.below(static_cast<int>(units.size())))];
    const int person = draws.one_of(unit.people);
    Apart by;
    by.year = draws.per_cent(60);
    const Expectation found = expected(rights, unit, by);
    std::vector<std::pair<Line, Figures>> lines;
    for (const auto& one : found.lines)
        if (one.first.person == person) lines.push_back(one);
    if (lines.empty() || found.refused.contains(person)) return;
    const auto& [line, figures] = lines[static_cast<std::size_t>(draws.below(static_cast<int>(lines.size())))];
    const std::pair<std::string, double> item = draws.one_of<std::pair<std::string, double>>(
        {{"unlocked", figures.unlocked}, {"used", figures.used}, {"held", figures.held}, {"usable", figures.usable}, {"units", figures.units}, {"cost", figures.cost}, {"value", figures.value}, {"value", figures.value}});
    ExpectedAsked asked{rights.rules().path(unit.right), rights.facts().name(person), {}, item.first, {}, draws.one_of<std::size_t>({1, 2, 3, 4, 5, 9})};
    asked.owner = holder_name(rights, unit.holder, rights.course().state().rights[unit.right].at(unit.holder).owner);
    if (by.year) asked.year = line.year;
    std::string why;
    Recombined again;
    try {
        const Explanation explanation = explain_expected(rights, asked);
        again = recombined(to_json(explanation, sources));
        if (std::get<double>(explanation.nodes.front().value) != item.second) why = fmt::format("the output has {}, the explanation {}", item.second, again.printed);
        else if (again.found != again.printed || !again.differs.empty()) why = fmt::format("{} is printed, {} is what its months come to; {}", again.printed, again.found, again.differs);
        else if (explanation.nodes.front().op == "not taken apart") why = "its months do not come to it";
        for (const Explained& node : explanation.nodes)
            if (asked.depth >= 4 && explanation.nodes.size() < 100'000 && node.op == "probability" && node.name.starts_with("chance")) why = node.name + " is not taken apart";
    } catch (const Fault& fault) {
        if (fault.diagnostic().code == "E0853" || fault.diagnostic().code == "E0578") return;  // too large to be told, or held twice by one
        why = fault.diagnostic().code + " " + fault.what();
    }
    ++tally.asked;
    tally.nodes += again.nodes;
    tally.combined += again.combined;
    ++tally.words[item.first];
    for (const auto& [op, count] : again.ops) tally.ops[op] += count;
    if (why.empty()) return;
    ++tally.failures;
    fmt::print("{}: {} of {} for {}, year {}, depth {}: {}\n", about, item.first, asked.right, asked.person, line.year, asked.depth, why);
    CHECK(why.empty());
}

}  // namespace

TEST_CASE("figures of expected rights that are explained are made of their months to the last bit") {
    Tally tally;
    Draws draws(13);
    std::vector<std::string> files = {"examples/rights-cost/family.toml"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/checks"))
        if (entry.path().extension() == ".toml" && entry.path().string().find("/shared/") == std::string::npos) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    const std::size_t wanted = states_asked() / 10 + 1;
    for (std::size_t turn = 0; tally.asked < wanted && tally.failures < 10 && turn < 500; ++turn) {
        const std::string& path = turn % 4 == 0 ? files.front() : files[turn * 7 % files.size()];
        test::Bound set = test::bound_file(path);
        if (set.report.failed()) continue;
        for (const Family& family : set.book.families) {
            Report report;
            try {
                FamilyRights rights(set.book, family, figures_of(set.book, family), lives_of(set.book, family, report), report);
                if (!report.failed()) ask_expected(rights, path + ": " + family.header.name, draws, set.sources, tally);
            } catch (const Fault&) {  // a family whose rights have no expectation
            }
        }
    }
    fmt::print("{} figures of expected rights explained, {} nodes, {} of them made of others\n", tally.asked, tally.nodes, tally.combined);
    for (const auto& [word, count] : tally.words) fmt::print("{:>9} {}\n", count, word);
    for (const auto& [op, count] : tally.ops) fmt::print("{:>9} {}\n", count, op);
    CHECK(tally.failures == 0);
    CHECK(tally.asked >= wanted);
}

TEST_CASE("states of rights that are explained come to the timeline and are made of their conditions") {
    Tally tally;
    Draws draws(11);
    std::vector<std::string> files;
    for (const char* folder : {"examples", "tests/checks"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".toml" && entry.path().string().find("/shared/") == std::string::npos) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    for (std::size_t turn = 0; tally.asked < states_asked() && tally.failures < 10 && turn < 1'000; ++turn) {
        const std::string& path = files[turn * 7 % files.size()];
        test::Bound set = test::bound_file(path);
        if (set.report.failed()) continue;
        for (const Family& family : set.book.families) asked_of(set.book, family, path + ": " + family.header.name, 6, draws, set.sources, tally);
        std::vector<Case> cases;
        for (const Case& one : set.book.cases)
            if (one.run.starts_with("family.") && !one.changes.empty()) cases.push_back(one);
        if (cases.empty()) continue;
        const Case& one = cases[static_cast<std::size_t>(draws.below(static_cast<int>(cases.size())))];
        std::vector<Change> changes;
        for (const auto& [leaf, value] : one.changes) changes.push_back({leaf, value, value.key_place});
        Set changed = set.set;
        Report report;
        apply_changes(changed, changes, report);
        const Book book = bind(changed, report);
        if (!report.failed()) asked_of(book, *book.family(one.run.substr(7)), path + ": " + one.header.title, 4, draws, set.sources, tally);
    }
    fmt::print("{} states of rights explained, {} nodes, {} of them made of others\n", tally.asked, tally.nodes, tally.combined);
    for (const auto& [word, count] : tally.words) fmt::print("{:>9} {}\n", count, word);
    for (const auto& [op, count] : tally.ops) fmt::print("{:>9} {}\n", count, op);
    CHECK(tally.failures == 0);
}

}  // namespace hearth::reference::explain_rights_test
