#include <fmt/format.h>

#include "check_resolved.hpp"
#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/load.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/engine/check.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/check.hpp"

namespace hearth {
namespace {

/// "3 tables, 1 basis"; with what is included.
std::string contents(const Set& set) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < noun_words.size(); ++i)
        if (!set.nouns[i].empty()) parts.push_back(counted(set.nouns[i].size(), noun_words[i]));
    if (!set.cases.empty()) parts.push_back(counted(set.cases.size(), "case"));
    return parts.empty() ? "nothing" : join(parts);
}

Outcome run_check(const Arguments& arguments, Session& session) {
    const std::string asked = arguments.one("--resolved"), format = choice(arguments, "--format", {"table", "csv", "json"}, session.report);
    if (arguments.has("--format") && asked.empty()) session.report.error("E0804", {}, "--format belongs to --resolved, which is not asked");
    if (session.report.failed()) return {};
    Loader loader(session);
    Outcome outcome;
    Frame leaves = resolved_frame();
    for (const std::string& path : arguments.words) {
        const std::size_t before = session.report.errors();
        const auto loaded = loader.load(path);
        if (!loaded) continue;
        const bool joined = session.report.errors() == before;  // else a noun is missing, and all that rests on it would be told
        const Book book = bind(loaded->set, session.report);
        if (joined) {
            check_products(book, session.report);
            check_rights(book, session.report);
        }
        if (asked.empty()) outcome.text += fmt::format("{}: {}: no faults\n", printable(path), contents(loaded->set));
        else if (!session.report.failed()) resolve(asked, *loaded, leaves, session);
    }
    if (asked.empty()) return outcome;
    add_origin(leaves, "check", loader, arguments);
    return {0, rendered(leaves, format), {}};
}

}  // namespace

Command check_command() {
    return {"check",
            "FILE...",
            1,
            SIZE_MAX,
            "validates everything in the files, computes nothing, reports every fault",
            "Each file is checked with all it includes.",
            {{"--resolved", "NOUN", "shows each leaf of basis.best, of every basis, or of all: the layer that won, what it overrides, whether a result reads it"},
             {"--format", "table|csv|json", "form of what --resolved shows (table)"}},
            {"hearth check family.toml", "hearth check product.toml family.toml --errors json", "hearth check product.toml --resolved basis.reserving"},
            run_check};
}

}  // namespace hearth
