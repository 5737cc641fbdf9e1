#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/load.hpp"
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

Outcome run(const Arguments& arguments, Session& session) {
    Loader loader(session);
    Outcome outcome;
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
        outcome.text += fmt::format("{}: {}: no faults\n", printable(path), contents(loaded->set));
    }
    return outcome;
}

}  // namespace

Command check_command() {
    return {"check",
            "FILE...",
            1,
            SIZE_MAX,
            "validates everything in the files, computes nothing, reports every fault",
            "Each file is checked with all it includes.",
            {},
            {"hearth check family.toml", "hearth check product.toml family.toml --errors json"},
            run};
}

}  // namespace hearth
