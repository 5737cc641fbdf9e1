#include "hearth/rights/ledger.hpp"

#include <sstream>

#include "family_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// The ledger of a text with commas, each cell at its line and column.
struct Written {
    explicit Written(const std::string& csv, const std::string& as_of = "2024-12-31", const std::string& more = "")
        : home(club("yes") + "account.visits = { opens = 9 }\npay.visit = { from = \"visits\", to = \"person\", on = \"request\", amount = \"requested\" }\n" + more) {
        Rows rows;
        std::istringstream lines(csv);
        std::string line;
        for (std::uint32_t number = 1; std::getline(lines, line); ++number) {
            std::vector<Rows::Cell> row;
            std::istringstream cells(line + ",");
            std::string text;
            for (std::uint32_t column = 1; std::getline(cells, text, ','); ++column) {
                const Place place{0, number, column};
                if (number == 1) rows.columns.push_back(text), rows.column_places.push_back(place);
                else row.push_back({text.empty() ? std::vector<std::string>() : std::vector<std::string>{text}, false, place});
            }
            if (number > 1) rows.cells.own().push_back(row);
        }
        ledger = read_ledger(rows, home.rights->rules(), home.rights->facts(), day(as_of), {}, report);
    }
    /// "E0781 2:3": the code and the row and cell of each fault.
    [[nodiscard]] std::vector<std::string> faults() const {
        std::vector<std::string> out;
        for (const Diagnostic& fault : report.all())
            out.push_back(fault.code + " " + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column));
        return out;
    }
    Home home;
    Report report;
    Ledger ledger;
};

const std::string head = "order,date,event,right,person,quantity,smile\n";
using Faults = std::vector<std::string>;

}  // namespace

TEST_CASE("ledger: an order keeps what it was told first, and takes what later rows add") {
    const Written read(head + "a,2024-02-01,ordered,door,ann,2,\nb,2024-01-15,ordered,club.door,bob,,\na,2024-02-03,scheduled,,,,\n"
                       "a,2024-02-04,delivered,door,ann,3,4.5\na,2024-02-04,accepted,,,,\n");
    REQUIRE(read.faults() == Faults{});
    REQUIRE(read.ledger.orders.size() == 2);
    const Order& order = read.ledger.orders[0];
    CHECK(order.name == "a");
    CHECK(read.home.rights->rules().path(order.right) == "club.door");
    CHECK(read.home.rights->facts().name(order.person) == "ann");
    CHECK(order.quantity == 3);
    CHECK(order.place.line == 2);
    CHECK(order.on[0] == day("2024-02-01"));
    CHECK(order.on[3] == day("2024-02-04"));
    CHECK(order.measures.at("smile") == 4.5);
    CHECK(read.ledger.orders[1].quantity == 1);
    CHECK(read.ledger.first == day("2024-01-15"));
}

TEST_CASE("ledger: units are a number above 0, so no service gives anything back") {
    for (const char* quantity : {"0", "-1", "-0.5", "1e999", "nan", "two", "1 2"}) {
        INFO(quantity);
        CHECK(Written(head + "a,2024-02-01,ordered,door,ann," + quantity + ",\n").faults() == Faults{"E0781 2:6"});
    }
    CHECK(Written(head + "a,2024-02-01,ordered,door,ann,0.25,-3\n").faults() == Faults{});  // a measure may be negative
}

TEST_CASE("ledger: a row with a fault is left out, and all its cells are told") {
    CHECK(Written(head + "a,2024-02-30,orderd,dor,anne,0,x\n").faults() ==
          Faults{"E0781 2:2", "E0781 2:3", "E0781 2:4", "E0781 2:5", "E0781 2:6", "E0781 2:7"});
    const Written read(head + "a,2025-01-01,ordered,door,ann,,\nb,2024-12-31,ordered,door,ann,,\n");
    CHECK(read.faults() == Faults{"E0783 2:2"});
    CHECK(read.ledger.orders.size() == 1);
    CHECK(Written(head + ",2024-02-01,ordered,door,ann,,\n").faults() == Faults{"E0781 2:1"});
}

TEST_CASE("ledger: the events of an order follow each other") {
    const std::string ordered = head + "a,2024-02-01,ordered,door,ann,,\n";
    const auto after = [&](const std::string& rows) { return Written(ordered + rows).faults(); };
    CHECK(after("a,2024-02-02,ordered,,,,\n") == Faults{"E0782 3:3"});
    CHECK(after("a,2024-01-31,scheduled,,,,\n") == Faults{"E0782 3:3"});
    CHECK(after("a,2024-02-02,accepted,,,,\n") == Faults{"E0782 3:3"});
    CHECK(after("a,2024-02-02,remedied,,,,\n") == Faults{"E0782 3:3"});
    CHECK(after("a,2024-02-02,delivered,,,,\na,2024-02-03,scheduled,,,,\n") == Faults{"E0782 4:3"});
    CHECK(after("a,2024-02-02,failed,,,,\na,2024-02-03,delivered,,,,\n") == Faults{"E0782 4:3"});
    CHECK(after("a,2024-02-02,delivered,,,,\na,2024-02-03,accepted,,,,\na,2024-02-04,failed,,,,\n") == Faults{"E0782 5:3"});
    CHECK(after("a,2024-02-02,failed,,,,\na,2024-02-02,remedied,,,,\n") == Faults{});
    CHECK(after("a,2024-02-02,delivered,,,,\na,2024-02-03,failed,,,,\na,2024-02-09,remedied,,,,\n") == Faults{});
    CHECK(after("a,2024-02-02,delivered,,bob,,\n") == Faults{"E0782 3:5"});
    CHECK(Written(head + "a,2024-02-02,delivered,door,ann,,\n").faults() == Faults{"E0782 2:3"});
}

TEST_CASE("ledger: a right of two programmes is named by its programme") {
    const std::string other = "[programme.other]\nholder = \"owner\"\nbinds = \"event\"\n[programme.other.right.door]\nfor = \"owner\"\n"
                              "unlock = \"yes\"\nkeep = \"yes\"\nuse = \"yes\"\nend = \"no\"\n";
    CHECK(Written(head + "a,2024-02-01,ordered,door,ann,,\n", "2024-12-31", other).faults() == Faults{"E0781 2:4"});
    CHECK(Written(head + "a,2024-02-01,ordered,other.door,ann,,\n", "2024-12-31", other).faults() == Faults{});
}

TEST_CASE("ledger: columns are needed once, and none that follows from the days") {
    CHECK(Written("order,date,event,right\n").faults() == Faults{"E0780 1:1"});
    CHECK(Written("order,date,event,right,person,person\n").faults() == Faults{"E0780 1:6"});
    CHECK(Written("order,date,event,right,person,days_to_deliver\n").faults() == Faults{"E0780 1:6"});
    CHECK(Written("order,date,event,right,person\n").faults() == Faults{});
}

TEST_CASE("ledger: what is measured of an order, so far if it is open") {
    const auto of = [](const std::string& rows, const std::string& measure, const char* on = "2024-03-01") {
        return measured(Written(head + "a,2024-02-01,ordered,door,ann,,\n" + rows).ledger.orders.at(0), measure, day(on));
    };
    CHECK(of("", "days_to_schedule") == 29);
    CHECK(of("", "days_to_deliver") == 29);
    CHECK(of("", "days_to_remedy") == std::nullopt);
    CHECK(of("", "failed") == 0);
    CHECK(of("", "smile") == std::nullopt);
    const std::string met = "a,2024-02-03,scheduled,,,,\na,2024-02-08,delivered,,,,5\n";
    CHECK(of(met, "days_to_schedule") == 2);
    CHECK(of(met, "days_to_deliver") == 7);
    CHECK(of(met, "smile") == 5);
    const std::string failed = "a,2024-02-04,failed,,,,\n";
    CHECK(of(failed, "days_to_deliver") == 3);
    CHECK(of(failed, "days_to_schedule") == 3);
    CHECK(of(failed, "failed") == 1);
    CHECK(of(failed, "days_to_remedy") == 26);
    CHECK(of(failed + "a,2024-02-10,remedied,,,,\n", "days_to_remedy") == 6);
}
