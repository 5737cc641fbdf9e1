#include "hearth/cli/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "hearth/base/text.hpp"
#include "hearth/model/schema.hpp"
#include "hearth/study/rate_sheet.hpp"

namespace hearth {
namespace {

constexpr double manifest_version = 1;

/// Of a rate sheet: a residual that moved among the last digits is not to stand before a premium that moved.
constexpr const char* residual_tolerance = "tolerance.residual = { size = \"1e-6abs\", reason = \"what the computer rounds; the price itself is compared to its last digit\" }\n";

constexpr Key tolerance_keys[] = {{"size", Takes::text, true}, {"reason", Takes::text, true}};
constexpr Shape tolerance_shape{"a tolerance", tolerance_keys, nullptr, {}, false};
constexpr Key any_tolerance{"", Takes::part, false, {}, &tolerance_shape};
constexpr Shape tolerances_shape{"tolerance", {}, &any_tolerance, {}, false};
constexpr Key input_keys[] = {{"path", Takes::text, true}, {"sha256", Takes::text, true}};
constexpr Shape input_shape{"an input", input_keys, nullptr, {}, false};
constexpr Key recorded_keys[] = {{"hearth", Takes::text, true}, {"basis_hash", Takes::text, true}, {"output", Takes::text, true},
                                 {"exit", Takes::integer}, {"inputs", Takes::parts, true, {}, &input_shape}};
constexpr Shape recorded_shape{"recorded", recorded_keys, nullptr, {}, false};
constexpr Key manifest_keys[] = {{"manifest", Takes::integer, true}, {"run", Takes::texts, true}, {"output", Takes::text, true},
                                 {"tolerance", Takes::part, false, {}, &tolerances_shape}, {"recorded", Takes::part, false, {}, &recorded_shape}};
constexpr Shape manifest_shape{"a manifest", manifest_keys, nullptr, {}, false};

std::string text_at(const Tree& tree, std::string_view key) {
    const Tree* leaf = tree.find(key);
    return leaf == nullptr ? "" : leaf->text;
}

void read_tolerances(const Tree& file, Manifest& made, Report& report) {
    const Tree* all = file.find("tolerance");
    std::vector<std::string> words;
    for (const Tree& one : all == nullptr ? std::vector<Tree>() : all->children) {
        const Tree *size = one.find("size"), *reason = one.find("reason");
        if (reason->text.find_first_not_of(' ') == std::string::npos)
            report.error("E0877", reason->place, fmt::format("the tolerance of '{}' has no reason", one.key), "say why the numbers may be apart");
        Report found;
        const std::string word = fmt::format("{}={}", one.key, size->text);
        parse_tolerances(std::vector{word}, found);
        for (const Diagnostic& fault : found.all()) report.error(fault.code, size->place, fault.message, fault.hint);
        words.push_back(word);
        if (one.key != "default") made.tolerance_places.emplace_back(one.key, one.key_place);
    }
    Report told;
    made.tolerances = parse_tolerances(words, told);
}

Recorded read_recorded(const Tree& tree) {
    Recorded made{text_at(tree, "hearth"), text_at(tree, "basis_hash"), text_at(tree, "output"), 0, {}};
    if (const Tree* exit = tree.find("exit")) made.exit = static_cast<int>(exit->number);
    for (const Tree& one : tree.find("inputs")->children) made.inputs.emplace_back(text_at(one, "path"), text_at(one, "sha256"));
    return made;
}

std::string head_of(const std::string& text) {
    std::size_t line = 0;
    while (line < text.size() && text.compare(line, recorded_line.size(), recorded_line) != 0) {
        const std::size_t end = text.find('\n', line);
        line = end == std::string::npos ? text.size() : end + 1;
    }
    return text.substr(0, line);
}

/// Words as they were typed, without where the result and the manifest go.
std::vector<std::string> words_of(const Command& command, const Arguments& arguments) {
    std::vector<std::string> run = {std::string(command.name)};
    run.insert(run.end(), arguments.words.begin(), arguments.words.end());
    for (const auto& [name, values] : arguments.options) {
        if (name == "-o" || name == "--manifest" || name == "--errors") continue;
        run.push_back(name);
        run.insert(run.end(), values.begin(), values.end());
    }
    return run;
}

}  // namespace

bool leads_outside(const std::string& path) {
    const std::filesystem::path parts(path);
    return parts.is_absolute() || std::find(parts.begin(), parts.end(), "..") != parts.end();
}

bool is_manifest(const Tree& file) { return file.find("manifest") != nullptr; }

std::optional<Manifest> read_manifest(const Tree& file, Session& session) {
    Report& report = session.report;
    const std::size_t before = report.errors();
    const Tree& version = *file.find("manifest");
    if (version.kind == Tree::Kind::integer && version.number != manifest_version) {
        report.error("E0874", version.place, fmt::format("this hearth reads manifest 1, the file is written in {}", version.text), "write it anew: --manifest");
        return std::nullopt;
    }
    check(file, manifest_shape, report);
    if (report.errors() > before) return std::nullopt;
    Manifest made;
    const Tree& run = *file.find("run");
    if (run.is_text()) made.run = {run.text};
    for (const Tree& word : run.children) made.run.push_back(word.text);
    made.run_place = run.place;
    made.output = text_at(file, "output");
    made.output_place = file.find("output")->place;
    read_tolerances(file, made, report);
    if (const Tree* last = file.find("recorded")) made.recorded = read_recorded(*last);
    made.head = head_of(session.sources.at(version.place.file).text);
    if (report.errors() > before) return std::nullopt;
    return made;
}

std::string basis_hash_of(const std::vector<std::string>& run, const Recorded& recorded) {
    Provenance origin;
    origin.version = recorded.version;
    origin.inputs = recorded.inputs;
    for (const char* option : {"--set", "--target"})
        for (std::size_t i = 0; i + 1 < run.size(); ++i)
            if (run[i] == option) origin.conventions.emplace_back(std::string(option).substr(2), run[i + 1]);
    return basis_hash(origin);
}

std::string to_toml(const std::string& head, const Recorded& recorded) {
    std::string text = head;
    text += fmt::format("{}\nhearth = {}\nbasis_hash = {}\noutput = {}\n", recorded_line, json_string(recorded.version), json_string(recorded.basis_hash), json_string(recorded.sha256));
    if (recorded.exit != 0) text += fmt::format("exit = {}\n", recorded.exit);
    text += "inputs = [\n";
    for (const auto& [path, sha256] : recorded.inputs) text += fmt::format("  {{ path = {}, sha256 = {} }},\n", json_string(path), json_string(sha256));
    return text + "]\n";
}

std::vector<std::pair<std::string, std::string>> inputs_since(const Session& session, std::uint32_t before) {
    std::vector<std::pair<std::string, std::string>> inputs;
    for (std::uint32_t file = before + 1; file <= session.sources.size(); ++file) {
        const Sources::Source& source = session.sources.at(file);
        if (!source.path.starts_with("--") && !source.path.empty()) inputs.emplace_back(source.path, source.sha256);
    }
    return inputs;
}

std::optional<std::pair<std::string, std::string>> manifest_of(const Command& command, const Arguments& arguments, const Outcome& outcome, Session& session) {
    const std::string path = arguments.one("--manifest");
    const auto fault = [&](const std::string& message, const char* hint) {
        session.report.error("E0880", {}, message, hint);
        return std::nullopt;
    };
    if (outcome.file.empty()) return fault("--manifest is asked, and the result goes to standard output", "give it a file: -o rates.csv");
    if (!outcome.file.ends_with(".csv") && !outcome.file.ends_with(".json")) return fault(fmt::format("'{}' is no CSV or JSON, so that no later run can be compared with it", outcome.file), "as in -o rates.csv");
    if (leads_outside(outcome.file)) return fault(fmt::format("'{}' does not stand in this folder, to which the paths of the manifest are relative", outcome.file), "as in -o rates.csv");
    if (path.find('/') != std::string::npos || !path.ends_with(".toml"))
        return fault(fmt::format("the manifest is '{}'; it is a .toml file in this folder, to which its paths are relative", path), "as in --manifest rates.toml");
    const std::vector<std::string> run = words_of(command, arguments);
    Sources aside;
    Recorded made{HEARTH_VERSION, {}, aside.at(aside.add("", outcome.text)).sha256, outcome.code, inputs_since(session, 0)};
    made.basis_hash = basis_hash_of(run, made);
    std::vector<std::string> words;
    for (const std::string& word : run) words.push_back(json_string(word));
    const std::string head = fmt::format("# hearth test {} runs this again and compares; --approve writes the result and what stands below [recorded] anew.\n"
                                         "manifest = 1\nrun = [{}]\noutput = {}\n{}\n",
                                         path, join(words), json_string(outcome.file), command.name == "price" ? residual_tolerance : "");
    return std::pair(path, to_toml(head, made));
}

}  // namespace hearth
