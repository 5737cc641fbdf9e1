#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth {

/// The expressions of a case that runs a family or a programme: "chengxin.tier at (owner: wei, date: 2024-01-01)".
/// Each day that is asked for is reached by the timeline from its beginning; a day is kept once reached. What is expected,
/// "pv(chengxin.residency)", is exact, or simulated where so many paths are given.
class RightsCase {
  public:
    RightsCase(const Book& book, const Family& family, const FiguresOf& figures, Report& report);
    /// A programme alone: one person, who is also the owner, with the facts given ("level" or "person.level"); time 0 is the `date`
    /// given, else the first day of the programme, else 2000-01-01 (rule S76).
    RightsCase(const Book& book, const Programme& programme, const Given& given, Report& report);

    /// Faults of names and types go to the report and leave the value unknown; throws Fault where there is no answer
    /// (E0744 it is not said whose right is meant, E0745 a moment that is no day).
    Value evaluate(const Expression& expression, Report& report) { return evaluate(expression, report, {}); }
    /// As the leaf of a policy of the family: what is meant is what the policy, or its owner, holds.
    Value evaluate(const Expression& expression, Report& report, const std::string& policy);
    /// From now on expectations are simulated.
    void simulate(std::uint32_t paths, std::uint64_t seed);
    [[nodiscard]] const Rulebook& rules() const { return rights_->rules(); }
    /// The programme that is run alone; none: a family.
    [[nodiscard]] std::size_t programme() const { return programme_; }
    /// What the rules came to on the days reached so far.
    [[nodiscard]] const Answered& answered() const { return answered_; }
    [[nodiscard]] bool illustrative() const { return rights_->rules().illustrative() || rights_->lives().illustrative; }

  private:
    Timeline& on(Date day);
    Value look(const Program& program, const Instruction& at, Evaluator& evaluator);
    Value expect(const Reading& reading, const Program& program, const Instruction& at);
    Value present_value(std::size_t right, const Here& here, const Instruction& at);
    Value probability(const Program& program, const Instruction& at, const Here& here);
    Value first(const Program& program, const Instruction& at, const Here& here);
    [[nodiscard]] double found(const Unit& unit, const Expectation& all, int person, double Figures::* what, const Instruction& at) const;
    Expectation expectation(const Unit& unit);
    [[nodiscard]] Here place(Timeline& timeline, int owner, int person, int policy) const;
    [[nodiscard]] int named(const Value& value, const Place& place) const;
    [[nodiscard]] int policy_named(const Value& value, const Place& place) const;

    const Book& book_;
    std::unique_ptr<Family> alone_;
    const Family& family_;
    std::size_t programme_ = Reading::none;
    std::unique_ptr<FamilyRights> rights_;
    bool with_lives_ = false;
    std::uint32_t paths_ = 0;
    std::uint64_t seed_ = 1;
    Here here_;                                  ///< where an expression is being asked
    std::map<std::size_t, std::vector<std::pair<Unit, Expectation>>> expected_;   ///< by right
    std::map<Date, std::unique_ptr<Timeline>> days_;
    std::size_t payments_read_ = 0;
    Answered answered_;
    std::vector<std::unique_ptr<Rule>> asked_;   ///< kept: watched conditions know their rule by its place in memory
};

}  // namespace hearth
