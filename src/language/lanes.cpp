#include "hearth/language/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "arithmetic.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

namespace {

using Base = Type::Base;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

bool counts(Base base) { return base == Base::number || base == Base::money || base == Base::force || base == Base::chance || base == Base::dependent; }
bool measures(Base base) { return counts(base) || base == Base::span; }

/// As arithmetic does: no number that is not finite, and no negative zero.
double finite(double number) { return std::isfinite(number) ? number + 0.0 : no_number; }

constexpr std::size_t few = 4;  ///< points for which it is not worth to put the rows of a table in order

/// The rows of a table in the order of what is asked of them.
Lookups::Rows rows_of(const Table& table, std::uint32_t value, const std::vector<std::uint32_t>& keys, const std::vector<bool>& names) {
    Lookups::Rows out;
    out.index = KeyIndex(keys.size());
    std::vector<double> key(keys.size());
    for (const std::vector<Value>& row : table.cells) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const Value& cell = row[keys[i]];
            if (cell.kind != (names[i] ? Value::Kind::name : Value::Kind::number)) return out;
            key[i] = names[i] ? cell.id : cell.number + 0.0;
        }
        const Value& answer = row[value];
        if (answer.kind != Value::Kind::number) return out;
        const std::size_t number = out.index.of(key.data());
        if (number < out.answers.size()) out.answers[number] = no_number;  // two rows
        else out.answers.push_back(answer.number);
    }
    out.sound = true;
    return out;
}

template <class Operation>
void each(std::vector<double>& out, const std::vector<double>& a, const std::vector<double>& b, Operation operation) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = operation(a[i], b[i]);
}
template <class Operation>
void each(std::vector<double>& out, const std::vector<double>& a, Operation operation) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = operation(a[i]);
}

}  // namespace

bool Lanes::run(const Program& program, std::size_t points, std::vector<double>& out, Known* known) {
    program_ = &program;
    points_ = points;
    follows_.assign(program.code.size(), unseen);
    filled_.assign(program.code.size(), 0);
    if (numbers_.size() < program.code.size()) numbers_.resize(program.code.size());
    known_ = known;
    if (known_ != nullptr) known_->resize(program.code.size());
    if (!fill(program.root)) return false;
    out.swap(numbers_[program.root]);
    return true;
}

unsigned char Lanes::follows(std::uint32_t index) {
    if (follows_[index] != unseen) return follows_[index];
    const Instruction& at = program_->at(index);
    unsigned char all = at.op == Code::load || at.op == Code::special ? world_.follows(*program_, at) : at.op == Code::lookup || at.op == Code::column ? LaneWorld::moment : LaneWorld::nothing;
    for (const std::uint32_t argument : at.arguments)
        if (argument != Instruction::none) all |= follows(argument);
    return follows_[index] = all;
}

bool Lanes::fill(std::uint32_t index) {
    if (filled_[index] != 0) return true;
    filled_[index] = 1;
    if (known_ == nullptr || follows(index) != LaneWorld::point) return compute(index);
    std::vector<double>& known = (*known_)[index];
    std::vector<double>& out = numbers_[index];
    if (known.size() >= points_) {
        out.assign(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(points_));
        return true;
    }
    if (!compute(index)) return false;
    known = out;
    return true;
}

bool Lanes::compute(std::uint32_t index) {
    const Instruction& at = program_->at(index);
    std::vector<double>& out = numbers_[index];
    out.resize(points_);
    if (same(index)) {
        double number = no_number;
        try {
            const Value value = evaluator_.run(*program_, index);
            if (value.kind == Value::Kind::span) number = value.span->years();
            else if (value.kind == Value::Kind::name) number = value.id;
            else if (value.kind == Value::Kind::number || value.kind == Value::Kind::truth || value.kind == Value::Kind::date) number = value.number;
            else return false;
        } catch (const Fault&) {  // told by the point that needs it, if one does
        }
        std::fill(out.begin(), out.end(), number);
        return true;
    }
    if (at.op == Code::load || at.op == Code::special) return world_.load(at, out);
    if (at.op == Code::lookup) {  // a law: the answer of a table without rows
        const bool law = at.table->rows.empty();
        if (at.arguments[1] != Instruction::none || (law ? at.arguments.size() > 3 : points_ < few || at.arguments[2] != Instruction::none)) return false;
        for (std::size_t a = law ? 0 : 3; a < (law ? 1 : at.arguments.size()); ++a)
            if (!fill(at.arguments[a])) return false;
        if (!law) return look_up(at, out);
        out = argument(at, 0);
        return true;
    }
    if (const std::uint32_t only = decided(at); only != Instruction::none) {
        if (!fill(only)) return false;
        out = numbers_[only];
        return true;
    }
    for (const std::uint32_t a : at.arguments)
        if (a != Instruction::none && !fill(a)) return false;
    return at.op == Code::steps ? steps(at, out) : combine(at, out);
}

/// Of a condition that is the same at all points and decides alone, what is then meant; else none.
std::uint32_t Lanes::decided(const Instruction& at) {
    if (at.op != Code::both && at.op != Code::either && at.op != Code::choose) return Instruction::none;
    const std::uint32_t first = at.arguments[0];
    if (!same(first) || !fill(first) || program_->at(first).type.base != Base::truth || std::isnan(numbers_[first][0])) return Instruction::none;
    const bool yes = numbers_[first][0] != 0;
    const std::uint32_t then = at.op == Code::choose ? at.arguments[yes ? 1 : 2] : yes == (at.op == Code::either) ? first : at.arguments[1];
    const Base base = program_->at(then).type.base;
    return base == at.type.base || (counts(base) && counts(at.type.base)) ? then : Instruction::none;
}

/// The cells of a table for keys that are numbers or names. No: the table has others.
bool Lanes::look_up(const Instruction& at, std::vector<double>& out) {
    const Instruction& value = program_->at(at.arguments[0]);
    const std::size_t width = at.ids.size();
    if (value.op != Code::column || width == 0) return false;
    if (at.constant.kind == Value::Kind::number) {  // found by position
        for (std::size_t p = 0; p < points_; ++p) {
            const double row = argument(at, 3)[p] - at.constant.number;
            const bool there = row >= 0 && row < static_cast<double>(at.table->cells.size()) && row == static_cast<double>(static_cast<std::size_t>(row));
            const Value* const answer = there ? &at.table->cells[static_cast<std::size_t>(row)][value.id] : nullptr;
            if (answer != nullptr && answer->kind != Value::Kind::number) return false;
            out[p] = answer == nullptr ? no_number : answer->number;
        }
        return counts(program_->at(at.arguments[3]).type.base);
    }
    std::vector<bool> names;
    for (std::size_t i = 0; i < width; ++i) {
        const Base base = program_->at(at.arguments[3 + i]).type.base;
        names.push_back(base == Base::name);
        if (!names[i] && !counts(base)) return false;
    }
    const auto [kept, fresh] = lookups_.all.try_emplace({at.table, value.id, at.ids, names});
    Lookups::Rows& rows = kept->second;
    if (fresh) rows = rows_of(*at.table, value.id, at.ids, names);
    std::vector<double> key(width);
    for (std::size_t p = 0; rows.sound && p < points_; ++p) {
        for (std::size_t i = 0; i < width; ++i) key[i] = argument(at, 3 + i)[p] + 0.0;
        const std::size_t number = rows.index.find(key.data());
        out[p] = number < rows.answers.size() ? rows.answers[number] : no_number;
    }
    return rows.sound;
}

bool Lanes::combine(const Instruction& at, std::vector<double>& out) {
    const auto base = [&](std::size_t i) { return program_->at(at.arguments[i]).type.base; };
    const auto& a = argument(at, 0);
    const auto& b = at.arguments.size() > 1 ? argument(at, 1) : a;
    const bool numbers = counts(base(0)) && (at.arguments.size() < 2 || counts(base(1)));
    switch (at.op) {
        case Code::let: out = a; return true;
        case Code::negation: each(out, a, [](double x) { return std::isnan(x) ? no_number : x == 0 ? 1.0 : 0.0; }); return base(0) == Base::truth;
        // What is decided by the first is not asked of the second.
        case Code::both: each(out, a, b, [](double x, double y) { return x == 0 ? 0.0 : std::isnan(x) ? no_number : y; }); return base(0) == Base::truth && base(1) == Base::truth;
        case Code::either: each(out, a, b, [](double x, double y) { return x == 1 ? 1.0 : std::isnan(x) ? no_number : y; }); return base(0) == Base::truth && base(1) == Base::truth;
        case Code::choose: {
            const auto& c = argument(at, 2);
            for (std::size_t i = 0; i < points_; ++i) out[i] = std::isnan(a[i]) ? no_number : a[i] != 0 ? b[i] : c[i];
            const bool alike = (counts(base(1)) && counts(base(2))) || (base(1) == base(2) && (base(1) == Base::truth || base(1) == Base::name));
            return base(0) == Base::truth && alike;
        }
        case Code::is: case Code::is_not: case Code::less: case Code::at_most: case Code::greater: case Code::at_least: {
            const bool names = base(0) == Base::name && base(1) == Base::name;
            const bool ordered = at.op != Code::is && at.op != Code::is_not;
            if (!names && !(measures(base(0)) && measures(base(1)))) return false;
            if (names && ordered && at.order == nullptr) return false;
            const auto rank = [&](double id) { return names && ordered ? static_cast<double>(at.order->rank(static_cast<std::uint32_t>(id))) : id; };
            for (std::size_t i = 0; i < points_; ++i) {
                if (std::isnan(a[i]) || std::isnan(b[i])) {
                    out[i] = no_number;
                    continue;
                }
                const double x = rank(a[i]), y = rank(b[i]);
                const bool outside = names && ordered && (x < 0 || y < 0);
                const bool yes = at.op == Code::is        ? x == y
                                 : at.op == Code::is_not  ? !(x == y)
                                 : at.op == Code::less    ? x < y
                                 : at.op == Code::at_most ? !(y < x)
                                 : at.op == Code::greater ? y < x
                                                          : !(x < y);
                out[i] = yes && !outside ? 1 : 0;
            }
            return true;
        }
        case Code::minimum: case Code::maximum: {
            if (at.arguments.size() < 2) return false;
            const bool least = at.op == Code::minimum;
            out = a;
            for (std::size_t k = 0; k < at.arguments.size(); ++k) {
                if (!counts(base(k))) return false;
                each(out, out, argument(at, k), [least](double x, double y) { return std::isnan(x) || std::isnan(y) ? no_number : least ? std::min(x, y) : std::max(x, y); });
            }
            return true;
        }
        case Code::add: each(out, a, b, [](double x, double y) { return finite(x + y); }); return numbers;
        case Code::subtract: each(out, a, b, [](double x, double y) { return finite(x - y); }); return numbers;
        case Code::multiply: each(out, a, b, [](double x, double y) { return finite(x * y); }); return numbers;
        case Code::divide: each(out, a, b, [](double x, double y) { return y == 0 ? no_number : finite(x / y); }); return numbers;
        case Code::negate: each(out, a, [](double x) { return finite(-x); }); return numbers;
        case Code::absolute: each(out, a, [](double x) { return std::fabs(x); }); return numbers;
        case Code::exponential:
            out = a;
            exponentials(out);
            each(out, out, finite);
            return numbers;
        case Code::logarithm: each(out, a, [](double x) { return x > 0 ? finite(logarithm(x)) : no_number; }); return numbers;
        case Code::to_force:
            if (static_cast<Base>(at.id) == Base::chance) each(out, a, [](double x) { return x < 1 ? finite(-logarithm_one_plus(-x)) : no_number; });
            else out = a;
            return counts(base(0));
        case Code::to_chance:
            out = a;
            if (static_cast<Base>(at.id) != Base::force) return counts(base(0));
            for (double& x : out) x = -x;
            exponentials_minus_one(out);
            each(out, out, [](double x) { return finite(-x); });
            return counts(base(0));
        case Code::to_plain: out = a; return counts(base(0));
        case Code::floor: case Code::round: {
            if (at.arguments.size() < 2) {
                each(out, a, [](double x) { return finite(std::floor(x)); });
                return numbers;
            }
            Rounding rounding(1, at.op == Code::round);
            each(out, a, b, [&rounding](double x, double unit) {
                if (std::isnan(x) || !(unit > 0)) return no_number;
                if (unit != rounding.unit) rounding = Rounding(unit, rounding.half_up);
                return finite(rounding.of(x));
            });
            return numbers;
        }
        case Code::power: {
            if (!numbers) return false;
            each(out, a, b, [&at](double x, double y) {
                try {
                    return std::isnan(x) || std::isnan(y) ? no_number : arithmetic(at, x, y);
                } catch (const Fault&) {
                    return no_number;
                }
            });
            return true;
        }
        default: return false;
    }
}

bool Lanes::steps(const Instruction& at, std::vector<double>& out) {
    if (!counts(program_->at(at.arguments[0]).type.base)) return false;
    const auto& by = argument(at, 0);
    for (std::size_t a = 1; a < at.arguments.size(); ++a)
        if (at.arguments[a] != Instruction::none && !measures(program_->at(at.arguments[a]).type.base)) return false;
    for (std::size_t i = 0; i < points_; ++i) {
        out[i] = std::isnan(by[i]) ? no_number : argument(at, at.arguments.size() - 1)[i];
        double end = 1;
        for (std::size_t s = 1; s + 1 < at.arguments.size(); s += 2) {
            double until = 0;
            if (at.arguments[s + 1] == Instruction::none) {
                if (by[i] < 1 && s == 1) out[i] = no_number;
                until = ++end;
            } else {
                until = argument(at, s + 1)[i];
                if (program_->at(at.arguments[s + 1]).type.base != Base::span) end = until;
            }
            if (std::isnan(until)) out[i] = no_number;
            if (std::isnan(out[i])) break;
            if (by[i] < until) {
                out[i] = argument(at, s)[i];
                break;
            }
        }
    }
    return true;
}

}  // namespace hearth
