#include <stdexcept>

#include "suite.hpp"

namespace suite {
namespace {

struct Expected {
    std::vector<std::string> out;
    std::vector<std::string> err;
    int code = 0;
};

constexpr std::string_view case_mark = "== ";
constexpr std::string_view part_mark = "--- ";
constexpr std::string_view command_mark = "$ ";

bool is_marked(std::string_view line) {
    return line.starts_with(case_mark) || line.starts_with(part_mark) || line.starts_with(command_mark);
}

/// A line that would look like a mark, and an empty line at the end of an output, is written with a backslash before it.
std::string meant(const std::string& line) { return line.starts_with('\\') ? line.substr(1) : line; }
void append_written(std::vector<std::string>& to, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool escape = is_marked(lines[i]) || lines[i].starts_with('\\') || (lines[i].empty() && i + 1 == lines.size());
        to.push_back(escape ? '\\' + lines[i] : lines[i]);
    }
}

/// Walks over the lines of a .case file, doing what they say, and writes them again as they ought to be.
class CaseFile {
  public:
    CaseFile(Session& session, const fs::path& file) : session_(session), file_(file), lines_(lines_of(read(file))) {}

    void run() {
        while (at_ < lines_.size() && !lines_[at_].starts_with(case_mark)) keep();
        while (at_ < lines_.size()) run_case();
        if (session_.update) write(file_, text_of(rewritten_));
    }

  private:
    void keep() { rewritten_.push_back(lines_[at_++]); }

    /// The lines up to the next mark; the empty ones just before it only separate, and are counted.
    std::vector<std::string> body() {
        std::vector<std::string> result;
        while (at_ < lines_.size() && !is_marked(lines_[at_])) result.push_back(lines_[at_++]);
        for (separating_ = 0; !result.empty() && result.back().empty(); ++separating_) result.pop_back();
        for (std::string& line : result) line = meant(line);
        return result;
    }

    void run_case() {
        const std::string title = lines_[at_].substr(case_mark.size());
        keep();
        const bool skip = title.find(session_.only) == std::string::npos;
        const Scratch scratch;
        std::string reason;
        while (at_ < lines_.size() && !lines_[at_].starts_with(case_mark)) {
            const std::string line = lines_[at_];
            if (skip || line.empty() || line.starts_with('#')) {
                keep();
            } else if (line.starts_with("--- file ")) {
                keep();
                const std::size_t first = at_;
                const std::vector<std::string> text = body();
                rewritten_.insert(rewritten_.end(), lines_.begin() + static_cast<long>(first), lines_.begin() + static_cast<long>(at_));
                write(scratch.path() / line.substr(9), text_of(text));
            } else if (line.starts_with("--- copy ")) {
                keep();
                copy(line.substr(9), scratch.path());
            } else if (line.starts_with(command_mark)) {
                reason += run_command(line.substr(command_mark.size()), scratch.path());
            } else {
                throw std::runtime_error(file_.string() + ": not understood: " + line);
            }
        }
        if (!skip) session_.count(file_, title, session_.update ? "" : reason);
    }

    void copy(const std::string& what, const fs::path& folder) const {
        const fs::path target = folder / what;
        fs::create_directories(target.parent_path());
        fs::copy(session_.source / what, target, fs::copy_options::recursive);
    }

    std::string run_command(const std::string& command, const fs::path& folder) {
        rewritten_.push_back(lines_[at_++]);
        Expected expected{body(), {}, 0};
        while (at_ < lines_.size() && lines_[at_].starts_with(part_mark)) {
            const std::string part = lines_[at_].substr(part_mark.size());
            if (part == "stderr") {
                ++at_;
                expected.err = body();
            } else if (part.starts_with("exit ")) {
                ++at_;
                expected.code = std::stoi(part.substr(5));
                if (!body().empty()) throw std::runtime_error(file_.string() + ": text after --- exit");
            } else {
                break;
            }
        }

        const Outcome outcome = suite::run(session_, folder, command, false);
        const std::vector<std::string> out = lines_of(outcome.out);
        const std::vector<std::string> err = lines_of(outcome.err);
        const bool same_out = agree(expected.out, out);
        const bool same_err = agree(expected.err, err);
        append_written(rewritten_, same_out ? expected.out : out);
        if (!err.empty()) rewritten_.push_back("--- stderr");
        append_written(rewritten_, same_err ? expected.err : err);
        if (outcome.code != 0) rewritten_.push_back("--- exit " + std::to_string(outcome.code));
        rewritten_.resize(rewritten_.size() + separating_);

        std::string reason;
        if (!same_out) reason += difference("standard output of `" + command + "`", expected.out, out);
        if (!same_err) reason += difference("standard error of `" + command + "`", expected.err, err);
        if (expected.code != outcome.code)
            reason += "  exit code of `" + command + "`: expected " + std::to_string(expected.code) + ", got " + std::to_string(outcome.code) + '\n';
        return reason;
    }

    Session& session_;
    fs::path file_;
    std::vector<std::string> lines_;
    std::vector<std::string> rewritten_;
    std::size_t at_ = 0;
    std::size_t separating_ = 0;
};

}  // namespace

void run_case_file(Session& session, const fs::path& file) { CaseFile(session, file).run(); }

}  // namespace suite
