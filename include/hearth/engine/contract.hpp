#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

class Track;

/// What is known of one policy, or of a product run alone: age, sex, issued, city and whatever the product asks.
using Given = std::map<std::string, ExpressionPtr, std::less<>>;

/// What the policy of a family gives its product: its own leaves, and age at issue, sex and facts of the insured (rule S19).
Given given_of(const Book& book, const Family& family, const Policy& policy, Report& report);

/// A place in the life of a contract.
struct Moment {
    double time = 0;                   ///< years since issue
    std::string state;                 ///< empty: the first state, held since issue (rule S52)
    std::optional<double> held;        ///< years in the state
};

/// A premium as it falls due if the first state is never left.
struct DuePremium {
    double time = 0;                   ///< years since issue
    double amount = 0;
};

/// A product for one policy, compiled. Every number is computed when it is first asked for, for the unit cell: where every payment
/// scales with the monies, the largest asked money is 1 and what leaves the contract is scaled (rules S59, S60).
/// Throws Fault where there is no number: a table without the row, an equation without a root, what is not computed yet.
class Contract {
  public:
    enum class Scaling { unit_cell, none };
    /// Faults of the product in the light of what is given go to the report; the contract may be valued only if there are none.
    Contract(const Book& book, const Product& product, Given given, Report& report, Scaling scaling = Scaling::unit_cell);
    ~Contract();
    Contract(const Contract&) = delete;
    Contract& operator=(const Contract&) = delete;

    [[nodiscard]] const Product& product() const;
    [[nodiscard]] bool illustrative() const;
    /// What every money inside is multiplied with on its way out.
    [[nodiscard]] double scale() const;

    /// A value of the product at a moment. Between the steps of its basis only where it says how (rule S50).
    double value(const std::string& name, const Moment& moment, const std::string& asking = {});
    /// The value needs no moment: a premium, a sum solved at issue.
    [[nodiscard]] bool at_issue_only(const std::string& name) const;
    /// A truth is 1 or 0. `asking`, here and above: the basis on which a value that names none is read (rule S47).
    [[nodiscard]] std::optional<Type> type_of(const std::string& name, const std::string& asking = {});
    /// In a state that was entered after issue the value differs by how long it has lasted.
    [[nodiscard]] bool depends_on_held(const std::string& name);
    /// How far the equation of a solved number is from being met, in the unit of its sides; 0 for a number that is not solved.
    double residual(const std::string& name);

    /// An expression of a case, where the contract begins. Faults of its names and types go to the report.
    Value evaluate(const Expression& expression, Report& report);

    std::vector<DuePremium> premiums();
    /// Years after which nothing is due though the first state was never left; none: only its end ends the contract.
    std::optional<double> term();

    /// The contract on the grid of a basis; of the first value that names one if `basis` is empty.
    Track& track(const std::string& basis = {});
    [[nodiscard]] const Value* given(const std::string& name) const;

    struct Inside;  ///< of the engine alone
    [[nodiscard]] Inside& inside() { return *in_; }

  private:
    std::unique_ptr<Inside> in_;
};

}  // namespace hearth
