#include "hearth/rights/family_rights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/rights/coverage.hpp"
#include "hearth/rights/effects.hpp"
#include "hearth/rights/expected.hpp"
#include "expecting.hpp"
#include "rights_questions.hpp"

namespace hearth {
namespace {

/// RIGHT PERSON DATE of --why.
std::optional<Date> day_of(const std::vector<std::string>& why, Report& report) {
    if (why.empty()) return std::nullopt;
    const auto day = Date::parse(why[2]);
    if (!day)
        report.error("E0804", {}, fmt::format("the date of --why is '{}' (allowed: a day of the years 1900 to 2300, yyyy-mm-dd)", why[2]),
                     "write --why RIGHT PERSON 2031-03-01");
    return day;
}

/// Bare names go to a product run alone; a family has none.
void refuse_given(const Given& given, Report& report) {
    for (const auto& [name, expression] : given)
        report.error("E0806", expression->place, fmt::format("'{}' is given, but a family is asked, which takes paths alone", name),
                     "write the path of a leaf, as in family.NAME.person.NAME." + name);
}

/// People of whom the same is so share a row, so that a family fits on a screen.
Frame one_screen(Frame summary) {
    const auto person = static_cast<std::size_t>(
        std::find_if(summary.columns.begin(), summary.columns.end(), [](const Column& column) { return column.name == "person"; }) - summary.columns.begin());
    std::vector<std::vector<Cell>> rows;
    for (std::vector<Cell>& row : summary.rows) {
        const std::string name = text_of(row[person]);
        row[person] = std::string();
        const auto same = std::find_if(rows.begin(), rows.end(), [&](std::vector<Cell> other) {
            other[person] = std::string();
            return other == row;
        });
        if (same == rows.end()) {
            row[person] = name;
            rows.push_back(std::move(row));
        } else {
            (*same)[person] = text_of((*same)[person]) + ", " + name;
        }
    }
    summary.rows = std::move(rows);
    return summary;
}

/// --effects: one row a right as CSV and JSON; as a table one row for what becomes of it.
Outcome effects(FamilyRights& rights, const Arguments& arguments, Loader& loader, const Output& output) {
    const bool table = output.format == "table";
    Frame frame = table ? one_screen(rights_effects_listed(rights)) : rights_effects(rights);
    add_origin(frame, "rights", loader, arguments);
    return {0, table ? to_table(frame) : rendered(frame, output.format), output.file};
}

Outcome run_rights(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    const std::vector<std::string> why = arguments.all("--why");
    const auto day = day_of(why, session.report);
    std::vector<std::string> questions;
    for (const char* option : {"--why", "--effects", "--usage", "--against", "--coverage", "--expected"})
        if (arguments.has(option)) questions.emplace_back(option);
    if (questions.size() > 1) session.report.error("E0804", {}, fmt::format("{} are several questions (allowed: one)", join(questions)), "ask one after the other");
    for (const char* option : {"--as-of", "--standards"})
        if (arguments.has(option) && !arguments.has("--usage")) session.report.error("E0804", {}, fmt::format("{} belongs to --usage, which is not asked", option));
    for (const char* option : {"--by", "--until", "--paths", "--seed", "--threads"})
        if (arguments.has(option) && !arguments.has("--expected")) session.report.error("E0804", {}, fmt::format("{} belongs to --expected, which is not asked", option));
    std::optional<Expecting> expects;
    if (arguments.has("--expected")) expects = expecting(arguments, session.report);
    if (session.report.failed()) return {};
    Loader loader(session);
    const auto ready = prepare_run(arguments, {Noun::family}, loader, session);
    if (!ready) return {};
    refuse_given(ready->given, session.report);
    FamilyRights rights = rights_of(*ready, session.report);
    if (session.report.failed()) return {};
    const Family& family = rights.family();
    if (arguments.has("--usage")) return answer_usage(rights, *ready, arguments, loader, output, session);
    if (arguments.has("--against")) return answer_against(rights, arguments, loader, output, session);
    if (expects) refuse_strange(expects->by, rights.family(), ready->book, session.report);
    if (session.report.failed()) return {};
    if (expects) {
        Frame frame = rights_expected(rights, *expects);
        add_origin(frame, "rights", loader, arguments);
        return {expects->too_large ? 4 : expects->no_answer ? 3 : 0, rendered(frame, output.format), output.file};
    }
    if (arguments.has("--effects")) return effects(rights, arguments, loader, output);
    if (day) return {0, rights_why(rights, why[0], why[1], *day, session.sources), output.file};

    const bool covers = arguments.has("--coverage");
    Frame events = covers ? rights_coverage(rights, session.sources) : rights_events(rights);
    add_origin(events, "rights", loader, arguments);
    if (covers || output.format != "table") return {0, rendered(events, output.format), output.file};
    Frame summary = one_screen(rights_summary(rights));
    summary.title = fmt::format("{}, as of {}", summary.title, family.as_of.text());
    summary.provenance = {{}, {}, {}, {}, summary.provenance.illustrative, {}};  // told once, below the events
    events.title = "dated events";
    return {0, to_table(summary) + '\n' + to_table(events), output.file};
}

}  // namespace

Command rights_command() {
    return {"rights",
            "FILE.toml [NAME]",
            1,
            2,
            "who of a family may use what, from when, why, and why not yet; every dated event with its probability",
            "NAME says which family where the file holds several. As a table, one screen of what is so on the day the family is\n"
            "looked at comes first. CSV and JSON hold the dated events.",
            {{"--why", "RIGHT PERSON DATE", "shows the conditions of a right on a day, with their values"},
             {"--usage", "LEDGER.csv", "holds what was ordered and delivered against what is due: what is left, breaches, actual against expected use"},
             {"--as-of", "DATE", "the day the ledger is read on (that of the family)"},
             {"--standards", "TABLE", "bounds on measures of the services, and what is owed where they are broken"},
             {"--against", "FILE[:NAME]", "compares with another family, or with this one without --set: who gains or loses what, when"},
             {"--effects", "", "shows what would become of each right if a policy lapsed, was surrendered, ..., or somebody died that day"},
             {"--expected", "", "shows what each right is expected to come to for each person: probabilities, years, units, cost and its present value"},
             {"--by", "year,tier,item,FACT", "tells what is expected apart: by calendar year, tier, payment, a fact of the person such as a city, or a word that use hands over such as a channel"},
             {"--until", "DATE", "of --expected: only what happens before that day, in whole months"},
             {"--paths", "N", "simulates so many whole lives of the family in place of the exact expectation, with standard errors"},
             {"--seed", "N", "of the simulation (1); the same seed, the same lives"},
             {"--threads", "N", "how many threads share the rights (as many as there are processors); results are the same for any N"},
             {"--coverage", "", "shows the rules that this family's course leaves out: never asked, never yes, never no; rights never unlocked"},
             {"--set", "PATH=VALUE", "gives a leaf another value", true},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"},
             {"--manifest", "FILE.toml", "writes beside the file of -o how it was made, so that hearth test makes it again"}},
            {"hearth rights family.toml --format table", "hearth rights family.toml --why club.bed hong 2031-03-01",
             "hearth rights family.toml --set family.mine.as_of=2030-01-01 -o rights.json",
             "hearth rights family.toml --usage ledger.csv --as-of 2031-03-01 --standards promises --format table",
             "hearth rights family.toml --set family.mine.policy.care.status=surrendered --against family.toml --format table"},
            run_rights};
}

}  // namespace hearth
