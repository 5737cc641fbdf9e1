#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

#include "hearth/frame/diff.hpp"
#include "hearth/frame/emit.hpp"

namespace {

using namespace hearth;

constexpr std::int64_t operator""_i(unsigned long long number) { return static_cast<std::int64_t>(number); }

Frame two_prices() {
    Frame frame;
    frame.columns = {{"policy", "", "", -1}, {"year", "", "", -1}, {"premium", "", "", -1}, {"reserve", "", "", -1}, {"state", "", "", -1}};
    frame.rows = {{"term", 1_i, 100.0, 50.0, "healthy"}, {"term", 2_i, 100.0, 75.5, "healthy"}, {"care", 1_i, 20.0, 0.0, "healthy"}};
    return frame;
}

Tolerances tolerances(const std::vector<std::string>& words) {
    Report report;
    const Tolerances result = parse_tolerances(words, report);
    REQUIRE(report.all().empty());
    return result;
}

std::string fault_of(const Frame& before, const Frame& after, const Tolerances& allowed = {}) {
    try {
        diff(before, after, allowed);
    } catch (const Fault& fault) {
        return fault.diagnostic().code + ": " + fault.diagnostic().message +
               (fault.diagnostic().hint.empty() ? "" : "; " + fault.diagnostic().hint);
    }
    return "no fault";
}

}  // namespace

TEST_CASE("diff: a result is the same as itself") {
    const Difference difference = diff(two_prices(), two_prices(), {});
    CHECK(difference.same());
    CHECK(to_text(difference) == "same: 9 cells in 3 rows\n");
}

TEST_CASE("diff: the order of rows and columns does not matter") {
    Frame other = two_prices();
    std::reverse(other.rows.begin(), other.rows.end());
    std::swap(other.columns[2], other.columns[4]);
    for (auto& row : other.rows) std::swap(row[2], row[4]);
    CHECK(to_text(diff(two_prices(), other, {})) == "same: 9 cells in 3 rows\n");
}

TEST_CASE("diff: changed cells, worst first, with their keys") {
    Frame other = two_prices();
    other.rows[0][2] = 101.0;
    other.rows[1][3] = Unknown{{"age"}};
    other.rows[2][3] = 0.5;
    other.rows[2][4] = "care";
    CHECK(to_text(diff(two_prices(), other, {})) == R"(differs: 4 of 9 cells outside tolerance

column   outside  of  largest change    relative
reserve        2   3             0.5           1
premium        1   3               1  0.00990099
state          1   3               0           0

worst cells          column       old      new  change    relative
policy=term, year=2  reserve     75.5  unknown
policy=care, year=1  state    healthy     care
policy=care, year=1  reserve        0      0.5     0.5           1
policy=term, year=1  premium      100      101       1  0.00990099
)");
}

TEST_CASE("diff: within tolerance is the same, and the largest change is still shown") {
    Frame other = two_prices();
    other.rows[0][2] = 100.005;
    other.rows[1][2] = 100.0009765625;
    CHECK(diff(two_prices(), other, tolerances({"premium=0.004abs"})).outside == 1);
    CHECK(diff(two_prices(), other, tolerances({"premium=1e-5rel"})).outside == 1);
    CHECK(diff(two_prices(), other, tolerances({"default=1", "premium=0abs"})).outside == 2);
    CHECK(to_text(diff(two_prices(), other, tolerances({"premium=0.006abs"}))) == R"(same: 9 cells in 3 rows

column   outside  of  largest change     relative
premium        0   3           0.005  4.99975e-05
)");
}

TEST_CASE("diff: the bound itself is within") {
    Frame other = two_prices();
    other.rows[0][2] = 101.0;
    CHECK(diff(two_prices(), other, tolerances({"1abs"})).same());
    CHECK_FALSE(diff(two_prices(), other, tolerances({"0.99abs"})).same());
    CHECK_FALSE(diff(two_prices(), other, tolerances({"premium=0.0099rel"})).same());
    CHECK(diff(two_prices(), other, tolerances({"premium=0.01rel"})).same());
}

TEST_CASE("diff: rows and columns that come and go") {
    Frame other = two_prices();
    other.columns[4].name = "status";
    other.rows.erase(other.rows.begin());
    for (std::int64_t year = 2; year <= 8; ++year) other.rows.push_back({"care", year, 1.0, 1.0, "healthy"});
    CHECK(to_text(diff(two_prices(), other, {})) ==
          R"(differs: 0 of 4 cells outside tolerance, 7 rows added, 1 row gone, 1 column added, 1 column gone
rows added: policy=care, year=2; policy=care, year=3; policy=care, year=4; policy=care, year=5; policy=care, year=6; and 2 more
rows gone: policy=term, year=1
columns added: status
columns gone: state
)");
}

TEST_CASE("diff: provenance is told, not compared") {
    Frame before = two_prices();
    Frame after = two_prices();
    before.provenance.inputs = {{"a/family.toml", "0123456789abcdef"}, {"rates.csv", "1111"}, {"old.csv", "2222"}};
    after.provenance.inputs = {{"b/family.toml", "0123456789ab"}, {"rates.csv", "3333"}};
    before.provenance.conventions = {{"basis", "pricing"}};
    after.provenance.illustrative = true;
    CHECK(to_text(diff(before, after, {})) ==
          "same: 9 cells in 3 rows\ninputs differ: old.csv, rates.csv\nbasis differs: pricing -> none\nillustrative: no -> yes\n");
}

TEST_CASE("diff: text, truth and unknown are compared by their text, a number never agrees with unknown") {
    Frame before;
    before.columns = {{"id", "", "", -1}, {"value", "", "", -1}};
    Frame after = before;
    const auto agree = [&](const Cell& a, const Cell& b) {
        before.rows = {{"x", a}};
        after.rows = {{"x", b}};
        return diff(before, after, tolerances({"1e300"})).same();
    };
    CHECK(agree(true, "yes"));
    CHECK(agree(Unknown{{"a"}}, Unknown{}));
    CHECK(agree(Cell{}, ""));
    CHECK(agree(1_i, 1.0));
    CHECK(agree(1.0, "1"));
    CHECK_FALSE(agree(1.0, Unknown{}));
    CHECK_FALSE(agree(Cell{}, 0.0));
    CHECK_FALSE(agree("a", "A"));
}

TEST_CASE("diff: extremes of the number line do not overflow") {
    Frame before;
    before.columns = {{"id", "", "", -1}, {"value", "", "", -1}};
    Frame after = before;
    const double largest = std::numeric_limits<double>::max();
    before.rows = {{"a", largest}, {"b", 9007199254740993_i}, {"c", 5e-324}};
    after.rows = {{"a", -largest}, {"b", 9007199254740992_i}, {"c", 0.0}};
    const Difference difference = diff(before, after, {});
    CHECK(difference.outside == 3);
    CHECK(difference.columns[0].absolute == largest);
    CHECK_NOTHROW(to_json(as_frame(difference)));
}

TEST_CASE("diff: keys are those recorded, else the leading columns that tell the rows apart") {
    Frame before = two_prices();
    Frame after = two_prices();
    before.rows.pop_back();
    before.rows[1][0] = "care";  // the first column alone tells these two apart, but not the rows of `after`
    CHECK(diff(before, after, {}).rows_added == std::vector<std::string>{"policy=term, year=2", "policy=care, year=1"});
    before.keys = 1;
    CHECK(fault_of(before, after) == "E0910: rows 1 and 2 of the new result have the same key: policy=term");
    after.keys = 2;
    CHECK(fault_of(before, after) == "E0911: the rows are named by policy in the old result and by policy, year in the new one");
    after.keys = 0;
    after.columns[0].name = "contract";
    CHECK(fault_of(before, after) == "E0911: the column 'policy', which names the rows, is in one result only");
    before.keys = 0;
    CHECK(fault_of(before, after) ==
          "E0911: no common column names the rows: the first column of the old result holds real numbers or is not in the new one");
}

TEST_CASE("diff: two rows of one key are refused") {
    Frame twice = two_prices();
    twice.rows.push_back(twice.rows[0]);
    CHECK(fault_of(twice, two_prices()) == "E0910: rows 1 and 4 of the old result have the same key: policy=term, year=1");
}

TEST_CASE("diff: a tolerance for a column that is not there is refused") {
    CHECK(fault_of(two_prices(), two_prices(), tolerances({"premum=1"})) ==
          "E0912: a tolerance is given for the column 'premum', which neither result has; did you mean 'premium'?");
}

TEST_CASE("diff: at most 10 worst cells and 40 lines, equals in the order of the rows") {
    Frame before;
    before.columns = {{"id", "", "", -1}};
    before.rows.resize(50);
    for (std::int64_t row = 0; row < 50; ++row) before.rows[static_cast<std::size_t>(row)].push_back(row);
    for (int column = 0; column < 30; ++column) {
        before.columns.push_back({"c" + std::to_string(column), "", "", -1});
        for (auto& row : before.rows) row.push_back(1.5);
    }
    Frame after = before;
    for (auto& row : after.rows)
        for (std::size_t i = 1; i < row.size(); ++i) row[i] = 3.0;
    before.columns.push_back({"gone", "", "", -1});
    for (auto& row : before.rows) row.push_back(1.5);
    after.rows.push_back(std::vector<Cell>(31, 99_i));
    before.rows.push_back(std::vector<Cell>(32, 77_i));
    after.provenance = {"", "", {{"x", "1"}}, {{"basis", "b"}, {"method", "m"}}, true, {}};
    const Difference difference = diff(before, after, {});
    CHECK(difference.outside == 1500);
    REQUIRE(difference.worst.size() == 10);
    CHECK(difference.worst[0].row == "id=0");
    CHECK(difference.worst[9].column == "c9");
    const std::string text = to_text(difference);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 40);
    CHECK(text.find("and 20 more columns\n") != std::string::npos);
}

TEST_CASE("diff: as a frame") {
    Frame other = two_prices();
    other.rows[0][2] = 101.0;
    other.columns.push_back({"new", "", "", -1});
    for (auto& row : other.rows) row.emplace_back();
    CHECK(to_csv(as_frame(diff(two_prices(), other, {}))) ==
          R"(kind,column,row,old,new,cells,outside,absolute,relative,basis,method,inputs,illustrative
result,,,,,9,1,,,,,,no
column,premium,,,,3,1,1,0.009900990099009901,,,,no
cell,premium,"policy=term, year=1",100,101,,,1,0.009900990099009901,,,,no
column added,new,,,,,,,,,,,no
)");
}

TEST_CASE("tolerance: words set one kind or both, later words add") {
    const Tolerances allowed = tolerances({"1e-9", "premium=0.005abs", "premium=1e-6rel", "a=b=2", "default=3rel"});
    CHECK(allowed.of("anything").absolute == 1e-9);
    CHECK(allowed.of("anything").relative == 3);
    CHECK(allowed.of("premium").absolute == 0.005);
    CHECK(allowed.of("premium").relative == 1e-6);
    CHECK(allowed.of("a=b").absolute == 2);
}

TEST_CASE("tolerance: every faulty word is told with its place") {
    Report report;
    parse_tolerances(std::vector<std::string>{"\u4FDD\u8D39=0.005ab", "=1", "premium=", "-1", "nan", "x=1e999"}, report);
    REQUIRE(report.all().size() == 6);
    const auto check = [&](std::size_t at, std::uint32_t column, std::uint32_t length, const std::string& message) {
        CHECK(report.all()[at].code == "E0805");
        CHECK(report.all()[at].place == Place{0, 1, column, length});
        CHECK(report.all()[at].message == message);
    };
    const std::string allowed = " (allowed: a number of at least 0, alone or followed by abs or rel)";
    check(0, 4, 7, "the tolerance '\u4FDD\u8D39=0.005ab' has the size '0.005ab'" + allowed);
    check(1, 1, 1, "the tolerance '=1' names no column before '='");
    check(2, 9, 1, "the tolerance 'premium=' has the size ''" + allowed);
    check(3, 1, 2, "the tolerance '-1' has the size '-1'" + allowed);
    check(4, 1, 3, "the tolerance 'nan' has the size 'nan'" + allowed);
    check(5, 3, 5, "the tolerance 'x=1e999' has the size '1e999'" + allowed);
}

TEST_CASE("diff: a change of any one number is found above its tolerance and accepted below") {
    Frame before = two_prices();
    before.rows[2][3] = 1e6;
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 2; column < 4; ++column) {
            CAPTURE(row, column);
            Frame after = before;
            std::get<double>(after.rows[row][column]) *= 1 + 1e-6;  // of the larger: 1e-6 - 1e-12, rounding adds at most 2e-16
            CHECK(diff(before, after, tolerances({"1e-9rel"})).outside == 1);
            CHECK(diff(before, after, tolerances({"9.9e-7rel"})).outside == 1);
            CHECK(diff(before, after, tolerances({"1.01e-6rel"})).same());
        }
}
