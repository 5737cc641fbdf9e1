#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/tables.hpp"
#include "hearth/io/embedded.hpp"

namespace hearth {
namespace {

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
        auto& cells = rows.cells.own().emplace_back(rows.columns.size());
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

/// The words behind the action; E0803 for a word too many or an option that the action does not take.
TableQuestion question_of(const Arguments& arguments, const std::string& action, Report& report) {
    TableQuestion question;
    for (std::size_t i = 1; i < arguments.words.size(); ++i) {
        const std::string& word = arguments.words[i];
        std::string& place = word.ends_with(".toml") ? question.file : question.name;
        if (!std::exchange(place, word).empty())
            report.error("E0803", {}, fmt::format("'{}' is one word too many", word), "usage: hearth table --help");
    }
    if ((action == "show" || action == "export") && question.name.empty())
        report.error("E0803", {}, fmt::format("hearth table {} is not told which table", action),
                     fmt::format("usage: hearth table {} NAME [FILE.toml]", action));
    if (action == "list" && arguments.words.size() > 1)
        report.error("E0803", {}, "hearth table list takes no name", "usage: hearth table list, or: hearth table show NAME [FILE.toml]");
    const bool written = action == "import" || action == "export";
    if (arguments.has("-o") && !written)
        report.error("E0803", {}, fmt::format("hearth table {} takes no -o", action), "send the output to a file");
    if (arguments.has("--format") && (action == "check" || action == "import"))
        report.error("E0803", {}, fmt::format("hearth table {} takes no --format", action), "take it away");
    return question;
}

Outcome show_or_list(const Arguments& arguments, const TableQuestion& question, Session& session) {
    const std::string format = choice(arguments, "--format", {"table", "csv", "json"}, session.report);
    if (session.report.failed()) return {};
    Loader loader(session);
    const auto loaded = load_tables(question.file, loader);
    if (!loaded || session.report.failed()) return {};
    const std::string& name = question.name;
    if (name.empty()) return {0, rendered(list(loaded->set, loader, session.report), format), {}};
    if (loaded->set.find(Noun::table, name) != nullptr) {
        const auto table = layered(loaded->set, Noun::table, name, session.report);
        return table ? Outcome{0, rendered(show(name, *table, loaded->set, loader), format), {}} : Outcome{};
    }
    for (const auto& [path, text] : embedded_files())
        if (question.file.empty() && path == path_of_text(name)) return {0, std::string(text), {}};
    tell_no_table(name, *loaded, question.file.empty(), session.report);
    return {};
}

Outcome run_table(const Arguments& arguments, Session& session) {
    const std::vector<std::string> actions = {"list", "show", "check", "import", "export"};
    const std::string& action = arguments.words[0];
    if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
        session.report.error("E0803", {}, fmt::format("hearth table does not know '{}' (allowed: {})", action, join(actions)),
                             did_you_mean(action, actions));
        return {};
    }
    const TableQuestion question = question_of(arguments, action, session.report);
    if (session.report.failed()) return {};
    if (action == "import") return import_table(arguments, session);
    if (action == "export") return export_table(arguments, question, session);
    return action == "check" ? check_tables(question, session) : show_or_list(arguments, question, session);
}

}  // namespace

Command table_command() {
    return {"table",
            "ACTION [NAME] [FILE]",
            1,
            3,
            "lists, shows, checks, exports and imports tables: those that hearth carries, or of a file",
            "list                     every table with its source\n"
            "show NAME [FILE.toml]    the rows of one; a shipped text, as in hearth table show standard, is printed as it is\n"
            "check [NAME] [FILE.toml] looks for rates outside of 0 to 1, units, gaps, seams and the ends of axes\n"
            "export NAME [FILE.toml]  one in a form that import reads\n"
            "import FILE              XTbML, the CSV of mort.soa.org or a CSV of rates; writes -o NAME.toml and NAME.csv beside it",
            {{"--format", "FORM", "table, csv or json (table); of export: csv or xtbml (csv, or xtbml if -o ends in .xml)"},
             {"-o", "FILE", "of import: NAME.toml; of export: the file to write, else standard output"}},
            {"hearth table list", "hearth table show cl_2025_life --format csv", "hearth table check mine.toml",
             "hearth table import t1076.xml -o cso_2001.toml", "hearth table export cso_2001 cso_2001.toml -o cso.xml"},
            run_table};
}

}  // namespace hearth
