// Comparison of values, and rows of tables: equality by the language's rules.
#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"

#include "arithmetic.hpp"

namespace hearth {

namespace {

template <class T>
bool ordered(Code op, const T& a, const T& b) {
    switch (op) {
        case Code::is: return a == b;
        case Code::is_not: return !(a == b);
        case Code::less: return a < b;
        case Code::at_most: return !(b < a);
        case Code::greater: return b < a;
        default: return !(a < b);
    }
}

Code mirrored(Code op) {
    switch (op) {
        case Code::less: return Code::greater;
        case Code::at_most: return Code::at_least;
        case Code::greater: return Code::less;
        case Code::at_least: return Code::at_most;
        default: return op;
    }
}

/// "50 or more" >= 40 is yes, >= 60 is unknown.
Value against_bound(Code op, const Value& bound, double x) {
    const bool more = bound.more;
    const double b = bound.number;
    switch (op) {
        case Code::at_least: if (more && b >= x) return Value::truth(true); if (!more && b < x) return Value::truth(false); break;
        case Code::greater: if (more && b > x) return Value::truth(true); if (!more && b <= x) return Value::truth(false); break;
        case Code::at_most: if (more && b > x) return Value::truth(false); if (!more && b <= x) return Value::truth(true); break;
        case Code::less: if (more && b >= x) return Value::truth(false); if (!more && b < x) return Value::truth(true); break;
        default: if (more ? x < b : x > b) return Value::truth(op == Code::is_not);
    }
    return blurred(bound);
}

double days(const Value& elapsed) { return elapsed.other - elapsed.number; }

double scalar(const Value& value) {
    if (value.kind == Value::Kind::span) return value.span->years();
    return value.kind == Value::Kind::elapsed ? Span{0, 0, days(value)}.years() : value.number;
}

/// What elapsed time is compared with by the calendar: a span, or a number of years.
std::optional<Span> civil(const Value& value) {
    if (value.kind == Value::Kind::span) return *value.span;
    return value.kind == Value::Kind::number ? std::optional(Span{12 * value.number, 0, 0}) : std::nullopt;
}

}  // namespace

Value compare_values(Code op, const Value& a, const Value& b, const Domain* order) {
    if (!a.known() || !b.known()) return lacking(a, b);
    using Kind = Value::Kind;
    if (a.kind == Kind::never || b.kind == Kind::never) return Value::truth(op == Code::is_not);
    if (a.kind == Kind::bound && b.kind != Kind::bound) return against_bound(op, a, scalar(b));
    if (b.kind == Kind::bound && a.kind != Kind::bound) return against_bound(mirrored(op), b, scalar(a));
    if (a.kind == Kind::bound) return lacking(blurred(a), blurred(b));
    if (a.kind == Kind::name || b.kind == Kind::name) {
        const bool same = a.kind == b.kind && a.id == b.id;
        if (op == Code::is) return Value::truth(same);
        if (op == Code::is_not) return Value::truth(!same);
        if (a.kind != b.kind || order == nullptr) return Value::truth(false);
        const int x = order->rank(a.id), y = order->rank(b.id);
        return Value::truth(x >= 0 && y >= 0 && ordered(op, x, y));
    }
    if (a.kind == Kind::elapsed && b.kind == Kind::elapsed) return Value::truth(ordered(op, days(a), days(b)));
    if (a.kind == Kind::elapsed)
        if (const auto span = civil(b)) return Value::truth(ordered(op, static_cast<std::int32_t>(a.other), span->after(a.date()).days()));
    if (b.kind == Kind::elapsed && civil(a)) return compare_values(mirrored(op), b, a, order);
    return Value::truth(ordered(op, scalar(a), scalar(b)));
}

Value Evaluator::compare(const Instruction& at, Code op, const Value& a, const Value& b) {
    using Kind = Value::Kind;
    if (a.kind == Kind::number && b.kind == Kind::number) return Value::truth(ordered(op, a.number, b.number));
    const auto flips_on = [this](Date day) {
        world_.flips_on(day);
        world_.flips_on(day.plus_days(1));
    };
    if ((a.kind == Kind::elapsed) != (b.kind == Kind::elapsed)) {
        const Value& since = a.kind == Kind::elapsed ? a : b;
        if (const auto span = civil(a.kind == Kind::elapsed ? b : a)) {
            check_whole(*span, at.place);
            flips_on(span->after(since.date()));
        }
    } else if (a.kind == Kind::date && b.kind == Kind::date) {
        // On the later day; the day after it is asked for when they have become equal. (Else every day would name the next.)
        world_.flips_on(a.number == b.number ? a.date().plus_days(1) : a.number < b.number ? b.date() : a.date());
    } else if (a.kind == Kind::name && b.kind == Kind::name && op != Code::is && op != Code::is_not && at.order == nullptr) {
        throw Fault("E0411", at.place, fmt::format("'{}' and '{}' have no order; only 'is' and 'is not' compare them", names_.text(a.id), names_.text(b.id)));
    }
    return compare_values(op, a, b, at.order.get());
}

Value Evaluator::lookup(const Program& program, const Instruction& at) {
    const Table& table = *at.table;
    const std::uint32_t value = at.arguments[0], when = at.arguments[1], otherwise = at.arguments[2];
    std::vector<Value> keys;
    for (std::size_t i = 3; i < at.arguments.size(); ++i) {
        keys.push_back(run(program, at.arguments[i]));
        if (!keys.back().known()) return keys.back();
    }
    const auto answer = [&](const std::vector<Value>* row, std::uint32_t code) {
        rows_.push_back(row);
        const Value out = run(program, code);
        rows_.pop_back();
        if (!out.known() && row != nullptr && program.at(code).op == Code::column)
            return Value::unknown(fmt::format("{}.{}", table.header.name, table.rows.columns[program.at(code).id]));
        return out;
    };
    const std::vector<Value>* found = nullptr;
    static const std::vector<Value> no_columns;
    if (table.rows.empty()) {
        if (when == Instruction::none) return answer(&no_columns, value);
        const Value applies = answer(&no_columns, when);
        if (!applies.known()) return applies;
        if (applies.yes()) return answer(&no_columns, value);
    } else if (at.constant.kind == Value::Kind::number && keys[0].kind == Value::Kind::number) {
        const double row = keys[0].number - at.constant.number;
        if (row >= 0 && row < static_cast<double>(table.cells.size()) && row == static_cast<double>(static_cast<std::size_t>(row)))
            found = &table.cells[static_cast<std::size_t>(row)];
    } else {
        Value doubt = Value::truth(false);
        const Value* const first = keys.empty() || (keys[0].kind != Value::Kind::number && keys[0].kind != Value::Kind::name) ? nullptr : &keys[0];
        std::span<const std::vector<Value>> rows = table.cells;
        if (first != nullptr && first->kind == Value::Kind::number && at.ids[0] < table.ascending.size() && table.ascending[at.ids[0]] != 0) {  // those for one number stand together
            const auto key = [&](const std::vector<Value>& row) { return row[at.ids[0]].number; };
            const auto range = std::ranges::equal_range(rows, first->number, std::ranges::less(), key);
            rows = std::span(range.begin(), range.end());
        }
        for (const std::vector<Value>& row : rows) {
            if (first != nullptr)  // most rows are passed by here
                if (const Value& cell = row[at.ids[0]]; cell.kind == first->kind && (cell.kind == Value::Kind::name ? cell.id != first->id : cell.number != first->number)) continue;
            bool matches = true;
            for (std::size_t i = 0; i < keys.size() && matches; ++i) {
                const Value& cell = row[at.ids[i]];
                if (cell.kind == keys[i].kind && (cell.kind == Value::Kind::number || cell.kind == Value::Kind::name))  // as below, at once
                    matches = cell.kind == Value::Kind::name ? cell.id == keys[i].id : cell.number == keys[i].number;
                else if (cell.kind == Value::Kind::list) {
                    matches = false;
                    for (const Value& item : *cell.items) matches = matches || compare_values(Code::is, keys[i], item, nullptr).yes();
                } else {
                    const Value same = compare_values(Code::is, keys[i], cell, nullptr);
                    if (!same.known()) doubt = lacking(doubt, Value::unknown(table.header.name + "." + table.rows.columns[at.ids[i]]));
                    matches = same.yes();
                }
            }
            if (matches && when != Instruction::none) {
                const Value applies = answer(&row, when);
                if (!applies.known()) doubt = lacking(doubt, applies);
                matches = applies.yes();
            }
            if (!matches) continue;
            if (found != nullptr)
                throw Fault("E0502", at.place, fmt::format("table {} has two rows for this, rows {} and {}", table.header.name,
                                                           found - table.cells.data() + 1, &row - table.cells.data() + 1));
            found = &row;
        }
        if (found == nullptr && !doubt.known()) return doubt;
    }
    if (found != nullptr) return answer(found, value);
    if (otherwise != Instruction::none) return answer(nullptr, otherwise);
    std::string asked;
    for (std::size_t i = 0; i < keys.size(); ++i)
        asked += fmt::format("{}{} {}", i == 0 ? "" : ", ", table.rows.columns[at.ids[i]], to_text(keys[i], names_));
    std::string range;
    if (at.constant.kind == Value::Kind::number && !table.cells.empty())
        range = fmt::format("its rows go from {} to {}", shortest(at.constant.number), shortest(at.constant.number + static_cast<double>(table.cells.size()) - 1));
    throw Fault("E0501", at.place, asked.empty() ? fmt::format("table {} has no row that applies", table.header.name)
                                                 : fmt::format("table {} has no row for {}", table.header.name, asked), range);
}

}  // namespace hearth
