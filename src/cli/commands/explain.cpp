#include "hearth/engine/explain.hpp"
#include "hearth/rights/explain.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/change.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/language/parser.hpp"
#include "rights_questions.hpp"

namespace hearth {
namespace {

constexpr long long longest = 100'000;

std::optional<std::size_t> whole(const Arguments& arguments, const char* option, long long least, Report& report) {
    if (!arguments.has(option)) return std::nullopt;
    const auto number = parse_integer(arguments.one(option));
    if (number && *number >= least && *number <= longest) return static_cast<std::size_t>(*number);
    report.error("E0804", {}, fmt::format("{} is '{}' (allowed: a whole number from {} to {})", option, arguments.one(option), least, longest));
    return std::nullopt;
}

/// --year, --month, --date, --state, --depth
CellAsked cell_asked(const Arguments& arguments, Report& report) {
    CellAsked asked;
    std::vector<std::string> moments;
    for (const char* option : {"--year", "--month", "--date"})
        if (arguments.has(option)) moments.emplace_back(option);
    if (moments.size() > 1) report.error("E0804", {}, fmt::format("{} are several moments (allowed: one)", join(moments)));
    asked.by = arguments.has("--month") || arguments.has("--date") ? By::month : By::year;
    asked.period = whole(arguments, asked.by == By::year ? "--year" : "--month", 0, report);
    asked.state = arguments.one("--state");
    if (arguments.has("--date")) {
        asked.date = Date::parse(arguments.one("--date"));
        if (!asked.date) report.error("E0804", {}, fmt::format("--date is '{}' (allowed: a day of the years 1900 to 2300, yyyy-mm-dd)", arguments.one("--date")), "write --date 2031-03-01");
    }
    if (arguments.one("--depth") == "all") asked.depth = SIZE_MAX;
    else if (const auto depth = whole(arguments, "--depth", 1, report)) asked.depth = *depth;
    return asked;
}

ExpressionPtr read_item(const std::string& words, Session& session) {
    const Tree leaf = option_leaf("--item", words, session);
    auto ast = session.report.failed() ? std::nullopt : parse_expression(leaf, session.report);
    return ast ? std::make_shared<const Expression>(Expression{std::move(*ast), words, leaf.place, false, {}, {}}) : nullptr;
}

/// The policy of a family that is meant: the only one, if none is named.
const Policy* policy_of(const Family& family, const Arguments& arguments, Report& report) {
    std::vector<std::string> names;
    for (const Policy& policy : family.policies) names.push_back(policy.header.name);
    const std::string name = arguments.one("--policy");
    for (const Policy& policy : family.policies)
        if (policy.header.name == name || (name.empty() && names.size() == 1)) return &policy;
    if (name.empty()) report.error("E0854", {}, fmt::format("family {} has {}, and none is named (there: {})", family.header.name, counted(names.size(), "policy"), join(names)), names.empty() ? "" : "write --policy " + names.front());
    else report.error("E0854", {}, fmt::format("family {} has no policy '{}' (there: {})", family.header.name, name, join(names)), did_you_mean(name, names));
    return nullptr;
}

/// Of what a right is expected to come to: the row and the column.
void refuse_mixed_expected(const Arguments& arguments, Report& report) {
    for (const char* option : {"--policy", "--month", "--date", "--state"})
        if (arguments.has(option)) report.error("E0855", {}, fmt::format("{} belongs to a contract or a day, but what is expected of a right is asked", option), "ask one after the other");
    for (const char* option : {"--right", "--person", "--item"})
        if (!arguments.has(option)) report.error("E0855", {}, fmt::format("what is expected of a right is asked without {}", option), "write --expected --right RIGHT --person NAME --item value");
}

/// Of a contract and of a right other words say which cell is meant.
void refuse_mixed(const Arguments& arguments, Report& report) {
    if (arguments.has("--expected")) return refuse_mixed_expected(arguments, report);
    const bool tier = arguments.has("--tier"), right = arguments.has("--right") || tier;
    if (tier && arguments.has("--right")) report.error("E0855", {}, "--tier and --right are two questions", "ask one after the other");
    if (arguments.has("--owner")) report.error("E0855", {}, "--owner belongs to --expected, which is not asked");
    if (!right && !arguments.has("--item")) report.error("E0855", {}, "nothing is asked", "write --item and what, or --right, --person and --date");
    for (const char* option : {"--policy", "--year", "--month", "--state"})
        if (right && arguments.has(option)) report.error("E0855", {}, fmt::format("{} belongs to a contract, but a right is asked", option), "ask one after the other");
    if (tier && arguments.has("--item")) report.error("E0855", {}, "--item belongs to a contract or a right, but a tier is asked", "ask one after the other");
    if (!right && arguments.has("--person")) report.error("E0855", {}, "--person belongs to --right, which is not asked");
    for (const char* option : {"--person", "--date"})
        if (right && !arguments.has(option)) report.error("E0855", {}, fmt::format("a {} is asked without {}", tier ? "tier" : "right", option), tier ? "write --tier PROGRAMME --person NAME --date 2031-03-01" : "write --right RIGHT --person NAME --date 2031-03-01");
}

std::optional<Explanation> explain_cell(const Prepared& ready, CellAsked asked, const Arguments& arguments, Session& session) {
    Report& report = session.report;
    asked.item = read_item(arguments.one("--item"), session);
    if (report.failed()) return std::nullopt;
    const std::string name = ready.noun.substr(ready.noun.find('.') + 1);
    Given given = ready.given;
    const Product* product = ready.book.product(name);
    std::string policy = name;
    if (ready.noun.starts_with("family.")) {
        const Family& family = *ready.book.family(name);
        const Policy* meant = policy_of(family, arguments, report);
        if (meant == nullptr) return std::nullopt;
        policy = meant->header.name;
        given = given_of(ready.book, family, *meant, report);
        for (const auto& [word, expression] : ready.given) given[word] = expression;
        product = ready.book.product(meant->product);
    } else if (arguments.has("--policy")) {
        report.error("E0854", {}, fmt::format("--policy is given, but {} is no family", ready.noun));
    }
    if (report.failed()) return std::nullopt;
    Contract contract(ready.book, *product, std::move(given), report);
    if (report.failed()) return std::nullopt;
    Explanation explanation = explain(contract, policy, asked, report);
    if (report.failed()) return std::nullopt;
    return explanation;
}

std::optional<Explanation> explain_right(const Prepared& ready, const CellAsked& asked, const Arguments& arguments, Report& report) {
    for (const auto& [name, expression] : ready.given)
        report.error("E0806", expression->place, fmt::format("'{}' is given, but a family is asked, which takes paths alone", name),
                     "write the path of a leaf, as in family.NAME.person.NAME." + name);
    if (report.failed()) return std::nullopt;
    FamilyRights rights = rights_of(ready, report);
    if (report.failed()) return std::nullopt;
    if (arguments.has("--expected")) {
        const auto year = asked.period ? std::optional(static_cast<int>(*asked.period)) : std::nullopt;
        return explain_expected(rights, {arguments.one("--right"), arguments.one("--person"), arguments.one("--owner"), arguments.one("--item"), year, asked.depth});
    }
    const std::string person = arguments.one("--person");
    if (arguments.has("--tier")) return explain_tier(rights, arguments.one("--tier"), person, *asked.date, asked.depth);
    if (arguments.has("--item")) return explain_payment(rights, arguments.one("--right"), arguments.one("--item"), person, *asked.date, asked.depth);
    return explain(rights, arguments.one("--right"), person, *asked.date, asked.depth);
}

Outcome run_explain(const Arguments& arguments, Session& session) {
    Report& report = session.report;
    const std::string format = choice(arguments, "--format", {"text", "json"}, report);
    const CellAsked asked = cell_asked(arguments, report);
    refuse_mixed(arguments, report);
    if (report.failed()) return {};
    Loader loader(session);
    const bool right = arguments.has("--right") || arguments.has("--tier") || arguments.has("--expected");
    const auto ready = prepare_run(arguments, right ? std::vector{Noun::family} : std::vector{Noun::family, Noun::product}, loader, session);
    if (!ready) return {};
    auto explanation = right ? explain_right(*ready, asked, arguments, report) : explain_cell(*ready, asked, arguments, session);
    if (!explanation) return {};
    explanation->title = explanation->nodes.front().name;
    Frame origin;
    origin.provenance = std::move(explanation->provenance);
    add_origin(origin, "explain", loader, arguments);
    explanation->provenance = std::move(origin.provenance);
    return {0, format == "json" ? to_json(*explanation, session.sources) : to_text(*explanation, session.sources), arguments.one("-o")};
}

}  // namespace

Command explain_command() {
    return {"explain",
            "FILE.toml [NAME]",
            1,
            2,
            "one number of a result: its formula, every value on the way, the rows of tables, rounding, rules and sources",
            "--item is a column of the projection, with --year, --month or --date and --state saying the row; or any expression, which says\n"
            "its moment itself: 'pv(benefits) at (time: 5 years, state: ill)'. A cell of a study is the same expression and --set. --right, with\n"
            "--person and --date, is the state of a right of a family on a day, with --item what a payment of it comes to that day; --tier likewise the tier\n"
            "that somebody has in a programme. With --expected, --person and --item it is a figure of what a right is expected to come to: unlocked, used,\n"
            "held, usable, units, cost, value.",
            {{"--item", "COLUMN|EXPRESSION", "what is explained; of a right a payment"},
             {"--policy", "NAME", "of a family: which policy"},
             {"--year", "N", "the row of the projection: the policy year that ends, 0 for the issue"},
             {"--month", "N", "the same by policy month"},
             {"--date", "DATE", "the same by date; of a right: the day"},
             {"--state", "NAME", "of the row (the first state)"},
             {"--right", "RIGHT", "programme.right, or its name where one programme has it"},
             {"--tier", "PROGRAMME", "the tier that --person has on --date"},
             {"--person", "NAME", "whose right or tier"},
             {"--expected", "", "asks for a figure of hearth rights --expected, of all years or of the calendar year --year"},
             {"--owner", "NAME", "of --expected: who holds it, if several do"},
             {"--depth", "N|all", "how many cells are told one inside the other (2)"},
             {"--set", "PATH=VALUE", "gives a leaf another value, or a product what it asks", true},
             {"--format", "text|json", "form of the result (text)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth explain family.toml --item net_premium_reserve --year 12",
             "hearth explain family.toml --item death --date 2030-07-01 --depth 1",
             "hearth explain family.toml --item 'pv(benefits) at (time: 5 years)' --depth all --format json",
             "hearth explain family.toml --right club.bed --person hong --date 2031-03-01",
             "hearth explain family.toml --tier club --person wei --date 2031-03-01",
             "hearth explain family.toml --expected --right club.bed --person hong --item value --year 2031"},
            run_explain};
}

}  // namespace hearth
