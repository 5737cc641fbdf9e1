#include "hearth/rights/condition.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

/// ConditionPieces arrive after their parts: each takes its parts from the top of the stack.
struct ConditionPieces final : Recorder {
    explicit ConditionPieces(const FamilyWorld& from) : world(from) {}
    void note(const Program& program, std::uint32_t index, const Value& value) override {
        Condition piece;
        piece.program = &program;
        piece.index = index;
        piece.value = value;
        piece.row = world.row_label();
        const Instruction& at = program.at(index);
        std::size_t most = at.op == Code::special || at.op == Code::lookup ? open.size() : at.arguments.size();
        while (most-- > 0 && !open.empty() && open.back().program == &program &&
               std::find(at.arguments.begin(), at.arguments.end(), open.back().index) != at.arguments.end()) {
            piece.parts.insert(piece.parts.begin(), std::move(open.back()));
            open.pop_back();
        }
        open.push_back(std::move(piece));
    }
    const FamilyWorld& world;
    std::vector<Condition> open;
};

std::string_view sign_of(Code op) {
    switch (op) {
        case Code::is: return "is";
        case Code::is_not: return "is not";
        case Code::less: return "<";
        case Code::at_most: return "<=";
        case Code::greater: return ">";
        case Code::at_least: return ">=";
        default: return "in";
    }
}

bool compares(Code op) { return op >= Code::is && op <= Code::in; }

}  // namespace

Condition explain(FamilyWorld& world, const Rule& rule, const Here& here) {
    ConditionPieces tree(world);
    try {
        world.evaluate(rule, here, &tree);
        if (tree.open.size() == 1) return std::move(tree.open.front());
    } catch (const Fault&) {
        // With a recorder both sides of `and` and `or` are evaluated; a side that is not needed may have no answer.
    }
    Condition whole;
    whole.program = &rule.program;
    whole.index = rule.program.root;
    whole.value = world.evaluate(rule, here);
    return whole;
}

bool is_leaf(const Condition& condition) {
    switch (condition.at().op) {
        case Code::both: case Code::either: case Code::negation: case Code::let: case Code::any_of: case Code::all_of: return condition.parts.empty();
        default: return true;
    }
}

std::string shown(const Value& value, const Names& names) {
    if (value.kind == Value::Kind::number) return value.number == std::floor(value.number) ? fixed(value.number, 0, true) : fixed(value.number, 2, true);
    return to_text(value, names);
}

std::string words_of(const Rulebook& rules, const Program& program, std::uint32_t index) {
    const Instruction& at = program.at(index);
    if (at.op == Code::let) return at.text;
    if (std::string text = rules.text(at.place); !text.empty()) return text;
    if (!at.text.empty()) return at.text;
    if (at.op == Code::constant) return shown(at.constant, *rules.book().names);
    return at.arguments.empty() ? "" : words_of(rules, program, at.arguments[0]);
}

std::string piece_text(const FamilyWorld& world, const Condition& condition) {
    const Instruction& at = condition.at();
    const Names& names = *world.rules().book().names;
    const std::string row = condition.row.empty() ? "" : condition.row + ": ";
    const auto side = [&](std::size_t i) {
        const std::string words = words_of(world.rules(), *condition.program, at.arguments[i]);
        if (i >= condition.parts.size() || condition.program->at(at.arguments[i]).op == Code::constant) return words;
        return fmt::format("{} {}", words, shown(condition.parts[i].value, names));
    };
    if (!compares(at.op) || condition.parts.size() < 2) {
        const std::string words = words_of(world.rules(), *condition.program, condition.index);
        return fmt::format("{}{} {}", row, words, shown(condition.value, names));
    }
    const Instruction& right = condition.program->at(at.arguments[1]);
    if (at.op == Code::is && right.op == Code::constant && condition.value.no())
        return fmt::format("{}{}, not {}", row, side(0), shown(right.constant, names));
    if (at.op == Code::is && right.op == Code::constant && condition.value.yes())
        return fmt::format("{}{} is {}", row, words_of(world.rules(), *condition.program, at.arguments[0]), shown(right.constant, names));
    const std::string_view sign = sign_of(at.op);
    if (condition.value.no()) return fmt::format("{}{}, not {} {}", row, side(0), sign, side(1));
    return fmt::format("{}{} {} {}", row, side(0), sign, side(1));
}

namespace {

/// The leaves that alone explain a value: of a yes `and` all, of a no `and` those that are no, and so on.
void collect(const Condition& condition, std::vector<const Condition*>& out) {
    if (is_leaf(condition)) {
        out.push_back(&condition);
        return;
    }
    const Code op = condition.at().op;
    if (op == Code::let || op == Code::negation) return collect(condition.parts.front(), out);
    if (op == Code::any_of || op == Code::all_of) {
        const bool decisive = op == Code::any_of;
        std::vector<const Condition*> rows;
        for (const Condition& list : condition.parts)
            for (const Condition& part : list.parts)
                if (!list.at().arguments.empty() && part.index == list.at().arguments[0]) rows.push_back(&part);
        const std::size_t before = out.size();
        for (const Condition* row : rows)
            if (!condition.value.known() ? !row->value.known() : row->value.known() && (row->value.yes() == condition.value.yes())) {
                collect(*row, out);
                if (condition.value.known() && condition.value.yes() == decisive) return;  // one is enough
            }
        if (out.size() == before) out.push_back(&condition);
        return;
    }
    for (const Condition& part : condition.parts) {
        const bool counts = condition.value.known() ? part.value.known() && part.value.yes() == condition.value.yes() : !part.value.known();
        if (counts) collect(part, out);
    }
}

}  // namespace

std::string because(FamilyWorld& world, const Condition& condition, const Here& here) {
    std::vector<const Condition*> leaves;
    collect(condition, leaves);
    if (!condition.value.known()) {
        std::string text = "unknown: ";
        return text + join(*condition.value.missing);
    }
    std::vector<const Condition*> fresh;
    for (const Condition* leaf : leaves) {
        if (!leaf->row.empty()) {
            if (leaves.size() == 1) fresh.push_back(leaf);
            continue;
        }
        Here before = here;
        before.day = here.day.plus_days(-1);
        try {
            const Value was = world.evaluate(*leaf->program, leaf->index, before);
            if (!was.known() || was.yes() != leaf->value.yes()) fresh.push_back(leaf);
        } catch (const Fault&) {
            fresh.push_back(leaf);
        }
    }
    if (fresh.empty()) fresh = leaves;
    std::string text;
    for (std::size_t i = 0; i < fresh.size() && i < 2; ++i) text += (i == 0 ? "" : "; ") + piece_text(world, *fresh[i]);
    return text;
}

}  // namespace hearth
