#include "hearth/engine/projection.hpp"

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "project_policies.hpp"

namespace hearth {
namespace {

Outcome run_project(const Arguments& arguments, Session& session) {
    if (arguments.has("--policies")) return project_policies(arguments, session);
    if (arguments.words.empty()) session.report.error("E0803", {}, "hearth project is not told what to work on", "usage: hearth project FILE.toml [NAME]");
    for (const char* option : {"--product", "--basis", "--as-of", "--group", "--journal", "--shard", "--threads", "--grid", "--study", "--quantiles"})
        if (arguments.has(option)) session.report.error("E0803", {}, std::string(option) + " says how many policies are projected", "write --policies FILE.csv as well");
    if (session.report.failed()) return {};
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
            0,
            2,
            "premiums, payments, reserves and other values of each policy of a family, or of a product, by year or month",
            "NAME says which family or product where the file holds several. A product run alone is given what it asks by --set.\n"
            "With --policies a row stands for all policies of a file together, or for those of a group: present values, or what is expected by period.",
            {{"--set", "PATH=VALUE", "gives a leaf another value, or a product what it asks", true},
             {"--by", "year|month", "what a row stands for (year; of --policies the whole time: present values)"},
             {"--policies", "FILE.csv", "projects the policies of a file in place of one; - is standard input. Columns: what the product asks, and product, count, state, held"},
             {"--product", "FILE.toml", "their product, or a folder of products: then a column says which"},
             {"--basis", "NAME", "what the policies are read on (that of the product's first value)"},
             {"--as-of", "DATE", "the day on which the policies are valued, months after they are issued (each as it is issued)"},
             {"--group", "COLUMN,COLUMN", "tells the policies apart by columns of the file"},
             {"--grid", "NAME=VALUES", "the policies under each value of a number that they ask, such as that of a scenario: VALUE,VALUE or FROM..TO", true},
             {"--study", "NAME", "the policies in every cell of a study of their product"},
             {"--quantiles", "SHARE,SHARE", "how the results of --grid or --study are distributed, in place of each"},
             {"--journal", "FILE", "keeps what is done of --policies, so that a run that was ended goes on where it was"},
             {"--shard", "K/N", "does the K-th of N parts of --policies, for hearth merge; slurm: as the variables of a Slurm array say"},
             {"--threads", "N", "of --policies (as many as there are processors); the result is the same"},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"},
             {"--manifest", "FILE.toml", "writes beside the file of -o how it was made, so that hearth test makes it again"}},
            {"hearth project family.toml --format table",
             "hearth project family.toml --set basis.expected.let.pricing_rate='3 %' -o result.json",
             "hearth project product.toml my_life --set age=40 --set sex=female --set issued=2026-07-01 --set sum_assured=100000 --set "
             "pay_years=10"},
            run_project};
}

}  // namespace hearth
