#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

class PersonLife;

/// The one life of every person of a family, whatever policies are on it, on the family's basis or the person's own (rules S65,
/// S67). The grid is civil months from the family's `as_of`; yearly chances act month by month as the basis says with `between`.
class FamilyLife {
  public:
    /// `states` are those the facts say on `as_of` (rule S77), numbers in the family's model; a person without one has no expectation.
    /// Faults of the rates go to the report. Book and family must outlive this.
    FamilyLife(const Book& book, const Family& family, const std::map<std::string, std::size_t>& states, Report& report);
    ~FamilyLife();
    FamilyLife(FamilyLife&&) noexcept;

    /// Chances of the states of the family's model, in its order, in the month that runs on a day; they sum to one. Not before
    /// `as_of`: the past is a matter of facts. Someone not yet born is in the first state until the month after birth begins.
    /// Throws Fault where a rate has no number: an unknown fact (E0603), a table without the row, what is not computed yet (E0544).
    std::vector<double> occupancy(const std::string& person, Date day);
    /// Chances of the states after the month that begins `month` months after `as_of`, for someone in a state then. Faults as above.
    std::vector<double> moves(const std::string& person, std::size_t month, std::size_t from);
    /// The present value on `as_of` of 1 due when that month begins, at the interest of the family's basis; each month is 1/12 year.
    /// Throws Fault: E0552 no interest, E0541 at or below -1.
    double discount(std::size_t month);
    /// A rate rests on something marked as an example.
    [[nodiscard]] bool illustrative() const;

  private:
    Date as_of_;
    std::string first_;                 ///< who lives on the family's basis
    std::vector<double> discounts_;
    std::map<std::string, std::unique_ptr<PersonLife>, std::less<>> lives_;
};

}  // namespace hearth
