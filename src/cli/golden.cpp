#include "hearth/cli/golden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "hearth/base/text.hpp"
#include "hearth/frame/diff.hpp"
#include "hearth/io/embedded.hpp"
#include "hearth/io/read_frame.hpp"
#include "hearth/io/writer.hpp"

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// The folder of the manifest is that of the process while its command runs.
class InFolder {
  public:
    InFolder(const std::string& folder, Session& session) : session_(session), back_(fs::current_path()) {
        if (!folder.empty()) fs::current_path(folder);
        session_.folders[session_.sources.size() + 1] = folder;
    }
    ~InFolder() {
        std::error_code ignored;
        fs::current_path(back_, ignored);
        session_.folders[session_.sources.size() + 1] = {};
    }
    InFolder(const InFolder&) = delete;
    InFolder& operator=(const InFolder&) = delete;

  private:
    Session& session_;
    fs::path back_;
};

std::string folder_of(const std::string& path) { return path.find('/') == std::string::npos ? "" : path.substr(0, path.rfind('/') + 1); }

const Command* command_of(const Manifest& manifest, Report& report) {
    std::vector<std::string> able;
    const Command* found = nullptr;
    for (const Command& command : commands()) {
        if (std::none_of(command.options.begin(), command.options.end(), [](const Option& option) { return option.name == "--manifest"; })) continue;
        able.emplace_back(command.name);
        if (!manifest.run.empty() && manifest.run.front() == command.name) found = &command;
    }
    if (found == nullptr)
        report.error("E0881", manifest.run_place, fmt::format("'{}' is no command that writes a result (allowed: {})", manifest.run.empty() ? "" : manifest.run.front(), join(able)));
    return found;
}

std::string hash_of(const std::string& path, Report& report, Place asked) {
    for (const Embedded& text : embedded_files()) {
        if (text.path != path) continue;
        Sources aside;
        return aside.at(aside.add(path, std::string(text.text))).sha256;
    }
    Sources aside;
    Report found;
    const auto file = read_file(aside, path, ReadLimits{}.csv_bytes, found, asked);
    if (file) return aside.at(*file).sha256;
    for (const Diagnostic& fault : found.all()) report.error(fault.code, asked, fault.message, fault.hint);
    return {};
}

void tell_unlocked(const std::string& path, const std::string& was, const std::string& is, Place place, Report& report) {
    report.error("E0878", place, was.empty() ? fmt::format("'{}' is read, and was not when the result was recorded", path)
                                             : fmt::format("'{}' is not the file recorded: its hash begins with {}, recorded is {}", path, is.substr(0, 12), was.substr(0, 12)),
                 "without --locked the results are compared; --approve takes the new one");
}

/// Before anything is calculated.
void check_locked(const Manifest& manifest, Report& report) {
    for (const auto& [path, sha256] : manifest.recorded->inputs) {
        const std::size_t before = report.errors();
        const std::string is = hash_of(path, report, manifest.output_place);
        if (report.errors() == before && is != sha256) tell_unlocked(path, sha256, is, manifest.output_place, report);
    }
}

void check_columns(const Manifest& manifest, const Frame& before, const Frame& after, Report& report) {
    std::vector<std::string> known;
    for (const Frame* frame : {&before, &after})
        for (const Column& column : frame->columns)
            if (std::find(known.begin(), known.end(), column.name) == known.end()) known.push_back(column.name);
    for (const auto& [name, place] : manifest.tolerance_places)
        if (std::find(known.begin(), known.end(), name) == known.end())
            report.error("E0912", place, fmt::format("a tolerance is given for the column '{}', which neither result has", printable(name)), did_you_mean(name, known));
}

/// The result of today, run in the folder of the manifest; the inputs it read.
struct Today {
    Outcome outcome;
    Recorded recorded;
};

std::optional<Today> run_today(const Manifest& manifest, Session& session) {
    const Command* command = command_of(manifest, session.report);
    if (command == nullptr) return std::nullopt;
    const std::uint32_t first = session.sources.size();
    std::vector<std::string> words(manifest.run.begin() + 1, manifest.run.end());
    words.insert(words.end(), {"-o", manifest.output});
    const Arguments arguments = split(*command, words, session.report);
    if (session.report.failed()) return std::nullopt;
    Today today{command->run(arguments, session), {}};
    if (session.report.failed()) return std::nullopt;
    Sources aside;
    today.recorded = {HEARTH_VERSION, {}, aside.at(aside.add("", today.outcome.text)).sha256, today.outcome.code, inputs_since(session, first)};
    today.recorded.basis_hash = basis_hash_of(manifest.run, today.recorded);
    for (const auto& [path, sha256] : today.recorded.inputs)
        if (same_file(path, manifest.output)) session.report.error("E0808", manifest.output_place, fmt::format("the result would replace '{}', which was read for it", path), "give it another name");
    return today;
}

std::vector<std::string> changed_inputs(const Recorded& before, const Recorded& after) {
    std::vector<std::string> changed;
    const std::map<std::string, std::string> was(before.inputs.begin(), before.inputs.end()), is(after.inputs.begin(), after.inputs.end());
    for (const auto& [path, sha256] : is)
        if (!was.contains(path) || was.at(path) != sha256) changed.push_back(path);
    for (const auto& [path, sha256] : was)
        if (!is.contains(path)) changed.push_back(path);
    return changed;
}

}  // namespace

Golden run_golden(const std::string& path, const Manifest& manifest, GoldenAsk ask, Session& session) {
    Report& report = session.report;
    const std::string folder = folder_of(path), file = folder + manifest.output;
    Golden golden{{manifest.output, 0, 0, {}}, {}};
    const bool csv_or_json = manifest.output.ends_with(".csv") || manifest.output.ends_with(".json");
    if (!csv_or_json) report.error("E0881", manifest.output_place, fmt::format("the result is '{}', which is no CSV or JSON", manifest.output), "as in \"rates.csv\"");
    else if (leads_outside(manifest.output)) report.error("E0881", manifest.output_place, fmt::format("the result '{}' does not stand in the folder of the manifest", manifest.output), "as in \"rates.csv\"");
    if (std::find(manifest.run.begin(), manifest.run.end(), "--manifest") != manifest.run.end()) report.error("E0881", manifest.run_place, "a manifest writes no manifest", "take --manifest away");
    if (report.failed()) return golden;
    std::optional<std::uint32_t> kept;
    std::error_code ignored;
    if (fs::exists(file, ignored)) kept = read_file(session.sources, file, ReadLimits{}.csv_bytes, report, manifest.output_place);
    else if (!ask.approve) report.error("E0875", manifest.output_place, fmt::format("there is no result '{}' to compare with", file), fmt::format("hearth test {} --approve writes it", path));
    if (report.failed()) return golden;
    if (!manifest.recorded && (!ask.approve || ask.locked))
        report.error("E0875", manifest.output_place, "nothing is recorded: no result was approved", fmt::format("hearth test {} --approve writes it", path));
    else if (kept && !ask.approve && session.sources.at(*kept).sha256 != manifest.recorded->sha256)
        report.error("E0876", manifest.output_place, fmt::format("'{}' is not the result recorded: its hash differs", file), fmt::format("take both files back, or write them anew: hearth test {} --approve", path));
    if (report.failed()) return golden;

    std::optional<Today> today;
    {
        const InFolder in(folder, session);
        if (ask.locked) check_locked(manifest, report);
        if (!report.failed()) today = run_today(manifest, session);
    }
    if (report.failed() || !today) return golden;
    const std::vector<std::string> inputs = manifest.recorded ? changed_inputs(*manifest.recorded, today->recorded) : std::vector<std::string>();
    if (ask.locked)
        for (const std::string& input : inputs) tell_unlocked(input, "", "", manifest.output_place, report);
    const auto after = read_frame(session.sources, session.sources.add(file + " of today", today->outcome.text), report);
    const auto before = kept ? read_frame(session.sources, *kept, report) : std::nullopt;
    if (report.failed() || !after || (kept && !before)) return golden;

    if (before) check_columns(manifest, *before, *after, report);
    if (report.failed()) return golden;
    std::string told = fmt::format("{}: new\n", printable(file));
    bool same = false;
    if (before) {
        const Difference difference = diff(*before, *after, manifest.tolerances);
        same = difference.same();
        told = fmt::format("{}: {}", printable(file), to_text(difference));
        const bool bytes = session.sources.at(*kept).text == today->outcome.text;
        if (bytes) told = fmt::format("{}: unchanged\n", printable(file));
    }
    if (manifest.recorded && manifest.recorded->exit != today->outcome.code) {
        same = false;
        told += fmt::format("{}: exit code {}, recorded is {}\n", printable(file), today->outcome.code, manifest.recorded->exit);
    }
    if (manifest.recorded && manifest.recorded->version != HEARTH_VERSION) told += fmt::format("recorded by hearth {}, this is {}\n", printable(manifest.recorded->version), HEARTH_VERSION);
    if (!inputs.empty()) told += fmt::format("inputs that are not those recorded: {}\n", printable(join(inputs)));
    if (ask.approve) {
        golden.checked.passed = 1;
        golden.checked.text = told + (fmt::format("{}: approved\n", printable(path)));
        golden.approved = {{file, today->outcome.text}, {path, to_toml(manifest.head, today->recorded)}};
        return golden;
    }
    ++(same ? golden.checked.passed : golden.checked.failed);
    if (!same) golden.checked.text = fmt::format("{}: FAILED {}if this is meant: hearth test {} --approve\n", printable(path), told, printable(path));
    return golden;
}

}  // namespace hearth
