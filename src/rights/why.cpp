// The conditions of a right as trees of their pieces, in lines.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/family_rights.hpp"

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
        if (at.op == Code::special && at.type.base == Type::Base::list) {  // the rows of any, all, sum, count
            for (const Condition& part : condition.parts) piece(part, depth);
            return;
        }
        std::string what = fmt::format("{}  {}", words_of(world.rules(), *condition.program, condition.index), answer(condition.value));
        if (!condition.row.empty()) what = condition.row + ": " + what;
        if (at.op == Code::let) what += fmt::format("  ({})", sources.describe(at.place));
        line(depth, what);
        if (at.op == Code::lookup) return;
        for (const Condition& part : condition.parts) piece(part, depth + 1);
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
    std::size_t right = rules.right(path);
    if (right == Reading::none) {
        std::vector<std::string> known;
        for (std::size_t i = 0; i < rules.rights().size(); ++i) known.push_back(rules.path(i));
        std::vector<std::size_t> named;
        for (std::size_t i = 0; i < rules.rights().size(); ++i)
            if (rules.rights()[i].name() == path) named.push_back(i);
        if (named.size() > 1) throw Fault("E0750", {}, fmt::format("several programmes have a right '{}'", path), fmt::format("write programme.right, as in {}", rules.path(named.front())));
        if (named.empty()) throw Fault("E0750", {}, fmt::format("there is no right '{}' (there: {})", path, join(known)), did_you_mean(path, known));
        right = named.front();
    }
    const int person = rights.facts().person(who);
    if (person < 0) {
        std::vector<std::string> known;
        for (int i = 0; i < rights.facts().persons(); ++i) known.push_back(rights.facts().name(i));
        throw Fault("E0746", {}, fmt::format("the family has no person '{}' (there: {})", who, join(known)), did_you_mean(who, known));
    }
    if (day < rights.facts().first_day())
        throw Fault("E0751", {}, fmt::format("{} does not reach {} on {}", rules.path(right), who, day.text()),
                    "the course of the family begins on " + rights.facts().first_day().text());
    const auto timeline = rights.until(day);
    Writer out{timeline->world(), sources, {}};
    const RightRules& its = rules.rights()[right];
    for (const auto& [holder, holding] : timeline->state().rights[right]) {
        const auto found = holding.people.find(person);
        if (found == holding.people.end()) continue;
        const Standing& standing = found->second;
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
