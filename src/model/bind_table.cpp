// A table: its rows become values, column by column.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

using Kind = Tree::Kind;
using Base = Type::Base;

Value name_or_truth(const std::string& text, const std::string& column, Binder& binder) {
    if (text == "unknown") return Value::unknown(column);
    if (text == "yes" || text == "no") return Value::truth(text == "yes");
    add_word(binder, text);
    return Value::name(binder.book.names->id(text));
}

/// A cell of CSV says by its form what it is.
Value cell_value(const std::string& text, const std::string& column, Binder& binder) {
    if (const auto number = parse_number(text)) return Value::of(*number);
    if (const auto date = Date::parse(text)) return Value::date(*date);
    return name_or_truth(text, column, binder);
}

/// A text of TOML is a name, a truth or unknown.
Value cell_value(const Tree& item, const std::string& column, Binder& binder) {
    if (item.kind == Kind::date) return Value::date(item.date);
    return item.is_text() ? name_or_truth(item.text, column, binder) : Value::of(item.number);
}

Base base_of(const Value& value) {
    switch (value.kind) {
        case Value::Kind::number:
            return Base::number;
        case Value::Kind::date:
            return Base::date;
        case Value::Kind::truth:
            return Base::truth;
        case Value::Kind::name:
            return Base::name;
        default:
            return Base::any;
    }
}

/// The rows as written; `cells` are those of TOML, and empty for a CSV.
struct Written {
    Rows rows;
    std::vector<std::vector<const Tree*>> cells;
};

Written from_toml(const Tree& leaf, Report& report) {
    Written out;
    for (const Tree& row : leaf.children)
        for (const Tree& cell : row.children)
            if (std::find(out.rows.columns.begin(), out.rows.columns.end(), cell.key) == out.rows.columns.end()) {
                out.rows.columns.push_back(cell.key);
                out.rows.column_places.push_back(cell.key_place);
            }
    for (const Tree& row : leaf.children) {
        auto& cells = out.rows.cells.own().emplace_back();
        for (const std::string& column : out.rows.columns) {
            const Tree* cell = row.find(column);
            out.cells.resize(out.rows.cells.size());
            out.cells.back().push_back(cell);
            Rows::Cell& made = cells.emplace_back();
            if (cell == nullptr) {
                report.error("E0528", row.place, fmt::format("the row lacks the column '{}'", column), "what is not known is \"unknown\"");
                continue;
            }
            made.place = cell->place;
            made.several = cell->kind == Kind::array;
            const auto add = [&](const Tree& item) { made.items.push_back(item.kind == Kind::date ? item.date.text() : item.text); };
            if (made.several)
                std::for_each(cell->children.begin(), cell->children.end(), add);
            else if (!cell->is_text() || !cell->text.empty())
                add(*cell);
        }
    }
    return out;
}

Written written_rows(const Tree& tree, Binder& binder) {
    if (const Tree* rows = tree.find("rows"); rows != nullptr && rows->kind == Kind::array) return from_toml(*rows, binder.report);
    const Tree* file = tree.find("file");
    if (file == nullptr || !file->is_text()) return {};
    const auto found = binder.set.files.find({file->place.file, file->text});
    if (found == binder.set.files.end()) return {};  // the reader of the file has said why
    return {found->second, {}};
}

void check_columns(const Rows& rows, Report& report) {
    for (std::size_t i = 0; i < rows.columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (rows.columns[i] == rows.columns[j])
                report.error("E0528", rows.column_places[i], fmt::format("the column '{}' stands twice", rows.columns[i]));
    for (const auto& row : rows.cells)
        if (row.size() != rows.columns.size())
            report.error("E0528", row.empty() ? Place{} : row.front().place,
                         fmt::format("the row has {} cells, but there are {} columns", row.size(), rows.columns.size()));
}

/// Fills one column and finds its type: the kind all its known cells share.
void fill_column(Table& table, std::size_t column, const Written& written, Binder& binder) {
    const std::string& name = table.rows.columns[column];
    const std::string path = fmt::format("{}.{}", table.header.name, name);
    Base base = Base::any;
    bool several = false;
    const auto meet = [&](const Value& value, const std::string& text, const Place& place) {
        const Base here = base_of(value);
        if (here == Base::any || here == base) return;
        if (base == Base::any)
            base = here;
        else
            binder.report.error(
                "E0529", place,
                fmt::format("the cell '{}' is a {}, but the column '{}' holds {}s above it", text, to_text(here), name, to_text(base)));
    };
    for (std::size_t row = 0; row < table.rows.cells.size(); ++row) {
        const Rows::Cell& cell = table.rows.cells[row][column];
        const Tree* tree = written.cells.empty() ? nullptr : written.cells[row][column];
        const auto item = [&](std::size_t i) {
            Value value = tree == nullptr ? cell_value(cell.items[i], path, binder)
                                          : cell_value(cell.several ? tree->children[i] : *tree, path, binder);
            meet(value, cell.items[i], cell.place);
            return value;
        };
        if (!cell.several) {
            table.cells[row].push_back(cell.items.empty() ? Value::unknown(path) : item(0));
            continue;
        }
        several = true;
        std::vector<Value> items;
        for (std::size_t i = 0; i < cell.items.size(); ++i) items.push_back(item(i));
        table.cells[row].push_back(Value::list(std::move(items)));
    }
    const auto number_at = [&](std::size_t row) { return table.cells[row][column].kind == Value::Kind::number; };
    bool ascending = table.cells.empty() || number_at(0);
    for (std::size_t row = 1; row < table.cells.size() && ascending; ++row)
        ascending = number_at(row) && table.cells[row - 1][column].number <= table.cells[row][column].number;
    table.ascending.push_back(ascending ? 1 : 0);
    table.column_types.push_back(several ? Type::list(base) : Type::of(base));
    if (!several) return;
    for (auto& row : table.cells)
        if (row[column].known() && row[column].kind != Value::Kind::list) row[column] = Value::list({row[column]});
}

}  // namespace

void bind_table(const Part& part, Binder& binder) {
    Table table;
    table.header = part.header;
    Namespace names(binder.report);
    names.claim_all("let", part.tree, "let");
    Written written = written_rows(part.tree, binder);
    table.rows = std::move(written.rows);
    const std::size_t faults = binder.report.errors();
    check_columns(table.rows, binder.report);
    if (binder.report.errors() == faults) {
        table.cells.resize(table.rows.cells.size());
        for (auto& row : table.cells) row.reserve(table.rows.columns.size());
        for (std::size_t column = 0; column < table.rows.columns.size(); ++column) fill_column(table, column, written, binder);
    }
    table.when = leaf_of(part, "when", binder);
    table.value = leaf_of(part, "value", binder);
    table.otherwise = leaf_of(part, "otherwise", binder);
    table.age = static_cast<Table::Age>(word_of(part.tree, "age", {"exact", "last birthday", "nearest birthday"}, 0));
    table.unit = text_of(part.tree, "unit");
    table.lets = lets_of(part, "let", binder);

    const bool has_rows = !table.rows.columns.empty() || part.tree.find("file") != nullptr;
    if (!has_rows && part.tree.find("value") == nullptr)
        binder.report.error("E0527", table.header.place, fmt::format("table '{}' has neither rows nor a value", table.header.name),
                            "give it 'file', 'rows' or 'value'");
    const auto& columns = table.rows.columns;
    if (std::find(columns.begin(), columns.end(), "age") != columns.end() && part.tree.find("age") == nullptr)
        binder.report.error("E0530", table.header.place,
                            fmt::format("table '{}' has a column 'age' and does not say which age it is", table.header.name),
                            "age = \"last birthday\", \"nearest birthday\" or \"exact\"");
    binder.book.tables.push_back(std::move(table));
}

}  // namespace hearth
