#include "hearth/cli/table_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"

namespace hearth {
namespace {

constexpr std::array<std::string_view, 8> axis_words = {"age",      "issue_age",     "age_from", "age_to",
                                                        "duration", "calendar_year", "sex",      "held"};

bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// On one line, for a comment, a note or a title.
std::string one_line(std::string_view text) {
    std::string all;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!blank)
            all += c;
        else if (!all.empty() && all.back() != ' ')
            all += ' ';
    }
    while (all.ends_with(' ')) all.pop_back();
    return all;
}

std::string quoted_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string all = "\"";
    for (const char c : text) all += c == '"' ? std::string("\"\"") : std::string(1, c);
    return all + '"';
}

std::string key(const char* name, const std::string& text) {
    return text.empty() ? "" : fmt::format("{} = {}\n", name, json_string(one_line(text)));
}

std::string noun(const TableText& table, std::size_t answer, const std::string& base) {
    const bool several = table.answers.size() > 1;
    const std::string name = several ? fmt::format("{}_{}", table.name, table.answer_names[answer]) : table.name;
    const bool bare = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    std::string text = fmt::format("\n[table.{}]\n", bare ? name : json_string(name));
    if (!base.empty()) return text + key("extends", base) + key("value", table.answers[answer]);
    text += key("title", table.title) + key("source", table.source);
    if (table.illustrative) text += "illustrative = true\n";
    text += fmt::format("file = {}\n", json_string(table.name + ".csv"));
    return text + key("age", table.age) + key("when", table.when) + key("value", table.answers.empty() ? "" : table.answers[answer]) +
           key("otherwise", table.otherwise);
}

}  // namespace

bool is_free_name(std::string_view text) { return is_name(text) && !is_keyword(text); }

bool is_axis(std::string_view column) { return std::find(axis_words.begin(), axis_words.end(), column) != axis_words.end(); }

std::string select_condition(const std::vector<std::string>& columns, double first) {
    std::vector<std::string> conditions;
    if (has(columns, "issue_age")) conditions.emplace_back("issue_age is floor(age) - year + 1");
    if (has(columns, "duration")) conditions.emplace_back(first == 0 ? "duration is year - 1" : "duration is year");
    return join(conditions, " and ");
}

std::string to_csv(const TableText& table) {
    const std::pair<const char*, std::string> notes[] = {{"title", table.title},
                                                         {"source", table.source},
                                                         {"age", table.age},
                                                         {"when", table.when},
                                                         {"value", table.answers.size() == 1 ? table.answers.front() : ""},
                                                         {"otherwise", table.otherwise},
                                                         {"illustrative", table.illustrative ? "yes" : ""}};
    std::string text;
    for (const auto& [name, note] : notes)
        if (!note.empty()) text += fmt::format("# {}: {}\n", name, one_line(note));
    const auto line = [](const std::vector<std::string>& cells) {
        std::vector<std::string> quoted;
        for (const std::string& cell : cells) quoted.push_back(quoted_cell(cell));
        return join(quoted, ",") + '\n';
    };
    text += line(table.columns);
    for (const auto& row : table.cells) text += line(row);
    return text;
}

std::optional<TableText> table_text(const CsvTable& csv, Report& report) {
    TableText table;
    std::string value, illustrative;
    const std::pair<std::string_view, std::string*> notes[] = {
        {"title:", &table.title},         {"source:", &table.source},      {"age:", &table.age}, {"when:", &table.when}, {"value:", &value},
        {"otherwise:", &table.otherwise}, {"illustrative:", &illustrative}};
    for (const std::string& note : csv.notes)
        for (const auto& [name, text] : notes)
            if (note.starts_with(name)) *text = one_line(note.substr(name.size()));
    table.illustrative = illustrative == "yes";
    table.columns = csv.columns;
    const std::size_t before = report.errors();
    for (std::size_t i = 0; i < csv.columns.size(); ++i)
        if (!is_free_name(csv.columns[i]))
            report.error("E0208", csv.column_places[i], fmt::format("'{}' is not a name of a column", printable(csv.columns[i])),
                         "a letter or _, then letters, digits, _");
    double first = 1;
    for (const auto& row : csv.rows) {
        auto& cells = table.cells.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto number = parse_number(row[i].text);
            if (!number && !row[i].text.empty() && !is_axis(csv.columns[i]) && value.empty() && report.errors() < before + 20)
                report.error("E0144", row[i].place, fmt::format("the rate '{}' is no number", printable(row[i].text)),
                             "a rate that is missing is left empty");
            if (number && csv.columns[i] == "duration") first = std::min(first, *number);
            cells.push_back(number ? shortest(*number) : row[i].text);
        }
    }
    if (report.errors() > before) return std::nullopt;
    for (const std::string& column : csv.columns)
        if (!is_axis(column)) table.answer_names.push_back(column);
    if (!value.empty()) table.answers = {value};
    if (value.empty())
        for (const std::string& column : table.answer_names) table.answers.push_back(fmt::format("chance({})", column));
    if (table.when.empty()) table.when = select_condition(table.columns, first);
    if (table.age.empty() && has(table.columns, "age")) table.age = "exact";
    return table;
}

std::string to_toml(const std::vector<TableText>& tables, const std::string& origin) {
    std::string text = fmt::format("# {}\nvocabulary = 1\n", one_line(origin));
    for (const TableText& table : tables) {
        text += '\n';
        for (const std::string& remark : table.remarks) text += fmt::format("# {}\n", one_line(remark));
        std::string base;
        for (std::size_t i = 0; i < std::max<std::size_t>(table.answers.size(), 1); ++i) {
            std::string one = noun(table, i, base);
            if (i == 0) one.erase(0, 1);
            if (i == 0 && table.answers.size() > 1) base = fmt::format("{}_{}", table.name, table.answer_names.front());
            text += one;
        }
    }
    return text;
}

}  // namespace hearth
