#include "hearth/cli/expectation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

constexpr double nearly_nothing = 1e-9;

Expression part(const Expression& whole, std::uint32_t node) {
    Expression result = whole;
    result.ast.root = node;
    result.place = whole.ast.at(node).place;
    return result;
}

Verdict compared(double left, double right, const Nearness& nearness) {
    const double apart = std::abs(left - right);
    const double allowed = right == 0 ? nearly_nothing * nearness.scale : nearness.within * std::abs(right);
    if (apart <= allowed) return {};
    return {false, fmt::format("{} is not {} (apart by {:.3g}, allowed {:.3g})", shortest(left), shortest(right), apart, allowed)};
}

}  // namespace

Verdict judge(const Expression& expectation, const Nearness& nearness, const Names& names, const Answering& value, Report& report) {
    const Node& node = expectation.ast.top();
    if (node.op == Syntax::both) {
        for (const std::uint32_t child : node.children)
            if (Verdict verdict = judge(part(expectation, child), nearness, names, value, report); !verdict.holds) return verdict;
        return {};
    }
    Value left, right;
    Report aside;  // a name may be known only beside the other side: then the whole is asked
    if (node.op == Syntax::is) {
        left = value(part(expectation, node.children[0]), aside);
        if (!aside.failed()) right = value(part(expectation, node.children[1]), aside);
        if (!aside.failed() && left.kind == Value::Kind::number && right.kind == Value::Kind::number)
            return compared(left.number, right.number, nearness);
    }
    const std::size_t before = report.errors();
    const Value truth = value(expectation, report);
    if (report.errors() > before || truth.yes()) return {};
    if (node.op == Syntax::is && !aside.failed()) return {false, fmt::format("{} is not {}", to_text(left, names), to_text(right, names))};
    return {false, fmt::format("it is {}", to_text(truth, names))};
}

}  // namespace hearth
