#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

class Track;

/// What is known of one policy, or of a product run alone: age, sex, issued, city and whatever the product asks.
using Given = std::map<std::string, ExpressionPtr>;

/// A place in the life of a contract: time since issue in years of the grid clock, the state, years in it.
struct Moment {
    double time = 0;
    std::string state;                 ///< empty: the first state, held since issue
    std::optional<double> held;        ///< years in the state; none: since issue
};

/// A product for one policy, compiled and ready to be valued. Every number is computed when it is first asked for.
/// Amounts are computed for the unit cell (the largest asked money is 1) where every payment scales with the monies (rule S60).
class Contract {
  public:
    /// Faults of the product in the light of what is given go to the report; the contract may be used only if there are none.
    Contract(const Book& book, const Product& product, Given given, Report& report);
    ~Contract();
    Contract(const Contract&) = delete;
    Contract& operator=(const Contract&) = delete;

    [[nodiscard]] const Product& product() const { return product_; }
    [[nodiscard]] bool illustrative() const { return illustrative_; }
    /// What all monies are multiplied with: 1, or the largest asked money of a contract that scales.
    [[nodiscard]] double scale() const { return scale_; }
    [[nodiscard]] bool scales() const { return scales_; }
    /// The same contract computed without scaling, for the test that both agree.
    static std::unique_ptr<Contract> unscaled(const Book& book, const Product& product, Given given, Report& report);

    /// A value of the product at a moment, in its own unit.
    double value(const std::string& name, const Moment& moment);
    /// The value needs no moment: a premium, a sum solved at issue.
    [[nodiscard]] bool at_issue_only(const std::string& name) const;
    /// Evaluates an expression of a case or of `show` where the contract begins.
    Value evaluate(const Expression& expression, Report& report);

    /// The basis of a value, or of the first value that has one.
    Track& track(const std::string& basis);
    [[nodiscard]] const std::string& main_basis() const { return main_basis_; }
    [[nodiscard]] const Value* given(const std::string& name) const;

  private:
    friend class Track;
    friend struct Solver;
    Contract(const Book& book, const Product& product, Given given, Report& report, bool may_scale);
    void compile(Report& report, double scale);
    void read_given(Report& report);
    Contract& other(const Product& product, const Place& place);

    struct Known { Value value; Type type; };
    enum class Stage { open, solving, solved };
    struct Solved { Stage stage = Stage::open; double number = 0; double residual = 0; };

    const Book& book_;
    const Product& product_;
    Given given_;
    std::set<std::string, std::less<>> asked_;
    std::map<std::string, Known, std::less<>> known_;
    std::vector<Type> value_types_;
    std::vector<char> value_typed_;        ///< 0 no, 1 in progress, 2 yes
    std::map<std::string, std::unique_ptr<Track>> tracks_;
    std::map<std::string, std::unique_ptr<Contract>> others_;
    std::vector<Solved> solved_;           ///< of each value: unknowns of `solve` and fixed points
    std::vector<std::vector<char>> reach_; ///< [value][value]: needs it, directly or not
    std::vector<char> closed_;             ///< the value needs no moment
    std::vector<char> fixed_point_;        ///< closed and led back to by its own benefits (rule S57)
    std::string main_basis_;
    double scale_ = 1;
    bool may_scale_ = true, scales_ = false, illustrative_ = false;
    Report* report_ = nullptr;             ///< while compiling
};

}  // namespace hearth
