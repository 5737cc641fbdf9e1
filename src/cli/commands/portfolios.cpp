#include "portfolios.hpp"

#include <fmt/format.h>

namespace hearth {

std::unique_ptr<Families> families_of(const Arguments& arguments, Loader& loader, Session& session) {
    const std::vector<Change> changes = read_changes(arguments.all("--set"), session);
    auto loaded = loader.load(arguments.words[0]);
    if (!loaded) return nullptr;
    auto prepared = prepare(*loaded, changes, loader, session);
    if (!prepared || session.report.failed()) return nullptr;
    for (const auto& [name, expression] : prepared->given)
        session.report.error("E0806", expression->place, fmt::format("'{}' is given, but families are asked, which take paths alone", name), "write the path of a leaf, as in family.NAME.person.NAME." + name);
    if (prepared->book.families.empty()) session.report.error("E0807", {loaded->file, 0, 0, 0}, "the file holds no family");
    const auto rows = loader.read_rows(arguments.words[1]);
    if (!rows || session.report.failed()) return nullptr;
    Place file;
    file.file = rows->column_places.empty() ? 0 : rows->column_places.front().file;
    auto out = std::make_unique<Families>();
    out->ready = std::move(*prepared);
    auto cohorts = read_cohorts(*rows, out->ready.book, file, session.report);
    if (session.report.failed()) return nullptr;
    out->portfolio = portfolio_of(out->ready.book, std::move(cohorts), session.report);
    return session.report.failed() ? nullptr : std::move(out);
}

void refuse_until(const std::optional<Date>& until, const Portfolio& portfolio, Report& report) {
    if (until && *until < portfolio.as_of.plus_months(1))
        report.error("E0804", {}, fmt::format("--until is {}, but the families are looked at from {} (allowed: a month later, or more)", until->text(), portfolio.as_of.text()));
}

}  // namespace hearth
