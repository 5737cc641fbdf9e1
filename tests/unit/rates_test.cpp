#include "hearth/model/rates.hpp"

#include "book_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// A table by age of yearly probabilities.
std::string by_age(const std::string& rows, const std::string& more = "value = \"chance(q)\"") {
    return "[table.t]\nage = \"exact\"\n" + more + "\nrows = [" + rows + "]\n";
}
/// The codes found in the table t, in the order of their places.
std::string codes(const std::string& tables) {
    Bound result = sound(tables);
    CHECK(check_rates(*result.book.table("t"), result.book, result.report));
    std::string all;
    for (const Diagnostic& fault : result.report.sorted()) all += (all.empty() ? "" : " ") + fault.code;
    return all;
}

}  // namespace

TEST_CASE("axes, values and rates of a table", "[rates]") {
    const auto shape = [](const std::string& more, const std::string& row) {
        const Bound result = sound("[table.t]\n" + more + "\nrows = [{ " + row + " }]\n");
        const RateShape found = shape_of(*result.book.table("t"));
        std::string all;
        for (const auto* columns : {&found.axes, &found.values, &found.rates}) {
            for (const std::size_t column : *columns) all += result.book.table("t")->rows.columns[column] + ' ';
            all += "| ";
        }
        return all;
    };
    CHECK(shape("age = \"exact\"\nvalue = \"chance(q)\"", "age = 1, q = 0.1") == "age | q | q | ");
    CHECK(shape("age = \"exact\"\nvalue = \"chance(f)\"", "age = 1, m = 0.1, f = 0.2") == "age | m f | f | ");
    CHECK(shape("age = \"exact\"\nvalue = \"chance(q)\"", "age = 1, dose = 5, q = 0.1 }, { age = 1, dose = 6, q = 0.2") == "age dose | q | q | ");
    CHECK(shape("", "month = 1, fee = 0.1") == "month | fee | fee | ");
    CHECK(shape("age = \"exact\"\nvalue = \"chance(if sex is male then m else f)\"", "age = 1, x = 0.1, m = 0.1, f = 0.2") == "age | x m f | m f | ");
    CHECK(shape("age = \"exact\"\nvalue = \"force(exp(a + b * age))\"", "age = 1, a = 0.1, b = 0.1") == "age | a b | | ");
    CHECK(shape("when = \"band is 1\"\nvalue = \"dependent(p1, then p2 by target)\"", "band = 1, p1 = 0.1, p2 = 0.1") == "band | p1 p2 | p1 p2 | ");
}

TEST_CASE("a sound table has nothing to tell", "[rates]") {
    CHECK(codes(by_age("{ age = 0, q = 0.1 }, { age = 1, q = 0.05 }, { age = 2, q = 1 }")) == "");
    CHECK(codes(by_age("{ age = 20, q = 0.05 }, { age = 25, q = 0.06 }, { age = 30, q = 1 }")) == "");
    CHECK(codes(by_age("{ age = 2, q = 1 }, { age = 0, q = 0.1 }, { age = 1, q = 0.05 }")) == "");
}

TEST_CASE("rates out of range", "[rates]") {
    CHECK(codes(by_age("{ age = 0, q = 1.1 }, { age = 1, q = 1 }")) == "E0505");
    CHECK(codes(by_age("{ age = 0, q = -0.1 }, { age = 1, q = 1 }")) == "E0505");
    CHECK(codes(by_age("{ age = 0, q = 1.5 }", "value = \"force(q)\"")) == "");
    CHECK(codes(by_age("{ age = 0, q = -1.5 }", "value = \"force(q)\"")) == "E0505");
    CHECK(codes(by_age("{ age = 0, q = -1.5 }", "value = \"q\"")) == "");
    Bound result = sound(by_age("{ age = 0, q = 1.18 }, { age = 1, q = 1000 }"));
    check_rates(*result.book.table("t"), result.book, result.report);
    CHECK(result.faults() ==
          "E0505 test.toml:5:24: q of table 't' is 1.18 at age 0: a chance is from 0 to 1 (2 such cells) [if they are per mille, say chance(q / 1000)]\n");
}

TEST_CASE("rates that look like another unit", "[rates]") {
    CHECK(codes(by_age("{ age = 20, q = 0.5 }, { age = 21, q = 0.6 }, { age = 22, q = 1 }")) == "E0570");
}

TEST_CASE("gaps and doubles", "[rates]") {
    CHECK(codes(by_age("{ age = 0, q = 0 }, { age = 1, q = 0 }, { age = 3, q = 1 }")) == "E0501");
    CHECK(codes(by_age("{ age = 0, q = 0 }, { age = 1, q = 0 }, { age = 3, q = 1 }", "value = \"chance(q)\"\notherwise = \"chance(0)\"")) == "");
    CHECK(codes(by_age("{ age = 0, q = 0 }, { age = 1, q = \"unknown\" }, { age = 2, q = 1 }")) == "E0501");
    CHECK(codes(by_age("{ age = 0, q = \"unknown\" }, { age = 1, q = 0.1 }, { age = 2, q = 1 }")) == "");
    CHECK(codes(by_age("{ age = 0, q = 0 }, { age = 1, q = 0 }, { age = 1, q = 1 }")) == "E0502");
    const std::string bands = "[table.t]\nage = \"exact\"\nwhen = \"age >= age_from and age < age_to\"\nvalue = \"chance(q)\"\nrows = [{ age_from = 0, age_to = 5, q = 0 }, ";
    CHECK(codes(bands + "{ age_from = 5, age_to = 9, q = 0 }]") == "");
    CHECK(codes(bands + "{ age_from = 6, age_to = 9, q = 0 }]") == "E0501");
    CHECK(codes(bands + "{ age_from = 4, age_to = 9, q = 0 }]") == "E0502");
}

TEST_CASE("a table of two axes has a row for every pair", "[rates]") {
    const std::string full = "{ age = 0, calendar_year = 2020, q = 0 }, { age = 0, calendar_year = 2021, q = 0 }, { age = 1, calendar_year = 2020, q = 1 }, "
                             "{ age = 1, calendar_year = 2021, q = 1 }";
    CHECK(codes(by_age(full)) == "");
    CHECK(codes(by_age(full + ", { age = 2, calendar_year = 2020, q = 1 }, { age = 3, calendar_year = 2021, q = 1 }, { age = 3, calendar_year = 2020, q = 1 }")) ==
          "E0501");
}

TEST_CASE("ends and slopes are notes", "[rates]") {
    CHECK(codes(by_age("{ age = 0, q = 0 }, { age = 1, q = 0.9 }")) == "E0572");
    CHECK(codes(by_age("{ age = 40, q = 0.2 }, { age = 41, q = 0.1 }, { age = 42, q = 1 }")).starts_with("E0570 E0573"));
    CHECK(codes(by_age("{ age = 50, q = 0.2 }, { age = 51, q = 0.1 }, { age = 52, q = 1 }")) == "E0573");
    CHECK(codes(by_age("{ age = 0, q = 0.2 }, { age = 1, q = 0.1 }, { age = 2, q = 1 }")) == "");
}

TEST_CASE("the seam of select and ultimate rates", "[rates]") {
    const auto select = [](const std::string& last, const std::string& ultimate) {
        return codes("[table.t]\nwhen = \"issue_age is floor(age) - year + 1 and duration is year\"\nvalue = \"chance(q)\"\notherwise = \"u\"\n"
                     "rows = [{ issue_age = 50, duration = 1, q = 0.1 }, { issue_age = 50, duration = 2, q = " + last + " }]\n"
                     "[table.u]\nage = \"exact\"\nvalue = \"chance(q)\"\nrows = [" + ultimate + "]\n");
    };
    CHECK(select("0.2", "{ age = 51, q = 0.2 }, { age = 52, q = 1 }") == "");
    CHECK(select("0.2", "{ age = 51, q = 0.1 }, { age = 52, q = 1 }") == "E0571");
    CHECK(select("0.2", "{ age = 51, q = 0.2 }, { age = 53, q = 1 }") == "E0501");
    CHECK(select("1", "{ age = 51, q = 1 }") == "");
}
