#include "hearth/cli/run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>

#include "hearth/base/text.hpp"
#include "hearth/cli/arguments.hpp"
#include "hearth/cli/manifest.hpp"
#include "hearth/cli/show_faults.hpp"
#include "hearth/io/writer.hpp"

namespace hearth {
namespace {

constexpr int invalid = 2;
constexpr int out_of_memory = 4;
constexpr int internal_error = 70;

/// A descriptor 0, 1 or 2 that came closed must not become the number of some file that is opened later.
void fill_standard_descriptors() {
    for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor)
        if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
}

/// Nobody is left to be told that standard error cannot be written.
void tell(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

const Command* command_of(const std::vector<std::string>& words, Report& report) {
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
        if (!words.empty() && words.front() == command.name) return &command;
    }
    if (words.empty())
        report.error("E0801", {}, fmt::format("no command is given (allowed: {})", join(names)), "hearth --help explains them");
    else
        report.error(
            "E0801", {}, fmt::format("'{}' is not a command (allowed: {})", words.front(), join(names)),
            words.front().starts_with('-') ? "the command comes first, its options behind it" : did_you_mean(words.front(), names));
    return nullptr;
}

/// A result never replaces what it was made from.
void keep_inputs(const std::string& written, Session& session) {
    for (std::uint32_t file = 1; file <= session.sources.size(); ++file) {
        const std::string path = path_of(session.sources, file, session.folders);
        if (!same_file(path, written)) continue;
        session.report.error("E0808", {}, fmt::format("the result would replace '{}', which was read for it", path),
                             "give -o another name");
        return;
    }
}

/// One call of the program; whatever is thrown ends in `run`.
struct Call {
    Session session = {};
    bool as_json = false;

    void show_faults() const {
        tell(as_json ? faults_json(session.report, session.sources, session.folders) : faults_text(session.report, session.sources, session.folders));
    }

    int perform(const std::vector<std::string>& words) {
        if (!words.empty() && words.front() == "--help") return done(help());
        if (!words.empty() && words.front() == "--version") return done("hearth " HEARTH_VERSION "\n");
        Outcome outcome;  // one whose code is `invalid` tells itself what is wrong with the input, and is given all the same
        if (const Command* command = command_of(words, session.report)) {
            const Arguments arguments = split(*command, std::span(words).subspan(1), session.report);
            if (arguments.has("--help")) return done(help(*command));
            as_json = choice(arguments, "--errors", {"text", "json"}, session.report) == "json";
            if (!session.report.failed()) outcome = command->run(arguments, session);
            if (!session.report.failed() && arguments.has("--manifest"))
                if (auto manifest = manifest_of(*command, arguments, outcome, session)) outcome.beside.push_back(std::move(*manifest));
            const std::size_t before = session.report.errors();
            for (const auto& [path, text] : outcome.beside) keep_inputs(path, session);
            if ((!session.report.failed() || outcome.code == invalid) && !outcome.file.empty()) keep_inputs(outcome.file, session);
            if (session.report.errors() > before) outcome = {};
        }
        show_faults();
        if (session.report.failed() && outcome.code != invalid) return invalid;
        for (const auto& [path, text] : outcome.replaced) write_file(path, text);
        if (outcome.file.empty()) return done(outcome.text, outcome.code);
        for (const auto& [path, text] : outcome.beside) write_file(path, text);
        write_file(outcome.file, outcome.text);
        return outcome.code;
    }

    static int done(const std::string& text, int code = 0) {
        write_stdout(text);
        return code;
    }

    int stopped(const Fault& fault) {
        if (fault.stop() == Stop::pipe) return static_cast<int>(Stop::pipe);
        session.report = {};
        session.report.add(fault.diagnostic());
        show_faults();
        return static_cast<int>(fault.stop());
    }
};

}  // namespace

int run(const std::vector<std::string>& words) {
    install_signal_handlers();
    fill_standard_descriptors();
    return or_told([&words] {
        Call call;
        try {
            return call.perform(words);
        } catch (const Fault& fault) {
            return call.stopped(fault);
        }
    });
}

int or_told(const std::function<int()>& call) {
    try {
        return call();
    } catch (const std::bad_alloc&) {
        tell("hearth: out of memory\n");
        return out_of_memory;
    } catch (const std::exception& bug) {
        tell(fmt::format("hearth: internal error, please report: {}\n", bug.what()));
        return internal_error;
    }
}

}  // namespace hearth
