#include "hearth/rights/demand.hpp"

#include <fmt/format.h>

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/rights/capacity.hpp"
#include "expecting.hpp"
#include "portfolios.hpp"

namespace hearth {
namespace {

Outcome run_demand(const Arguments& arguments, Session& session) {
    const Output output = output_of(arguments, session.report);
    Expecting how = expecting(arguments, session.report);
    if (session.report.failed()) return {};
    Loader loader(session);
    const auto families = families_of(arguments, loader, session);
    if (families == nullptr) return {};
    Portfolio& portfolio = families->portfolio;
    refuse_until(how.by.until, portfolio, session.report);
    std::optional<Date> until;
    std::swap(until, how.by.until);  // of the portfolio: a family may begin later
    for (const Household& one : portfolio.households) {
        refuse_strange(how.by, *one.family, families->ready.book, session.report);
        if (session.report.failed()) return {};
    }
    how.by.until = until;
    Frame frame = portfolio_demand(portfolio, how);
    frame.title = "demand of all families";
    frame.provenance = portfolio_provenance(portfolio, how.paths == 0 ? "exact expectation, summed" : fmt::format("simulation of {} paths, seed {}", how.paths, how.seed));
    add_origin(frame, "demand", loader, arguments);
    return {how.too_large ? 4 : how.no_answer ? 3 : 0, rendered(frame, output.format), output.file};
}

}  // namespace

Command demand_command() {
    return {"demand",
            "FILE.toml FAMILIES.csv",
            2,
            2,
            "what many families ask for together: rights held, persons who may use them, units, cost and its present value",
            "FAMILIES.csv has the columns family, count and, if it is not the family's own day, from. What all families share is not short here;\n"
            "who waits for it is told by hearth capacity.",
            {{"--by", "year,tier,item,FACT", "tells the demand apart: by calendar year, tier, payment, a fact of the person such as a city, or a word that use hands over such as a channel"},
             {"--until", "DATE", "only what happens before that day, in whole months"},
             {"--paths", "N", "simulates so many lives of every family in place of the exact expectation, with standard errors and bands from 5 % to 95 %"},
             {"--seed", "N", "of the simulation (1); the same seed, the same lives"},
             {"--set", "PATH=VALUE", "gives a leaf another value", true},
             {"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth demand rights.toml families.csv --by year,city", "hearth demand rights.toml families.csv --by year --paths 10 --until 2030-01-01 -o demand.json"},
            run_demand};
}

}  // namespace hearth
