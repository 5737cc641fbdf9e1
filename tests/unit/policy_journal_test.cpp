#include <catch2/catch.hpp>

#include "hearth/study/policy_journal.hpp"

using namespace hearth;

namespace {

PolicyQuestion question() {
    return {"0.1.0", "CNY", "best", {"sold\tby", "%"}, By::month, Date::parse("2026-12-01"), {{"plan.toml", "ab"}, {"policies.csv", ""}}, {{"set", "a=1"}}, 2, 1, {0.05, 0.95}};
}

PolicyBlock block(std::size_t number) {
    PolicyBlock out;
    out.number = number;
    out.digest = "d" + std::to_string(number);
    out.cells = 3;
    out.conventions = {{"basis", "best (step month)"}};
    PolicySums& sums = out.group({"a\nb", "%09"});
    sums.policies = 0.1 + static_cast<double>(number);
    sums.rows = 7;
    sums.line("premium", true) = {"premium", true, -1.0 / 3, {0.1, 1e-300}};
    sums.kinds[0].present_value = 5e-324;
    sums.in_force = {1, 0.25};
    sums.value("reserve") = {-0.0, 1.5};
    return out;
}

std::string journal() {
    std::string text = journal_head(question());
    for (std::size_t i = 0; i < 5; ++i) text += journal_record(block(i));
    return text + journal_end(5, "cd");
}

}  // namespace

TEST_CASE("a journal read again is what was written, to the last bit") {
    Report report;
    const auto again = read_journal(journal(), 1, report);
    REQUIRE(again);
    CHECK_FALSE(report.failed());
    CHECK(again->length == 5u);
    CHECK(journal_head(again->question) == journal_head([] {
              auto asked = question();
              asked.inputs.back().second = "cd";
              return asked;
          }()));
    CHECK(again->question.inputs.back() == std::pair<std::string, std::string>("policies.csv", "cd"));
    REQUIRE(again->blocks.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(journal_record(again->blocks[i]) == journal_record(block(i)));
    CHECK(again->sound == journal().size());
    CHECK(again->blocks[0].groups[0].first == std::vector<std::string>{"a\nb", "%09"});
}

TEST_CASE("a journal torn at any byte holds the records before it, and nothing else") {
    const std::string text = journal();
    std::vector<std::size_t> ends = {journal_head(question()).size()};
    for (std::size_t i = 0; i < 5; ++i) ends.push_back(ends.back() + journal_record(block(i)).size());
    for (std::size_t size = 0; size < text.size(); ++size) {
        Report report;
        const auto torn = read_journal(std::string_view(text).substr(0, size), 1, report);
        REQUIRE_FALSE(report.failed());
        REQUIRE(torn.has_value() == (size >= ends[0]));
        if (!torn) continue;
        std::size_t whole = 0;
        while (whole + 1 < ends.size() && ends[whole + 1] <= size) ++whole;
        REQUIRE(torn->blocks.size() == whole);
        REQUIRE(torn->sound == ends[whole]);
        REQUIRE_FALSE(torn->length);
    }
}

TEST_CASE("a journal with any byte changed is refused, or holds what stands before the change") {
    const std::string text = journal();
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string changed = text;
        changed[at] = changed[at] == '7' ? '8' : '7';
        Report report;
        const auto read = read_journal(changed, 1, report);
        if (!read) continue;
        REQUIRE_FALSE(report.failed());
        for (std::size_t i = 0; i < read->blocks.size(); ++i) REQUIRE(journal_record(read->blocks[i]) == journal_record(block(i)));
        REQUIRE(read->sound <= at);  // whatever was changed is cut off, and written again
    }
}

TEST_CASE("what differs between two runs is named") {
    PolicyQuestion other = question();
    CHECK(difference(question(), other).empty());
    other.inputs[0].second = "ac";
    CHECK(difference(question(), other) == "plan.toml is not what it was");
    other = question();
    other.by = By::year;
    CHECK(difference(question(), other) == "its options are others");
    other.version = "0.2.0";
    CHECK(difference(question(), other) == "hearth 0.1.0 wrote it");
    CHECK_FALSE(read_journal("a,b\n1,2\n", 1, *std::make_unique<Report>()).has_value());
}
