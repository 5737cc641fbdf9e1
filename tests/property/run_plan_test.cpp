// Many policies side by side: the same bits as each by itself, whatever the product and the processor.
#include <cmath>
#include <cstring>
#include <deque>
#include <mutex>

#include <fmt/format.h>

#include "../unit/book_test.hpp"
#include "hearth/engine/run_plan.hpp"
#include "property_test.hpp"

namespace hearth::test::run_plan_test {

namespace {

bool yes() { return *rc::gen::arbitrary<bool>(); }

/// A product of two living states and a basis, drawn from what a plan runs: rates by law and by table, on a month or a year, with and
/// without exits; payments of every kind whose amounts follow the step, the policy, or both.
std::string drawn_product() {
    const auto chance = [](double low, double high) { return fmt::format("{:.4f}", *between(low, high)); };
    const auto one_of = [](std::vector<std::string> list) { return *rc::gen::elementOf(list); };
    std::string text = "currency = \"CNY\"\n[table.q]\nvalue = \"rate\"\nage = \"last birthday\"\nrows = [";
    for (int age = 40; age <= 100; ++age)
        text += fmt::format("{{ sex = \"male\", age = {}, rate = {} }}, {{ sex = \"female\", age = {}, rate = {} }},", age,
                            age == 100 ? 1.0 : 0.0003 * (age - 39), age, age == 100 ? 1.0 : 0.0002 * (age - 39));
    const bool month = yes();
    text += "]\n[table.fee]\nvalue = \"fee\"\nrows = [";
    for (int years = 1; years < 6; ++years)
        text += fmt::format("{{ sex = \"male\", pay_years = {0}, fee = 0.0{0} }}, {{ sex = \"female\", pay_years = {0}, fee = 0.1{0} }},", years);
    text += fmt::format("]\n[basis.b]\nstep = \"{}\"\ninterest = \"{}\"\norder = \"{}\"\nbetween = \"{}\"\nread = \"{}\"\n",
                        month ? "month" : "year", one_of({"3 %", "2 %, 4 %, then 3 % by year", "-1 %", "if calendar_year < 2028 then 5 % else 1 %", "1 % + 0.1 % * (calendar_year - 2010)", "1 % + 0.1 % * month_of_year", "1 % + shift / 100", "if year <= shift then 2 % else 3 %"}),
                        one_of({"dead first", "pro rata", "additive"}), one_of({"constant force", "uniform", "balducci"}),
                        one_of({"start", "middle", "end"}));
    text += "let.x = \"min(100, floor(age + extra / 12))\"\n[basis.b.rates]\n";
    text += fmt::format("\"well -> ill\" = \"chance({}, then {} by year)\"\n\"ill -> well\" = \"{}({})\"\n", chance(0, 0.2), chance(0, 0.2),
                        one_of({"chance", "force"}), chance(0, 0.3));
    text +=
        fmt::format("\"well -> dead\" = \"{}\"\n\"ill -> dead\" = \"{}\"\n",
                    one_of({"chance(q)", "chance(q at (age: x))", "chance(0.0004 * 1.1 ^ (age - 30))", "force(0.0003 * 1.1 ^ (age - 30))"}),
                    one_of({"chance(min(1, 2 * q))", "chance(0.03)", "force(if sex is male then 0.1 else 0.05)"}));
    if (yes())
        text += fmt::format("\"status: any -> surrendered\" = \"chance({})\"\n",
                            one_of({"0.1", "8 %, 4 %, then 2 % by year", "if state is ill then 0 else 0.05", "0.02 * loading"}));
    if (yes()) text += "\"status: any -> lapsed\" = \"chance(0.03)\"\n";
    text += "[basis.b.pay]\n";
    if (yes())
        text += fmt::format("start = {{ to = \"expenses\", on = \"issue\", amount = \"{}\" }}\n", one_of({"200", "2 % * face", "loading"}));
    if (yes())
        text += fmt::format("upkeep = {{ to = \"expenses\", every = \"year\", amount = \"{}\" }}\n",
                            one_of({"5 * 1.02 ^ (year - 1)", "5 * 1.02 ^ (calendar_year - 2020)", "5 + 0.1 * month_of_year"}));
    if (yes())
        text += fmt::format("commission = {{ to = \"agent\", on = \"premium\", amount = \"premium * {}\" }}\n",
                            one_of({"5 %", "(30 %, then 5 % by year)", "loading"}));
    text += fmt::format(
        "[product.p]\ncurrency = \"CNY\"\nmodel = \"well <-> ill; any -> dead\"\nends = \"{}\"\nasks = {{ face = \"money\", dues = "
        "\"money\", term = \"number\", pay_years = \"number\", loading = \"number\", extra = \"number\", shift = \"number\" }}\n",
        month ? one_of({"state is dead or year > term", "state is dead or month > 30"}) : one_of({"state is dead or year > term", "state is dead or age >= 75", "state is dead"}));
    text += fmt::format("[product.p.pay]\npremium = {{ from = \"payer\", every = \"{}\", when = \"{}\", amount = \"{}\" }}\n",
                        month ? one_of({"month", "year", "3 months"}) : "year",
                        one_of({"state is well and year <= pay_years", "year <= 3", "state is well", "dues > 100"}),
                        one_of({"dues", "dues * (1 + 2 % * (year - 1))", "0.01 * face", "round(face * fee, 0.01)"}));
    if (yes())
        text += fmt::format("death = {{ to = \"beneficiary\", on = \"-> dead\", amount = \"{}\" }}\n",
                            one_of({"face", "face * (1 + 3 % * year)", "max(face, 1000)", "face * max(0, term - year) / term",
                                    "if age < 60 then face else face / 2"}));
    if (yes())
        text += fmt::format("income = {{ to = \"insured\", every = \"{}\", at = \"{}\", when = \"state is ill\", amount = \"{}\" }}\n",
                            month ? "month" : "year", one_of({"start", "end", "middle"}),
                            one_of({"10 % * face", "loading * 10 * year", "dues"}));
    if (yes()) text += "onset = { to = \"insured\", on = \"well -> ill\", at = \"middle\", amount = \"5 % * face\" }\n";
    if (yes()) text += "out = { to = \"owner\", on = \"status: -> surrendered\", amount = \"1 % * face * year\" }\n";
    if (yes()) text += fmt::format("bonus = {{ to = \"owner\", on = \"anniversary\", amount = \"{}\" }}\n", one_of({"1 % * dues", "year"}));
    if (yes())
        text += fmt::format("matures = {{ to = \"owner\", on = \"end\", when = \"state is not dead\", amount = \"{}\" }}\n",
                            one_of({"face", "face * year / 10"}));
    if (yes())
        text += fmt::format("[product.p.value]\nreserve = {{ basis = \"b\", amount = \"{}\" }}\n",
                            one_of({"pv(benefits) + pv(expenses) - pv(premiums)", "pv(benefits) + 2 % * face * year",
                                    "if state is ill then pv(benefits) else pv(premiums)", "max(pv(benefits) - loading * pv(premiums), 0)"}));
    return text;
}

ExpressionPtr leaf(Node node) {
    auto made = std::make_shared<Expression>();
    made->ast.nodes.push_back(std::move(node));
    made->ast.root = 0;
    return made;
}

Given drawn_policy() {
    const auto number = [](double one) {
        Node node;
        node.number = one;
        return leaf(node);
    };
    Given given;
    given["age"] = number(*rc::gen::inRange(40, 72));
    given["sex"] = leaf({Syntax::name, {}, 0, yes() ? "male" : "female", {}, {}});
    given["face"] = number(*rc::gen::inRange(1, 4) * 1000.0 / 3);
    given["dues"] = number(*rc::gen::inRange(1, 40) * 7.7);
    given["term"] = number(*rc::gen::inRange(1, 9));
    given["pay_years"] = number(*rc::gen::inRange(1, 6));
    given["loading"] = number(*rc::gen::inRange(0, 3) * 0.4);
    given["issued"] = leaf({Syntax::date, {}, static_cast<double>(Date::from_civil(*rc::gen::inRange(2024, 2028), *rc::gen::inRange(1u, 13u), *rc::gen::inRange(1u, 29u))->days()), "", {}, {}});
    given["extra"] = number(*rc::gen::inRange(0, 12));
    given["shift"] = number(*rc::gen::inRange(0, 4));
    return given;
}

bool same(std::span<const double> a, std::span<const double> b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

std::unique_ptr<Contract> contract_of(const Bound& set, const Given& given) {
    Report report;
    auto contract = std::make_unique<Contract>(set.book, set.book.products.front(), given, report, Contract::Scaling::none);
    for (const Diagnostic& fault : report.all()) FAIL(fault.code + " " + fault.message);
    return contract;
}

}  // namespace

TEST_CASE("a plan: many policies side by side come to the bits of each by itself, in every width") {
    std::size_t planned = 0, all = 0, fell = 0, moved = 0, in_one_pass = 0, followed = 0, added = 0, apart = 0;
    std::uint64_t ran[3] = {};
    law("run plans", [&] {
        const std::string text = drawn_product();
        const std::optional<By> finest = text.find("step = \"month\"") != std::string::npos ? By::month : By::year;
        const std::optional<By> by = *rc::gen::element<std::optional<By>>(std::nullopt, By::year, finest);
        RC_LOG() << text;
        const Bound set = bound(text);
        for (const Diagnostic& fault : set.report.all()) RC_FAIL(fault.code + " " + fault.message);
        std::vector<Given> given;
        std::vector<RunPlan::Policy> policies;
        std::deque<std::vector<double>> numbers;
        const auto drawn_time = [] { return *rc::gen::element(0.0, 0.0, 1.0, 2.0, -1.0, -2.0); };
        const bool together = yes();  // else each begins at its own time
        const bool alike = yes();  // most are everywhere with the same chances, and are paid other amounts
        const double all_begin = drawn_time();
        std::vector<double> begins;
        const int count = alike ? *rc::gen::inRange(6, 24) : *rc::gen::inRange(1, 8);
        std::optional<RunPlan> plan;
        std::vector<const char*> states;
        for (int i = 0; i < count; ++i) {
            given.push_back(drawn_policy());
            const bool like = alike && i > 0 && *rc::gen::inRange(0, 8) < 7;
            for (const char* one : {"age", "sex", "term", "loading", "issued", "extra", "shift"})
                if (like) given.back()[one] = given.front()[one];
            if (i == 0) plan.emplace(contract_of(set, given.front()), "b", by, kernels::Width::two);
            RC_ASSERT(plan->refused() == "");
            states.push_back(like ? states.front() : *rc::gen::element("well", "ill"));
            RunPlan::Policy one;
            RC_ASSERT(plan->read(given.back(), numbers.emplace_back()));
            one.given = numbers.back();
            begins.push_back(together || like ? (i > 0 ? begins.front() : all_begin) : drawn_time());
            (begins.back() < 0 ? one.waits : one.k) = *plan->step_of(std::fabs(begins.back()));
            one.state = begins.back() < 0 ? 0 : *plan->state_of(states.back());
            policies.push_back(std::move(one));
        }
        std::vector<std::optional<RunOff>> alone(policies.size());
        for (std::size_t i = 0; i < policies.size(); ++i) {
            try {
                alone[i] = run_off(*contract_of(set, given[i]), "b", {begins[i], states[i], std::nullopt}, by);
            } catch (const Fault&) {
                ++fell;
            }
            if (alone[i] && alone[i]->over) alone[i].reset();
        }
        for (const kernels::Width width : {kernels::Width::two, kernels::Width::four, kernels::Width::eight}) {
            if (!kernels::has(width)) continue;
            RunPlan other(contract_of(set, given.front()), "b", by, width);
            std::vector<double> results;
            const auto hand = other.hand();
            std::mutex guard;
            const auto found = other.run(*hand, guard, policies, {{}, {}, 1}, results);
            followed += RunPlan::followed(*hand);
            for (std::size_t i = 0; i < found.size(); ++i) {
                RC_ASSERT(alone[i] || !found[i]);
                all += alone[i] ? 1u : 0u;
                if (!found[i]) continue;
                ++planned;
                RC_LOG() << "policy " << i << '\n';
                const RunOffView one(other.kinds(), results.data() + found[i].first, found[i].periods, found[i].issued), other_one(*alone[i]);
                RC_ASSERT(same(one.worth, other_one.worth));
                RC_ASSERT(same(one.paid, other_one.paid));
                RC_ASSERT(same(one.in_force, other_one.in_force));
                RC_ASSERT(same(one.values, other_one.values));
                RC_ASSERT(one.issued == other_one.issued);
            }
            // Added up by period as they are run, by group: the same bits in whatever order and width.
            if (other.adds_up()) {
                std::vector<RunPlan::Policy> weighed = policies;
                for (RunPlan::Policy& one : weighed) {
                    one.money = *rc::gen::element(1.0, 0.1, 7e5, 0.0);
                    one.count = *rc::gen::element(1.0, 3.0, 0.7);
                    one.group = *rc::gen::inRange(0u, 3u);
                }
                const std::size_t lines = other.kinds()->lines.size();
                RunPlan::ByPeriod sums{std::vector(3, PeriodTally(lines + 1))}, turned = sums;
                std::vector<double> less;
                const auto again = other.run(*hand, guard, weighed, {{}, {}, 1}, less, &sums);
                std::reverse(weighed.begin(), weighed.end());
                RunPlan fresh(contract_of(set, given.front()), "b", by, kernels::Width::two);
                fresh.run(*fresh.hand(), guard, weighed, {{}, {}, 1}, less, &turned);
                std::reverse(weighed.begin(), weighed.end());
                RC_ASSERT(turned.sound == sums.sound);
                (sums.sound ? added : apart) += 1;
                for (std::size_t i = 0; i < found.size() && sums.sound; ++i) {
                    RC_ASSERT(static_cast<bool>(again[i]) == static_cast<bool>(found[i]));
                    if (!found[i]) continue;
                    RC_ASSERT(again[i].issued == found[i].issued);
                    RC_ASSERT(again[i].periods == 0);
                }
                for (std::uint32_t group = 0; group < 3 && sums.sound; ++group) {
                    const bool only = std::count_if(weighed.begin(), weighed.end(), [&](const RunPlan::Policy& one) { return one.group == group; }) == 1;
                    std::size_t periods = 0;
                    for (std::size_t i = 0; i < found.size(); ++i)
                        if (found[i] && weighed[i].group == group) periods = std::max<std::size_t>(periods, found[i].periods);
                    RC_ASSERT(sums.groups[group].periods() == periods);
                    for (std::size_t period = 0; period < periods; ++period)
                        for (std::size_t n = 0; n <= lines; ++n) {
                            ExactSum right, told, other_told;
                            double size = 0;
                            sums.groups[group].add_to(told, period, n);
                            turned.groups[group].add_to(other_told, period, n);
                            RC_ASSERT(other_told.rounded() == told.rounded());
                            for (std::size_t i = 0; i < found.size(); ++i) {
                                if (!found[i] || weighed[i].group != group || period >= found[i].periods) continue;
                                const RunOffView one(other.kinds(), results.data() + found[i].first, found[i].periods, found[i].issued);
                                const double its = n < lines ? one.paid[n * found[i].periods + period] * weighed[i].money : one.in_force[period] * weighed[i].count;
                                right.add(its);
                                size += std::fabs(its);
                            }
                            // A policy by itself is what it is told. Of several that are one lane weights and amounts are multiplied and summed first: each
                            // product of chances, amounts and weights, and each sum of them over 12 months and a few ways, has at most some twenty
                            // roundings either way, of 2^-53.
                            const double off = std::fabs(told.rounded() - right.rounded());
                            RC_ASSERT(off <= (only ? 0 : 48 * 0x1p-53 * size));
                        }
                }
            }
            // At three points at once, in one pass or not, they are what they are at each by itself.
            const std::size_t place = *other.place_of(*rc::gen::element("shift", "shift", "loading"));
            const RunPlan::Points points{{place}, *rc::gen::container<std::vector<double>>(3, rc::gen::element(0.0, 0.4, 2.0)), 3};
            std::deque<std::vector<double>> their = numbers;
            std::vector<RunPlan::Policy> placed = policies;
            const auto stand = [&](std::size_t point) {
                for (std::size_t i = 0; i < placed.size(); ++i) {
                    their[i][place] = points.numbers[point];
                    placed[i].given = their[i];
                }
            };
            stand(0);
            std::vector<double> together_results;
            const auto at_points = other.run(placed, points, together_results);
            for (std::size_t w = 0; w < 3; ++w) ran[w] += other.ran()[w];
            RC_ASSERT(at_points.size() == 3 * policies.size());
            for (std::size_t point = 0; point < 3; ++point) {
                stand(point);
                results.clear();
                const auto here = other.run(placed, results);
                for (std::size_t i = 0; i < policies.size(); ++i) {
                    const RunPlan::Found &one = at_points[point * policies.size() + i], &by_itself = here[i];
                    if (!one) continue;
                    ++moved;
                    in_one_pass += other.in_one_pass(points) ? 1u : 0u;
                    RC_ASSERT(by_itself && one.periods == by_itself.periods && one.issued == by_itself.issued);
                    const RunOffView mine(other.kinds(), together_results.data() + one.first, one.periods, one.issued);
                    const RunOffView its(other.kinds(), results.data() + by_itself.first, by_itself.periods, by_itself.issued);
                    RC_ASSERT(same(mine.worth, its.worth) && same(mine.paid, its.paid));
                    RC_ASSERT(same(mine.in_force, its.in_force) && same(mine.values, its.values));
                }
            }
        }
    });
    UNSCOPED_INFO(fmt::format("{} of {} planned, {} faults; steps {} {} {}", planned, all, fell, ran[0], ran[1], ran[2]));
    CHECK(planned * 100 > all * 99);  // of those that have a number; the others are of an end that comes and goes
    for (const kernels::Width width : {kernels::Width::two, kernels::Width::four, kernels::Width::eight})
        CHECK((ran[static_cast<std::size_t>(width)] > 0) == kernels::has(width));
    CHECK(followed > 0);
    CHECK(added > 100 * apart);
    CHECK(in_one_pass > 0);
    CHECK(in_one_pass < moved);
    fmt::print("{} of {} planned, {} faults; steps {} {} {}; {} followed; {} at points, {} in one pass; {} added up by period, {} not\n", planned, all, fell, ran[0], ran[1], ran[2], followed, moved, in_one_pass, added, apart);
}

}  // namespace hearth::test::run_plan_test
