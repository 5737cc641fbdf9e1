#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "hearth/base/unicode.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/io/embedded.hpp"
#include "hearth/io/writer.hpp"

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view templates = "hearth:templates/";

Outcome run_new(const Arguments& arguments, Session& session) {
    const fs::path folder = arguments.words[0];
    std::vector<std::pair<std::string, std::string_view>> files;
    for (const Embedded& text : embedded_files())
        if (text.path.starts_with(templates)) files.emplace_back((folder / text.path.substr(templates.size())).string(), text.text);

    std::error_code problem;
    for (const auto& [path, text] : files)
        if (fs::exists(fs::symlink_status(path, problem)))
            session.report.error("E0809", {}, fmt::format("'{}' is there already", path),
                                 "hearth new replaces nothing: name another folder");
    if (session.report.failed()) return {};

    fs::create_directories(folder, problem);
    if (problem)
        throw Fault(Stop::io,
                    {"E0902", {}, fmt::format("'{}' cannot be made: {}", folder.string(), problem.message()), {}, Severity::error});
    Outcome outcome;
    for (const auto& [path, text] : files) {
        write_file(path, text);
        outcome.text += fmt::format("wrote {}\n", printable(path));
    }
    const std::string family = printable((folder / "family.toml").string());
    outcome.text += fmt::format("now try:\n  hearth check '{0}'\n  hearth project '{0}' --format table\n", family);
    return outcome;
}

}  // namespace

Command new_command() {
    return {"new", "DIR", 1, 1, "writes the smallest family and product into a folder, to begin from", "", {}, {"hearth new begin"}, run_new};
}

}  // namespace hearth
