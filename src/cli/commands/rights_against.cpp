#include "hearth/rights/against.hpp"

#include <algorithm>

#include "hearth/frame/emit.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/lives.hpp"
#include "hearth/rights/valued.hpp"
#include "rights_questions.hpp"

namespace hearth {
namespace {

/// What --against names: FILE or FILE:NAME, as it is written, without the changes of --set.
std::optional<Prepared> other_of(const std::string& against, Loader& loader, Session& session) {
    const std::size_t name = against.rfind(".toml:");
    auto loaded = loader.load(name == std::string::npos ? against : against.substr(0, name + 5));
    if (!loaded) return std::nullopt;
    auto noun = noun_meant(*loaded, name == std::string::npos ? "" : against.substr(name + 6), {Noun::family}, session.report);
    auto prepared = prepare(*loaded, {}, loader, session);
    if (!noun || !prepared) return std::nullopt;
    prepared->noun = std::move(*noun);
    value_leaves(prepared->book, prepared->noun);
    return prepared;
}

}  // namespace

FamilyRights rights_of(const Prepared& ready, Report& report) {
    const Family& family = *ready.book.family(ready.noun.substr(ready.noun.find('.') + 1));
    LifeFigures lives = lives_of(ready.book, family, report);
    return {ready.book, family, figures_of(ready.book, family), std::move(lives), report};
}

Outcome answer_against(FamilyRights& rights, const Arguments& arguments, Loader& loader, const Output& output, Session& session) {
    Loader other_loader(session);
    const auto other = other_of(arguments.all("--against").front(), other_loader, session);
    if (session.report.failed()) return {};
    FamilyRights before = rights_of(*other, session.report);
    if (session.report.failed()) return {};
    Frame frame = rights_against(rights, before);
    add_origin(frame, "rights", loader, arguments);
    for (const auto& input : other_loader.inputs())
        if (std::find(frame.provenance.inputs.begin(), frame.provenance.inputs.end(), input) == frame.provenance.inputs.end()) frame.provenance.inputs.push_back(input);
    return {frame.rows.empty() ? 0 : 1, output.format == "table" ? to_table(frame) : rendered(frame, output.format), output.file};
}

}  // namespace hearth
