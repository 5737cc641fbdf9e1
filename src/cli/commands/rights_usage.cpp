#include "hearth/rights/usage.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/frame/emit.hpp"
#include "rights_questions.hpp"

namespace hearth {
namespace {

std::string word_of(const Arguments& arguments, const char* option) {
    const std::vector<std::string> words = arguments.all(option);
    return words.empty() ? "" : words.front();
}

}  // namespace

Outcome answer_usage(FamilyRights& rights, const Prepared& ready, const Arguments& arguments, Loader& loader, const Output& output, Session& session) {
    const std::string path = arguments.all("--usage").front(), standards = word_of(arguments, "--standards"), text = word_of(arguments, "--as-of");
    const auto day = text.empty() ? std::optional(rights.family().as_of) : Date::parse(text);
    if (!day) session.report.error("E0804", {}, fmt::format("the date of --as-of is '{}' (allowed: a day of the years 1900 to 2300, yyyy-mm-dd)", text));
    const Table* table = standards.empty() ? nullptr : ready.book.table(standards);
    if (!standards.empty() && table == nullptr) {
        std::vector<std::string> known;
        for (const Table& one : ready.book.tables) known.push_back(one.header.name);
        session.report.error("E0807", {}, fmt::format("there is no table '{}' in the files", standards), did_you_mean(standards, known));
    }
    const auto rows = loader.read_rows(path);
    if (!rows || session.report.failed()) return {};
    Place file;
    file.file = rows->column_places.empty() ? 0 : rows->column_places.front().file;
    const Ledger ledger = read_ledger(*rows, rights.rules(), rights.facts(), *day, file, session.report);
    if (!session.report.failed()) check_requests(ledger, rights.rules(), rights.facts(), path, session.report);
    if (session.report.failed()) return {};
    const std::vector<Standard> measured = table == nullptr ? std::vector<Standard>() : standards_of(*table, ledger, rights.rules(), *ready.book.names, session.report);
    if (session.report.failed()) return {};
    Frame frame = rights_usage(rights, ledger, measured, *day);
    add_origin(frame, "rights", loader, arguments);
    if (output.format != "table") return {0, rendered(frame, output.format), output.file};
    std::string out = frame.title + ", as of " + day->text() + "\n\n";
    for (const char* kind : {"left", "breach", "use"}) {
        Frame one = usage_of_kind(frame, kind);
        const bool last = std::string_view(kind) == "use";  // what it rests on is told once, below
        if (!last) one.provenance = {{}, {}, {}, {}, frame.provenance.illustrative, {}};
        out += to_table(one) + (last ? "" : "\n");
    }
    return {0, std::move(out), output.file};
}

}  // namespace hearth
