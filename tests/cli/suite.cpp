#include "suite.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace suite {
namespace {

/// `./run` without arguments projects the shipped example; the real one builds first, which a test must not.
constexpr std::string_view run_script =
    "#!/bin/sh\n"
    "[ $# -gt 0 ] || set -- project examples/three-generations/family.toml --format table\n"
    "exec hearth \"$@\"\n";

std::vector<std::string> environment(const fs::path& programs) {
    std::vector<std::string> variables = {"PATH=" + programs.string() + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", "TERM=dumb"};
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

void Session::count(const fs::path& file, std::string_view title, const std::string& reason) {
    ++(reason.empty() ? passed : failed);
    if (!reason.empty()) std::cout << "FAILED " << fs::relative(file, source).string() << ": " << title << '\n' << reason << '\n';
}

Scratch::Scratch() {
    std::string name = (fs::temp_directory_path() / "hearth-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + name);
    path_ = name;
}

Scratch::~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Outcome run(const Session& session, const fs::path& folder, const std::string& command, bool together) {
    const Scratch aside;
    fs::create_symlink(session.hearth, aside.path() / "hearth");
    const fs::path stand_in = folder / "run";
    if (command.starts_with("./run")) {
        write(stand_in, run_script);
        fs::permissions(stand_in, fs::perms::owner_all);
    }
    const std::string out = (aside.path() / "out").string();
    const std::string err = (aside.path() / "err").string();

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (together)
        posix_spawn_file_actions_adddup2(&actions, 1, 2);
    else
        posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    std::vector<std::string> words = {"timeout", "300", "/bin/sh", "-c", command};
    std::vector<std::string> variables = environment(aside.path());
    pid_t child = 0;
    const int problem = posix_spawnp(&child, "timeout", &actions, nullptr, pointers(words).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (problem != 0) throw std::runtime_error("cannot start /bin/sh");
    int status = 0;
    waitpid(child, &status, 0);
    fs::remove(stand_in);
    return {read(out), together ? std::string() : read(err), WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write(const fs::path& file, std::string_view text) {
    fs::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            lines.back() += "<no end of line>";
            break;
        }
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

bool agree(const std::vector<std::string>& expected, const std::vector<std::string>& shown) {
    // reachable[j]: the expected lines so far can stand for the first j lines shown
    std::vector<bool> reachable(shown.size() + 1, false);
    reachable[0] = true;
    for (const std::string& line : expected) {
        std::vector<bool> next(shown.size() + 1, false);
        if (line == "...") {
            bool any = false;
            for (std::size_t j = 0; j <= shown.size(); ++j) next[j] = any = any || reachable[j];
        } else {
            for (std::size_t j = 0; j < shown.size(); ++j) next[j + 1] = reachable[j] && shown[j] == line;
        }
        reachable = std::move(next);
    }
    return reachable.back();
}

std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> result;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(entry.path(), folder).string();
        result[name] = entry.is_regular_file() ? read(entry.path()) : "<not a file>";
    }
    return result;
}

std::string difference(std::string_view what, const std::vector<std::string>& expected, const std::vector<std::string>& shown) {
    std::string text = "  " + std::string(what) + ", expected:\n";
    for (const std::string& line : expected) text += "    -" + line + '\n';
    text += "  shown:\n";
    for (const std::string& line : shown) text += "    +" + line + '\n';
    return text;
}

}  // namespace suite
