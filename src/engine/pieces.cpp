#include "hearth/engine/pieces.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hearth {

namespace {

/// The word of docs/explain.md for an operation of the language.
const char* word_of(const Instruction& at) {
    switch (at.op) {
        case Code::either: return "or";
        case Code::both: return "and";
        case Code::negation: return "not";
        case Code::is: return "is";
        case Code::is_not: return "is not";
        case Code::less: return "less";
        case Code::at_most: return "at most";
        case Code::greater: return "greater";
        case Code::at_least: return "at least";
        case Code::in: return "in";
        case Code::add: return "add";
        case Code::subtract: return "subtract";
        case Code::multiply: return "multiply";
        case Code::divide: return "divide";
        case Code::power: return "power";
        case Code::negate: return "negate";
        case Code::minimum: return "min";
        case Code::maximum: return "max";
        case Code::absolute: return "abs";
        case Code::round: return "round";
        case Code::floor: return "floor";
        case Code::exponential: return "exp";
        case Code::logarithm: return "ln";
        case Code::to_force: return static_cast<Type::Base>(at.id) == Type::Base::chance ? "force of chance" : "same";
        case Code::to_chance: return static_cast<Type::Base>(at.id) == Type::Base::force ? "chance of force" : "same";
        case Code::count_of: return "count";
        case Code::any_of: return "any";
        case Code::all_of: return "all";
        case Code::sum_of: return "sum";
        case Code::list: case Code::rows: return "list";
        case Code::choose: return "if";
        case Code::steps: return "steps";
        case Code::lookup: return "look up";
        case Code::is_unknown: return "is unknown";
        default: return "same";
    }
}

}  // namespace

Cell explained_cell(const Value& value, const Names& names) {
    switch (value.kind) {
        case Value::Kind::number: return value.number + 0.0;
        case Value::Kind::truth: return value.number != 0;
        case Value::Kind::date: return value.date();
        case Value::Kind::elapsed: return fmt::format("{}/{}", value.date().text(), Date::from_days(static_cast<std::int32_t>(value.other)).text());
        case Value::Kind::unknown: return Unknown{value.missing ? *value.missing : std::vector<std::string>{}};
        default: return to_text(value, names);
    }
}

std::size_t Pieces::add(Explained node) {
    out_.nodes.push_back(std::move(node));
    return out_.nodes.size() - 1;
}

/// Pieces arrive after their parts: each takes its parts from the top of the stack.
void Pieces::note(const Program& program, std::uint32_t index, const Value& value) {
    const Instruction& at = program.at(index);
    const bool many = at.op == Code::special || at.op == Code::lookup || at.op == Code::rows;
    Parts parts;
    for (std::size_t most = many ? stack_.size() : at.arguments.size(); most > 0 && !stack_.empty(); --most) {
        if (stack_.back().program != &program || std::find(at.arguments.begin(), at.arguments.end(), stack_.back().index) == at.arguments.end()) break;
        parts.insert(parts.begin(), {stack_.back().index, stack_.back().node});
        stack_.pop_back();
    }
    stack_.push_back({&program, index, node_of(program, at, value, parts)});
}

std::size_t Pieces::node_of(const Program& program, const Instruction& at, const Value& value, const Parts& parts) {
    if (at.op == Code::load) return load(at, value);
    if (at.op == Code::special) return special(program, at, value, parts);
    if (at.op == Code::column) return column(at, value);
    Explained node;
    node.op = word_of(at);
    node.value = explained_cell(value, *book_.names);
    node.unit = unit_of(at.type);
    node.place = at.place;
    if (at.op == Code::constant) {
        node.op = value.kind == Value::Kind::number ? "number" : "word";
        node.name = at.text;
    }
    if (at.op == Code::let) node.name = at.text;
    if (at.order != nullptr && at.op >= Code::less && at.op <= Code::at_least)
        for (std::size_t i = 0; i < at.order->ordered; ++i) node.order.push_back(book_.names->text(at.order->words[i]));
    if (at.op == Code::round || at.op == Code::floor) node.rule = "rounding";
    if (at.op == Code::lookup) return looked_up(at, parts, std::move(node));
    for (const auto& [index, part] : parts)
        if (at.op != Code::rows || index == at.arguments[0]) node.parts.push_back(part);
    if (at.op == Code::let && node.parts.size() == 1 && out_.nodes[node.parts[0]].name.empty()) adopt(node, Explained(out_.nodes[node.parts[0]]));
    if ((at.op == Code::minimum || at.op == Code::maximum) && node.parts.size() == 1 && out_.nodes[node.parts[0]].op == "list" && !out_.nodes[node.parts[0]].parts.empty())
        node.parts = std::vector(out_.nodes[node.parts[0]].parts);
    return add(std::move(node));
}

/// What the row that fits says, and the keys by which it was found; of the rows looked at no more.
std::size_t Pieces::looked_up(const Instruction& at, const Parts& parts, Explained node) {
    node.name = at.table->header.name;
    node.source = at.table->header.source;
    node.illustrative = at.table->header.illustrative;
    node.defined = at.table->header.place;
    node.rule = "S13";
    for (const auto& [index, part] : parts)
        if (std::find(at.arguments.begin() + 3, at.arguments.end(), index) != at.arguments.end()) node.rests_on.push_back(part);
    const std::uint32_t last = parts.empty() ? Instruction::none : parts.back().first;
    if (last != Instruction::none && (last == at.arguments[0] || last == at.arguments[2]) && out_.nodes[parts.back().second].value == node.value) node.parts = {parts.back().second};
    if (last != Instruction::none && last == at.arguments[2]) node.note = "no row fits: otherwise";
    if (node.parts.empty()) node.op = "unknown";
    else node.row = out_.nodes[node.parts.front()].row;
    return add(std::move(node));
}

/// A cell of the row in hand: which row of which table it is, where it is written.
std::size_t Pieces::column(const Instruction& at, const Value& value) {
    Explained node;
    node.op = "table cell";
    node.name = at.text;
    node.value = explained_cell(value, *book_.names);
    node.unit = unit_of(at.type);
    node.place = at.place;
    const std::vector<Value>* row = evaluator->rows()[evaluator->rows().size() - 1 - (at.ids.empty() ? 0 : at.ids[0])];
    for (const Table& table : book_.tables) {
        const bool its = !table.cells.empty() && row >= table.cells.data() && row < table.cells.data() + table.cells.size();
        if (!its) continue;
        node.row = static_cast<std::size_t>(row - table.cells.data()) + 1;
        node.name = fmt::format("{}.{}", table.header.name, table.rows.columns[at.id]);
        node.place = table.rows.cells[node.row - 1][at.id].place;
        node.source = table.header.source;
        node.illustrative = table.header.illustrative;
        node.defined = table.header.place;
    }
    return add(std::move(node));
}

}  // namespace hearth
