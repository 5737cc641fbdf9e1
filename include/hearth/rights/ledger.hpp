#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/facts.hpp"
#include "hearth/rights/rulebook.hpp"

namespace hearth {

/// What happens to an order of a service, in this order; a failure may come at any point after the order, a remedy after a failure.
enum class ServiceEvent : std::uint8_t { ordered, scheduled, delivered, accepted, failed, remedied };
std::string_view to_text(ServiceEvent event);

/// One order of a service, with the day of each of its events.
struct Order {
    std::string name;
    Place place;                                     ///< of its first row
    std::size_t right = Reading::none;
    int person = -1;
    double quantity = 1;
    std::array<std::optional<Date>, 6> on;           ///< by ServiceEvent
    std::map<std::string, double> measures;          ///< recorded beside the events, by column
};

/// The ledger of a family, checked: columns order, date, event, right, person, quantity (1 if left out), and any number of measures.
struct Ledger {
    std::vector<Order> orders;                       ///< as first written
    std::vector<std::string> measures;               ///< columns beyond the known ones, and those that follow from the days
    std::optional<Date> first;
};

/// Faults of the rows go to the report, all of them: E0780 columns, E0781 a cell, E0782 an order whose events do not follow each other,
/// E0783 a day after `as_of`.
Ledger read_ledger(const Rows& rows, const Rulebook& rules, const FamilyFacts& facts, Date as_of, const Place& file, Report& report);

/// E0785 for every request by an event of the family, on or after the first day of the ledger, whose service the ledger has as well: an order
/// of that right and person that is delivered on or after the request. Both would draw. `path` names the ledger.
void check_requests(const Ledger& ledger, const Rulebook& rules, const FamilyFacts& facts, const std::string& path, Report& report);

/// A bound on a measure of the services of a right, and what is owed where it is broken.
struct Standard {
    std::size_t right = Reading::none;               ///< none: of every right
    std::string measure;
    bool at_least = false;                           ///< else at most
    double bound = 0;
    double remedy = 0;                               ///< money
};

/// The rows of a table with the columns right (or `any`), measure, must_be (`at_least`, `at_most`), bound, remedy. E0784 for what is none.
std::vector<Standard> standards_of(const Table& table, const Ledger& ledger, const Rulebook& rules, const Names& names, Report& report);

/// What is measured of an order by a day, if it can be: its own measures, or
/// days_to_schedule, days_to_deliver (since the order, so far if it is open), days_to_remedy (since the failure), failed (1 or 0).
std::optional<double> measured(const Order& order, const std::string& measure, Date as_of);

}  // namespace hearth
