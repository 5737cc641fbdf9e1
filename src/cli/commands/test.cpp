#include <fmt/format.h>

#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/expectation.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/rights/coverage.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/rights_case.hpp"

namespace hearth {
namespace {

struct Tally {
    std::size_t cases = 0, passed = 0, failed = 0;
    std::string text;  ///< a line for each expectation that does not hold
};

struct Suite {
    Loaded loaded;
    Book book;
    Loader& loader;
    Session& session;
    Coverage* coverage;  ///< none: not asked for
    Tally tally = {};
};

std::string title_of(const Case& one) { return one.header.title.empty() ? "case " + one.header.name : one.header.title; }

/// Asks every expectation of a case; one that ends in a fault of the calculation does not hold.
void ask(const Case& one, const Nearness& nearness, const Names& names, const Answering& answer, Suite& suite) {
    for (const ExpressionPtr& expectation : one.expect) {
        Verdict verdict;
        try {
            verdict = judge(*expectation, nearness, names, answer, suite.session.report);
        } catch (const Fault& fault) {
            if (fault.stop() == Stop::io) throw;
            const Diagnostic& told = fault.diagnostic();
            verdict = {false, fmt::format("{}: {}{}", told.code, told.message, told.hint.empty() ? "" : " (" + told.hint + ")")};
        }
        ++(verdict.holds ? suite.tally.passed : suite.tally.failed);
        if (!verdict.holds)
            suite.tally.text += printable(fmt::format("{}: FAILED {}: {}: {}", suite.session.sources.describe(expectation->place),
                                                      title_of(one), expectation->ast.source, verdict.why)) +
                                '\n';
    }
}

void run_product(const Case& one, const Book& book, const Product& product, Given given, Suite& suite) {
    Contract contract(book, product, std::move(given), suite.session.report);
    if (suite.session.report.failed()) return;
    const auto answer = [&](const Expression& expression, Report& report) { return contract.evaluate(expression, report); };
    ask(one, {one.within, contract.scale()}, *book.names, answer, suite);
}

void run_rights(const Case& one, RightsCase& rights, const Names& names, Suite& suite) {
    const auto answer = [&](const Expression& expression, Report& report) { return rights.evaluate(expression, report); };
    ask(one, {one.within, 1}, names, answer, suite);
    if (suite.coverage != nullptr) suite.coverage->add(rights.rules(), rights.answered(), rights.programme());
}

void run_case(const Case& one, Suite& suite) {
    ++suite.tally.cases;
    std::vector<Change> changes;
    for (const auto& [path, leaf] : one.changes) changes.push_back({path, leaf, leaf.key_place});
    Loaded changed = suite.loaded;
    const auto ready = prepare(changed, changes, suite.loader, suite.session);
    if (!ready) return;
    const Book& book = ready->book;
    Report& report = suite.session.report;
    const std::string name = one.run.substr(one.run.find('.') + 1);
    if (one.run.starts_with("product.")) {
        run_product(one, book, *book.product(name), ready->given, suite);
    } else if (one.run.starts_with("family.")) {
        const Family& family = *book.family(name);
        RightsCase rights(book, family, figures_of(book, family), report);
        if (!report.failed()) run_rights(one, rights, *book.names, suite);
    } else {
        RightsCase rights(book, *book.programme(name), ready->given, report);
        if (!report.failed()) run_rights(one, rights, *book.names, suite);
    }
}

/// A case with faults is told, and the next one is run all the same.
void run_alone(const Case& one, Suite& suite) {
    Report told = std::exchange(suite.session.report, {});
    run_case(one, suite);
    for (const Diagnostic& fault : suite.session.report.all()) told.add(fault);
    suite.session.report = std::move(told);
}

std::string run_file(const std::string& path, Loader& loader, Session& session, Tally& total, Coverage* coverage) {
    auto loaded = loader.load(path);
    if (!loaded) return "";
    const std::size_t before = session.report.errors();
    Book book = bind(loaded->set, session.report);
    if (session.report.errors() > before) return "";
    Suite suite{std::move(*loaded), std::move(book), loader, session, coverage};
    Report aside;  // what is wrong with the rules is told by the case that runs them
    if (coverage != nullptr) coverage->list(Rulebook(suite.book, suite.book.families.empty() ? nullptr : &suite.book.families.front(), aside));
    const auto cases = suite.book.cases;
    for (const Case& one : cases)
        if (one.header.place.file == suite.loaded.file) run_alone(one, suite);
    if (suite.tally.cases == 0)
        session.report.error("E0810", {suite.loaded.file, 0, 0, 0}, "the file holds no [[case]]", "cases of included files are not run");
    total.passed += suite.tally.passed;
    total.failed += suite.tally.failed;
    return fmt::format("{}{}: {}, {} passed, {} failed\n", suite.tally.text, printable(path), counted(suite.tally.cases, "case"),
                       suite.tally.passed, suite.tally.failed);
}

Outcome run(const Arguments& arguments, Session& session) {
    Loader loader(session);
    Tally total;
    Coverage coverage;
    const bool covers = arguments.has("--coverage");
    std::string text;
    for (const std::string& path : arguments.words) text += run_file(path, loader, session, total, covers ? &coverage : nullptr);
    text += fmt::format("{} passed, {} failed\n", total.passed, total.failed);
    if (covers) text += '\n' + to_table(coverage.frame(session.sources));
    return {total.failed > 0 ? 1 : 0, text, {}};
}

}  // namespace

Command test_command() {
    return {"test",
            "FILE.toml...",
            1,
            SIZE_MAX,
            "runs the cases in the files: [[case]] says what to run, what is changed, what must hold",
            "Cases of included files are not run. Exit code 1 if something does not hold.",
            {{"--coverage", "", "shows which rules of programmes the cases leave out: never asked, never yes, never no; rights never unlocked"}},
            {"hearth test cases.toml", "hearth test cases.toml more_cases.toml --coverage"},
            run};
}

}  // namespace hearth
