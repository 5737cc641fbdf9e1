// A condition or an amount is recalled only where nothing that it reads is another (src/engine/recalled.cpp).
#include <cmath>

#include "book_test.hpp"
#include "hearth/engine/contract.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// Invented: a fee with the premium that reads what is paid by then, the premium itself included, which the premium's own condition does
/// not; an amount that reads the state; and all of it while the premium is sought.
const char* const cover = R"toml(illustrative = true
currency = "CNY"
[basis.plain]
step = "year"
interest = "0 %"
rates = { "well -> ill" = "chance(0.1)", "any -> dead" = "chance(0)" }
[basis.plain.pay]
fee = { to = "expenses", on = "premium", amount = "2 % * premiums_paid" }
[product.care]
model = "well -> ill; any -> dead"
ends = "state is dead or year > 4"
[product.care.pay]
premium = { from = "payer", every = "year", when = "year <= 3 and premiums_paid < 10_000", amount = "even" }
care = { to = "insured", every = "year", amount = "if state is ill then 100 else 10" }
[product.care.value]
even = { basis = "plain", solve = "pv(premiums) is pv(benefits) + pv(expenses)" }
)toml";

}  // namespace

TEST_CASE("S57: what is recalled of a payment is what it comes to") {
    const Bound bound = sound(cover);
    Report report;
    Contract contract(bound.book, *bound.book.product("care"), {}, report);
    REQUIRE_FALSE(report.failed());
    // Premiums fall due three times, whatever the state; the fee with them is 2 % of 1, 2 and 3 premiums. Of four years care is due, ill
    // with the chance 1 - 0.9^k.
    double care = 0, well = 1;
    for (int k = 0; k < 4; ++k, well *= 0.9) care += well * 10 + (1 - well) * 100;
    // Some twenty additions and one division.
    CHECK(std::fabs(contract.value("even", {}) / (care / (3 - 0.12)) - 1) < 1e-14);
}

TEST_CASE("S37: what comes first in a condition is asked though the state decides it, unless it can tell no fault") {
    const auto premiums = [](const std::string& first) {
        std::string text = cover;
        text.replace(text.find("premiums_paid < 10_000"), 22, first + " and state is well");
        const Bound bound = sound(text);
        Report report;
        Contract contract(bound.book, *bound.book.product("care"), {}, report);
        REQUIRE_FALSE(report.failed());
        return contract.value("even", {});
    };
    CHECK(premiums("year < 9") > 0);
    try {
        premiums("1 / (if state is ill then 0 else 1) > 0");
        FAIL("divided by zero");
    } catch (const Fault& fault) {
        CHECK(fault.diagnostic().code == "E0605");
    }
}
