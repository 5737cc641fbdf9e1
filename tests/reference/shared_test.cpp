// A contract that is given one policy after the other, and shares what it has in common with others, against one made for each policy.
#include <bit>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "draws.hpp"
#include "hearth/engine/shared.hpp"
#include "hearth/engine/track.hpp"
#include "hearth/language/parser.hpp"
#include "lives.hpp"

namespace hearth::reference::shared_test {

namespace {

/// Under the sanitizers fewer will do.
std::uint64_t products() {
    const char* asked = std::getenv("HEARTH_REFERENCE_PRODUCTS");
    return asked == nullptr ? 200 : std::strtoull(asked, nullptr, 10) / 20;
}

void replace(std::string& text, const std::string& word, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size()) text.replace(at, word.size(), by);
}

/// The same product, whose term and whose waiting periods follow what is asked, and whose rates read it.
std::string asking(std::string text, int years, Draws& draws) {
    replace(text, fmt::format("year > {}\"", years), "year > cover_years\"");
    replace(text, "held >= 1", "held >= (if cover_years > 2 then 1 else 2) * 1");
    replace(text, " ^ age", " ^ (age + grade)");
    replace(text, "asks = { face = \"money\" }", "asks = { face = \"money\", cover_years = \"number\", grade = \"number\" }");
    if (text.find("lasting") == std::string::npos && text.find("account.") == std::string::npos && draws.per_cent(15))
        replace(text, "step = \"month\"", "step = \"continuous\"");
    return text;
}

struct Policy {
    double age = 0, partner = 0, child = 0, face = 0, years = 0, grade = 0;
};

Given given_of(const Policy& policy, std::size_t lives) {
    std::vector<std::pair<std::string, double>> all = {
        {"age", policy.age}, {"face", policy.face}, {"cover_years", policy.years}, {"grade", policy.grade}};
    if (lives > 1) all.emplace_back("partner.age", policy.partner);
    if (lives > 2) all.emplace_back("child.age", policy.child);
    return test::given(all);
}

/// Another policy of the product, or the same with another sum alone.
void draw_again(Policy& policy, int term, Draws& draws) {
    policy.face = draws.per_cent(5) ? draws.below(2) : draws.from(1, 400) * 1'000;
    if (draws.per_cent(40)) return;
    if (draws.per_cent(50)) policy.age += draws.from(-1, 1) + (draws.per_cent(15) ? 0.5 : 0);
    if (draws.per_cent(30)) policy.partner += draws.from(-1, 1);
    if (draws.per_cent(60)) policy.years = draws.from(1, term);
    if (draws.per_cent(30)) policy.grade = draws.below(3);
}

/// What is asked of a contract: a value at a moment, how far an equation is from being met, or an expression.
struct Asked {
    enum class Kind : std::uint8_t { value, residual, expression } kind = Kind::value;
    std::string text;
    Moment moment = {};
};

std::string bits(double number) { return fmt::format("{:.17g} {:x} ", number, std::bit_cast<std::uint64_t>(number)); }

std::string answer(Contract& contract, const Asked& asked) {
    try {
        if (asked.kind == Asked::Kind::value) return bits(contract.value(asked.text, asked.moment));
        if (asked.kind == Asked::Kind::residual) return bits(contract.residual(asked.text));
        Report report;
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = asked.text;
        auto ast = parse_expression(leaf, report);
        REQUIRE(ast);
        const Value value = contract.evaluate({std::move(*ast), asked.text, {}, false, {}, {}}, report);
        std::string out =
            value.kind == Value::Kind::number ? bits(value.number) : fmt::format("kind {} {} ", static_cast<int>(value.kind), value.number);
        for (const Diagnostic& fault : report.sorted()) out += fault.code + " " + fault.message;
        return out;
    } catch (const Fault& fault) {
        return fault.diagnostic().code + " " + fault.what();
    }
}

std::string answers(Contract& contract, const std::vector<Asked>& questions) {
    std::string out;
    for (const Asked& one : questions) out += one.text + ": " + answer(contract, one) + "\n";
    out += fmt::format("scale {}, illustrative {}\n", contract.scale(), contract.illustrative());
    return out;
}

std::vector<Asked> draw_questions(const Product& product, const std::vector<std::string>& states, int steps, int steps_a_year,
                                  Draws& draws) {
    static const std::vector<std::string> expressions = {"pv(premiums) at issue",
                                                         "premiums_paid at (time: 1)",
                                                         "probability(state is dead, 1 year)",
                                                         "probability(held >= 2 years, 3 years)",
                                                         "pv(1 CNY for each year when held < 1 year) at issue",
                                                         "pv(face for each year when held < 2 years) at issue",
                                                         "irr(profit)",
                                                         "pv(profit) at (time: issue, interest: 8 %)",
                                                         "pv(benefits) at (time: 1, interest: 3 %)",
                                                         "(face + 1 CNY) * 2",
                                                         "pv(premiums when year > 1) / pv(premiums)",
                                                         "variance(pv(benefits))",
                                                         "pv(max(face, 1000 CNY) for each year)"};
    std::vector<Asked> out;
    for (int i = draws.from(2, 7); i > 0; --i) {
        Asked one;
        one.kind = draws.one_of<Asked::Kind>(
            {Asked::Kind::value, Asked::Kind::value, Asked::Kind::residual, Asked::Kind::expression, Asked::Kind::expression});
        one.text = one.kind == Asked::Kind::expression
                       ? draws.one_of(expressions)
                       : product.values[static_cast<std::size_t>(draws.below(static_cast<int>(product.values.size())))].header.name;
        if (draws.per_cent(70)) one.moment = {static_cast<double>(draws.from(0, steps)) / steps_a_year, draws.one_of(states), {}};
        if (draws.per_cent(30))
            one.moment.held = draws.from(0, static_cast<int>(one.moment.time * steps_a_year)) / static_cast<double>(steps_a_year);
        out.push_back(std::move(one));
    }
    return out;
}

struct Count {
    std::size_t policies = 0, given = 0;
};

/// What differs, at its first policy; nothing if nothing does.
std::string compare(const std::string& text, Policy policy, std::size_t lives, const std::vector<std::string>& states, int steps,
                    int steps_a_year, Draws& draws, Count& count) {
    const test::Bound set = test::bound(text);
    if (!set.report.all().empty()) return set.faults();
    const Product& product = set.book.products.front();
    const int term = static_cast<int>(policy.years);
    const std::vector<Asked> questions = draw_questions(product, states, steps, steps_a_year, draws);
    Shared shared;
    Report report;
    std::unique_ptr<Contract> one;
    std::string history;
    for (int i = 0; i < 6; ++i) {
        draw_again(policy, term, draws);
        ++count.policies;
        if (one != nullptr && give(*one, given_of(policy, lives), report)) {
            ++count.given;
            history += "given ";
        } else {
            one = std::make_unique<Contract>(set.book, product, given_of(policy, lives), report);
            share(*one, shared);
        }
        if (report.failed()) return report.sorted().front().message;
        history += fmt::format("age {} face {} years {} grade {}\n", policy.age, policy.face, policy.years, policy.grade);
        Contract alone(set.book, product, given_of(policy, lives), report);
        const std::string expected = answers(alone, questions), found = answers(*one, questions);
        if (expected != found) return fmt::format("{}alone\n{}given\n{}", history, expected, found);
    }
    return "";
}

}  // namespace

TEST_CASE("S58 random products for one policy after the other have the numbers of a contract made for each, to the last bit") {
    Count count;
    std::uint64_t failures = 0;
    for (std::uint64_t number = 0; number < products() && failures < 3; ++number) {
        Draws draws(number + 1'000'000);
        const bool several = number % 4 == 3;
        std::string text, differs;
        if (several) {
            const Lives product = drawn_lives(number);
            Policy policy;
            policy.age = product.lives[0].age;
            policy.partner = product.lives.size() > 1 ? product.lives[1].age : 0;
            policy.child = product.lives.size() > 2 ? product.lives[2].age : 0;
            policy.years = product.years();
            std::vector<std::string> states;
            for (int state = 0; product.lives.size() == 1 && state <= product.lives[0].living; ++state)
                states.push_back(state_name(product.lives[0], state));
            text = asking(as_text(product), product.months / 12, draws);
            differs = compare(text, policy, product.lives.size(), states.empty() ? std::vector<std::string>{""} : states, product.steps(),
                              product.steps_a_year(), draws, count);
        } else {
            const Drawn product = drawn(number);
            Policy policy;
            policy.age = product.age;
            policy.years = product.term;
            std::vector<std::string> states = {""};
            for (int state = 0; state < product.states(); ++state) states.push_back(state_name(product, state));
            text = asking(as_text(product), product.term, draws);
            differs = compare(text, policy, 1, states, product.steps(), product.steps_a_year(), draws, count);
        }
        if (differs.empty()) continue;
        ++failures;
        fmt::print("product {}\n{}{}\n", number, text, differs);
        CHECK(differs.empty());
    }
    fmt::print("{} policies, {} given to a contract that was there\n", count.policies, count.given);
    CHECK(count.given * 2 > count.policies);
}

}  // namespace hearth::reference::shared_test
