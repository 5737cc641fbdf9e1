#include "hearth/language/evaluate.hpp"

#include "arithmetic.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

namespace {

/// Kleene: a known answer wins, else what is missing travels on.
Value negated(const Value& a) { return a.known() ? Value::truth(a.number == 0) : a; }

}  // namespace

void demand(Type::Base wanted, const Value& value, const Place& place) {
    using Kind = Value::Kind;
    if (!value.known() || value.kind == Kind::never) return;
    const bool fits = wanted == Type::Base::truth    ? value.kind == Kind::truth
                      : wanted == Type::Base::number ? value.kind == Kind::number || value.kind == Kind::bound
                                                     : true;
    if (!fits) wrong_kind(wanted, value, place);
}

/// The number of a part of a program, or 1 or 0 of a truth, with nothing made for it on the way; none where it is no plain one.
std::optional<double> Evaluator::plain(const Program& program, std::uint32_t index) {
    const Instruction& at = program.at(index);
    switch (at.op) {
        case Code::constant:
            if (at.constant.kind == Value::Kind::number) return at.constant.number;
            return std::nullopt;
        case Code::load: case Code::special:
            if (const auto number = world_.number_of(at)) return number;
            break;
        case Code::let: return plain(program, at.arguments[0]);
        case Code::add: case Code::subtract: case Code::multiply: case Code::divide: {
            const auto a = plain(program, at.arguments[0]);
            const auto b = a ? plain(program, at.arguments[1]) : a;
            if (!b) return b;
            return arithmetic(at, *a, *b);
        }
        case Code::minimum: case Code::maximum: {
            if (at.arguments.size() != 2) break;
            const auto a = plain(program, at.arguments[0]);
            const auto b = a ? plain(program, at.arguments[1]) : a;
            if (!b) return b;
            return at.op == Code::minimum ? std::min(*a, *b) : std::max(*a, *b);
        }
        case Code::either: case Code::both: {
            const auto is_truth = [&](std::size_t i) { return program.at(at.arguments[i]).type.base == Type::Base::truth; };
            if (!is_truth(0) || !is_truth(1)) break;
            const auto a = plain(program, at.arguments[0]);
            return !a || (*a != 0) == (at.op == Code::either) ? a : plain(program, at.arguments[1]);
        }
        case Code::is: case Code::is_not: case Code::less: case Code::at_most: case Code::greater: case Code::at_least: {
            if (!program.at(at.arguments[0]).type.numeric() || !program.at(at.arguments[1]).type.numeric()) break;
            const auto a = plain(program, at.arguments[0]);
            const auto b = a ? plain(program, at.arguments[1]) : a;
            if (!b) return b;
            return compare_values(at.op, Value::of(*a), Value::of(*b), nullptr).number;
        }
        default: break;
    }
    const Value value = step(program, index);
    const bool fits = value.kind == Value::Kind::number || (value.kind == Value::Kind::truth && at.type.base == Type::Base::truth);
    return fits ? std::optional(value.number) : std::nullopt;
}

double Evaluator::number(const Program& program) {
    if (recorder_ == nullptr && program.type().numeric())
        if (const auto number = plain(program, program.root)) return *number;
    const Value value = (*this)(program);
    if (value.kind == Value::Kind::number || value.kind == Value::Kind::truth) return value.number;
    if (value.kind == Value::Kind::span) return value.span->years();
    const Place& place = program.at(program.root).place;
    if (!value.known()) throw Fault("E0603", place, fmt::format("unknown: {} must be known for a number", join(*value.missing)));
    wrong_kind(Type::Base::number, value, place);
}

bool Evaluator::truth(const Program& program) {
    if (recorder_ == nullptr && program.type().base == Type::Base::truth)
        if (const auto truth = plain(program, program.root)) return *truth != 0;
    const Value value = (*this)(program);
    if (value.kind == Value::Kind::truth) return value.number != 0;
    const Place& place = program.at(program.root).place;
    if (!value.known()) throw Fault("E0603", place, fmt::format("unknown: {} must be known to decide this", join(*value.missing)));
    wrong_kind(Type::Base::truth, value, place);
}

Value Evaluator::run(const Program& program, std::uint32_t index) {
    Value value = step(program, index);
    if (recorder_ != nullptr) recorder_->note(program, index, value);
    return value;
}

Value Evaluator::step(const Program& program, std::uint32_t index) {
    const Instruction& at = program.at(index);
    const auto argument = [&](std::size_t i) { return run(program, at.arguments[i]); };
    const auto condition = [&](std::size_t i) {
        Value value = argument(i);
        demand(Type::Base::truth, value, program.at(at.arguments[i]).place);
        return value;
    };
    switch (at.op) {
        case Code::constant: return at.constant;
        case Code::load: return world_.load(at.id, at);
        case Code::special: return world_.special(program, at, *this);
        case Code::column: return (*rows_[rows_.size() - 1 - (at.ids.empty() ? 0 : at.ids[0])])[at.id];
        case Code::let: return argument(0);
        case Code::outer: {
            const std::vector<const std::vector<Value>*> inner(rows_.end() - at.id, rows_.end());
            rows_.resize(rows_.size() - inner.size());
            const Value value = argument(0);
            rows_.insert(rows_.end(), inner.begin(), inner.end());
            return value;
        }
        case Code::lookup: return lookup(program, at);
        case Code::steps: return steps(program, at);
        case Code::list: {
            std::vector<Value> items;
            items.reserve(at.arguments.size());
            for (std::size_t i = 0; i < at.arguments.size(); ++i) items.push_back(argument(i));
            return Value::list(std::move(items));
        }
        case Code::choose: {
            const Value decides = condition(0);
            if (!decides.known()) return decides;
            return argument(decides.number != 0 ? 1 : 2);
        }
        case Code::either: case Code::both: {
            const bool decisive = at.op == Code::either;  // yes decides 'or', no decides 'and'
            const Value a = condition(0);
            if (a.known() && (a.number != 0) == decisive && recorder_ == nullptr) return a;
            const Value b = condition(1);
            if (a.known() && (a.number != 0) == decisive) return a;
            if (b.known() && (b.number != 0) == decisive) return b;
            return !a.known() || !b.known() ? lacking(a, b) : b;
        }
        case Code::negation: return negated(condition(0));
        case Code::is_unknown: return Value::truth(!argument(0).known());
        case Code::is: case Code::is_not: case Code::less: case Code::at_most: case Code::greater: case Code::at_least:
            { const Value a = argument(0); return compare(at, at.op, a, argument(1)); }
        case Code::in: {
            const Value a = argument(0), list = argument(1);
            if (!a.known()) return a;
            if (!list.known()) return list;
            Value found = Value::truth(false);
            for (const Value& item : *list.items) {
                const Value same = compare_values(Code::is, a, item, nullptr);
                if (same.yes()) return same;
                if (!same.known()) found = lacking(found, same);
            }
            return found;
        }
        case Code::count_of: case Code::any_of: case Code::all_of: case Code::sum_of: {
            const Value list = argument(0);
            if (!list.known()) return list;
            double total = 0;
            Value lacks = Value::of(0);
            bool yes = false, no = false;
            const Type::Base wanted = at.op == Code::sum_of ? Type::Base::number : Type::Base::truth;
            for (const Value& item : *list.items) {
                demand(wanted, item, at.place);
                if (item.kind == Value::Kind::bound) { lacks = lacking(lacks, blurred(item)); continue; }
                if (!item.known()) { lacks = lacking(lacks, item); continue; }
                total += item.number;
                (item.number != 0 ? yes : no) = true;
            }
            if (at.op == Code::any_of) return yes ? Value::truth(true) : lacks.known() ? Value::truth(false) : lacks;
            if (at.op == Code::all_of) return no ? Value::truth(false) : lacks.known() ? Value::truth(true) : lacks;
            return lacks.known() ? Value::of(total) : lacks;
        }
        case Code::rows: return each_row(program, at);
        case Code::minimum: case Code::maximum: return least_or_most(program, at);
        default: break;
    }
    const Value a = argument(0);
    return arithmetic(at, a, at.arguments.size() > 1 ? argument(1) : Value::of(0));
}

Value Evaluator::each_row(const Program& program, const Instruction& at) {
    std::vector<Value> items;
    for (const std::vector<Value>& cells : at.table->cells) {
        rows_.push_back(&cells);
        Value applies = Value::truth(true);
        for (const std::size_t i : {2u, 1u}) {
            if (at.arguments[i] == Instruction::none || applies.no()) continue;
            const Value one = run(program, at.arguments[i]);
            demand(Type::Base::truth, one, program.at(at.arguments[i]).place);
            applies = one.no() || applies.known() ? one : lacking(applies, one);
        }
        if (!applies.no()) {
            const Value item = run(program, at.arguments[0]);
            items.push_back(applies.known() ? item : lacking(applies, item));
        }
        rows_.pop_back();
    }
    return Value::list(std::move(items));
}

Value Evaluator::least_or_most(const Program& program, const Instruction& at) {
    const Instruction& of = program.at(at.arguments[0]);
    if (at.arguments.size() > 1 || of.type.base != Type::Base::list) {
        Value best = run(program, at.arguments[0]);
        for (std::size_t i = 1; i < at.arguments.size(); ++i) best = extreme(at, best, run(program, at.arguments[i]));
        return best;
    }
    const Value list = run(program, at.arguments[0]);
    if (list.items->empty()) throw Fault("E0612", at.place, of.table != nullptr ? fmt::format("no row of {} is left to take the {} of", of.table->header.name, at.text) : fmt::format("nobody is left for this {}", at.text));
    Value best = list.items->front();
    for (std::size_t i = 1; i < list.items->size(); ++i) best = extreme(at, best, (*list.items)[i]);
    return best;
}

Value Evaluator::steps(const Program& program, const Instruction& at) {
    const Value by = run(program, at.arguments[0]);
    if (!by.known()) return by;
    if (by.kind == Value::Kind::never)
        throw Fault("E0606", at.place, fmt::format("{} is never, and these steps go by it", at.text));
    const bool named = by.kind == Value::Kind::name;
    const double unit = by.kind == Value::Kind::span ? by.span->years() : by.number;
    if (named && at.order->rank(by.id) < 0)
        throw Fault("E0606", at.place, fmt::format("'{}' stands outside the order of {}, which these steps go by", to_text(by, names_), at.order->what));
    double end = 1;
    for (std::size_t i = 1; i + 1 < at.arguments.size(); i += 2) {
        Value until = Value::of(end);
        if (at.arguments[i + 1] == Instruction::none) {
            if (unit < 1 && i == 1) throw Fault("E0606", at.place, fmt::format("{} is {}: the first of these steps is {} 1", at.text, shortest(unit), at.text));
            until = Value::of(++end);
        } else {
            until = run(program, at.arguments[i + 1]);
            if (until.kind == Value::Kind::number) end = until.number;
        }
        const Value before = compare(at, Code::less, by, until);
        if (!before.known()) return before;
        if (before.yes()) return run(program, at.arguments[i]);
    }
    return run(program, at.arguments.back());
}

}  // namespace hearth
