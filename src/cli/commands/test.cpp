#include <fmt/format.h>

#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/expectation.hpp"
#include "hearth/cli/golden.hpp"
#include "hearth/cli/junit.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/rights/coverage.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/rights_case.hpp"
#include "hearth/rights/valued.hpp"

namespace hearth {
namespace {

struct Suite {
    Loaded loaded;
    Book book;
    Loader& loader;
    Session& session;
    Coverage* coverage;  ///< none: not asked for
    std::vector<Checked> checked = {};
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
        Checked& checked = suite.checked.back();
        ++(verdict.holds ? checked.passed : checked.failed);
        if (!verdict.holds)
            checked.text += printable(fmt::format("{}: FAILED {}: {}: {}", suite.session.sources.describe(expectation->place), checked.title,
                                                  expectation->ast.source, verdict.why)) +
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
    suite.checked.push_back({title_of(one), 0, 0, {}});
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
        Family family = *book.family(name);
        value_leaves(book, family);
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

std::vector<Checked> run_cases(const std::string& path, Loader& loader, Session& session, Coverage* coverage) {
    auto loaded = loader.load(path);
    if (!loaded) return {};
    const std::size_t before = session.report.errors();
    Book book = bind(loaded->set, session.report);
    if (session.report.errors() > before) return {};
    Suite suite{std::move(*loaded), std::move(book), loader, session, coverage};
    Report aside;  // what is wrong with the rules is told by the case that runs them
    if (coverage != nullptr) coverage->list(Rulebook(suite.book, suite.book.families.empty() ? nullptr : &suite.book.families.front(), aside));
    const auto cases = suite.book.cases;
    for (const Case& one : cases)
        if (one.header.place.file == suite.loaded.file) run_alone(one, suite);
    if (suite.checked.empty())
        session.report.error("E0810", {suite.loaded.file, 0, 0, 0}, "the file holds no [[case]]", "cases of included files are not run");
    return std::move(suite.checked);
}

/// The manifest that the file is, if it is one.
std::optional<Tree> manifest_at(const std::string& path, Session& session) {
    Sources aside;
    Report quiet;  // what is wrong is told when it is read as what it is
    const auto file = read_file(aside, path, ReadLimits{}.toml_bytes, quiet);
    const auto tree = file ? read_toml(aside, *file, quiet) : std::nullopt;
    const bool torn = file && !tree && aside.at(*file).text.find("\nmanifest =") != std::string::npos;
    if (!torn && (!tree || !is_manifest(*tree))) return std::nullopt;
    const auto again = read_file(session.sources, path, ReadLimits{}.toml_bytes, session.report);
    return again ? read_toml(session.sources, *again, session.report).value_or(Tree{}) : Tree{};
}

struct Tests {
    std::vector<CheckedFile> files;
    std::string text;
    std::size_t passed = 0, failed = 0;
    std::vector<std::pair<std::string, std::string>> approved;
};

void run_manifest(const std::string& path, const Tree& tree, GoldenAsk ask, Session& session, Tests& tests) {
    const Report told = std::exchange(session.report, {});
    Report after = told;
    if (is_manifest(tree))
        if (const auto manifest = read_manifest(tree, session)) {
            Golden golden = run_golden(path, *manifest, ask, session);
            tests.files.push_back({path, {std::move(golden.checked)}});
            for (auto& file : golden.approved) tests.approved.push_back(std::move(file));
        }
    for (const Diagnostic& fault : session.report.all()) after.add(fault);
    session.report = std::move(after);
}

void run_file(const std::string& path, GoldenAsk ask, Loader& loader, Session& session, Coverage* coverage, Tests& tests) {
    const auto manifest = manifest_at(path, session);
    if (!manifest && ask.locked) {
        session.report.error("E0879", {}, fmt::format("'{}' records no hashes: it is no manifest", path), "--locked is for manifests, which --manifest writes");
        return;
    }
    const std::size_t known = tests.files.size();
    if (manifest) run_manifest(path, *manifest, ask, session, tests);
    else tests.files.push_back({path, run_cases(path, loader, session, coverage)});
    if (tests.files.size() == known) return;
    std::size_t passed = 0, failed = 0;
    for (const Checked& one : tests.files.back().cases) {
        tests.text += one.text;
        passed += one.passed;
        failed += one.failed;
    }
    tests.text += fmt::format("{}: {}, {} passed, {} failed\n", printable(path), counted(tests.files.back().cases.size(), manifest ? "result" : "case"), passed, failed);
    tests.passed += passed;
    tests.failed += failed;
}

/// The file with what was found wrong with its input.
void run_told(const std::string& path, GoldenAsk ask, Loader& loader, Session& session, Coverage* coverage, Tests& tests) {
    const std::size_t known = tests.files.size(), told = session.report.all().size();
    run_file(path, ask, loader, session, coverage, tests);
    for (std::size_t i = told; i < session.report.all().size(); ++i) {
        const Diagnostic& fault = session.report.all()[i];
        if (fault.severity != Severity::error) continue;
        if (tests.files.size() == known) tests.files.push_back({path, {}});
        tests.files.back().faults.emplace_back(session.sources.describe(fault.place), fault.code + ": " + fault.message);
    }
}

Outcome run_test(const Arguments& arguments, Session& session) {
    const GoldenAsk ask{arguments.has("--approve"), arguments.has("--locked")};
    const bool junit = choice(arguments, "--format", {"text", "junit"}, session.report) == "junit", covers = arguments.has("--coverage");
    if (junit && covers) session.report.error("E0804", {}, "--coverage is told as text (allowed: --format text)");
    if (session.report.failed()) return {};
    Loader loader(session);
    Coverage coverage;
    Tests tests;
    for (const std::string& path : arguments.words) run_told(path, ask, loader, session, covers ? &coverage : nullptr, tests);
    std::string text = junit ? to_junit(tests.files) : fmt::format("{}{} passed, {} failed\n", tests.text, tests.passed, tests.failed);
    if (covers) text += '\n' + to_table(coverage.frame(session.sources));
    const bool faults = session.report.failed();
    return {faults && junit ? 2 : tests.failed > 0 ? 1 : 0, std::move(text), arguments.one("-o"), {}, faults ? decltype(tests.approved){} : std::move(tests.approved)};
}

}  // namespace

Command test_command() {
    return {"test",
            "FILE.toml...",
            1,
            SIZE_MAX,
            "runs the cases in the files, [[case]], and the manifests: what to run, what is changed, what must hold or come out again",
            "Cases of included files are not run. A manifest is a run with its result beside it, as --manifest of the other commands writes\n"
            "it; the run is made again in its folder and compared. Exit code 1 if something does not hold.",
            {{"--approve", "", "of manifests: takes the result of today, writes it and its hashes, and says what changed"},
             {"--locked", "", "of manifests: refuses a file whose hash is not the one recorded"},
             {"--coverage", "", "shows which rules of programmes the cases leave out: never asked, never yes, never no; rights never unlocked"},
             {"--format", "text|junit", "form of the answer (text)"},
             {"-o", "FILE", "writes the answer to a file, whole or not at all"}},
            {"hearth test cases.toml", "hearth test cases.toml more_cases.toml --coverage", "hearth test rates.toml --locked",
             "hearth test cases.toml rates.toml --format junit -o tests.xml", "hearth test rates.toml --approve"},
            run_test};
}

}  // namespace hearth
