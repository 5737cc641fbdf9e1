#include "property_test.hpp"
#include "unit/world_test.hpp"

namespace hearth::test::expression_test {

namespace {

/// A text of the grammar, nested `depth` deep. Every production occurs.
std::string written(int depth) {
    const auto pick = [](std::initializer_list<const char*> words) { return std::string(*rc::gen::elementOf(std::vector<std::string>(words.begin(), words.end()))); };
    const auto in = [&] { return "(" + written(depth - 1) + ")"; };
    if (depth <= 0)
        return pick({"1", "0.25", "5 %", "3 \u2030", "1e-7", "1_000 CNY", "2 years", "1 month", "50 or more", "3 or less", "2025-01-31", "'a b'", "x", "p.q", "\u5229\u7387", "[]"});
    switch (*rc::gen::inRange(0, 15)) {
        case 0: return in() + pick({" + ", " - ", " * ", " / ", " ^ "}) + in();
        case 1: return in() + pick({" is ", " is not ", " < ", " <= ", " > ", " >= ", " in "}) + in();
        case 2: return in() + pick({" and ", " or "}) + in();
        case 3: return "not " + in();
        case 4: return "-" + in();
        case 5: return "if " + in() + " then " + in() + " else " + in();
        case 6: return in() + ", " + in() + " until " + in() + ", then " + in() + " by x";
        case 7: return "f(" + in() + ", " + in() + ")";
        case 8: return "f(" + written(depth - 1) + ", then " + in() + " by p.q)";
        case 9: return "sum(" + in() + " for each x when " + in() + ")";
        case 10: return "count(" + in() + " when " + in() + ", " + in() + ")";
        case 11: return in() + " at " + in();
        case 12: return in() + " at (t: " + in() + ", s: " + in() + ")";
        case 13: return "[" + in() + ", " + in() + "]";
        default: return in();
    }
}

}  // namespace

TEST_CASE("an expression survives being written") {
    law("what is read from its canonical text is the same tree, and the text stays", [] {
        const std::string original = written(*rc::gen::inRange(0, 5));
        Report report;
        const auto ast = parse_expression(text_leaf(original), report);
        RC_PRE(ast.has_value());  // steps in the arguments of f may be none
        const std::string canonical = to_text(*ast, ast->root);
        RC_LOG() << canonical;
        const auto again = parse_expression(text_leaf(canonical), report);
        RC_ASSERT(again.has_value());
        RC_ASSERT(same(*ast, ast->root, *again, again->root));
        RC_ASSERT(to_text(*again, again->root) == canonical);
    });
    law("any text is an expression or one fault inside it, never a crash", [] {
        static const std::vector<std::string> tokens = {"a", "1", "5", "%", "(", ")", "[", "]", ",", "+", "-", "*", "^", "<", "<=", "is", "not", "in", "at", "if", "then",
                                                        "else", "or", "more", "and", "until", "by", "for", "each", "when", "all", "any", "years", "CNY", "2025-01-31", "'x'",
                                                        ":", "->", ".", "=", "\u517b", "\xff", "'", "\n"};
        std::string words;
        for (const std::string& token : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(tokens))) words += token + (*rc::gen::inRange(0, 4) > 0 ? " " : "");
        Report report;
        const bool read = parse_expression(text_leaf(words), report).has_value();
        RC_ASSERT(read == report.all().empty());
        RC_ASSERT(report.errors() <= 1);
        if (!read) RC_ASSERT(report.all().front().place.line >= 3);
    });
}

TEST_CASE("Kleene's logic") {
    Room room;
    static const std::vector<std::string> truths = {"yes", "no", "u", "v"};
    for (const char* unknown : {"u", "v"}) room.unknown(unknown, Type::truth());
    const auto equal = [&](const std::string& a, const std::string& b) { RC_ASSERT(room.run(a) == room.run(b)); };
    law("and, or and not obey the laws of De Morgan, commute, associate and absorb", [&] {
        const std::string a = *rc::gen::elementOf(truths), b = *rc::gen::elementOf(truths), c = *rc::gen::elementOf(truths);
        equal("not (" + a + " and " + b + ")", "not " + a + " or not " + b);
        equal("not (" + a + " or " + b + ")", "not " + a + " and not " + b);
        equal(a + " and " + b, b + " and " + a);
        equal(a + " or " + b, b + " or " + a);
        equal("(" + a + " and " + b + ") and " + c, a + " and (" + b + " and " + c + ")");
        equal("not not " + a, a);
        equal(a + " and " + a, a);
        equal("any([" + a + ", " + b + ", " + c + "])", a + " or " + b + " or " + c);
        equal("all([" + a + ", " + b + ", " + c + "])", a + " and " + b + " and " + c);
    });
    law("what is known without a truth stays when the truth becomes known", [&] {
        const std::string a = *rc::gen::elementOf(truths), b = *rc::gen::elementOf(truths);
        const std::string sentence = "(" + a + " and " + b + ") or not (" + b + " or " + a + ")";
        const std::string before = room.run(sentence);
        Room later;
        for (const char* known : {"u", "v"}) later.given[known] = {Type::truth(), Value::truth(*rc::gen::arbitrary<bool>())};
        if (before == "yes" || before == "no") RC_ASSERT(later.run(sentence) == before);
    });
}

TEST_CASE("steps are a chain of choices") {
    Room room;
    law("S21 steps with and without until are the same as if ... else if ...", [&] {
        room.number("x", *rc::gen::inRange(1, 12));
        const int first = *rc::gen::inRange(1, 8), second = first + *rc::gen::inRange(0, 5);
        const std::string a = std::to_string(first), b = std::to_string(second), next = std::to_string(second + 1);
        RC_ASSERT(room.run("10 until " + a + ", 20 until " + b + ", 30, then 40 by x") ==
                  room.run("if x < " + a + " then 10 else if x < " + b + " then 20 else if x < " + next + " then 30 else 40"));
        RC_ASSERT(room.run("10, 20, then 30 by x") == room.run("if x is 1 then 10 else if x is 2 then 20 else 30"));
    });
}

TEST_CASE("rounding") {
    Room room;
    law("round and floor to a hundredth stay near, floor below, and both are idempotent", [&] {
        room.number("x", *between(-1e5, 1e5) / 3);
        RC_ASSERT(room.run("floor(x, 0.01) <= x") == "yes");
        RC_ASSERT(room.run("x - floor(x, 0.01) < 0.01 + 1e-9") == "yes");
        RC_ASSERT(room.run("abs(round(x, 0.01) - x) <= 0.005 + 1e-9") == "yes");
        for (const char* function : {"round", "floor"}) {
            const std::string once = std::string(function) + "(x, 0.01)";
            RC_ASSERT(room.run(std::string(function) + "(" + once + ", 0.01) is " + once) == "yes");
        }
    });
}

}  // namespace hearth::test::expression_test
