#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The command-level tests: what a user types and what is shown. The formats are described in tests/README.md.
namespace suite {

namespace fs = std::filesystem;

/// What all suites share: where things are, what to do, and the counts so far.
struct Session {
    fs::path hearth;      ///< the program under test
    fs::path source;      ///< the checkout
    bool update = false;  ///< write what was shown into the files instead of comparing
    std::string only;     ///< run only cases whose title contains this
    int passed = 0;
    int failed = 0;

    /// Counts one case; a text is the reason of its failure and is printed.
    void count(const fs::path& file, std::string_view title, const std::string& reason);
};

/// A fresh folder, removed with everything in it at the end.
class Scratch {
  public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

struct Outcome {
    std::string out;
    std::string err;  ///< empty where both were asked for in one
    int code = 0;     ///< exit code; 128 + n for signal n
};

/// Runs a line of sh in `folder`, where `hearth` is the program under test and `./run` its stand-in.
Outcome run(const Session& session, const fs::path& folder, const std::string& command, bool together);

std::string read(const fs::path& file);
void write(const fs::path& file, std::string_view text);
std::vector<std::string> lines_of(std::string_view text);
std::string text_of(const std::vector<std::string>& lines);
/// Whether the lines agree; an expected line "..." stands for any lines.
bool agree(const std::vector<std::string>& expected, const std::vector<std::string>& shown);
/// Every file under `folder` with its text.
std::map<std::string, std::string> contents(const fs::path& folder);
/// Expected and shown, one after the other, for a person to compare.
std::string difference(std::string_view what, const std::vector<std::string>& expected, const std::vector<std::string>& shown);

void run_case_file(Session& session, const fs::path& file);      ///< tests/cli/*.case
void run_document(Session& session, const fs::path& file);       ///< the blocks of a Markdown page
void run_edits(Session& session, const fs::path& file);          ///< tests/invalid/*.edits

}  // namespace suite
