#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hearth/model/rows.hpp"
#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// Families that are alike: so many of them, from a day on. Each lives its own life.
struct Cohort {
    std::string family;
    std::size_t count = 0;
    Date from;
    int months = 0;                      ///< from the `as_of` of the family to `from`
    Place place;
};

/// Rows of family, count and, if it is not the family's own `as_of`, from; by family and day, whatever their order. Faults go to the report:
/// E0790 columns, E0791 a cell, E0792 a family twice from the same day.
std::vector<Cohort> read_cohorts(const Rows& rows, const Book& book, const Place& file, Report& report);

/// The same family so many months later: births, issues, events and `as_of`. What is written as a date inside a rule stays.
Family later(const Family& family, int months);

/// A cohort, ready to be asked.
struct Household {
    Cohort cohort;
    std::unique_ptr<Family> family;
    std::unique_ptr<FamilyRights> rights;
    std::size_t start = 0;               ///< months from the first day of the portfolio to `from`
    double discount = 1;                 ///< from `from` to that day
    std::uint32_t luck = 0;              ///< by the name of the family and `months`: no other family draws as it does
};

struct Portfolio {
    Date as_of;                          ///< the first day of all
    std::vector<Household> households;
    std::string currency;

    [[nodiscard]] std::size_t families() const;
};

/// Faults of the families go to the report. `book` outlives what is returned.
Portfolio portfolio_of(const Book& book, std::vector<Cohort> cohorts, Report& report);

}  // namespace hearth
