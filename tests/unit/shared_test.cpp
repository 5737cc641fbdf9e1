#include "hearth/engine/shared.hpp"

#include "book_test.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/language/parser.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// Invented: rates of age and sex alone in one basis, of the year in the other; a premium solved to a margin, around a reserve that reads
/// it.
const char* const text = R"toml(illustrative = true
currency = "CNY"
[basis.best]
step = "year"
interest = "3.5 %"
let.men = "if sex is male then 1 else 0.7"
[basis.best.rates]
"well -> ill" = "force(0.002 * exp(0.07 * (age - 40)))"
"well -> dead" = "force(0.001 * exp(0.09 * (age - 40)) * men)"
"ill -> dead" = "force(0.1 + (if held < 2 then 0.2 else 0))"
[basis.best.pay]
outset = { to = "expenses", on = "issue", amount = "60 % * annual_premium" }
[basis.reserving]
step = "year"
interest = "3 %"
[basis.reserving.rates]
"well -> ill" = "force(0.003 * exp(0.07 * (age - 40)))"
"well -> dead" = "force(0.001 * year * men)"
"ill -> dead" = "chance(0.1)"
[basis.reserving.let]
men = "if sex is male then 1 else 0.8"
[product.care]
model = "well -> ill; any -> dead"
ends = "state is dead or age >= 75"
asks = { benefit = "money", pay_years = "number", wait = "span" }
reserve = "held_back"
[product.care.pay]
premium = { from = "payer", every = "year", when = "year <= pay_years and state is well", amount = "gross" }
care = { to = "insured", every = "year", when = "state is ill and held >= wait", amount = "benefit" }
refund = { to = "beneficiary", on = "-> dead", amount = "gross * min(year, pay_years)" }
[product.care.value]
net = { basis = "reserving", amount = "(pv(care) + pv(refund)) at issue / pv(1 for each premium) at issue" }
held_back = { basis = "reserving", amount = "pv(care) + pv(refund) - pv(net for each premium)" }
gross = { basis = "best", solve = "margin is 8 %" }
margin = { basis = "best", amount = "(pv(profit) / pv(premiums)) at (time: issue, interest: 9 %)" }
)toml";

Given given(std::initializer_list<std::pair<const char*, const char*>> list) {
    Given out;
    for (const auto& [name, value] : list) {
        Report faults;
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = value;
        auto ast = parse_expression(leaf, faults);
        REQUIRE(ast);
        out[name] = std::make_shared<const Expression>(Expression{std::move(*ast), name, {}, false, {}, {}});
    }
    return out;
}

std::vector<double> numbers(Contract& contract) {
    return {contract.value("gross", {}), contract.residual("gross"), contract.value("held_back", {5, "well", {}}),
            contract.value("net", {}), contract.value("margin", {})};
}

}  // namespace

TEST_CASE("S58 a contract given another policy has the numbers of one made for it alone, to the last bit") {
    const Bound bound = sound(text);
    const Product& product = *bound.book.product("care");
    const std::vector<Given> policies = {
        given({{"age", "30"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}, {"wait", "1 year"}}),
        given({{"age", "30"}, {"sex", "male"}, {"benefit", "7000"}, {"pay_years", "10"}, {"wait", "1 year"}}),  // money alone
        given({{"age", "41"}, {"sex", "male"}, {"benefit", "7000"}, {"pay_years", "20"}, {"wait", "1 year"}}),
        given({{"age", "41"}, {"sex", "female"}, {"benefit", "1"}, {"pay_years", "20"}, {"wait", "3 years"}}),  // another memory
        given({{"age", "41.5"}, {"sex", "female"}, {"benefit", "2"}, {"pay_years", "20"}, {"wait", "3 years"}}),
        given({{"age", "30"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}, {"wait", "1 year"}}),
    };
    Shared shared;
    Report report;
    Contract one(bound.book, product, policies.front(), report);
    REQUIRE_FALSE(report.failed());
    share(one, shared);
    for (const Given& policy : policies) {
        CHECK(give(one, policy, report));
        Contract alone(bound.book, product, policy, report);
        CHECK(numbers(one) == numbers(alone));
        CHECK(one.scale() == alone.scale());
        Contract sharing(bound.book, product, policy, report);
        share(sharing, shared);
        CHECK(numbers(sharing) == numbers(alone));
    }
    CHECK_FALSE(report.failed());
}

TEST_CASE("S58 what is given in another kind, or not at all, needs a contract of its own") {
    const Bound bound = sound(text);
    Report report;
    Contract one(bound.book, *bound.book.product("care"),
                 given({{"age", "30"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}, {"wait", "1 year"}}), report);
    const std::vector<double> before = numbers(one);
    CHECK_FALSE(give(one, given({{"age", "30"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}}), report));
    CHECK_FALSE(give(one, given({{"age", "30"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}, {"wait", "2"}}), report));
    CHECK_FALSE(give(one, given({{"age", "200"}, {"sex", "male"}, {"benefit", "1000"}, {"pay_years", "10"}, {"wait", "1 year"}}), report));
    CHECK_FALSE(report.failed());
    CHECK(numbers(one) == before);
}
