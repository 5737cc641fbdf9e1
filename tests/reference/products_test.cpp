#include <cstdlib>
#include <map>

#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "comparison.hpp"
#include "drawn.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/engine/track.hpp"
#include "slow.hpp"

namespace hearth::reference::products_test {

namespace {

/// Under the sanitizers fewer will do.
std::uint64_t products() {
    const char* asked = std::getenv("HEARTH_REFERENCE_PRODUCTS");
    return asked == nullptr ? 10'000 : std::strtoull(asked, nullptr, 10);
}

void compare_at(Contract& contract, Slow& slow, const Drawn& product, const Node& node, Real issue, Comparison& out) {
    const double a_year = product.steps_a_year();
    const Moment moment{node.k / a_year, state_name(product, node.state), node.held / a_year};
    const Due due = slow.due(node);
    const Real unit = std::max(issue, due.benefits) > 0 ? std::max(issue, due.benefits) : product.sum;
    const auto check = [&](const char* name, Real expected) {
        out.check(fmt::format("{} at step {}, {} for {}", name, node.k, moment.state, node.held), contract.value(name, moment), expected,
                  unit);
    };
    check("benefits_left", due.benefits);
    check("net_reserve", slow.net_reserve(node));
    check("gross_reserve", slow.gross_reserve(node));
    check("cash_value", slow.cash_value(node));
}

Comparison compare(const Drawn& product) {
    Comparison out;
    const test::Bound set = test::bound(as_text(product));
    if (!set.report.all().empty()) {
        out.differences = set.faults();
        return out;
    }
    try {
        Report report;
        Contract contract(set.book, set.book.products.front(), test::given({{"age", product.age}, {"face", product.sum}}), report);
        if (report.failed()) {
            for (const Diagnostic& fault : report.sorted()) out.differences += fault.code + " " + fault.message + "\n";
            return out;
        }
        Slow slow(product);
        const Real issue = slow.due({}).benefits > 0 ? slow.due({}).benefits : product.sum;
        out.check("net premium", contract.value("net_premium", {}), slow.net_premium(), issue);
        if (product.level == Drawn::Level::gross) out.check("gross premium", contract.value("gross_premium", {}), slow.level(), issue);
        Track& track = contract.track();
        for (int k = 0; k <= product.steps(); k += product.monthly ? 5 : 1) {
            const std::vector<double> chances = track.occupancy(0, 0, 0, static_cast<std::size_t>(k), false).front().second;
            for (int state = 0; state < product.states(); ++state) {
                double there = 0;
                const std::size_t s = *track.model().state(state_name(product, state));
                for (std::size_t node = s; node < chances.size(); node += static_cast<std::size_t>(product.states()))
                    there += chances[node];
                out.check(fmt::format("the chance of {} after {} steps", state_name(product, state), k), there, slow.in_state(k, state), 1);
                bool once = false;  // where nothing reads `held`, one is as good as another
                for (int held = 0; held <= k && !(once && !product.reads_held()); ++held)
                    if ((once = slow.reachable({k, state, held}))) compare_at(contract, slow, product, {k, state, held}, issue, out);
            }
        }
    } catch (const Fault& fault) {
        out.differences += fault.diagnostic().code + " " + fault.what();
    }
    return out;
}

}  // namespace

// Tolerance: a product is followed for at most 36 steps; a number is a sum of some hundred products of numbers below the value B of the
// benefits, each with an error of half an ulp (1.1e-16): 1e-12 B leaves room for a factor of ninety.
TEST_CASE("random products agree with the slow implementation") {
    std::map<std::string, std::uint64_t> covered;
    for (const std::string& feature : feature_names()) covered[feature] = 0;
    std::uint64_t numbers = 0, failures = 0;
    Real worst = 0;
    for (std::uint64_t number = 0; number < products(); ++number) {
        const Drawn product = drawn(number);
        for (const std::string& feature : features(product)) ++covered[feature];
        const Comparison one = compare(product);
        numbers += static_cast<std::uint64_t>(one.numbers);
        worst = std::max(worst, one.worst);
        if (one.differences.empty()) continue;
        fmt::print("product {}, age {}, face {}\n{}{}\n", number, product.age, product.sum, as_text(product), one.differences);
        CHECK(one.differences.empty());
        if (++failures == 5) break;
    }
    fmt::print("{} products, {} numbers, the worst differs by {:.2g} of the value of the benefits\n", products(), numbers,
               static_cast<double>(worst));
    CHECK(covered.size() == feature_names().size());
    for (const auto& [feature, count] : covered) {
        fmt::print("{:>7} {:>5.1f} % {}\n", count, 100.0 * static_cast<double>(count) / static_cast<double>(products()), feature);
        CHECK(count * 100 >= products());
    }
}

}  // namespace hearth::reference::products_test
