// hearth table export: a table for other programs, in a form that import reads again.
#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/cli/table_text.hpp"
#include "hearth/cli/tables.hpp"
#include "hearth/io/rate_tables.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/rates.hpp"

namespace hearth {
namespace {

constexpr std::string_view ages[] = {"exact", "last birthday", "nearest birthday"};

bool has_column(const Table& table, std::string_view name) {
    return std::find(table.rows.columns.begin(), table.rows.columns.end(), name) != table.rows.columns.end();
}
std::string source_of(const ExpressionPtr& expression) {
    return expression == nullptr ? "" : to_text(expression->ast, expression->ast.root);
}
std::string title_of(const Header& header) {
    if (header.title.empty() || header.title_zh.empty()) return header.title + header.title_zh;
    return fmt::format("{} / {}", header.title_zh, header.title);
}

TableText as_text(const Table& table) {
    TableText text;
    text.name = table.header.name;
    text.title = title_of(table.header);
    text.source = table.header.source;
    text.illustrative = table.header.illustrative;
    if (has_column(table, "age")) text.age = ages[static_cast<std::size_t>(table.age)];
    text.when = source_of(table.when);
    text.otherwise = source_of(table.otherwise);
    text.answers = {table.value == nullptr ? table.rows.columns.back() : source_of(table.value)};
    text.columns = table.rows.columns;
    for (const auto& row : table.rows.cells) {
        auto& cells = text.cells.emplace_back();
        for (const auto& cell : row) {
            const auto number = cell.items.size() == 1 ? parse_number(cell.items.front(), true) : std::nullopt;
            cells.push_back(number ? shortest(*number) : join(cell.items));
        }
    }
    return text;
}

std::string axis_name(const Table& table, const std::string& column) {
    if (column == "age" || (column == "issue_age" && has_column(table, "duration"))) return "Age";
    if (column == "issue_age") return "Issue Age";
    if (column == "duration") return "Duration";
    return column == "calendar_year" ? "Calendar Year" : column;
}

/// The columns of rates, each as a part; E0811 if an axis is not of numbers.
void add_parts(const Table& table, RateTables& tables, Report& report) {
    const RateShape shape = shape_of(table);
    const auto refuse = [&](const Place& place, std::string why) {
        report.error("E0811", place, fmt::format("table '{}' cannot be written as XTbML: {}", table.header.name, why),
                     "--format csv holds every table with rows");
    };
    if (shape.axes.empty() || shape.values.empty()) return refuse(table.header.place, "it has no axis, or no column of numbers behind it");
    for (const std::size_t value : shape.values) {
        RateTables::Part part;
        part.description = table.rows.columns[value];
        for (const std::size_t axis : shape.axes) part.axes.push_back(axis_name(table, table.rows.columns[axis]));
        for (std::size_t row = 0; row < table.cells.size(); ++row) {
            RateTables::Cell cell;
            for (const std::size_t axis : shape.axes) {
                if (table.cells[row][axis].kind != Value::Kind::number)
                    return refuse(table.rows.cells[row][axis].place,
                                  fmt::format("the axis '{}' holds what is no number", table.rows.columns[axis]));
                cell.at.push_back(table.cells[row][axis].number);
            }
            if (table.cells[row][value].known()) cell.rate = table.cells[row][value].number;
            part.cells.push_back(std::move(cell));
        }
        tables.parts.push_back(std::move(part));
    }
}

std::string as_xtbml(const Table& table, const Book& book, Report& report) {
    RateTables tables;
    tables.name = title_of(table.header);
    tables.reference = table.header.source;
    tables.illustrative = table.header.illustrative;
    add_parts(table, tables, report);
    const Table* ultimate = ultimate_of(table, book);
    if (ultimate != nullptr && !report.failed()) add_parts(*ultimate, tables, report);
    const Table& aged = ultimate != nullptr && !has_column(table, "age") ? *ultimate : table;
    if (has_column(aged, "age") && aged.age == Table::Age::last_birthday) tables.description = "Basis: Age Last Birthday. ";
    if (has_column(aged, "age") && aged.age == Table::Age::nearest_birthday) tables.description = "Basis: Age Nearest Birthday. ";
    const RateShape::Kind kind = shape_of(table).kind;
    tables.description += kind == RateShape::Kind::chance  ? "Values are yearly probabilities."
                          : kind == RateShape::Kind::force ? "Values are forces."
                                                           : "Values are plain numbers, no yearly probabilities.";
    return report.failed() ? std::string() : to_xtbml(tables);
}

}  // namespace

Outcome export_table(const Arguments& arguments, const TableQuestion& question, Session& session) {
    const std::string file = arguments.one("-o");
    std::string format = file.ends_with(".xml") ? "xtbml" : "csv";
    if (arguments.has("--format")) format = choice(arguments, "--format", {"csv", "xtbml"}, session.report);
    if (session.report.failed()) return {};
    Loader loader(session);
    const auto loaded = load_tables(question.file, loader);
    if (!loaded || session.report.failed()) return {};
    if (loaded->set.find(Noun::table, question.name) == nullptr) {
        tell_no_table(question.name, *loaded, false, session.report);
        return {};
    }
    const Book book = bind(loaded->set, session.report);
    const Table* table = book.table(question.name);
    if (session.report.failed() || table == nullptr) return {};
    if (table->rows.empty()) {
        session.report.error("E0811", table->header.place, fmt::format("table '{}' is a law: it has no rows to write", question.name),
                             fmt::format("hearth table show {} prints it", question.name));
        return {};
    }
    return {0, format == "csv" ? to_csv(as_text(*table)) : as_xtbml(*table, book, session.report), file};
}

}  // namespace hearth
