// Policies of a file: how they are put together changes no number.
#include <fmt/format.h>

#include "../unit/book_test.hpp"
#include "hearth/base/exact_sum.hpp"
#include "hearth/engine/run_off.hpp"
#include "hearth/study/policies.hpp"
#include "property_test.hpp"

namespace hearth::test::policies_test {

namespace {

const std::string plan = R"toml(
currency = "CNY"
[basis.best]
step = "month"
interest = "3 %"
rates."well -> ill" = "chance(0.01)"
rates."ill -> well" = "chance(0.2)"
rates."any -> dead" = "chance(0.0004 * 1.1 ^ (age - 30))"
rates."status: any -> lapsed" = "chance(if state is ill then 0 else (8 %, 4 %, then 2 % by year))"
pay.upkeep = { to = "expenses", every = "month", amount = "0.0001 * sum_assured" }
[product.plan]
model = "well <-> ill; any -> dead"
ends = "state is dead or year > term"
asks = { sum_assured = "money", term = "number", monthly = "money" }
pay.premium = { from = "payer", every = "month", when = "state is well", amount = "monthly" }
pay.pension = { to = "insured", every = "month", at = "end", when = "state is ill", amount = "0.01 * sum_assured" }
pay.death = { to = "beneficiary", on = "-> dead", amount = "sum_assured" }
value.reserve = { basis = "best", amount = "pv(benefits) + pv(expenses) - pv(premiums)" }
)toml";

const std::string without_value = plan.substr(0, plan.find("value.reserve"));

const std::string header = "policy,age,sex,issued,state,term,sum_assured,monthly,count,tag";

RowBlock block_of(const std::vector<std::string>& lines) {
    RowBlock block;
    for (const std::string& line : lines) block.bytes += line;
    std::string_view rest = block.bytes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = rest.substr(0, lines[i].size());
        rest.remove_prefix(line.size());
        block.lines.push_back(static_cast<std::uint32_t>(i + 2));
        block.texts.push_back(line);
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t comma = std::min(line.find(',', at), line.size());
            block.cells.push_back(line.substr(at, comma - at));
            at = comma + 1;
        }
    }
    block.columns = lines.empty() ? 0 : block.cells.size() / lines.size();
    return block;
}

std::vector<std::string> drawn_rows(int most = 12) {
    std::vector<std::string> rows;
    const int count = *rc::gen::inRange(1, most);
    for (int i = 0; i < count; ++i)
        rows.push_back(fmt::format("{},{},{},{}-0{}-01,{},{},{},{},{},{}", i, *rc::gen::element(30, 45, 61), *rc::gen::element("male", "female"), *rc::gen::inRange(2020, 2026),
                                   *rc::gen::inRange(1, 10), *rc::gen::element("well", "ill"), *rc::gen::element(7, 12), *rc::gen::element(100, 300, 1000, 7), *rc::gen::element(1, 3, 10), *rc::gen::inRange(0, 30),
                                   *rc::gen::element("a", "b")));
    return rows;
}

std::size_t side_by_side = 0;

/// Of rows that name their product.
Frame result_of_all(const Set& set, const std::vector<std::string>& rows, std::vector<std::string> groups, By by, std::size_t threads) {
    Report report;
    PoliciesAsked asked{std::make_shared<const Set>(set), nullptr, "", {}, "best", Date::parse("2026-10-01"), by, std::move(groups), threads, {}};
    const PolicyQuestion question{"", "CNY", asked.basis, asked.groups, asked.by, asked.as_of, {}, {}};
    Policies policies(std::move(asked), block_of({header + ",product"}), report);
    PolicyBlock all;
    all.fold(policies.calculate(block_of(rows), report).front());
    for (const Diagnostic& fault : report.all()) FAIL(fault.code + " " + fault.message);
    side_by_side += policies.side_by_side();
    return policies_frame(all, question);
}

Frame result_of(const Set& set, const std::vector<std::string>& rows, std::vector<std::string> groups, std::optional<By> by, std::size_t threads,
                const std::string& names = header, std::size_t times = 1) {
    Report report;
    PoliciesAsked asked{std::make_shared<const Set>(set), nullptr, "plan", {}, "best", Date::parse("2026-10-01"), by, std::move(groups), threads, {}};
    const PolicyQuestion question{"", "CNY", asked.basis, asked.groups, asked.by, asked.as_of, {}, {}};
    Policies policies(std::move(asked), block_of({names}), report);
    PolicyBlock all;
    for (std::size_t time = 0; time < times; ++time) {
        RowBlock block = block_of(rows);
        block.number = time;
        all.fold(policies.calculate(block, report).front());
    }
    for (const Diagnostic& fault : report.all()) FAIL(fault.code + " " + fault.message);
    side_by_side += policies.side_by_side();
    return policies_frame(all, question);
}

double number(const Frame& frame, std::size_t row, const std::string& column) {
    for (std::size_t c = 0; c < frame.columns.size(); ++c)
        if (frame.columns[c].name == column) return std::get<double>(frame.rows[row][c]);
    FAIL("no column " + column);
    return 0;
}

}  // namespace

TEST_CASE("policies of a file: alone or among others, in any number of threads, the same bits") {
    const Set set = sound(without_value).set;
    law("a policy is worth the same alone", [&] {
        const auto rows = drawn_rows();
        const Frame together = result_of(set, rows, {"policy"}, std::nullopt, 1), threads = result_of(set, rows, {"policy"}, std::nullopt, 3);
        RC_ASSERT(together.rows == threads.rows);
        for (std::size_t i = 0; i < rows.size(); ++i) RC_ASSERT(result_of(set, {rows[i]}, {"policy"}, std::nullopt, 1).rows[0] == together.rows[i]);
    });
}

// What a row comes to is kept for others that say the same, unless their own number stands in the midst of what they say, in the blocks behind one of cells known before.
TEST_CASE("policies of a file: rows that say the same again, the same bits") {
    const Set set = sound(without_value).set;
    law("a row said before", [&] {
        const auto some = drawn_rows(4);
        std::vector<std::string> again, apart;
        const int count = *rc::gen::inRange(2, 9);
        for (int i = 0; i < count; ++i) {
            const std::string& row = *rc::gen::elementOf(some);
            const std::string says = row.substr(row.find(',') + 1), tag = says.substr(says.rfind(',')), plain = says.substr(0, says.rfind(',', says.rfind(',') - 1));
            const std::string last = fmt::format("{}", *rc::gen::inRange(0, 30));
            again.push_back(fmt::format("{}{},{},{}", i, tag, plain, last));
            apart.push_back(fmt::format("{},{}{},{}", plain, i, tag, last));
        }
        const std::string asks = "age,sex,issued,state,term,sum_assured,monthly";
        const Frame one = result_of(set, again, {"tag"}, std::nullopt, 1, "policy,tag," + asks + ",count", 2),
                    other = result_of(set, apart, {"tag"}, std::nullopt, 1, asks + ",policy,tag,count", 2);
        RC_ASSERT(one.rows == other.rows);
    });
}

// What is kept between blocks is soon let go of where hardly any policy is met again, and stays where many are.
TEST_CASE("policies of a file: whether a policy was met before, the same bits") {
    constexpr std::size_t rows = 6000, blocks = 6;
    std::vector<std::vector<std::string>> of(blocks);
    for (std::size_t i = 0; i < rows * blocks; ++i)
        of[i / rows].push_back(fmt::format("{},{},male,2024-0{}-01,well,7,{},{},{},a", i, 30 + i % 40, 1 + i % 9, 1000 + i, 1 + i % 7, i % 30));
    const auto worth = [](const PolicyBlock& one) { return std::pair(one.cells, one.groups.front().second.kinds[1].present_value); };
    for (const bool again : {false, true}) {
        Report report;
        PoliciesAsked asked{std::make_shared<const Set>(sound(without_value).set), nullptr, "plan", {}, "best", Date::parse("2026-10-01"), {}, {}, 1, {}};
        Policies policies(std::move(asked), block_of({header}), report);
        std::vector<std::pair<std::size_t, double>> found;
        for (std::size_t b = 0; b <= blocks; ++b) {
            RowBlock block = block_of(of[again ? b % 2 : b % blocks]);
            block.number = b;
            found.push_back(worth(policies.calculate(block, report).front()));
        }
        CHECK_FALSE(report.failed());
        CHECK(found[again ? 2 : blocks] == found[0]);
        CHECK(found[1] != found[0]);
        CHECK(policies.side_by_side() == rows * (again ? 2 : blocks + 1));
    }
}

// A value that reads another one is no sum of present values: with it, and with any by period, each policy is computed by itself.
TEST_CASE("policies of a file: side by side on a plan, the same bits as one by one") {
    const Set one_by_one = sound(plan + "value.twin = { basis = \"best\", amount = \"reserve\" }\n").set, with_value = sound(plan).set, without = sound(without_value).set;
    law("a plan changes no bit", [&] {
        const auto rows = drawn_rows(4);
        const std::size_t before = side_by_side;
        for (const std::optional<By> by : {std::optional<By>(), std::optional(By::year)}) {
            Frame slow = result_of(one_by_one, rows, {"policy"}, by, 1);
            RC_ASSERT(side_by_side == before);
            const Frame fast = result_of(by ? without : with_value, rows, {"policy"}, by, 2);
            RC_ASSERT(side_by_side > before);
            side_by_side = before;
            RC_ASSERT(fast.rows.size() == slow.rows.size());
            for (std::size_t i = 0; i < fast.rows.size(); ++i) {
                for (int column = 0; column < (by ? 2 : 1); ++column) slow.rows[i].pop_back();  // the twin, and by period the value
                RC_ASSERT(fast.rows[i] == slow.rows[i]);
            }
        }
    });
}

// By period policies of a few groups are added up as they are run, those of many told one by one; those with a value by period always are.
TEST_CASE("policies of a file: by period, the sum of the policies, in any number of threads") {
    const Set without = sound(without_value).set, with_value = sound(plan).set;
    law("sums by period", [&] {
        const auto rows = drawn_rows(*rc::gen::element(8, 60, 90));
        const bool value = *rc::gen::inRange(0, 4) == 0;
        const Set& set = value ? with_value : without;
        const By by = *rc::gen::element(By::month, By::year);
        const auto threads = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
        const Frame all = result_of(set, rows, {}, by, 1), by_tag = result_of(set, rows, {"tag"}, by, threads), each = result_of(set, rows, {"policy"}, by, threads);
        RC_ASSERT(result_of(set, rows, {}, by, threads).rows == all.rows);
        std::vector<Frame> alone;
        for (const std::string& row : rows) alone.push_back(result_of(set, {row}, {}, by, 1));
        const std::size_t periods = all.rows.size() - 1, of_value = value ? 1 : 0;
        for (const Frame* parts : {&each, &by_tag}) {
            const std::size_t groups = parts->rows.size() / (periods + 1);
            RC_ASSERT(parts->rows.size() == groups * (periods + 1));
            for (std::size_t period = 1; period <= periods; ++period)
                for (std::size_t c = 2; c + of_value < all.columns.size(); ++c) {
                    ExactSum sum;
                    for (std::size_t g = 0; g < groups; ++g) {
                        const double one = std::get<double>(parts->rows[g * (periods + 1) + period][c + 1]);
                        sum.add(one);
                        const double by_itself = parts == &each && period < alone[g].rows.size() ? std::get<double>(alone[g].rows[period][c]) : 0;
                        if (parts == &each) RC_ASSERT(one == by_itself);
                    }
                    // Of policies that are one lane weights and amounts are multiplied and summed before the chances: at most some twenty roundings of each
                    // product, and of its sum over a year, either way. None is below 0.
                    const double total = std::get<double>(all.rows[period][c]);
                    RC_ASSERT(std::fabs(sum.rounded() - total) <= 48 * 0x1p-53 * total);
                }
        }
    });
}

// A payment that asks how long somebody was ill goes the general way: such policies and those that are added up as they are run come together.
TEST_CASE("policies of a file: by period, products that are run on a plan and one that is not") {
    std::string other = without_value.substr(without_value.find("[product.plan]"));
    other.replace(other.find("plan"), 4, "slow");
    other.replace(other.find("state is ill\", amount"), 12, "state is ill and held >= 2 months");
    const Set set = sound(without_value + other).set;
    law("products together", [&] {
        std::vector<std::string> rows = drawn_rows(*rc::gen::element(4, 30));
        for (std::string& row : rows) {
            const bool slow = *rc::gen::inRange(0, 4) == 0;
            row += slow ? ",slow" : ",plan";
            if (const std::size_t ill = row.find(",ill,"); slow && ill != std::string::npos) row.replace(ill, 5, ",well,");  // how long they were is not said
        }
        const By by = *rc::gen::element(By::month, By::year);
        const auto threads = static_cast<std::size_t>(*rc::gen::inRange(1, 3));
        const Frame all = result_of_all(set, rows, {}, by, threads), each = result_of_all(set, rows, {"policy"}, by, threads);
        const std::size_t periods = all.rows.size() - 1;
        for (std::size_t period = 1; period <= periods; ++period)
            for (std::size_t c = 2; c < all.columns.size(); ++c) {
                if (all.columns[c].name.rfind("expected_", 0) == 0) continue;
                ExactSum sum;
                for (std::size_t g = 0; g < rows.size(); ++g) sum.add(std::get<double>(each.rows[g * (periods + 1) + period][c + 1]));
                const double total = std::get<double>(all.rows[period][c]);
                RC_ASSERT(std::fabs(sum.rounded() - total) <= 48 * 0x1p-53 * total);  // as above
            }
    });
    CHECK(side_by_side > 0);
}

TEST_CASE("policies of a file: forward and backward, groups and periods add up") {
    const Set set = sound(plan).set;
    law("sums", [&] {
        const auto rows = drawn_rows();
        const Frame all = result_of(set, rows, {}, std::nullopt, 2), by_tag = result_of(set, rows, {"tag"}, std::nullopt, 2), months = result_of(set, rows, {}, By::month, 2);
        // The run-off forward and the value backward: some hundred steps each with roundings of 2^-53 of what has been summed.
        const double size = number(all, 0, "pv(premiums)") + number(all, 0, "pv(benefits)") + number(all, 0, "pv(expenses)");
        RC_ASSERT(std::fabs(number(all, 0, "net") + number(all, 0, "reserve")) <= 1e-12 * size);
        double groups = 0, paid = 0;
        for (std::size_t g = 0; g < by_tag.rows.size(); ++g) groups += number(by_tag, g, "pv(death)");
        // At most a dozen sums in another order.
        RC_ASSERT(std::fabs(groups - number(all, 0, "pv(death)")) <= 16 * 0x1p-53 * size);
        for (std::size_t month = 1; month < months.rows.size(); ++month) paid += number(months, month, "expected_premiums");
        // The value of each month from the next: premiums and expenses at its begin, benefits at its end.
        RC_ASSERT(std::fabs(number(months, 0, "reserve") - number(all, 0, "reserve")) <= 1e-12 * size);
        const double v = std::pow(1.03, -1.0 / 12);
        for (std::size_t month = 0; month + 1 < months.rows.size(); ++month) {
            const auto then = [&](const char* column) { return number(months, month + 1, column); };
            const double begin = then("upkeep") - then("premium"), end = then("death") + then("pension") + then("reserve");
            RC_ASSERT(std::fabs(begin + v * end - number(months, month, "reserve")) <= 1e-12 * size);
        }
        RC_ASSERT(paid >= number(all, 0, "pv(premiums)") * (1 - 1e-12));
    });
}

}  // namespace hearth::test::policies_test
