// hearth table check: what an actuary looks for in a table before using it.
#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/tables.hpp"
#include "hearth/model/rates.hpp"

namespace hearth {

Outcome check_tables(const TableQuestion& question, Session& session) {
    Loader loader(session);
    const auto loaded = load_tables(question.file, loader);
    if (!loaded || session.report.failed()) return {};
    if (!question.name.empty() && loaded->set.find(Noun::table, question.name) == nullptr) {
        tell_no_table(question.name, *loaded, false, session.report);
        return {};
    }
    const Book book = bind(loaded->set, session.report);
    if (session.report.failed()) return {};
    Outcome outcome;
    std::size_t checked = 0, others = 0;
    for (const Table& table : book.tables) {
        if (!question.name.empty() && table.header.name != question.name) continue;
        const bool rates = check_rates(table, book, session.report);
        ++(rates ? checked : others);
        if (rates) outcome.text += fmt::format("{}: {}\n", table.header.name, counted(table.cells.size(), "row"));
    }
    const std::size_t notes = session.report.all().size() - session.report.errors();
    outcome.text += fmt::format("{} of rates: no faults, {}", counted(checked, "table"), counted(notes, "note"));
    if (others > 0) outcome.text += fmt::format("; {} without columns of rates: not checked", counted(others, "table"));
    outcome.text += '\n';
    return outcome;
}

}  // namespace hearth
