#include <fmt/format.h>

#include "../unit/book_test.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/engine/forward.hpp"
#include "hearth/engine/track.hpp"
#include "property_test.hpp"

namespace hearth::test::contract_test {

namespace {

/// A product of two living states, drawn: which payments it has, when they fall, on which grid, whether contracts are surrendered.
std::string drawn_product() {
    const auto chance = [](double low, double high) { return fmt::format("{:.4f}", *between(low, high)); };
    const bool month = *rc::gen::arbitrary<bool>(), surrenders = *rc::gen::arbitrary<bool>(), costs = *rc::gen::arbitrary<bool>();
    const int term = *rc::gen::inRange(1, month ? 4 : 12), pay_years = *rc::gen::inRange(1, term + 1);
    std::string text = fmt::format("[basis.b]\nstep = \"{}\"\ninterest = \"{}\"\norder = \"{}\"\nbetween = \"{}\"\n[basis.b.rates]\n", month ? "month" : "year",
                                   chance(-0.02, 0.12), *rc::gen::element<std::string>("dead first", "pro rata"), *rc::gen::element<std::string>("constant force", "uniform"));
    text += fmt::format("\"well -> ill\" = \"chance({}, then {} by year)\"\n", chance(0, 0.4), chance(0, 0.4));
    text += fmt::format("\"ill -> well\" = \"{}({})\"\n", *rc::gen::element<std::string>("chance", "force"), chance(0, 0.5));
    text += fmt::format("\"well -> dead\" = \"chance({} * (age - 30))\"\n\"ill -> dead\" = \"force({})\"\n", chance(0, 0.01), chance(0, 0.8));
    if (surrenders) text += fmt::format("\"status: any -> surrendered\" = \"chance({})\"\n", chance(0, 0.3));
    if (costs) text += "[basis.b.pay]\nstart = { to = \"expenses\", on = \"issue\", amount = \"2 % * face\" }\ncommission = { to = \"agent\", on = \"premium\", amount = \"premium * (30 %, then 5 % by year)\" }\n";
    text += fmt::format("[product.p]\ncurrency = \"CNY\"\nmodel = \"well <-> ill; any -> dead\"\nends = \"state is dead or year > {}\"\nasks = {{ face = \"money\" }}\n", term);
    text += fmt::format("[product.p.pay]\npremium = {{ from = \"payer\", every = \"{}\", when = \"year <= {} and state is well\", amount = \"flat\" }}\n", month ? "month" : "year", pay_years);
    if (*rc::gen::arbitrary<bool>()) text += "death = { to = \"beneficiary\", on = \"-> dead\", amount = \"face * (1 + 3 % * year)\" }\n";
    if (*rc::gen::arbitrary<bool>()) text += "income = { to = \"insured\", every = \"year\", at = \"end\", when = \"state is ill\", amount = \"10 % * face\" }\n";
    if (*rc::gen::arbitrary<bool>()) text += "onset = { to = \"insured\", on = \"well -> ill\", at = \"middle\", amount = \"5 % * face\" }\n";
    if (*rc::gen::arbitrary<bool>()) text += "out = { to = \"owner\", on = \"status: -> surrendered\", amount = \"1 % * face * year\" }\n";
    text += "matures = { to = \"owner\", on = \"end\", when = \"state is not dead\", amount = \"face\" }\n";
    return text + "[product.p.value]\nflat = { basis = \"b\", solve = \"pv(premiums) is pv(benefits) + pv(expenses)\" }\n"
                  "left = { basis = \"b\", amount = \"pv(benefits) + pv(expenses) - pv(premiums)\" }\nbenefits_left = { basis = \"b\", amount = \"pv(benefits)\" }\n";
}

Given given(double face) {
    Given out;
    for (const auto& [name, number] : {std::pair<std::string, double>{"age", 40}, {"face", face}}) {
        auto leaf = std::make_shared<Expression>();
        Node node;
        node.number = number;
        leaf->ast.nodes.push_back(node);
        leaf->ast.root = 0;
        leaf->path = name;
        out[name] = std::move(leaf);
    }
    return out;
}

}  // namespace

// Tolerance: a run of at most 36 steps adds some hundred products of numbers below the value of the benefits B, each with an error of
// half an ulp (1.1e-16): 1e-12 B leaves room for a factor of ninety.
TEST_CASE("S60 laws of contracts") {
    law("occupancies, prospective and retrospective values, the solved premium, the unit cell", [] {
        const std::string text = drawn_product();
        RC_LOG() << text;
        const Bound set = bound(text);
        RC_ASSERT(set.report.all().empty());
        Report report;
        Contract contract(set.book, set.book.products.front(), given(120'000), report);
        RC_ASSERT(!report.failed());
        RC_ASSERT(contract.scale() == 120'000);
        Track& track = contract.track();
        const Forward forward = run_forward(track);
        const double benefits = contract.value("benefits_left", {});
        RC_PRE(benefits > 0);
        const double tolerance = 1e-12 * benefits;
        for (std::size_t k = 0; k < track.horizon(); ++k) {
            double alive_or_dead = 0;
            const auto all = track.occupancy(0, 0, 0, k, false);
            for (const double chance : all.front().second) {
                RC_ASSERT(chance >= 0);
                alive_or_dead += chance;
            }
            RC_ASSERT(std::fabs(alive_or_dead - 1) < 1e-12);
            double prospective = 0;
            for (std::size_t s = 0; s < 2; ++s)
                prospective += forward.in_force[k][s] * contract.value("left", {track.time_of(k), track.model().states[s], std::nullopt});
            const double retrospective = contract.value("left", {}) + contract.scale() * accumulated(track, forward, k);
            RC_ASSERT(std::fabs(forward.discount[k] * prospective - retrospective) < tolerance);
        }
        // The premium is from the recursion backward in time; its equation is met by the payments counted forward.
        RC_ASSERT(std::fabs(contract.scale() * accumulated(track, forward, track.horizon())) < 1e-10 * benefits);
        RC_ASSERT(std::fabs(contract.residual("flat")) < tolerance);

        Contract plain(set.book, set.book.products.front(), given(120'000), report, Contract::Scaling::none);
        RC_ASSERT(plain.scale() == 1);
        RC_ASSERT(std::fabs(plain.value("flat", {}) - contract.value("flat", {})) <= 1e-12 * benefits);
        Contract thrice(set.book, set.book.products.front(), given(360'000), report);
        RC_ASSERT(std::fabs(thrice.value("flat", {}) - 3 * contract.value("flat", {})) < tolerance);
    });
    law("a premium rises with the chance of dying", [] {
        const double q = *between(0.001, 0.5), more = q + *between(0.001, 0.4);
        const auto premium = [](double chance) {
            const Bound set = bound(fmt::format("[basis.b]\nstep = \"year\"\ninterest = \"3 %\"\nrates.\"any -> dead\" = \"chance({})\"\n"
                                                "[product.p]\ncurrency = \"CNY\"\nmodel = \"alive -> dead\"\nends = \"state is dead or year > 5\"\nasks = {{ face = \"money\" }}\n"
                                                "pay.premium = {{ from = \"payer\", every = \"year\", amount = \"flat\" }}\npay.death = {{ to = \"beneficiary\", on = \"-> dead\", amount = \"face\" }}\n"
                                                "value.flat = {{ basis = \"b\", solve = \"pv(premiums) is pv(benefits)\" }}\n", chance));
            Report report;
            Contract contract(set.book, set.book.products.front(), given(1'000), report);
            return contract.value("flat", {});
        };
        RC_ASSERT(premium(more) > premium(q));
    });
}

}  // namespace hearth::test::contract_test
