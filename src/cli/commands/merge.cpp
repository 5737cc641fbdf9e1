#include <fmt/format.h>

#include <map>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/study/policy_journal.hpp"

namespace hearth {
namespace {

constexpr std::size_t named_at_most = 10;

/// Says which blocks no journal has.
void demand_all(const std::map<std::size_t, PolicyBlock>& blocks, std::size_t length, Report& report) {
    std::vector<std::string> missing;
    for (std::size_t block = 0; block < length; ++block)
        if (!blocks.contains(block)) missing.push_back(std::to_string(block + 1));
    if (missing.empty()) return;
    const bool many = missing.size() > named_at_most;
    if (many) missing.resize(named_at_most);
    report.error("E0929", {}, fmt::format("of {} these are in no journal: {}{}", counted(length, "block"), join(missing), many ? ", ..." : ""),
                 "run the shards that are not done, and name all their journals");
}

Outcome run_merge(const Arguments& arguments, Session& session) {
    Report& report = session.report;
    const Output output = output_of(arguments, report);
    std::optional<PolicyQuestion> question;
    std::optional<std::size_t> length;
    std::map<std::size_t, PolicyBlock> blocks;
    for (const std::string& path : arguments.words) {
        const auto file = read_file(session.sources, path, ReadLimits{}.csv_bytes, report);
        if (!file) continue;
        auto journal = read_journal(session.sources.at(*file).text, *file, report);
        const Place place{*file, 0, 0, 0};
        if (!journal && !report.failed()) report.error("E0926", place, "the journal was left before its first record was written");
        if (!journal) continue;
        if (!journal->length) {
            report.error("E0929", place, fmt::format("this run was ended before it was done, after {}", counted(journal->blocks.size(), "block")), "run it again with its journal: it goes on");
            continue;
        }
        if (!question) question = journal->question;
        if (const std::string differs = difference(journal->question, *question); !differs.empty()) report.error("E0927", place, fmt::format("the journal is of another run: {}", differs));
        length = journal->length;
        for (PolicyBlock& block : journal->blocks) {
            const auto [other, fresh] = blocks.try_emplace(block.number, block);
            if (!fresh && journal_record(other->second) != journal_record(block)) report.error("E0929", place, fmt::format("block {} is another here than in a journal before", block.number + 1));
        }
    }
    if (!report.failed()) demand_all(blocks, *length, report);
    if (report.failed()) return {};
    PolicyBlock all;
    for (const auto& [number, block] : blocks) all.fold(block);
    return {0, rendered(policies_frame(all, *question), output.format), output.file};
}

}  // namespace

Command merge_command() {
    return {"merge",
            "JOURNAL...",
            1,
            10'000,
            "the result of the parts of a run: hearth project --policies with --shard and --journal",
            "The bytes are those of one run over all policies. A part that is missing, was ended before it was done or is of another run is a fault.",
            {{"--format", "csv|json|table", "form of the result (csv, or by the ending of -o: .csv .json .txt)"},
             {"-o", "FILE", "writes the result to a file, whole or not at all"}},
            {"hearth merge part1.journal part2.journal -o result.csv"},
            run_merge};
}

}  // namespace hearth
