#include "hearth/cli/expectation.hpp"

#include <catch2/catch.hpp>

#include "hearth/language/parser.hpp"

using namespace hearth;

namespace {

/// Answers what stands in the expression: a number is itself, `x` is 0.5, a comparison is decided without any tolerance.
Value answer(const Expression& expression, Report& report) {
    const Node& node = expression.ast.top();
    const auto child = [&](std::size_t i) {
        Expression part = expression;
        part.ast.root = node.children[i];
        return answer(part, report);
    };
    switch (node.op) {
        case Syntax::number: return Value::of(node.number);
        case Syntax::negate: return Value::of(-child(0).number);
        case Syntax::is: return Value::truth(child(0).number == child(1).number);
        case Syntax::less: return Value::truth(child(0).number < child(1).number);
        case Syntax::name:
            if (node.text == "x") return Value::of(0.5);
            if (node.text == "missing") return Value::unknown("a.b");
            break;
        default: break;
    }
    report.error("E0402", node.place, "not known here");
    return {};
}

struct Judged {
    Report report;
    Verdict verdict;
    explicit Judged(const std::string& text, double within = 1e-9, double scale = 1) {
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = text;
        auto ast = parse_expression(leaf, report);
        REQUIRE(ast);
        Expression expression;
        expression.ast = std::move(*ast);
        verdict = judge(expression, {within, scale}, Names{}, answer, report);
    }
};

}  // namespace

TEST_CASE("expectation: S58 'is' between numbers is relative to the right side") {
    CHECK(Judged("1000.0000009 is 1000").verdict.holds);
    CHECK_FALSE(Judged("1000.0000011 is 1000").verdict.holds);
    CHECK(Judged("1010 is 1000", 0.01).verdict.holds);
    CHECK_FALSE(Judged("1010.1 is 1000", 0.01).verdict.holds);
    CHECK(Judged("-1000.0000009 is -1000").verdict.holds);
}

TEST_CASE("expectation: S58 a right side of 0 allows 1e-9 of the scale") {
    CHECK(Judged("0.0000000009 is 0").verdict.holds);
    CHECK_FALSE(Judged("0.0000000011 is 0").verdict.holds);
    CHECK(Judged("0.00009 is 0", 1e-9, 100'000).verdict.holds);
    CHECK_FALSE(Judged("0.00011 is 0", 1e-9, 100'000).verdict.holds);
}

TEST_CASE("expectation: other comparisons are as they are") {
    CHECK(Judged("x < 1").verdict.holds);
    const Judged wrong("1 < x");
    CHECK_FALSE(wrong.verdict.holds);
    CHECK(wrong.verdict.why == "it is no");
}

TEST_CASE("expectation: parts joined by 'and' are judged one by one") {
    CHECK(Judged("x is 0.5000000000001 and x < 1").verdict.holds);
    CHECK_FALSE(Judged("x is 0.5 and x is 0.6").verdict.holds);
}

TEST_CASE("expectation: what does not hold shows both sides") {
    CHECK(Judged("x is 0.25").verdict.why == "0.5 is not 0.25 (apart by 0.25, allowed 2.5e-10)");
}

TEST_CASE("expectation: unknown is no") { CHECK_FALSE(Judged("missing is 1").verdict.holds); }

TEST_CASE("expectation: a name that is not known is a fault, not a failure") {
    const Judged judged("y is 1");
    CHECK(judged.report.failed());
    CHECK(judged.verdict.holds);
}
