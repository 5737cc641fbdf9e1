#include <algorithm>

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/study/study.hpp"

namespace hearth {
namespace {

Outcome run(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    const std::size_t threads = threads_of(arguments, session.report);
    Loader loader(session);
    auto ready = prepare_run(arguments, {Noun::study}, loader, session);
    if (!ready) return {};
    const std::string name = ready->noun.substr(ready->noun.find('.') + 1);
    const auto found = std::find_if(ready->book.studies.begin(), ready->book.studies.end(), [&](const Study& one) { return one.header.name == name; });
    StudyRun study{ready->loaded.set, *found, ready->changes, threads};
    read_tables_of(study.study, ready->loaded, loader, session);
    if (session.report.failed()) return {};
    StudyResult result = run_study(study, session.report);
    add_origin(result.frame, "run", loader, arguments);
    return session.report.failed() ? Outcome{} : Outcome{result.answered ? 0 : 3, rendered(result.frame, output.format), output.file};
}

}  // namespace

Command run_command() {
    return {"run",
            "FILE.toml [STUDY]",
            1,
            2,
            "a study: a grid of products, policies and assumptions, what-ifs beside it, ranked by what they move",
            "STUDY says which where the file holds several. A cell without an answer is empty, its note says why, and the exit code is 3.",
            {{"--set", "PATH=VALUE", "gives a leaf another value before the study makes its own changes", true},
             {"--threads", "N", "how many threads share the cells (as many as there are processors); results are the same for any N"},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth run study.toml --format table", "hearth run study.toml tornado --set basis.best.interest='3 %' -o tornado.csv"},
            run};
}

}  // namespace hearth
