#include "hearth/rights/capacity.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "expecting.hpp"
#include "portfolios.hpp"

namespace hearth {
namespace {

/// "18 months", "2 years".
std::optional<int> promise_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--promise")) return std::nullopt;
    const std::string text = arguments.one("--promise");
    const std::size_t space = text.find(' ');
    const std::string word = space == std::string::npos ? "" : text.substr(space + 1);
    const auto number = parse_integer(text.substr(0, space));
    const bool years = word == "year" || word == "years";
    if (number && (years || word == "month" || word == "months") && *number >= 0 && *number <= 1200) return static_cast<int>(*number) * (years ? 12 : 1);
    report.error("E0804", {}, fmt::format("--promise is '{}' (allowed: a span of whole months or years)", text), "write --promise '18 months'");
    return std::nullopt;
}

/// "5 %", "5%" or 0.05.
double share_of(const Arguments& arguments, Report& report) {
    std::string text = arguments.one("--most");
    const bool percent = text.ends_with('%');
    if (percent) text.pop_back();
    while (text.ends_with(' ')) text.pop_back();
    const auto number = parse_number(text);
    const double share = number.value_or(-1) / (percent ? 100 : 1);
    if (share < 0 || share >= 1) report.error("E0804", {}, fmt::format("--most is '{}' (allowed: a share from 0 to less than 1)", arguments.one("--most")), "write --most '5 %'");
    return share;
}

/// The family that is sold: the one named, or the only one.
std::string sold(const Arguments& arguments, const Portfolio& portfolio, Report& report) {
    std::vector<std::string> known;
    for (const Household& one : portfolio.households)
        if (known.empty() || known.back() != one.cohort.family) known.push_back(one.cohort.family);
    const std::string name = arguments.one("--sell");
    if (name.empty() && known.size() == 1) return known.front();
    if (std::find(known.begin(), known.end(), name) == known.end())
        report.error("E0804", {}, name.empty() ? fmt::format("--most asks how many are sold of one of several families (there: {})", join(known)) : fmt::format("--sell is '{}' (allowed: {})", name, join(known)),
                     name.empty() ? "write --sell " + known.front() : did_you_mean(name, known));
    return name;
}

Outcome run_capacity(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    Report& report = session.report;
    Queueing how;
    if (arguments.has("--paths")) how.paths = static_cast<std::uint32_t>(whole_of(arguments, "--paths", 2, 10'000'000, report));
    else report.error("E0804", {}, "how all families wait is only found on simulated lives, and --paths is not written", "write --paths 200");
    if (arguments.has("--seed")) how.seed = whole_of(arguments, "--seed", 0, ~std::uint64_t{0}, report);
    how.until = until_of(arguments, report);
    how.promise = promise_of(arguments, report);
    how.account = arguments.one("--account");
    if (arguments.has("--by")) how.by_tier = choice(arguments, "--by", {"tier"}, report) == "tier";
    const bool most = arguments.has("--most"), one_more = arguments.has("--one-more");
    const double share = most ? share_of(arguments, report) : 0;
    if (most && one_more) report.error("E0804", {}, "--one-more, --most are several questions (allowed: one)", "ask one after the other");
    if (arguments.has("--sell") && !most) report.error("E0804", {}, "--sell belongs to --most, which is not asked");
    if (how.by_tier && (most || one_more)) report.error("E0804", {}, fmt::format("--by does not go with {}", most ? "--most" : "--one-more"));
    if (report.failed()) return {};
    Loader loader(session);
    const auto families = families_of(arguments, loader, session);
    if (families == nullptr) return {};
    refuse_until(how.until, families->portfolio, report);
    const std::string family = most ? sold(arguments, families->portfolio, report) : "";
    if (report.failed()) return {};
    Frame frame = most ? capacity_most(families->portfolio, how, family, share) : one_more ? capacity_one_more(families->portfolio, how) : capacity_by_year(families->portfolio, how);
    frame.title = most ? "the most that can be sold" : one_more ? "what one more family costs" : "places, who has them, who waits";
    add_origin(frame, "capacity", loader, arguments);
    return {0, rendered(frame, output.format), output.file};
}

}  // namespace

Command capacity_command() {
    return {"capacity",
            "FILE.toml FAMILIES.csv",
            2,
            2,
            "how many families wait for beds, nights or staff that all of them share: occupancy, waiting, promises broken and their cost",
            "An account with per = \"all\" is shared. FAMILIES.csv has the columns family, count and, if it is not the family's own day, from.\n"
            "Whole lives of every family are drawn; the line is then gone through month by month on each path.",
            {{"--paths", "N", "so many lives of every family; needed"},
             {"--seed", "N", "of the lives (1); the same seed, the same lives"},
             {"--until", "DATE", "only what happens before that day, in whole months"},
             {"--by", "tier", "tells apart by tier"},
             {"--account", "NAME", "one of several shared accounts, as programme.account"},
             {"--promise", "SPAN", "a place within so many months or years; else what payments to those who wait say"},
             {"--most", "SHARE", "the most families that can be sold so that at most this share of the promises is broken"},
             {"--sell", "FAMILY", "of --most: which family, where there are several"},
             {"--one-more", "", "what one more of each family costs"},
             {"--set", "PATH=VALUE", "gives a leaf another value", true},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth capacity rights.toml families.csv --paths 10 --until 2030-01-01 --format table", "hearth capacity rights.toml families.csv --paths 10 --until 2030-01-01 --most '5 %' --promise '18 months'",
             "hearth capacity rights.toml families.csv --paths 10 --until 2030-01-01 --one-more"},
            run_capacity};
}

}  // namespace hearth
