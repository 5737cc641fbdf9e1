#include "hearth/frame/diff.hpp"

#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/io/read_frame.hpp"

namespace hearth {
namespace {

std::optional<Frame> result(const std::string& path, Session& session) {
    const auto file = read_file(session.sources, path, ReadLimits{}.csv_bytes, session.report);
    return file ? read_frame(session.sources, *file, session.report) : std::nullopt;
}

Outcome run(const Arguments& arguments, Session& session) {
    const Tolerances tolerances = parse_tolerances(arguments.all("--tolerance"), session.report);
    const std::string format = choice(arguments, "--format", {"text", "csv", "json"}, session.report);
    if (session.report.failed()) return {};
    const auto before = result(arguments.words[0], session);
    const auto after = result(arguments.words[1], session);
    if (session.report.failed()) return {};
    const Difference difference = diff(*before, *after, tolerances);
    Frame frame = as_frame(difference);
    frame.provenance.version = HEARTH_VERSION;
    return {difference.same() ? 0 : 1, format == "text" ? to_text(difference) : rendered(frame, format), {}};
}

}  // namespace

Command diff_command() {
    return {"diff",
            "OLD NEW",
            2,
            2,
            "compares two results, CSV or JSON: exit code 0 if they are the same, 1 if they differ",
            "Numbers must be equal unless a tolerance is given: SIZE for every column, COLUMN=SIZE for one; a size may end in abs or rel.",
            {{"--tolerance", "[COLUMN=]SIZE", "how far numbers may be apart", true},
             {"--format", "text|csv|json", "form of the answer (text)"}},
            {"hearth diff old.csv new.csv", "hearth diff old.json new.json --tolerance 1e-9 --tolerance premium=0.005abs"},
            run};
}

}  // namespace hearth
