#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include <fmt/format.h>

#include "../support/given.hpp"
#include "../unit/book_test.hpp"
#include "comparison.hpp"
#include "draws.hpp"
#include "hearth/engine/contract.hpp"
#include "slow_paths.hpp"

namespace hearth::reference::lives_test {

namespace {

/// Under the sanitizers fewer will do.
std::uint64_t products() {
    const char* asked = std::getenv("HEARTH_REFERENCE_LIVES");
    return asked == nullptr ? 1'000 : std::strtoull(asked, nullptr, 10);
}

constexpr double face = 1'000;
constexpr std::size_t most_standings = 12;  ///< asked of one product; which ones is drawn

/// A question to the engine and what it must answer.
struct Question {
    std::string text;
    Real slow = 0, unit = 1;
};

std::string place(const Lives& product, const Standing& at) {
    const int months = 12 / product.steps_a_year();
    std::string out = fmt::format("time: {} months", at.k * months);
    for (std::size_t i = 0; i < product.lives.size(); ++i) {
        const std::string role = role_of(product, i);
        out += fmt::format(", {}state: {}", role, state_name(product.lives[i], at.states[i]));
        if (product.reads_held(static_cast<int>(i))) out += fmt::format(", {}held: {} months", role, at.held[i] * months);
    }
    for (std::size_t i = 0; i < product.accounts.size(); ++i)
        out += fmt::format(", {}: {:.17g}", product.accounts[i].name, static_cast<double>(at.balances[i] * (product.accounts[i].counts ? 1 : face)));
    const auto reads_clock = [](const LivesPayment& payment) {
        return std::any_of(payment.all.begin(), payment.all.end(), [](const Condition& one) { return one.kind == Condition::Kind::lasting_least || one.kind == Condition::Kind::lasting_below; });
    };
    if (std::any_of(product.payments.begin(), product.payments.end(), reads_clock)) out += fmt::format(", lasting: {} months", std::max(0, at.clocks[0]) * months);
    if (product.refunds()) out += fmt::format(", premiums_paid: {} * flat", at.premiums);
    return out;
}

/// Those that a moment in the language tells apart: of others nothing reads what differs.
std::vector<Standing> named(const Lives& product, const std::set<Standing>& all) {
    std::map<std::string, Standing> by_name;
    for (const Standing& at : all) {
        Standing rounded = at;
        for (Real& balance : rounded.balances) balance = std::round(balance * 1e9L) / 1e9L + 0;  // no -0
        by_name.emplace(place(product, rounded), at);
    }
    std::vector<Standing> out;
    for (const auto& [text, at] : by_name) out.push_back(at);
    return out;
}

std::vector<Question> questions(const Lives& product, Draws& draws) {
    SlowPaths slow(product);
    std::vector<Question> out;
    const Worth issue = slow.worth(slow.issue());
    const Real unit = face * (issue.benefits > 0 ? issue.benefits : Real(1)), level = face * issue.benefits / issue.units;
    out.push_back({"flat", level, unit});
    std::vector<Standing> standings = named(product, slow.standings());
    while (standings.size() > most_standings) standings.erase(standings.begin() + draws.below(static_cast<int>(standings.size())));
    for (const Standing& at : standings) {
        const Worth worth = slow.worth(at);
        const Real left = face * worth.benefits + level * worth.refunds, size = std::max(unit, left), reserve = face * worth.benefits - level * worth.units;
        const Real squares = face * face * worth.squares - 2 * face * level * worth.products + level * level * worth.unit_squares;
        const std::string where = place(product, at);
        out.push_back({fmt::format("benefits_left at ({})", where), left, size});
        out.push_back({fmt::format("reserve at ({})", where), reserve, size});
        out.push_back({fmt::format("spread at ({})", where), squares - reserve * reserve, std::max(size * size, squares)});
        std::vector<std::string> states;
        for (std::size_t i = 0; i < product.lives.size(); ++i)
            states.push_back(fmt::format("{}state is {}", role_of(product, i), state_name(product.lives[i], at.states[i])));
        out.push_back({fmt::format("probability({}) at (time: {} months, basis: b)", fmt::join(states, " and "), at.k * 12 / product.steps_a_year()),
                       slow.in_states(at.k, at.states), 1});
    }
    return out;
}

Comparison compare(const Lives& product, Draws& draws) {
    Comparison out;
    const std::vector<Question> asked = questions(product, draws);
    std::string text = as_text(product) + "[[case]]\ntitle = \"asked\"\nrun = \"product.p\"\nexpect = [\n";
    for (const Question& one : asked) text += "\"" + one.text + "\",\n";
    const test::Bound set = test::bound(text + "]\n");
    if (!set.report.all().empty()) {
        out.differences = set.faults();
        return out;
    }
    std::vector<std::pair<std::string, double>> given = {{"age", product.lives[0].age}, {"face", face}};
    for (std::size_t i = 1; i < product.lives.size(); ++i) given.emplace_back(role_name(static_cast<int>(i)) + ".age", product.lives[i].age);
    std::size_t at = 0;
    try {
        Report report;
        Contract contract(set.book, set.book.products.front(), test::given(given), report);
        for (; at < asked.size() && !report.failed(); ++at)
            out.check(asked[at].text, contract.evaluate(*set.book.cases.front().expect[at], report).number, asked[at].slow, asked[at].unit);
        for (const Diagnostic& fault : report.sorted()) out.differences += fault.code + " " + fault.message + "\n";
    } catch (const Fault& fault) {
        out.differences += asked[at].text + ": " + fault.diagnostic().code + " " + fault.what() + "\n";
    } catch (const std::exception& other) {
        out.differences += asked[at].text + ": " + other.what() + "\n";
    }
    return out;
}

}  // namespace

// Tolerance: a product is followed for at most 15 steps, as in products_test.cpp.
TEST_CASE("S24 S27 S28 S42 random products on one to three lives agree with the count of all courses") {
    std::map<std::string, std::uint64_t> covered;
    for (const std::string& feature : lives_feature_names()) covered[feature] = 0;
    std::uint64_t numbers = 0, failures = 0;
    Real worst = 0;
    for (std::uint64_t number = 0; number < products(); ++number) {
        const Lives product = drawn_lives(number);
        for (const std::string& feature : features(product)) ++covered[feature];
        Draws draws(~number);
        const Comparison one = compare(product, draws);
        numbers += static_cast<std::uint64_t>(one.numbers);
        worst = std::max(worst, one.worst);
        if (one.differences.empty()) continue;
        fmt::print("product {} on several lives, ages", number);
        for (const OneLife& life : product.lives) fmt::print(" {}", life.age);
        fmt::print("\n{}{}\n", as_text(product), one.differences);
        CHECK(one.differences.empty());
        if (++failures == 5) break;
    }
    fmt::print("{} products on one to three lives, {} numbers, the worst differs by {:.2g} of the value of the benefits\n", products(), numbers,
               static_cast<double>(worst));
    CHECK(covered.size() == lives_feature_names().size());
    for (const auto& [feature, count] : covered) {
        fmt::print("{:>7} {:>5.1f} % {}\n", count, 100.0 * static_cast<double>(count) / static_cast<double>(products()), feature);
        CHECK(count * 100 >= products());
    }
}

}  // namespace hearth::reference::lives_test
