// Cells of results, explained: the first number printed is the cell of the output to the last bit, and so is what the printed leaves come to.
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "draws.hpp"
#include "drawn.hpp"
#include "hearth/engine/explain.hpp"
#include "hearth/engine/track.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/study/changes.hpp"
#include "lives.hpp"
#include "recombined.hpp"

namespace hearth::reference::explain_test {

namespace {

/// Under the sanitizers fewer will do.
std::size_t cells() {
    const char* asked = std::getenv("HEARTH_EXPLAINED_CELLS");
    return asked == nullptr ? 1'000 : std::strtoull(asked, nullptr, 10);
}

struct Tally {
    std::size_t cells = 0, asks = 0, nodes = 0, combined = 0, failures = 0;
    std::map<std::string, std::size_t> ops;
};

ExpressionPtr item_of(const std::string& words, Sources& sources, Report& report) {
    Tree leaf;
    leaf.kind = Tree::Kind::text;
    leaf.text = words;
    leaf.inset = 1;
    leaf.place = {sources.add("--item", " " + words), 1, 1, 1};
    auto ast = parse_expression(leaf, report);
    return ast ? std::make_shared<const Expression>(Expression{std::move(*ast), words, leaf.place, false, {}, {}}) : nullptr;
}

std::string written(const Cell& cell) {
    if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
    if (const auto* number = std::get_if<double>(&cell)) {
        char digits[40];
        return {digits, std::to_chars(digits, digits + 40, *number + 0.0).ptr};
    }
    return '"' + text_of(cell) + '"';
}

/// The words of --item in what a cell says may be asked of it alone; empty: it says nothing.
std::string words_of(const std::string& ask) {
    if (!ask.starts_with("--item '")) return {};
    std::string out = ask.substr(8, ask.size() - 9);
    for (std::size_t at = out.find("'\\''"); at != std::string::npos; at = out.find("'\\''", at + 1)) out.replace(at, 4, "'");
    return out;
}

/// A cell that an explanation names, asked alone by its words: the same cell is told, with the same bits.
void check_ask(Contract& contract, const Explanation& explanation, Sources& sources, Draws& draws, const std::string& about, Tally& tally) {
    std::vector<const Explained*> cells;
    for (const Explained& node : explanation.nodes)
        if (!words_of(node.ask).empty() && node.name.find(" at (") != std::string::npos) cells.push_back(&node);
    if (cells.empty()) return;
    const Explained& cell = *cells[static_cast<std::size_t>(draws.below(static_cast<int>(cells.size())))];
    std::string why = "it is not told";
    try {
        Report report;
        CellAsked asked;
        asked.item = item_of(words_of(cell.ask), sources, report);
        asked.depth = 1;
        for (const Explained& node : explain(contract, "p", asked, report).nodes)
            if (node.value == cell.value) why.clear();  // in money of the policy, or before it is multiplied
        for (const Diagnostic& fault : report.all()) why += fault.code + " " + fault.message;
    } catch (const Fault& fault) {
        why = fault.diagnostic().code + " " + fault.what();
    }
    ++tally.asks;
    if (why.empty()) return;
    ++tally.failures;
    fmt::print("{}\n{}: {}\n", about, cell.ask, why);
    CHECK(why.empty());
}

/// `cell` is what the output has.
void check(Contract& contract, const CellAsked& asked, const Cell& cell, Sources& sources, const std::string& about, Draws& draws, Tally& tally) {
    Report report;
    std::string why;
    Recombined found;
    try {
        const Explanation explanation = explain(contract, "p", asked, report);
        for (const Diagnostic& fault : report.all()) why += fault.code + " " + fault.message + "\n";
        if (why.empty()) {
            if (asked.depth < 5 && draws.per_cent(40)) check_ask(contract, explanation, sources, draws, about, tally);
            found = recombined(to_json(explanation, sources));
            if (found.printed != written(cell)) why = fmt::format("the output has {}, the explanation {}", written(cell), found.printed);
            else if (found.found != found.printed || !found.differs.empty()) why = fmt::format("{} is printed, {} is what the leaves come to; {}", found.printed, found.found, found.differs);
        }
    } catch (const Fault& fault) {
        if (fault.diagnostic().code == "E0853") return;  // too large to be told
        why = fault.diagnostic().code + " " + fault.what();
    } catch (const std::exception& other) {
        why = other.what();
    }
    ++tally.cells;
    tally.nodes += found.nodes;
    tally.combined += found.combined;
    for (const auto& [op, count] : found.ops) tally.ops[op] += count;
    if (why.empty()) return;
    ++tally.failures;
    fmt::print("{}\n{}, period {}, state '{}', depth {}: {}\n", about, asked.item->path, asked.period ? std::to_string(*asked.period) : "none", asked.state, asked.depth, why);
    CHECK(why.empty());
}

/// All down to the leaves is much to read: now and then.
std::size_t depth_of(Draws& draws) { return draws.one_of<std::size_t>({1, 2, 2, 2, 2, 3, 3, 4, 6, SIZE_MAX}); }

/// Some cells of the projection of a product.
void projected(test::Bound& set, const Book& book, const std::string& product, const Given& given, const std::string& about, int count, Draws& draws, Tally& tally) {
    Report report;
    Contract contract(book, *book.product(product), given, report);
    if (report.failed()) return;
    const By by = draws.per_cent(80) || !contract.track().steps_in(Span{1, 0, 0}) ? By::year : By::month;
    if (by == By::year && !contract.track().steps_in(Span{12, 0, 0})) return;
    const Frame frame = project(book, "product." + product, given, by, report);
    if (report.failed() || frame.columns.size() <= 5) return;  // it has no answer, or nothing to explain
    for (int tries = 0; count > 0 && tries < 100; ++tries) {
        const auto& row = frame.rows[static_cast<std::size_t>(draws.below(static_cast<int>(frame.rows.size())))];
        const auto column = static_cast<std::size_t>(draws.from(5, static_cast<int>(frame.columns.size()) - 1));
        if (std::holds_alternative<std::monostate>(row[column])) continue;
        CellAsked asked;
        const std::string& name = frame.columns[column].name;
        asked.item = item_of(name, set.sources, report);
        asked.by = by;
        asked.period = static_cast<std::size_t>(std::get<std::int64_t>(row[1]));
        asked.state = std::get<std::string>(row[2]);
        asked.depth = depth_of(draws);
        check(contract, asked, row[column], set.sources, about, draws, tally);
        --count;
    }
}

/// An expression as a study shows it.
void asked_of(test::Bound& set, Contract& contract, const ExpressionPtr& item, const std::string& about, Draws& draws, Tally& tally) {
    Report report;
    Cell cell;
    try {
        const hearth::Value value = contract.evaluate(*item, report);
        if (report.failed()) return;
        if (value.kind == hearth::Value::Kind::truth) cell = value.number != 0;
        else if (value.kind == hearth::Value::Kind::number) cell = value.number;
        else return;
    } catch (const Fault&) {
        return;
    }
    CellAsked asked;
    asked.item = item;
    asked.depth = depth_of(draws);
    check(contract, asked, cell, set.sources, about, draws, tally);
}

/// What may be asked of any product besides its values.
std::string any_form(const Model& model, Draws& draws) {
    const std::string state = draws.one_of(model.states);
    return draws.one_of<std::string>({"variance(pv(benefits) - 2 * pv(premiums))", "variance(pv(benefits)) at (time: 1 year)", "irr(profit)", "quantile(pv(benefits), 90 %)", "exceedance(pv(benefits), 1)",
                                      fmt::format("probability(state is {}, {} years)", state, draws.below(12)), fmt::format("probability(state is {}, 2 years) at (time: {} years)", state, draws.below(4)),
                                      "probability(status is in_force and state is " + state + ", 3 years)"});
}

void generated(std::uint64_t number, Draws& draws, Tally& tally) {
    const Drawn product = drawn(number);
    const std::string text = as_text(product);
    test::Bound set = test::bound(text);
    const Given given = test::given({{"age", product.age}, {"face", product.sum}});
    projected(set, set.book, set.book.products.front().header.name, given, text, 3, draws, tally);
    Report report;
    Contract contract(set.book, set.book.products.front(), given, report);
    const int k = draws.below(product.steps());
    const std::string item = fmt::format("{} at (time: {} months, state: {}, held: {} months)", draws.one_of<std::string>({"benefits_left", "net_reserve", "gross_reserve", "cash_value"}),
                                         k * 12 / product.steps_a_year(), state_name(product, draws.below(product.living)), draws.below(k + 1) * 12 / product.steps_a_year());
    asked_of(set, contract, item_of(item, set.sources, report), text, draws, tally);
    if (draws.per_cent(50)) asked_of(set, contract, item_of(any_form(contract.track().model(), draws), set.sources, report), text, draws, tally);
}

void generated_lives(std::uint64_t number, Draws& draws, Tally& tally) {
    const Lives product = drawn_lives(number);
    const std::string text = as_text(product);
    test::Bound set = test::bound(text);
    std::vector<std::pair<std::string, double>> numbers = {{"age", product.lives[0].age}, {"face", 1'000}};
    for (std::size_t i = 1; i < product.lives.size(); ++i) numbers.emplace_back(role_name(static_cast<int>(i)) + ".age", product.lives[i].age);
    projected(set, set.book, set.book.products.front().header.name, test::given(numbers), text, 2, draws, tally);
}

/// The cases of a shipped file: their expectations, and cells of the projection of what they run.
void shipped(const std::string& path, std::size_t count, Draws& draws, Tally& tally) {
    test::Bound set = test::bound_file(path);
    if (set.report.failed()) return;  // no model, or one that is to be refused
    std::vector<Case> cases;
    for (const Case& one : set.book.cases)
        if (one.run.starts_with("product.")) cases.push_back(one);
    for (std::size_t i = 0; i < count && !cases.empty(); ++i) {
        const Case one = cases[static_cast<std::size_t>(draws.below(static_cast<int>(cases.size())))];
        if (one.header.title.find("(slow)") != std::string::npos) continue;
        std::vector<Change> changes;
        for (const auto& [leaf, value] : one.changes) changes.push_back({leaf, value, value.key_place});
        Set changed = set.set;
        Report report;
        const Given given = apply_changes(changed, changes, report);
        const Book book = bind(changed, report);
        if (report.failed()) continue;
        const std::string name = one.run.substr(8), about = path + ": " + one.header.title;
        Contract contract(book, *book.product(name), given, report);
        if (report.failed()) continue;
        for (const Case& again : book.cases)
            if (again.header.title == one.header.title && !again.expect.empty())
                asked_of(set, contract, again.expect[static_cast<std::size_t>(draws.below(static_cast<int>(again.expect.size())))], about, draws, tally);
        try {
            if (draws.per_cent(30) && contract.track().joint().lives.size() == 1) asked_of(set, contract, item_of(any_form(contract.track().model(), draws), set.sources, report), about, draws, tally);
            projected(set, book, name, given, about, 2, draws, tally);
        } catch (const Fault&) {  // a projection that has no answer
        }
    }
}

}  // namespace

TEST_CASE("cells that are explained come to the output and are made of their leaves to the last bit") {
    Tally tally;
    Draws draws(7);
    std::vector<std::string> files;
    for (const char* folder : {"examples", "tests/checks"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".toml" && entry.path().string().find("/shared/") == std::string::npos) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    for (std::uint64_t number = 0; tally.cells < cells() && tally.failures < 10; ++number) {
        generated(number, draws, tally);
        if (number % 4 == 0) generated_lives(number, draws, tally);
        if (number % 2 == 0) shipped(files[(number / 2 * 7) % files.size()], 1, draws, tally);
    }
    fmt::print("{} cells explained, {} nodes, {} of them made of others; {} of those they name asked alone\n", tally.cells, tally.nodes, tally.combined, tally.asks);
    for (const auto& [op, count] : tally.ops) fmt::print("{:>9} {}\n", count, op);
    CHECK(tally.failures == 0);
}

TEST_CASE("S24 where held matters on a continuous basis present values and chances are taken apart to the last bit") {
    const std::string text = R"toml(illustrative = true
currency = "CNY"
[basis.best]
step = "continuous"
interest = "3 %"
[basis.best.rates]
"active -> ill" = "force(0.1)"
"ill -> active" = "force(if held < 1 month then 0.9 else 0.5)"
"active -> dead" = "chance(0.01)"
"ill -> dead" = "force(0.05 + 0.1 * min(number(held), 2))"
[product.care]
model = "active <-> ill; any -> dead"
ends = "state is dead or time >= 1"
[product.care.pay]
rent = { to = "insured", every = "month", when = "state is ill", amount = "100 CNY" }
capital = { to = "beneficiary", on = "-> dead", amount = "1000 CNY" }
flowing = { to = "insured", every = "continuous", when = "state is ill and held >= 1 month", amount = "50 CNY" }
[product.care.value]
net = { basis = "best", amount = "pv(rent) + pv(capital)" }
)toml";
    test::Bound set = test::bound(text);
    REQUIRE(set.book.products.size() == 1);
    Report report;
    Contract contract(set.book, set.book.products.front(), {}, report);
    REQUIRE(!report.failed());
    Tally tally;
    Draws draws(7);
    std::size_t cells = 0;
    for (const char* item : {"pv(capital)", "net", "pv(flowing) at (time: 6 months, state: ill, held: 3 months)", "pv(benefits) at (time: 9 months, state: ill, held: 1 month)",
                             "pv(1 for each rent) at (time: 2 months)", "pv(rent) at (time: 11 months, state: ill, held: 2 months)", "probability(state is ill, 6 months)",
                             "probability(state is ill and held < 2 months, 3 months) at (time: 1 month)"})
        for (const std::size_t depth : {1U, 2U}) {
            CellAsked asked;
            asked.item = item_of(item, set.sources, report);
            asked.depth = depth;
            const Cell cell = contract.evaluate(*asked.item, report).number;
            check(contract, asked, cell, set.sources, item, draws, tally);
            ++cells;
        }
    CHECK(tally.failures == 0);
    CHECK(tally.cells == cells);
    CHECK(tally.ops["not taken apart"] + tally.ops["probability"] == 0);
    CHECK(tally.ops["exp"] > 0);
}

}  // namespace hearth::reference::explain_test
