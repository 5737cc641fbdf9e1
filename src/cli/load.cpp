#include "hearth/cli/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/io/embedded.hpp"

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shipped = "hearth:";

/// The path without links, '.' and '..', also where its end does not exist.
std::string real(const fs::path& path) {
    std::error_code ignored;
    const fs::path result = fs::weakly_canonical(fs::absolute(path.empty() ? fs::path(".") : path), ignored);
    return ignored ? path.string() : result.string();
}

bool stands_in(const std::string& path, const std::string& folder) {
    return path.starts_with(folder.ends_with('/') ? folder : folder + '/');
}

Rows rows_of(CsvTable table) {
    Rows rows{std::move(table.columns), std::move(table.column_places), {}};
    auto& all = rows.cells.own();
    all.reserve(table.rows.size());
    for (auto& row : table.rows) {
        auto& cells = all.emplace_back();
        cells.reserve(row.size());
        for (auto& [text, place] : row) {
            Rows::Cell& cell = cells.emplace_back();
            cell.place = place;
            if (!text.empty()) cell.items.push_back(std::move(text));
        }
        row = {};  // its room is that of the next
    }
    return rows;
}

}  // namespace

/// A walk from the file named through its includes.
struct Loader::Visit {
    Loaded& loaded;
    std::set<std::uint32_t> joined = {};
    std::vector<std::uint32_t> stack = {};
};

/// Opens a path of the file system or of the binary.
std::optional<std::uint32_t> Loader::open(const std::string& path, const Place& asked, std::size_t limit) {
    const bool embedded = path.starts_with(shipped);
    const std::string key = embedded ? path : real(path);
    const auto [known, fresh] = opened_.emplace(key, std::nullopt);
    if (!fresh) return known->second;
    if (files_.size() == limits_.files) {
        report_.error("E0009", asked, fmt::format("more than {} files are named", limits_.files));
        return std::nullopt;
    }
    std::optional<std::uint32_t> file;
    if (embedded) {
        std::vector<std::string> names;
        for (const Embedded& text : embedded_files()) {
            names.emplace_back(text.path);
            if (text.path == path) file = sources_.add(path, std::string(text.text));
        }
        if (!file) report_.error("E0008", asked, fmt::format("hearth carries no '{}'", path), did_you_mean(path, names));
    } else {
        file = read_file(sources_, path, std::min(limit, limits_.bytes - bytes_), report_, asked);
        if (file) bytes_ += sources_.at(*file).text.size();
    }
    if (file) files_.push_back(*file);
    return known->second = file;
}

/// Opens what a file names, which stands in `root`, or what the command line names, which may be anywhere.
std::optional<std::uint32_t> Loader::named(const std::string& written, std::uint32_t from, const Place& asked, const std::string& root,
                                           std::size_t limit) {
    const std::string path = relative_to(sources_, from, written);
    const bool by_file = std::find(files_.begin(), files_.end(), from) != files_.end();
    if (by_file && !path.starts_with(shipped)) {
        const bool absolute = fs::path(written).is_absolute();
        if (absolute || !stands_in(real(path), root)) {
            report_.error(
                "E0007", asked,
                absolute ? fmt::format("'{}' is an absolute path", written)
                         : fmt::format("'{}' leads outside the folder of the file named to hearth", written),
                absolute ? "write the path from the folder of this file" : "move it into that folder, or name a file of a folder above");
            return std::nullopt;
        }
    }
    return open(path, asked, limit);
}

const std::optional<Tree>& Loader::tree(std::uint32_t file) {
    auto [known, fresh] = trees_.emplace(file, std::nullopt);
    if (fresh) known->second = read_toml(sources_, file, report_);
    return known->second;
}

const std::optional<Rows>& Loader::rows(std::uint32_t file) {
    auto [known, fresh] = rows_.emplace(file, std::nullopt);
    if (fresh)
        if (auto table = read_csv(sources_, file, report_)) known->second = rows_of(std::move(*table));
    return known->second;
}

std::optional<Rows> Loader::read_rows(const std::string& path) {
    const auto file = open(path, {}, ReadLimits{}.csv_bytes);
    return file ? rows(*file) : std::nullopt;
}

/// Joins the includes, then the file; false if one of them cannot be read.
bool Loader::join_file(std::uint32_t file, Visit& visit) {
    if (!visit.joined.insert(file).second) return true;
    const auto& text = tree(file);
    if (!text) return false;
    visit.stack.push_back(file);
    bool whole = true;
    const Tree* include = text->find("include");
    const auto paths = include == nullptr ? std::vector<Tree>() : include->is_text() ? std::vector<Tree>{*include} : include->children;
    for (const Tree& path : paths) {
        if (!path.is_text()) continue;  // told by the schema
        if (visit.stack.size() > limits_.depth) {
            report_.error("E0009", path.place, fmt::format("files include each other deeper than {}", limits_.depth));
            whole = false;
            break;
        }
        const auto other = named(path.text, file, path.place, visit.loaded.root, ReadLimits{}.toml_bytes);
        const auto open = other ? std::find(visit.stack.begin(), visit.stack.end(), *other) : visit.stack.end();
        if (open != visit.stack.end()) {
            std::vector<std::string> cycle;
            for (auto at = open; at != visit.stack.end(); ++at) cycle.push_back(sources_.at(*at).path);
            cycle.push_back(cycle.front());
            report_.error("E0220", path.place, fmt::format("files include each other: {}", join(cycle, " -> ")),
                          "take one of these includes away");
            continue;
        }
        whole = other && join_file(*other, visit) && whole;
    }
    visit.stack.pop_back();
    join(visit.loaded.set, *text, report_);
    return whole;
}

std::optional<Loaded> Loader::load_folder(const std::string& path) {
    std::vector<std::string> paths;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(path, ignored))
        if (entry.path().extension() == ".toml" && entry.is_regular_file()) paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    Loaded loaded{{}, 0, real(path)};
    Visit visit{loaded};
    bool whole = true;
    for (const std::string& one : paths) {
        const auto file = open(one, {}, ReadLimits{}.toml_bytes);
        if (file && tree(*file) && tree(*file)->find("vocabulary") == nullptr) continue;
        whole = file && join_file(*file, visit) && whole;
    }
    if (visit.joined.empty() && whole) report_.error("E0873", {}, fmt::format("the folder '{}' holds no model", path), "a model is a .toml file that says vocabulary = 1");
    whole = read_tables(loaded) && whole && !visit.joined.empty();
    return whole ? std::optional(std::move(loaded)) : std::nullopt;
}

std::optional<Loaded> Loader::load(const std::string& path) {
    const auto file = open(path, {}, ReadLimits{}.toml_bytes);
    if (!file) return std::nullopt;
    Loaded loaded{{}, *file, path.starts_with(shipped) ? std::string() : real(fs::path(path).parent_path())};
    Visit visit{loaded};
    bool whole = join_file(*file, visit);
    whole = read_tables(loaded) && whole;
    return whole ? std::optional(std::move(loaded)) : std::nullopt;
}

bool Loader::read_tables(Loaded& loaded) {
    bool whole = true;
    for (const auto& [name, table] : loaded.set.nouns[static_cast<std::size_t>(Noun::table)]) {
        const Tree* path = table.find("file");
        if (path == nullptr || !path->is_text()) continue;
        const auto key = std::pair(path->place.file, path->text);
        if (loaded.set.files.contains(key)) continue;
        const auto file = named(path->text, path->place.file, path->place, loaded.root, ReadLimits{}.csv_bytes);
        if (file && rows(*file)) {
            loaded.set.files.emplace(key, std::move(*rows_.at(*file)));
            rows_.erase(*file);
        } else {
            whole = false;
        }
    }
    return whole;
}

std::vector<std::pair<std::string, std::string>> Loader::inputs() const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::uint32_t file : files_) result.emplace_back(sources_.at(file).path, sources_.at(file).sha256);
    return result;
}

}  // namespace hearth
