// How much is missing: the smallest change of what a condition reads that makes it yes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/rights/condition.hpp"

namespace hearth {

namespace {

using Wanting = std::optional<std::vector<Need>>;

Code inverted(Code op) {
    switch (op) {
        case Code::is: return Code::is_not;
        case Code::is_not: return Code::is;
        case Code::less: return Code::at_least;
        case Code::at_most: return Code::greater;
        case Code::greater: return Code::at_most;
        default: return Code::less;
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

/// What is easier comes first: nothing, fewer, a day that comes by itself, a number by its part of the whole, a word, a missing fact.
bool easier(const Wanting& a, const Wanting& b) {
    if (a.has_value() != b.has_value()) return a.has_value();
    if (!a || a->size() != b->size()) return a && a->size() < b->size();
    for (std::size_t i = 0; i < a->size(); ++i) {
        const Need& x = (*a)[i];
        const Need& y = (*b)[i];
        if (x.kind != y.kind) return x.kind < y.kind;
        if (x.kind == Need::Kind::day && x.on != y.on) return x.on < y.on;
        if (x.kind == Need::Kind::number && x.amount != y.amount) return x.amount < y.amount;
    }
    return false;
}

struct Seeker {
    FamilyWorld& world;
    const Here& here;
    const std::string& currency;

    [[nodiscard]] std::string words(const Condition& condition, std::size_t side) const {
        return words_of(world.rules(), *condition.program, condition.at().arguments[side]);
    }

    Wanting all(const std::vector<Wanting>& parts) const {
        std::vector<Need> out;
        for (const Wanting& part : parts) {
            if (!part) return std::nullopt;
            out.insert(out.end(), part->begin(), part->end());
        }
        return out;
    }

    Wanting best(const std::vector<Wanting>& parts) const {
        Wanting out;
        for (const Wanting& part : parts)
            if (easier(part, out)) out = part;
        return out;
    }

    Wanting word(std::string text) const {
        Need need;
        need.text = need.brief = std::move(text);
        return std::vector<Need>{need};
    }

    Wanting missing(const Value& value) const {
        Need need;
        need.kind = Need::Kind::unknown;
        need.text = need.brief = "unknown: " + join(*value.missing);
        return std::vector<Need>{need};
    }

    /// The tiers that would do for "tier >= x": what the easiest of them lacks.
    Wanting tiers(const Condition& condition, Code op, std::uint32_t wanted) const {
        const Reading& reading = world.rules().readings()[condition.parts[0].at().id];
        const ProgrammeRules& programme = world.rules().programmes()[reading.programme];
        const int rank = programme.tier_domain->rank(wanted);
        std::vector<Wanting> each;
        for (std::size_t i = 0; i < programme.tiers.size(); ++i) {
            const int its = static_cast<int>(i) + 1;
            const bool does = op == Code::at_least ? its >= rank : op == Code::greater ? its > rank : op == Code::is && its == rank;
            if (!does) continue;
            Here of = here;
            of.right = Reading::none;
            of.programme = reading.programme;
            of.person = here.owner;
            each.push_back(seek(explain(world, programme.tiers[i], of), true));
        }
        return each.empty() ? std::nullopt : best(each);
    }

    Wanting day(const Condition& condition, Date on) const {
        if (on <= here.day) return std::nullopt;
        Need need;
        need.kind = Need::Kind::day;
        need.on = on;
        const int days = on.days() - here.day.days();
        need.brief = fmt::format("{} day{} more", days, days == 1 ? "" : "s");
        need.text = fmt::format("{}: {}", words(condition, 0), need.brief);
        return std::vector<Need>{need};
    }

    Wanting comparison(const Condition& condition, bool yes) const {
        using Kind = Value::Kind;
        Code op = condition.at().op;
        if (op == Code::in || condition.parts.size() < 2) return word(piece_text(world, condition));
        Value a = condition.parts[0].value, b = condition.parts[1].value;
        const Instruction& left = condition.parts[0].at();
        if (!yes) op = inverted(op);
        if (left.op == Code::load && world.rules().readings()[left.id].kind == Reading::Kind::tier && b.kind == Kind::name && (op == Code::at_least || op == Code::greater || op == Code::is))
            if (Wanting found = tiers(condition, op, b.id)) return found;
        if (left.op == Code::constant && condition.parts[1].at().op != Code::constant) {
            std::swap(a, b);
            op = mirrored(op);
        }
        const bool up = op == Code::at_least || op == Code::greater;
        if (a.kind == Kind::elapsed && b.kind == Kind::span) {
            if (!up) return std::nullopt;  // time does not run back
            const Date on = b.span->after(a.date());
            return day(condition, op == Code::greater ? on.plus_days(1) : on);
        }
        if (a.kind == Kind::date && b.kind == Kind::date && left.op == Code::load && world.rules().readings()[left.id].kind == Reading::Kind::date) {
            if (!up) return std::nullopt;
            return day(condition, op == Code::greater ? b.date().plus_days(1) : b.date());
        }
        if (a.kind == Kind::number && b.kind == Kind::number && op != Code::is && op != Code::is_not) {
            Need need;
            need.kind = Need::Kind::number;
            need.amount = std::fabs(b.number - a.number);
            need.strict = op == Code::greater || op == Code::less;
            const bool money = condition.parts[0].at().type.base == Type::Base::money || condition.parts[1].at().type.base == Type::Base::money;
            const std::string unit = money && !currency.empty() ? " " + currency : "";
            need.brief = fmt::format("{} by {}{}{}", up ? "short" : "over", need.strict ? "more than " : "", shown(Value::of(need.amount), *world.rules().book().names), unit);
            need.text = fmt::format("{} {}", words(condition, condition.parts[0].at().op == Code::constant ? 1 : 0), need.brief);
            if (!condition.row.empty()) need.text = condition.row + ": " + need.text;
            return std::vector<Need>{need};
        }
        return word(piece_text(world, condition));
    }

    Wanting seek(const Condition& condition, bool yes) const {
        if (condition.value.known() && condition.value.yes() == yes) return std::vector<Need>{};
        const Code op = condition.at().op;
        if (is_leaf(condition)) {
            if (!condition.value.known()) return missing(condition.value);
            const bool compares = op >= Code::is && op <= Code::in;
            return compares ? comparison(condition, yes) : word(piece_text(world, condition));
        }
        if (op == Code::let) return seek(condition.parts.front(), yes);
        if (op == Code::negation) return seek(condition.parts.front(), !yes);
        std::vector<Wanting> parts;
        if (op == Code::any_of || op == Code::all_of) {
            for (const Condition& list : condition.parts) {
                if (list.at().arguments.empty()) continue;
                for (const Condition& part : list.parts)
                    if (part.index == list.at().arguments[0]) parts.push_back(seek(part, yes));
            }
            if (parts.empty()) return word(piece_text(world, condition));
            return (op == Code::any_of) == yes ? best(parts) : all(parts);
        }
        for (const Condition& part : condition.parts) parts.push_back(seek(part, yes));
        return (op == Code::either) == yes ? best(parts) : all(parts);
    }
};

}  // namespace

Wanting needs(FamilyWorld& world, const Condition& condition, bool yes, const Here& here, const std::string& currency) {
    return Seeker{world, here, currency}.seek(condition, yes);
}

std::string margin_text(const Wanting& needs) {
    if (!needs) return "never";
    if (needs->size() == 1) return needs->front().brief;
    std::string text;
    for (const Need& need : *needs) text += (text.empty() ? "" : " and ") + need.text;
    return text;
}

}  // namespace hearth
