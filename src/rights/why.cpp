// The conditions of a right as trees of their pieces, in lines.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/explain.hpp"

namespace hearth {

namespace {

struct Writer {
    FamilyWorld& world;
    const Sources& sources;
    std::string text;

    std::string answer(const Value& value) const {
        if (value.known()) return shown(value, *world.rules().book().names);
        return "unknown: " + join(*value.missing);
    }

    void line(std::size_t depth, const std::string& what) { text += std::string(2 * depth, ' ') + what + "\n"; }

    void piece(const Condition& condition, std::size_t depth) {
        const Instruction& at = condition.at();
        if (at.op == Code::constant) return;
        if (at.op == Code::special && at.type.base == Type::Base::list) return rows(condition, depth);
        std::string what = fmt::format("{}  {}", words_of(world.rules(), *condition.program, condition.index), answer(condition.value));
        if (!condition.row.empty()) what = condition.row + ": " + what;
        if (at.op == Code::let) what += fmt::format("  ({})", sources.describe(at.place));
        line(depth, what);
        if (at.op == Code::lookup) return;
        for (const Condition& part : condition.parts) piece(part, depth + 1);
    }

    /// The rows of any, all, sum, count; of a table only those that its `when` does not leave out.
    void rows(const Condition& list, std::size_t depth) {
        const Instruction& at = list.at();
        std::size_t others = 0;
        for (std::size_t i = 0; i < list.parts.size();) {
            std::size_t end = i + 1;
            while (end < list.parts.size() && list.parts[end].row == list.parts[i].row && list.parts[end].index != list.parts[i].index) ++end;
            const bool out = at.table != nullptr && std::any_of(list.parts.begin() + static_cast<std::ptrdiff_t>(i), list.parts.begin() + static_cast<std::ptrdiff_t>(end),
                                                                [&](const Condition& part) { return part.index != at.arguments[0] && part.value.no(); });
            others += out ? 1 : 0;
            for (; i < end; ++i)
                if (!out) piece(list.parts[i], depth);
        }
        if (others > 0) line(depth, fmt::format("{} left out", counted(others, "other row")));
    }

    void rule(const char* name, const Rule& what, const Here& here, const std::string& currency) {
        const Condition condition = explain(world, what, here);
        line(1, fmt::format("{}  {}  ({})", name, answer(condition.value), sources.describe(what.expression->place)));
        if (condition.parts.empty() && condition.at().op == Code::constant) return;
        piece(condition, 2);
        const bool wanted = std::string_view(name) != "end";
        if (!wanted || !condition.value.known() || condition.value.yes()) return;
        const auto lacks = needs(world, condition, true, here, currency);
        std::string next;
        if (lacks && lacks->size() == 1 && lacks->front().on) next = fmt::format("; earliest {}", lacks->front().on->text());
        line(2, "lacking: " + margin_text(lacks) + next);
    }
};

}  // namespace

std::string rights_why(FamilyRights& rights, const std::string& path, const std::string& who, Date day, const Sources& sources) {
    const Rulebook& rules = rights.rules();
    const std::size_t right = right_meant(rules, path);
    const int person = person_meant(rights.facts(), who);
    if (day < rights.facts().first_day())
        throw Fault("E0751", {}, fmt::format("{} does not reach {} on {}", rules.path(right), who, day.text()),
                    "the course of the family begins on " + rights.facts().first_day().text());
    const auto timeline = rights.until(day);
    Writer out{timeline->world(), sources, {}};
    const RightRules& its = rules.rights()[right];
    for (const std::size_t holder : holders_of(*timeline, right, person)) {
        const Holding& holding = timeline->state().rights[right].at(holder);
        const Standing& standing = holding.people.at(person);
        std::string head = fmt::format("{} for {} on {}: {}", rules.path(right), who, day.text(), to_text(standing.word));
        if (holding.owner >= 0) head += fmt::format(", held by {}", rights.facts().name(holding.owner));
        if (standing.unlocked) head += fmt::format(", unlocked on {}", standing.unlocked->text());
        out.line(0, head);
        const Here here = timeline->here(right, holder, person);
        if (!standing.unlocked) out.rule("unlock", its.unlock, here, timeline->currency());
        else out.line(1, fmt::format("unlock  yes, once and for all  ({})", sources.describe(its.unlock.expression->place)));
        out.rule("keep", its.keep, here, timeline->currency());
        out.rule("use", its.use, here, timeline->currency());
        out.rule("end", its.end, here, timeline->currency());
    }
    if (out.text.empty())
        throw Fault("E0751", {}, fmt::format("{} does not reach {} on {}", rules.path(right), who, day.text()), "'for' says whom it reaches");
    return out.text;
}

}  // namespace hearth
