#include <algorithm>
#include <charconv>
#include <optional>
#include <regex>
#include <stdexcept>

#include "suite.hpp"

namespace suite {
namespace {

/// One fault as the program prints it, or as a case expects it (then message and hint are parts of what is printed).
struct Fault {
    std::string code, place, message, hint;
    [[nodiscard]] std::string text() const { return code + ' ' + place + ' ' + message + (hint.empty() ? "" : " | " + hint); }
};

/// "bad.toml:3:1: error[E0201]: message", below it the line with a caret, then "hint: ..." where there is one.
std::vector<Fault> faults_of(const std::string& shown) {
    static const std::regex head(R"(^(.*?): (?:error|warning)\[([EW][0-9]{4})\]: (.*)$)");
    static const std::regex hint(R"(^\s*=?\s*hint: (.*)$)");
    std::vector<Fault> faults;
    for (const std::string& line : lines_of(shown)) {
        std::smatch match;
        if (std::regex_match(line, match, head))
            faults.push_back({match[2], match[1], match[3], ""});
        else if (!faults.empty() && std::regex_match(line, match, hint))
            faults.back().hint = match[1];
    }
    return faults;
}

/// "E0201 12:5 message | hint"; a place without a path is in `file`, "-" is the file as a whole.
Fault expected_fault(const std::string& line, const std::string& file) {
    const std::size_t end = std::min(line.find(' ', 6), line.size());
    Fault fault{line.substr(0, 5), line.substr(6, end - 6), line.substr(std::min(end + 1, line.size())), ""};
    if (const std::size_t bar = fault.message.find(" | "); bar != std::string::npos) {
        fault.hint = fault.message.substr(bar + 3);
        fault.message.resize(bar);
    }
    if (fault.place == "-")
        fault.place = file;
    else if (fault.place == "command")
        fault.place = "command line";
    else if (std::count(fault.place.begin(), fault.place.end(), ':') == 1 && fault.place.find_first_not_of("0123456789:") == std::string::npos)
        fault.place = file + ':' + fault.place;
    return fault;
}

bool matches(const Fault& expected, const Fault& shown) {
    const bool hint = expected.hint.empty() ? shown.hint.empty() : shown.hint.find(expected.hint) != std::string::npos;
    return expected.code == shown.code && expected.place == shown.place && shown.message.find(expected.message) != std::string::npos && hint;
}

/// \n, \t, \\ and \xHH, so that an edit is one line and may hold any byte.
std::string unescaped(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const char kind = text[++i];
        if (kind == 'x' && i + 2 < text.size()) {
            unsigned value = 0;
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
            result += static_cast<char>(value);
            i += 2;
        } else {
            result += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
        }
    }
    return result;
}

/// "FILE: OLD => NEW", "FILE#2: OLD => NEW" (the second OLD), "FILE+: TEXT" (append), "FILE*: TEXT" (the whole file).
/// Returns the file's name, or none if the line is no edit.
std::optional<std::string> apply_edit(const std::string& line, const fs::path& folder) {
    static const std::regex edit(R"(^([^ :#+*]+)(#[0-9]+|\+|\*)?: )");  // the rest may be long, which std::regex does not bear
    std::smatch match;
    if (!std::regex_search(line, match, edit)) return std::nullopt;
    const std::string name = match[1], how = match[2], what = match.suffix();
    const fs::path file = folder / name;
    if (how == "+" || how == "*") {
        write(file, (how == "+" ? read(file) : "") + unescaped(what));
        return name;
    }
    const std::size_t arrow = what.find(" =>");
    if (arrow == std::string::npos) throw std::runtime_error("an edit needs ' => ': " + line);
    const std::string old_text = unescaped(what.substr(0, arrow));
    const std::string new_text = arrow + 4 <= what.size() ? unescaped(what.substr(arrow + 4)) : "";
    std::string text = read(file);
    std::size_t at = text.find(old_text);
    for (int left = how.empty() ? 1 : std::stoi(how.substr(1)); left > 1 && at != std::string::npos; --left) at = text.find(old_text, at + 1);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace: " + line);
    write(file, text.replace(at, old_text.size(), new_text));
    return name;
}

struct Case {
    std::string title;
    std::string base, file;  ///< the folder that is copied, and the file that is checked
    std::string command;     ///< empty: hearth check FILE
    int code = 2;
    std::vector<std::string> edits;
    std::vector<std::string> expected;
};

std::string run_case(const Session& session, const Case& test, std::vector<Fault>& shown, std::string& edited) {
    const Scratch scratch;
    fs::copy(session.source / test.base, scratch.path(), fs::copy_options::recursive);
    edited = test.file;
    for (const std::string& edit : test.edits) edited = apply_edit(edit, scratch.path()).value_or(edited);
    const auto before = contents(scratch.path());
    const std::string command = test.command.empty() ? "hearth check " + test.file : test.command;
    const Outcome outcome = run(session, scratch.path(), command, false);
    shown = faults_of(outcome.err);

    std::string reason;
    if (outcome.code != test.code) reason += "  exit code: expected " + std::to_string(test.code) + ", got " + std::to_string(outcome.code) + '\n';
    if (!outcome.out.empty()) reason += "  something on standard output\n";
    if (contents(scratch.path()) != before) reason += "  a file was written\n";
    std::vector<std::string> wanted, got;
    bool same = test.expected.size() == shown.size() && !shown.empty();
    for (const std::string& line : test.expected) {
        const Fault fault = expected_fault(line, edited);
        wanted.push_back(fault.text());
        same = same && std::any_of(shown.begin(), shown.end(), [&](const Fault& other) { return matches(fault, other); });
    }
    for (const Fault& fault : shown) got.push_back(fault.text());
    if (!same) reason += difference("faults", wanted, got) + "  standard error:\n" + outcome.err;
    return reason;
}

/// The faults shown, in the short form of an .edits file.
std::vector<std::string> as_expected(const std::vector<Fault>& shown, const std::string& file) {
    std::vector<std::string> lines;
    for (Fault fault : shown) {
        if (fault.place == file)
            fault.place = "-";
        else if (fault.place == "command line")
            fault.place = "command";
        else if (fault.place.starts_with(file + ':'))
            fault.place.erase(0, file.size() + 1);
        lines.push_back(fault.text());
    }
    return lines;
}

}  // namespace

void run_edits(Session& session, const fs::path& file) {
    static const std::regex expectation(R"(^[EW][0-9]{4} )");
    std::vector<std::string> rewritten;
    Case test;
    const auto finish = [&] {
        if (test.title.empty()) return;
        std::string edited = test.file;
        std::vector<Fault> shown;
        std::string reason;
        const bool skip = test.title.find(session.only) == std::string::npos;
        if (!skip) {
            try {
                reason = run_case(session, test, shown, edited);
            } catch (const std::exception& problem) {
                reason = std::string("  ") + problem.what() + '\n';
            }
            const bool mend = session.update && !reason.empty() && !shown.empty();
            if (mend) test.expected = as_expected(shown, edited);
            session.count(file, test.title, mend ? "" : reason);
        }
        std::size_t empty = 0;
        for (; rewritten.back().empty(); ++empty) rewritten.pop_back();
        rewritten.insert(rewritten.end(), test.expected.begin(), test.expected.end());
        rewritten.resize(rewritten.size() + empty);
        test = {"", test.base, test.file, "", 2, {}, {}};
    };
    for (const std::string& line : lines_of(read(file))) {
        if (line.starts_with("== ") || line.starts_with("base: ")) finish();
        if (line.starts_with("== ")) {
            test.title = line.substr(3);
        } else if (line.starts_with("base: ")) {
            const std::size_t space = line.find(' ', 6);
            test.base = line.substr(6, space - 6);
            test.file = line.substr(space + 1);
        } else if (line.starts_with("$ ")) {
            test.command = line.substr(2);
        } else if (line.starts_with("exit ")) {
            test.code = std::stoi(line.substr(5));
        } else if (std::regex_search(line, expectation)) {
            test.expected.push_back(line);
            continue;
        } else if (!line.empty() && !line.starts_with('#')) {
            test.edits.push_back(line);
        }
        rewritten.push_back(line);
    }
    finish();
    if (session.update) write(file, text_of(rewritten));
}

}  // namespace suite
