// What a right says of each status a policy can have, from the text of `keep` and `end` alone: every policy has that status, and all
// that is no status may be anything.
#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "check_parts.hpp"

namespace hearth {

namespace {

/// The answers a condition may give.
struct PossibleAnswers {
    bool yes = false, no = false, unknown = false;
    [[nodiscard]] bool only_yes() const { return yes && !no && !unknown; }
    [[nodiscard]] bool only_unknown() const { return unknown && !yes && !no; }
};
constexpr PossibleAnswers any_answer{true, true, false};

PossibleAnswers both(const PossibleAnswers& a, const PossibleAnswers& b) {
    return {a.yes && b.yes, a.no || b.no, (a.unknown && (b.yes || b.unknown)) || (b.unknown && (a.yes || a.unknown))};
}
PossibleAnswers opposite(const PossibleAnswers& a) { return {a.no, a.yes, a.unknown}; }

class StatusReader {
  public:
    StatusReader(const Rulebook& rules, const Program& program, std::string status) : rules_(rules), program_(program), status_(std::move(status)) {}

    PossibleAnswers read(std::uint32_t index) {
        const Instruction& at = program_.at(index);
        const auto part = [&](std::size_t i) { return read(at.arguments[i]); };
        switch (at.op) {
            case Code::constant:
                if (!at.constant.known()) return {false, false, true};
                return at.constant.kind == Value::Kind::truth ? PossibleAnswers{at.constant.yes(), at.constant.no(), false} : any_answer;
            case Code::let: return part(0);
            case Code::negation: return opposite(part(0));
            case Code::both: return both(part(0), part(1));
            case Code::either: return opposite(both(opposite(part(0)), opposite(part(1))));
            case Code::any_of: return any(at.arguments[0]);
            case Code::all_of: return opposite(any(at.arguments[0], true));
            case Code::special: return rules_.readings()[at.id].kind == Reading::Kind::paid_up ? paid_up() : any_answer;
            case Code::is: case Code::is_not: case Code::in: case Code::less: case Code::at_most: case Code::greater: case Code::at_least: return compared(at);
            default: return any_answer;
        }
    }
    bool reads_status = false;

  private:
    [[nodiscard]] const Reading* policy(std::uint32_t index) const {
        const Instruction& at = program_.at(index);
        return at.op == Code::load && rules_.readings()[at.id].kind == Reading::Kind::policy ? &rules_.readings()[at.id] : nullptr;
    }

    /// Whether what it computes needs a value of a policy, which a reduced one has not.
    [[nodiscard]] bool needs_value(std::uint32_t index) const {
        if (const Reading* leaf = policy(index)) {
            const auto& products = rules_.book().products;
            return std::any_of(products.begin(), products.end(), [&](const Product& product) {
                return std::any_of(product.values.begin(), product.values.end(), [&](const ValueOf& value) { return value.header.name == leaf->name; });
            });
        }
        const Instruction& at = program_.at(index);
        if (at.op == Code::special && at.arguments.size() > 1 && at.arguments[1] != Instruction::none && !StatusReader(*this).read(at.arguments[1]).only_yes()) return false;
        return std::any_of(at.arguments.begin(), at.arguments.end(), [&](std::uint32_t part) { return part != Instruction::none && needs_value(part); });
    }

    PossibleAnswers paid_up() {
        reads_status = true;
        if (status_ == "reduced") return {true, false, false};
        return status_ == "in_force" ? any_answer : PossibleAnswers{false, true, false};
    }

    PossibleAnswers compared(const Instruction& at) {
        const Instruction& right = program_.at(at.arguments[1]);
        const Reading* left = policy(at.arguments[0]);
        if (left == nullptr || left->name != "status") {
            if (status_ == "reduced" && (needs_value(at.arguments[0]) || needs_value(at.arguments[1]))) return {false, false, true};
            return any_answer;
        }
        reads_status = true;
        const Names& names = *rules_.book().names;
        const auto is = [&](const Instruction& one) { return one.op == Code::constant && one.constant.kind == Value::Kind::name && names.text(one.constant.id) == status_; };
        bool found = is(right);
        if (at.op == Code::in) {
            if (right.op == Code::constant && right.constant.items)
                found = std::any_of(right.constant.items->begin(), right.constant.items->end(), [&](const Value& one) { return one.kind == Value::Kind::name && names.text(one.id) == status_; });
            else if (right.op == Code::list)
                found = std::any_of(right.arguments.begin(), right.arguments.end(), [&](std::uint32_t one) { return is(program_.at(one)); });
            else return any_answer;
        } else if ((at.op != Code::is && at.op != Code::is_not) || right.op != Code::constant) {
            return any_answer;
        }
        if (at.op == Code::is_not) found = !found;
        return {found, !found, false};
    }

    /// Of the policies there are, at least one; of other sets there may be none.
    PossibleAnswers any(std::uint32_t list, bool of_no = false) {
        const Instruction& at = program_.at(list);
        if (at.op != Code::special || at.arguments.size() < 2 || at.arguments[0] == Instruction::none) return any_answer;
        PossibleAnswers item = read(at.arguments[0]);
        if (of_no) item = opposite(item);
        if (at.arguments[1] != Instruction::none) item = both(item, read(at.arguments[1]));
        if (rules_.readings()[at.id].kind != Reading::Kind::each_policy) item.no = true;
        return item;
    }

    const Rulebook& rules_;
    const Program& program_;
    std::string status_;
};

}  // namespace

void check_statuses(const RightRules& right, const Rulebook& rules, Report& report) {
    if (right.keep.program.empty() || right.end.program.empty()) return;
    for (const std::string& status : status_model().states) {
        StatusReader keep(rules, right.keep.program, status), end(rules, right.end.program, status);
        const PossibleAnswers kept = keep.read(right.keep.program.root), over = end.read(right.end.program.root);
        const std::string name = rules.programmes()[right.programme].programme->header.name + "." + right.name();
        if (kept.only_unknown() && !over.only_yes())
            report.warning("E0764", right.keep.expression->place, fmt::format("whether {} is kept cannot be decided of a policy that is {}", name, status),
                           "say it: 'status is in_force and ...'");
        if (kept.only_yes() && over.only_yes() && keep.reads_status && end.reads_status)
            report.warning("E0765", right.end.expression->place, fmt::format("{} is both kept and ended where every policy is {}: it ends", name, status));
    }
}

}  // namespace hearth
