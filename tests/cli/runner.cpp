#include <algorithm>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "suite.hpp"

namespace {

using suite::fs::path;

/// The files of a suite in the order of their names.
std::vector<path> files_of(const path& source, std::string_view name) {
    std::vector<path> files;
    const auto add = [&](const path& folder, std::string_view extension) {
        if (!suite::fs::is_directory(folder)) return;
        for (const auto& entry : suite::fs::directory_iterator(folder))
            if (entry.path().extension() == extension) files.push_back(entry.path());
    };
    if (name == "cases") add(source / "tests/cli", ".case");
    if (name == "invalid") add(source / "tests/invalid", ".edits");
    if (name == "checks") add(source / "tests/checks", ".toml");
    if (name == "documents") {
        add(source, ".md");
        add(source / "docs", ".md");
        if (suite::fs::is_directory(source / "examples"))
            for (const auto& entry : suite::fs::directory_iterator(source / "examples"))
                if (entry.is_directory()) add(entry.path(), ".md");
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// A user's file of cases passes if `hearth test` says so.
void run_checks(suite::Session& session, const path& file) {
    const suite::Scratch scratch;
    const suite::Outcome outcome = suite::run(session, scratch.path(), "hearth test '" + file.string() + "'", true);
    session.count(file, "hearth test", outcome.code == 0 ? "" : outcome.out);
}

}  // namespace

/// Whether a file of checks says of itself that it is slow, and slow ones are left to the release build.
bool left_out(const path& file) {
    static const bool skipped = std::getenv("HEARTH_SLOW_SKIPPED") != nullptr;
    std::string first;
    return skipped && std::getline(std::ifstream(file) >> std::ws, first) && first.starts_with("# Slow.");
}

/// "2/3": the second, fifth, eighth ... file; everything without it.
struct Part {
    std::size_t first = 0, of = 1;
};

Part part_of(const std::string& word) {
    const std::size_t slash = word.find('/');
    Part part{std::stoul(word) - 1, std::stoul(word.substr(slash == std::string::npos ? word.size() : slash + 1))};
    if (part.of <= part.first) throw std::invalid_argument("no part: " + word);
    return part;
}

/// runner HEARTH SOURCE SUITE [--update] [--only TITLE] [--part N/OF]
int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3) {
        std::cerr << "usage: runner HEARTH SOURCE cases|invalid|checks|documents [--update] [--only TITLE] [--part N/OF]\n";
        return 2;
    }
    suite::Session session{suite::fs::absolute(words[0]), suite::fs::canonical(words[1]), false, "", 0, 0};
    Part part;
    for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i] == "--update") session.update = true;
        if (words[i] == "--part" && i + 1 < words.size()) part = part_of(words[++i]);
        if (words[i] == "--only" && i + 1 < words.size()) session.only = words[++i];
    }
    const std::vector<path> files = files_of(session.source, words[2]);
    for (std::size_t i = part.first; i < files.size(); i += part.of) {
        const path& file = files[i];
        try {
            if (words[2] == "cases") suite::run_case_file(session, file);
            if (words[2] == "invalid") suite::run_edits(session, file);
            if (words[2] == "checks" && left_out(file)) std::cout << "left to the release build: " << file.filename().string() << '\n';
            else if (words[2] == "checks") run_checks(session, file);
            if (words[2] == "documents") suite::run_document(session, file);
        } catch (const std::exception& problem) {
            session.count(file, "the file", problem.what());
        }
    }
    std::cout << session.passed << " passed, " << session.failed << " failed\n";
    return session.failed == 0 ? 0 : 1;
}
