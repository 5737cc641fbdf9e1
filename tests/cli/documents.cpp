#include <cstdlib>
#include <regex>

#include "suite.hpp"

namespace suite {
namespace {

/// "```toml file=family.toml" -> "family.toml"; empty if the block has no name.
std::string file_of(const std::string& fence) {
    const std::size_t at = fence.find(" file=");
    return at == std::string::npos ? "" : fence.substr(at + 6);
}

bool is_ours(std::string_view line) { return line.starts_with("$ hearth ") || line == "$ ./run" || line.starts_with("$ ./run ") || line.starts_with("$ sed -i "); }

/// The commands of a console block: each runs, and what it shows (both streams, then "[exit N]" unless 0) must follow it.
/// Commands of others (apt, git) are kept as they stand. Returns the block as it ought to be.
std::vector<std::string> run_block(Session& session, const fs::path& file, const fs::path& folder, const std::vector<std::string>& block) {
    std::vector<std::string> rewritten;
    std::size_t at = 0;
    while (at < block.size()) {
        const std::string line = block[at++];
        rewritten.push_back(line);
        std::vector<std::string> expected;
        while (at < block.size() && !block[at].starts_with("$ ")) expected.push_back(block[at++]);
        if (!is_ours(line) || line.find(session.only) == std::string::npos) {
            rewritten.insert(rewritten.end(), expected.begin(), expected.end());
            continue;
        }
        const Outcome outcome = run(session, folder, line.substr(2), true);
        std::vector<std::string> shown = lines_of(outcome.out);
        if (outcome.code != 0) shown.push_back("[exit " + std::to_string(outcome.code) + "]");
        const bool same = agree(expected, shown);
        const std::vector<std::string>& right = same ? expected : shown;
        rewritten.insert(rewritten.end(), right.begin(), right.end());
        session.count(file, line, same || session.update ? "" : difference("shown", expected, shown));
    }
    return rewritten;
}

/// "| a question | a path | `hearth ...` |": the command in the last cell of a row of a table, alone there; else empty.
std::string command_of(const std::string& row) {
    static const std::regex last_cell(R"(^\|.*\|\s*`(hearth (?:[^`|]|\\\|)*)`\s*\|\s*$)");
    std::smatch found;
    if (!std::regex_match(row, found, last_cell)) return "";
    return std::regex_replace(found[1].str(), std::regex(R"(\\\|)"), "|");
}

/// "```console slow": left to the release build.
bool left_out(const std::string& fence) {
    static const bool skipped = std::getenv("HEARTH_SLOW_SKIPPED") != nullptr;
    return skipped && fence == "```console slow";
}

/// A row promises an answer: its command exits with 0 and shows something.
void run_row(Session& session, const fs::path& file, const fs::path& folder, const std::string& row) {
    static const bool skipped = std::getenv("HEARTH_ROWS_SKIPPED") != nullptr;  // under the sanitizers: the same examples run in other blocks
    const std::string command = command_of(row);
    if (skipped || command.empty() || command.find(session.only) == std::string::npos) return;
    const Outcome outcome = run(session, folder, command, false);
    std::string reason;
    if (outcome.code != 0) reason = "exit " + std::to_string(outcome.code) + " where 0 is wanted\n" + outcome.out + outcome.err;
    else if (outcome.out.empty()) reason = "no output";
    session.count(file, command, reason);
}

}  // namespace

void run_document(Session& session, const fs::path& file) {
    const Scratch scratch;
    if (fs::exists(session.source / "examples")) fs::copy(session.source / "examples", scratch.path() / "examples", fs::copy_options::recursive);
    const std::vector<std::string> lines = lines_of(read(file));
    std::vector<std::string> rewritten;
    std::size_t at = 0;
    while (at < lines.size()) {
        const std::string fence = lines[at++];
        rewritten.push_back(fence);
        run_row(session, file, scratch.path(), fence);
        if (!fence.starts_with("```")) continue;
        std::vector<std::string> block;
        while (at < lines.size() && !lines[at].starts_with("```")) block.push_back(lines[at++]);
        if (const std::string name = file_of(fence); !name.empty()) write(scratch.path() / name, text_of(block));
        if (fence.starts_with("```console") && !left_out(fence)) block = run_block(session, file, scratch.path(), block);
        rewritten.insert(rewritten.end(), block.begin(), block.end());
        if (at < lines.size()) rewritten.push_back(lines[at++]);
    }
    if (session.update) write(file, text_of(rewritten));
}

}  // namespace suite
