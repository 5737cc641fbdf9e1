#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hearth/engine/life.hpp"
#include "hearth/language/evaluate.hpp"

namespace hearth {

/// One person on civil months: what the names in the rates mean for this life, and the chances of its states.
class PersonLife final : public World {
  public:
    PersonLife(const Book& book, const Family& family, const Person& person, const Basis& basis, std::optional<std::size_t> state,
               Report& report);

    /// Chances of the states when month k from `as_of` begins.
    const std::vector<double>& at(std::size_t k);
    /// Chances of moving in month k, from a state; a row of the states.
    std::vector<double> moves(std::size_t k, std::size_t from);
    /// Effective interest a year of the basis in month k, read as this person's names stand.
    double interest(std::size_t k);
    [[nodiscard]] bool illustrative() const { return illustrative_; }

    Value load(std::uint32_t id, const Instruction& instruction) override;
    Value special(const Program& program, const Instruction& instruction, Evaluator& evaluator) override;

  private:
    /// A fact as written and as events change it (rules S77, S78).
    struct Fact {
        std::string name;
        std::vector<std::pair<Date, Value>> from;
    };
    void read_facts(Report& report);
    void add_fact(const std::string& name, Date from, const Expression& leaf, Report& report);
    void make_scopes();
    void compile(Report& report);
    std::optional<Binding> measure(const std::string& path);
    std::optional<Binding> fact(const std::string& name);
    [[nodiscard]] std::string path_of(const std::string& name) const;
    [[nodiscard]] Date day(std::size_t k) const { return family_.as_of.plus_months(static_cast<int>(k)); }
    [[nodiscard]] Life::Reading reading();
    void demand_computable() const;
    [[nodiscard]] bool may_move(const std::vector<double>& chances) const;

    const Book& book_;
    const Family& family_;
    const Person& person_;
    const Model& model_;
    Basis basis_;  ///< the person's, cut by month
    std::set<std::string, std::less<>> asked_;
    std::vector<Fact> facts_;
    std::deque<Scope> scopes_;
    DomainPtr states_;
    std::optional<std::size_t> state_;  ///< on as_of
    std::vector<MoveRate> rates_;
    Program interest_;
    std::unique_ptr<Life> life_;
    std::vector<std::vector<double>> chances_;  ///< [month][state]
    Evaluator evaluator_;
    RatePoint here_;
    bool cut_ = false;  ///< the basis has steps
    bool illustrative_ = false;
};

}  // namespace hearth
