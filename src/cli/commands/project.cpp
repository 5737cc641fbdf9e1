#include "hearth/engine/projection.hpp"

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"

namespace hearth {
namespace {

Outcome run(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    const By by = choice(arguments, "--by", {"year", "month"}, session.report) == "year" ? By::year : By::month;
    Loader loader(session);
    const auto ready = prepare_run(arguments, {Noun::family, Noun::product}, loader, session);
    if (!ready) return {};
    Frame frame = project(ready->book, ready->noun, ready->given, by, session.report);
    add_origin(frame, "project", loader, arguments);
    return session.report.failed() ? Outcome{} : Outcome{0, rendered(frame, output.format), output.file};
}

}  // namespace

Command project_command() {
    return {"project",
            "FILE.toml [NAME]",
            1,
            2,
            "premiums, payments, reserves and other values of each policy of a family, or of a product, by year or month",
            "NAME says which family or product where the file holds several. A product run alone is given what it asks by --set.",
            {{"--set", "PATH=VALUE", "gives a leaf another value, or a product what it asks", true},
             {"--by", "year|month", "what a row stands for (year)"},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"},
             {"--manifest", "FILE.toml", "writes beside the file of -o how it was made, so that hearth test makes it again"}},
            {"hearth project family.toml --format table",
             "hearth project family.toml --set basis.expected.let.pricing_rate='3 %' -o result.json",
             "hearth project product.toml my_life --set age=40 --set sex=female --set issued=2026-07-01 --set sum_assured=100000 --set "
             "pay_years=10"},
            run};
}

}  // namespace hearth
