#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/cli/change.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/grid.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/study/rate_sheet.hpp"

namespace hearth {
namespace {

/// The value that is priced: the one named, else the only one that the product solves.
std::optional<std::string> priced_of(const Product& product, const std::string& named, Report& report) {
    std::vector<std::string> solved, all;
    for (const ValueOf& value : product.values) {
        all.push_back(value.header.name);
        if (value.solve) solved.push_back(value.header.name);
    }
    if (!named.empty()) {
        if (std::find(all.begin(), all.end(), named) != all.end()) return named;
        report.error("E0846", {}, fmt::format("product {} has no value '{}'", product.header.name, named), did_you_mean(named, all));
        return std::nullopt;
    }
    if (solved.size() == 1) return solved.front();
    report.error("E0846", {}, solved.empty() ? fmt::format("product {} solves no value", product.header.name)
                                             : fmt::format("product {} solves several values: {}", product.header.name, join(solved)),
                 fmt::format("say which is the price: --value NAME (there: {})", join(solved.empty() ? all : solved)));
    return std::nullopt;
}

ExpressionPtr shown(const std::string& text, Session& session) {
    const Tree leaf = option_leaf("--show", text, session);
    auto ast = parse_expression(leaf, session.report);
    return ast ? std::make_shared<const Expression>(Expression{std::move(*ast), "show", leaf.place, false, {}, {}}) : nullptr;
}

/// "margin=8 %" is "margin is 8 %", as it stands in --grid and --set.
std::string equation_of(std::string text) {
    const std::size_t at = text.find('=');
    const bool compares = at != std::string::npos && at > 0 && (text[at - 1] == '<' || text[at - 1] == '>');
    return at == std::string::npos || compares || text.find('=', at + 1) != std::string::npos ? text : text.replace(at, 1, " is ");
}

constexpr std::string_view rule_ending = "_met";

/// What the product states of the rules that bind it: each let that ends in _met, and the source of a value that it measures.
std::vector<PriceRule> rules_of(const Product& product, Session& session) {
    std::vector<PriceRule> rules;
    for (const auto& [name, let] : product.lets) {
        if (!name.ends_with(rule_ending)) continue;
        std::string source = let->source;
        for (const Node& node : let->ast.nodes)
            for (const ValueOf& value : product.values)
                if (node.op == Syntax::name && node.text == value.header.name && !value.header.source.empty()) source = value.header.source;
        rules.push_back({name, source, shown(name, session)});
    }
    return rules;
}

Outcome run_price(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    Study study;
    for (const std::string& word : arguments.all("--grid"))
        if (auto axis = axis_of(word, session)) study.vary.push_back(std::move(*axis));
    const std::size_t threads = threads_of(arguments, session.report);
    Loader loader(session);
    auto ready = prepare_run(arguments, {Noun::product}, loader, session);
    if (!ready) return {};
    const Product& product = *ready->book.product(ready->noun.substr(ready->noun.find('.') + 1));
    const auto priced = priced_of(product, arguments.one("--value"), session.report);
    if (!priced) return {};
    if (arguments.has("--target")) {
        const Tree leaf = option_leaf("--target", equation_of(arguments.one("--target")), session);
        ready->changes.push_back({fmt::format("product.{}.value.{}.solve", product.header.name, *priced), leaf, leaf.place});
    }
    study.header = product.header;
    study.run = {ready->noun};
    study.show = {shown(*priced, session)};
    for (const std::string& text : arguments.all("--show")) study.show.push_back(shown(text, session));
    if (session.report.failed()) return {};
    StudyRun sheet{ready->loaded.set, std::move(study), ready->changes, threads, *priced, rules_of(product, session)};
    StudyResult result = run_study(sheet, session.report);
    if (session.report.failed()) return {};
    add_origin(result.frame, "price", loader, arguments);
    if (arguments.has("--target")) result.frame.provenance.conventions.emplace_back("target", arguments.one("--target"));
    finish_rate_sheet(result.frame, session.report);
    return {result.answered ? 0 : 3, rendered(result.frame, output.format), output.file};
}

}  // namespace

Command price_command() {
    return {"price",
            "FILE.toml [PRODUCT]",
            1,
            2,
            "a rate sheet: the value that a product solves, its premium, for every cell of a grid",
            "The residual is how far the sides of its equation are apart when every cash flow is computed at that premium. A cell without an "
            "answer is empty, its note says why, and the exit code is 3. Premiums that fall with age, turn along another axis or are not "
            "above 0 bear a lint, and so do those at which a rule is not met that the product states, a let that ends in _met.",
            {{"--grid", "NAME=VALUES", "what varies: NAME=VALUE,VALUE or NAME=FROM..TO", true},
             {"--target", "EQUATION", "what the premium must meet, in place of the product's own equation"},
             {"--value", "NAME", "which value is the price, where the product solves none or several"},
             {"--show", "EXPRESSION", "one more column: a rounded or modal premium, a margin, a reserve", true},
             {"--set", "PATH=VALUE", "gives a leaf another value, or the product what it asks in every cell", true},
             {"--threads", "N", "how many threads share the cells (as many as there are processors); results are the same for any N"},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"},
             {"--manifest", "FILE.toml", "writes beside the file of -o how it was made, so that hearth test makes it again"}},
            {"hearth price product.toml --grid age=18..65 --grid sex=male,female --grid term=10,20,30 --set sum_assured=500_000",
             "hearth price product.toml my_life --grid age=30,40 --set sex=male --set sum_assured=100000 --target 'margin is 8 %' -o rates.csv",
             "hearth price product.toml --grid age=25..55 --grid sex=male,female --grid term=10,20 --set sum_assured=500_000 -o rates.csv --manifest rates.toml"},
            run_price};
}

}  // namespace hearth
