#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/load.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/io/embedded.hpp"

namespace hearth {
namespace {

constexpr std::string_view folder = "hearth:tables/";
constexpr std::string_view ending = ".toml";

/// "china" of "hearth:tables/china.toml".
std::vector<std::string> shipped_texts() {
    std::vector<std::string> names;
    for (const auto& [path, text] : embedded_files())
        if (path.starts_with(folder) && path.ends_with(ending))
            names.emplace_back(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
    return names;
}

std::string path_of(const std::string& text) { return fmt::format("{}{}{}", folder, text, ending); }

/// Every table of the texts the binary carries, or of a file of the user.
std::optional<Loaded> tables(const std::string& path, Loader& loader) {
    if (!path.empty()) return loader.load(path);
    Loaded all;
    for (const std::string& text : shipped_texts()) {
        auto loaded = loader.load(path_of(text));
        if (!loaded) return std::nullopt;
        all.set.nouns[0].merge(loaded->set.nouns[0]);
        all.set.files.merge(loaded->set.files);
    }
    return all;
}

std::string text_of(const Tree* leaf) {
    if (leaf == nullptr) return "";
    if (!leaf->is_table()) return leaf->text;
    std::vector<std::string> parts;
    for (const Tree& part : leaf->children) parts.push_back(part.text);
    return join(parts, " / ");
}

/// The rows of a table; in place or from its file.
Rows rows_of(const Tree& table, const Set& set) {
    if (const Tree* file = table.find("file"))
        if (const auto rows = set.files.find({file->place.file, file->text}); rows != set.files.end()) return rows->second;
    Rows rows;
    const Tree* written = table.find("rows");
    if (written == nullptr) return rows;
    for (const Tree& row : written->children)
        for (const Tree& cell : row.children)
            if (std::find(rows.columns.begin(), rows.columns.end(), cell.key) == rows.columns.end()) rows.columns.push_back(cell.key);
    for (const Tree& row : written->children) {
        auto& cells = rows.cells.emplace_back(rows.columns.size());
        for (std::size_t i = 0; i < rows.columns.size(); ++i) {
            const Tree* cell = row.find(rows.columns[i]);
            if (cell == nullptr) continue;
            if (cell->kind != Tree::Kind::array) cells[i].items = {cell->kind == Tree::Kind::date ? cell->date.text() : cell->text};
            for (const Tree& item : cell->children) cells[i].items.push_back(item.text);
        }
    }
    return rows;
}

/// "0 to 105", of the rows that have an age.
std::string ages_of(const Rows& rows) {
    std::optional<double> first, last;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        if (rows.columns[i] != "age" && rows.columns[i] != "age_from") continue;
        for (const auto& row : rows.cells) {
            const auto age = row[i].items.empty() ? std::nullopt : parse_number(row[i].items.front());
            if (!age) continue;
            first = std::min(first.value_or(*age), *age);
            last = std::max(last.value_or(*age), *age);
        }
    }
    return first ? fmt::format("{} to {}", shortest(*first), shortest(*last)) : "";
}

Cell cell_of(const Rows::Cell& cell) {
    if (cell.items.empty()) return {};
    if (cell.items.size() > 1) return join(cell.items);
    if (const auto whole = parse_integer(cell.items.front())) return std::int64_t{*whole};
    if (const auto number = parse_number(cell.items.front(), true)) return *number;
    return cell.items.front();
}

Frame frame_of(std::string name, std::string title, const Loader& loader) {
    Frame frame;
    frame.name = std::move(name);
    frame.title = std::move(title);
    frame.provenance = {"table", HEARTH_VERSION, {}, {}, false, {}};
    for (auto& input : loader.inputs())
        if (!input.first.starts_with("hearth:")) frame.provenance.inputs.push_back(std::move(input));
    return frame;
}

Frame list(const Set& set, const Loader& loader, Report& report) {
    Frame frame = frame_of("tables", "Tables that hearth carries", loader);
    for (const char* column : {"name", "rows", "ages", "title", "source"}) frame.columns.push_back({column, "", "", -1});
    frame.keys = 1;
    for (const std::string& name : set.names(Noun::table)) {
        const auto table = layered(set, Noun::table, name, report);
        if (!table) continue;
        const Rows rows = rows_of(*table, set);
        const Cell count = rows.empty() ? Cell{"a law"} : Cell{static_cast<std::int64_t>(rows.cells.size())};
        frame.rows.push_back({name, count, ages_of(rows), text_of(table->find("title")), text_of(table->find("source"))});
    }
    frame.provenance.notes.push_back(fmt::format("texts, for hearth table show and include: {}", join(shipped_texts())));
    return frame;
}

Frame show(const std::string& name, const Tree& table, const Set& set, const Loader& loader) {
    const std::string title = text_of(table.find("title"));
    Frame frame = frame_of(name, title.empty() ? name : title, loader);
    const Rows rows = rows_of(table, set);
    for (const std::string& column : rows.columns) frame.columns.push_back({column, "", "", -1});
    for (const auto& row : rows.cells) {
        auto& cells = frame.rows.emplace_back();
        for (const auto& cell : row) cells.push_back(cell_of(cell));
    }
    for (const char* key : {"source", "age", "when", "value", "otherwise", "unit"})
        if (const Tree* leaf = table.find(key)) frame.provenance.conventions.emplace_back(key, text_of(leaf));
    const Tree* illustrative = table.find("illustrative");
    frame.provenance.illustrative = illustrative != nullptr && illustrative->truth;
    return frame;
}

Outcome run(const Arguments& arguments, Session& session) {
    const std::vector<std::string> actions = {"list", "show"};
    const std::string& action = arguments.words[0];
    const bool shows = action == "show";
    const std::string format = choice(arguments, "--format", {"table", "csv", "json"}, session.report);
    if (!shows && action != "list")
        session.report.error("E0803", {}, fmt::format("hearth table does not know '{}' (allowed: list, show)", action),
                             did_you_mean(action, actions));
    else if (shows != (arguments.words.size() > 1))
        session.report.error("E0803", {}, shows ? "hearth table show is not told which table" : "hearth table list takes no name",
                             "usage: hearth table list, or: hearth table show NAME [FILE.toml]");
    if (session.report.failed()) return {};

    Loader loader(session);
    const auto loaded = tables(arguments.words.size() > 2 ? arguments.words[2] : "", loader);
    if (!loaded || session.report.failed()) return {};
    if (!shows) return {0, rendered(list(loaded->set, loader, session.report), format), {}};

    const std::string& name = arguments.words[1];
    if (loaded->set.find(Noun::table, name) != nullptr) {
        const auto table = layered(loaded->set, Noun::table, name, session.report);
        return table ? Outcome{0, rendered(show(name, *table, loaded->set, loader), format), {}} : Outcome{};
    }
    for (const auto& [path, text] : embedded_files())
        if (arguments.words.size() == 2 && path == path_of(name)) return {0, std::string(text), {}};
    std::vector<std::string> known = loaded->set.names(Noun::table);
    if (arguments.words.size() == 2) {
        const auto texts = shipped_texts();
        known.insert(known.end(), texts.begin(), texts.end());
    }
    session.report.error("E0807", {}, fmt::format("there is no table '{}'", name), did_you_mean(name, known));
    return {};
}

}  // namespace

Command table_command() {
    return {"table",
            "list | show NAME [FILE.toml]",
            1,
            3,
            "shows the tables and texts that hearth carries, or a table of a file",
            "list shows every table with its source; show prints the rows of one. The shipped texts, the standard values of a\n"
            "product among them, are printed as they are: hearth table show standard.",
            {{"--format", "table|csv|json", "form of the answer (table)"}},
            {"hearth table list", "hearth table show cl_2025_life --format csv", "hearth table show standard"},
            run};
}

}  // namespace hearth
