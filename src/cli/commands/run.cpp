#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/cli/change.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/study/break_even.hpp"
#include "hearth/study/side_by_side.hpp"

namespace hearth {
namespace {

/// "PATH=FROM..TO" and "A is B".
std::optional<BreakEven> break_even_of(const Arguments& arguments, Session& session) {
    const std::string word = arguments.one("--break-even"), equation = arguments.one("--is");
    const std::size_t dots = word.rfind(".."), equals = word.rfind('=', dots);
    const auto fault = [&](const std::string& message, const char* hint) {
        session.report.error("E0849", {}, message, hint);
        return std::nullopt;
    };
    if (dots == std::string::npos || equals == std::string::npos)
        return fault(fmt::format("--break-even is '{}', which is not PATH=FROM..TO", printable(word)), "as in --break-even basis.best.interest=0..0.2");
    const std::string path = word.substr(0, equals);
    const auto from = parse_number(std::string_view(word).substr(equals + 1, dots - equals - 1), true), to = parse_number(std::string_view(word).substr(dots + 2), true);
    if (!from || !to || *from >= *to)
        return fault(fmt::format("--break-even is '{}', which gives no lower and upper bound", printable(word)), "as in --break-even basis.best.interest=0..0.2");
    if (equation.empty()) return fault("--break-even is asked without --is", "write what holds there, as in --is 'margin is 5 %'");
    const auto place = read_change(path + "=0", session, "--break-even");
    const Tree leaf = option_leaf("--is", equation, session);
    auto ast = place ? parse_expression(leaf, session.report) : std::nullopt;
    if (!ast) return std::nullopt;
    if (ast->top().op != Syntax::is) return fault(fmt::format("--is is '{}', which is no equation", printable(equation)), "write 'A is B', as in --is 'margin is 5 %'");
    const auto side = [&](std::size_t child) {
        Expression one{*ast, "is", leaf.place, false, {}, {}};
        one.ast.root = ast->top().children[child];
        return std::make_shared<const Expression>(std::move(one));
    };
    return BreakEven{path, *from, *to, side(0), side(1), place->place};
}

/// Whether something stands side by side: not where a study runs one thing alone, or another in a scenario.
bool sides(const Study& study, Report& report) {
    const bool other = std::any_of(study.scenarios.begin(), study.scenarios.end(), [](const Scenario& one) { return !one.run.empty(); });
    if (study.run.size() > 1 && !other) return true;
    report.error("E0883", study.header.place,
                 fmt::format("study {} {}, so nothing stands side by side", study.header.name, other ? "runs something else in a scenario" : "runs one thing alone"),
                 "run = [\"product.one\", \"product.other\"]");
    return false;
}

Outcome run_run(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    const std::size_t threads = threads_of(arguments, session.report);
    Loader loader(session);
    auto ready = prepare_run(arguments, {Noun::study}, loader, session);
    if (!ready) return {};
    const std::string name = ready->noun.substr(ready->noun.find('.') + 1);
    const auto found = std::find_if(ready->book.studies.begin(), ready->book.studies.end(), [&](const Study& one) { return one.header.name == name; });
    StudyRun study{ready->loaded.set, *found, ready->changes, threads};
    read_tables_of(study.study, ready->loaded, loader, session);
    const bool beside = arguments.has("--side-by-side");
    if (session.report.failed() || (beside && !sides(study.study, session.report))) return {};
    std::optional<BreakEven> sought;
    if (arguments.has("--break-even") || arguments.has("--is"))
        if (!(sought = break_even_of(arguments, session))) return {};
    StudyResult result = sought ? break_even(study, *sought, session.report) : run_study(study, session.report);
    if (session.report.failed()) return {};
    if (beside) result.frame = side_by_side(result.frame, study.study.run, sought ? 1 : study.study.show.size());
    if (sought) result.frame.provenance.conventions.emplace_back("break even", arguments.one("--is"));
    add_origin(result.frame, "run", loader, arguments);
    return {result.answered ? 0 : 3, rendered(result.frame, output.format), output.file};
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
             {"--break-even", "PATH=FROM..TO", "instead of the columns: the number at the path, between the bounds, at which --is holds"},
             {"--is", "EQUATION", "what holds at break-even"},
             {"--side-by-side", "", "the things that the study runs beside each other, and how far each is from the first"},
             {"--threads", "N", "how many threads share the cells (as many as there are processors); results are the same for any N"},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"},
             {"--manifest", "FILE.toml", "writes beside the file of -o how it was made, so that hearth test makes it again"}},
            {"hearth run study.toml --format table", "hearth run study.toml tornado --set basis.best.interest='3 %' -o tornado.csv",
             "hearth run study.toml tornado --break-even basis.best.interest=0..0.2 --is 'office_premium is 900'"},
            run_run};
}

}  // namespace hearth
