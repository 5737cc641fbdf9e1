#include "hearth/rights/family_rights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/rights/against.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"

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

FamilyRights rights_of(const Prepared& ready, Report& report) {
    const Family& family = *ready.book.family(ready.noun.substr(ready.noun.find('.') + 1));
    LifeFigures lives = lives_of(ready.book, family, report);
    return {ready.book, family, figures_of(ready.book, family), std::move(lives), report};
}

/// What --against names: FILE or FILE:NAME, as it is written, without the changes of --set.
std::optional<Prepared> other_of(const std::string& against, Loader& loader, Session& session) {
    const std::size_t name = against.rfind(".toml:");
    auto loaded = loader.load(name == std::string::npos ? against : against.substr(0, name + 5));
    if (!loaded) return std::nullopt;
    auto noun = noun_meant(*loaded, name == std::string::npos ? "" : against.substr(name + 6), {Noun::family}, session.report);
    auto prepared = prepare(*loaded, {}, loader, session);
    if (!noun || !prepared) return std::nullopt;
    prepared->noun = std::move(*noun);
    return prepared;
}

Outcome against(FamilyRights& rights, const Arguments& arguments, Loader& loader, const Output& output, Session& session) {
    Loader other_loader(session);
    const auto other = other_of(arguments.all("--against").front(), other_loader, session);
    if (session.report.failed()) return {};
    FamilyRights before = rights_of(*other, session.report);
    if (session.report.failed()) return {};
    Frame frame = rights_against(rights, before);
    add_origin(frame, "rights", loader, arguments);
    for (const auto& input : other_loader.inputs())
        if (std::find(frame.provenance.inputs.begin(), frame.provenance.inputs.end(), input) == frame.provenance.inputs.end()) frame.provenance.inputs.push_back(input);
    return {frame.rows.empty() ? 0 : 1, output.format == "table" ? to_table(frame) : rendered(frame, output.format), output.file};
}

Outcome run(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    const std::vector<std::string> why = arguments.all("--why");
    const auto day = day_of(why, session.report);
    if (!why.empty() && !arguments.all("--against").empty())
        session.report.error("E0804", {}, "--why and --against are two questions (allowed: one)", "ask one after the other");
    if (session.report.failed()) return {};
    Loader loader(session);
    const auto ready = prepare_run(arguments, {Noun::family}, loader, session);
    if (!ready) return {};
    refuse_given(ready->given, session.report);
    FamilyRights rights = rights_of(*ready, session.report);
    if (session.report.failed()) return {};
    const Family& family = rights.family();
    if (!arguments.all("--against").empty()) return against(rights, arguments, loader, output, session);
    if (day) return {0, rights_why(rights, why[0], why[1], *day, session.sources), output.file};

    Frame events = rights_events(rights);
    add_origin(events, "rights", loader, arguments);
    if (output.format != "table") return {0, rendered(events, output.format), output.file};
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
             {"--against", "FILE[:NAME]", "compares with another family, or with this one without --set: who gains or loses what, when"},
             {"--set", "PATH=VALUE", "gives a leaf another value", true},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth rights family.toml --format table", "hearth rights family.toml --why club.bed wei 2031-03-01",
             "hearth rights family.toml --set family.mine.as_of=2030-01-01 -o rights.json",
             "hearth rights family.toml --set family.mine.policy.care.status=surrendered --against family.toml --format table"},
            run};
}

}  // namespace hearth
