#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/track.hpp"
#include "needs.hpp"

namespace hearth {

struct Shared;

/// Puts a variable back when the scope is left, also by a fault.
template <class T>
class Kept {
  public:
    explicit Kept(T& variable) : variable_(variable), before_(variable) {}
    Kept(T& variable, T now) : Kept(variable) { variable_ = now; }
    ~Kept() { variable_ = before_; }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

  private:
    T& variable_;
    T before_;
};

/// Something used again and again that is taken while a scope needs it; meanwhile another scope has its own.
template <class T>
class Lent {
  public:
    explicit Lent(std::shared_ptr<T>& owner) : owner_(owner), mine_(std::exchange(owner, nullptr)) {
        if (mine_ == nullptr) mine_ = std::make_shared<T>();
    }
    ~Lent() { owner_ = std::move(mine_); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    T& operator*() const { return *mine_; }
    T* operator->() const { return mine_.get(); }

  private:
    std::shared_ptr<T>& owner_;
    std::shared_ptr<T> mine_;
};

/// What a contract is made of: what is given, its values, and its tracks, one for each basis it is read on.
struct Contract::Inside {
    struct Known {
        std::string name;
        Value value;
        Type type;
        bool given = false;
    };
    /// A number at issue that is found as a root: an unknown of `solve`, or a fixed point (rules S57, S58).
    struct Root {
        enum class Stage { open, trying, found } stage = Stage::open;
        double number = 0;
        std::optional<double> residual = {};  ///< none: not asked for yet
    };

    Inside(Contract& outer, const Book& book, const Product& product, Given given, Report& report, Scaling scaling);
    ~Inside();

    Track& track(const std::string& basis, const Place& place);
    /// For an expression that names no basis of a product that names none: it may read what is given and tables, no more.
    Track& nameless_track();
    [[nodiscard]] std::size_t value_index(std::string_view name) const;   ///< SIZE_MAX: none
    /// What a track calls being at a step in a state, as far as the moment says how it came there.
    [[nodiscard]] std::size_t node(Track& track, std::size_t k, std::size_t state, const Moment& moment) const;
    /// The track a value is read on: that of its basis, or the one that asks.
    Track& track_of(std::size_t value, Track& asking);
    /// Compiles a value on the track it is read on, if that was not done; its type.
    Type compile_value(std::size_t value, Track& asking);
    void read_given();
    std::optional<std::vector<Known>> read_again(Given& other);
    void check_degrees();
    void find_scale();
    void seal();
    bool give(Given& other, Report& to);
    void unscale_if_fixed(const Program* from_outside = nullptr);
    /// A number of the unit cell in its own unit.
    [[nodiscard]] double outward(double number, const Type& type) const;
    [[nodiscard]] double inward(double number, const Type& type) const;
    Contract* other(const Product& product);
    /// An expression from outside the product as a program, and the track it is read on; none if it has faults.
    std::pair<Track*, std::optional<Program>> from_outside(const Expression& expression, Report& faults);
    /// Faults if something of the product is not computed yet.
    void demand_computable() const;

    /// The value needs no moment: it is one number, read at issue.
    [[nodiscard]] bool closed(std::size_t value, Track& asking);
    /// That number, solved if it must be.
    double at_issue(std::size_t value, Track& asking);
    [[nodiscard]] bool varies(Track& track, const Program& program, std::uint32_t index);
    double solve(Track& track, std::size_t value, Root& root);
    /// The stream whose internal rate a program is and nothing else.
    std::optional<Needs::Key> internal_rate_of(Track& track, const Program& program);
    double fixed_point(Track& track, std::size_t value, Root& root);
    /// Finds the numbers at issue that something rests on: those of `solve` first, then the rest.
    void settle(const Needs::Keys& rests_on);
    /// Every number that rests on a value is to be computed anew.
    void forget(Track& track, std::size_t value);

    Contract& outer;
    const Book& book;
    const Product& product;
    Given given;
    Scaling scaling;
    Shared* shared = nullptr;  ///< none: rows of its lives are its own
    Report* report;  ///< while compiling
    std::vector<Known> known;
    std::set<std::string, std::less<>> asked;
    std::map<std::string, std::unique_ptr<Track>> tracks;
    std::vector<std::unique_ptr<Track>> faulty;  ///< asked for from outside and not to be had
    std::map<std::string, std::unique_ptr<Contract>> others;
    std::vector<std::pair<const Product*, std::string>> other_values;  ///< of other products for the same policy (rule S54)
    std::vector<std::pair<Program, Program>> equations;  ///< the sides of each `solve`
    enum class Stage : std::uint8_t { open, busy, done };
    std::vector<Stage> compiled;  ///< of values with a basis
    std::vector<Type> types;
    std::map<Needs::Key, Root, Needs::Before> roots;
    std::unique_ptr<Needs> needs;
    int trying = 0;  ///< roots being looked for, one inside the other
    bool sealed = false;  ///< everything of the product is compiled
    std::size_t own_tracks = 0;  ///< that were there then
    std::size_t reserve = SIZE_MAX;  ///< which value the insurer holds
    std::vector<Track*> read_on;           ///< the track of each value that names its basis, once known
    bool scales = false;  ///< every payment follows the monies
    bool unscaled = false;  ///< an expression from outside brought a fixed amount
    bool given_illustrative = false;
    std::optional<Diagnostic> refused;  ///< what of the product is not computed yet
    std::string main_basis;
    double money = 1;  ///< largest asked money, else 1
    double scale = 1;
    bool illustrative = false;
    bool outside = false;  ///< values are read by a case: in their own unit
    bool for_many = false;  ///< what is given changes from policy to policy (RunPlan): no payment is recalled
};

/// Money, or a number of what the account counts in.
inline Type type_of_account(const Account& account) {
    return account.unit.empty() || account.unit == "money" ? Type::money() : Type::count();
}

/// A Compiler for one expression of a contract.
Compiler compiler_of(Contract::Inside& in);

// Numbers of loads
namespace load_id {
enum : std::uint32_t {
    time,
    year,
    month,
    age,
    age_exact,
    held,
    state,
    entered,
    date,
    calendar_year,
    month_of_year,
    interest,
    premium,
    premiums_paid,
    annual_premium,
    status,
    profit,
    life = 32,  ///< held, state, entered, age of the second life of a product are these + 32, of the third + 64
    given = 1000,  ///< + index of `known`
    missing = 50'000,  ///< a name that is not given
    account = 60'000,  ///< + index
    other = 90'000,  ///< + index of `other_values`
    value = 100'000,  ///< + index
    payment = 200'000  ///< + flow
};
}

}  // namespace hearth
