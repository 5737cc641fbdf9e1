#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/life.hpp"

namespace hearth {

/// A node of the grid: the step k, the state, whole steps spent in it.
struct Node3 {
    std::size_t k = 0, state = 0, held = 0;
};

/// Where a program runs: on the grid, or exactly inside a step (a rate).
struct Point {
    std::size_t k = 0;         ///< time, held, values
    std::size_t counted = 0;   ///< the step whose year and age are meant: k, or on a move the step just passed (rule S36)
    std::size_t state = 0;     ///< on a move the state left
    std::size_t entered = 0;
    std::size_t held = 0;      ///< steps
    double exact_time = 0;     ///< years; differs from k only in a rate
    double exact_held = 0;
};

/// When and how a payment falls on a grid.
struct Flow {
    enum class When { start, move, closing, end_of_product, issue, status };
    const Payment* payment = nullptr;
    Program when, amount;             ///< `when` may be empty: always
    When falls = When::start;
    std::size_t period = 1;           ///< steps
    double shift = 0;                 ///< years from the moment the flow belongs to: middle of a period, start of a move's step
    std::vector<char> moves;          ///< [from * states + to]
    std::vector<std::string> statuses;///< On "status: -> surrendered"
    bool premium = false, benefit = false, expense = false;
    bool once_later = false;          ///< `on = anniversary`: not at issue
    std::size_t follows = SIZE_MAX;   ///< flow that it happens with ("on = premium")
};

/// What a pv counts: some flows, with their own amounts or another, under a condition; or a stream that is no payment.
struct Stream {
    std::vector<std::size_t> flows;
    std::size_t span = 0;             ///< steps between the payments of a stream that is no payment; 0: none
    Program amount, when, interest;   ///< may be empty
    bool discounts = true;
    std::vector<double> values;       ///< [k * nodes + node]
    std::size_t filled = SIZE_MAX;    ///< lowest k computed
    bool filling = false;
    std::vector<char> reach;          ///< values it needs
    std::string text;
};

/// One contract on the grid of one basis: its programs, its life, its flows as arrays, and the recursions over them.
class Track final : public World {
  public:
    Track(Contract& contract, const Basis& basis);
    void compile(Report& report);

    Value load(std::uint32_t id, const Instruction& instruction) override;
    Value special(const Program& program, const Instruction& instruction, Evaluator& evaluator) override;

    [[nodiscard]] const Basis& basis() const { return basis_; }
    [[nodiscard]] double step() const { return step_; }
    [[nodiscard]] const Model& model() const { return model_; }
    [[nodiscard]] const std::vector<Flow>& flows() const { return flows_; }
    [[nodiscard]] bool with_held() const { return with_held_; }
    /// Steps after which nothing is due: the product has ended in every state that can still be reached.
    std::size_t horizon();
    [[nodiscard]] bool ended(std::size_t k, std::size_t state, std::size_t held = 0);
    double discount(std::size_t k);
    Life& life() { return *life_; }
    /// Chance of each status exit at the end of step k (rule S63), by status name; empty where none may happen.
    const std::vector<std::pair<std::string, double>>& exits(std::size_t k);

    double evaluate(const Program& program, const Point& point);
    bool holds(const Program& program, const Point& point);
    /// Amount of a flow that falls at a point, 0 where its condition does not hold.
    double amount(const Flow& flow, const Point& point, const Stream* stream = nullptr);
    [[nodiscard]] bool due_at_start(const Flow& flow, std::size_t k) const;
    [[nodiscard]] bool closes(const Flow& flow, std::size_t k) const;

    double value(std::size_t value, const Node3& node);
    double value_at(std::size_t value, double time, std::size_t state, std::optional<double> held, const Place& place);
    double stream_value(std::size_t stream, std::size_t k, std::size_t state, std::size_t held);
    [[nodiscard]] std::size_t width(std::size_t k) const { return with_held_ ? states_ * (k + 1) : states_; }

    /// The scope of the product's expressions on this basis; `exact` reads age, time and held exactly (rates).
    const Scope& scope(bool exact = false) const { return exact ? exact_scopes_.front() : scopes_.front(); }
    /// Compiles an expression of this contract on this basis.
    std::optional<Program> compile(const Expression& expression, Type::Base wanted, Report& report, bool exact = false);

  private:
    friend class Contract;
    friend struct Solver;
    struct Reference;
    struct Form;
    void make_scopes();
    std::optional<Binding> measure(const std::string& path, bool exact);
    std::optional<std::uint32_t> form(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<std::uint32_t> pv(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here, const Ast* interest_ast, std::uint32_t interest);
    std::optional<std::uint32_t> at(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<std::uint32_t> probability(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    void compile_flows(Report& report);
    Flow make_flow(const Payment& payment, bool of_basis, Report& report);
    void fill(Stream& stream, std::size_t down_to);
    void fill_step(Stream& stream, std::size_t k);
    double premiums_paid(std::size_t steps, const Point& point);
    std::vector<double> occupancy(std::size_t from, std::size_t state, std::size_t held, std::size_t steps);
    void forget(std::size_t value);

    Contract& contract_;
    const Basis& basis_;
    const Model& model_;
    std::size_t states_;
    double step_;
    std::size_t per_year_ = 0;             ///< steps a year, 0 if a year is not a whole number of steps
    bool with_held_ = false;
    DomainPtr domain_;
    std::deque<Scope> scopes_, exact_scopes_;
    std::vector<Reference> references_;
    std::vector<Form> forms_;
    Program ends_, interest_;
    std::vector<Flow> flows_;
    std::map<std::string, std::size_t> flow_of_;
    std::deque<Stream> streams_;
    std::vector<Program> values_;          ///< of the values read on this basis
    std::vector<std::map<std::pair<std::size_t, std::size_t>, double>> remembered_;
    std::unique_ptr<Life> life_;
    std::vector<MoveRate> status_rates_;
    std::vector<std::vector<std::pair<std::string, double>>> exits_;
    std::vector<char> exits_known_;
    std::vector<double> discounts_;
    std::vector<signed char> ended_;
    std::size_t horizon_ = SIZE_MAX;
    std::vector<double> paid_;             ///< premiums paid after so many steps
    bool paid_by_state_ = false;
    Evaluator evaluator_;
    Point here_;
};

}  // namespace hearth
