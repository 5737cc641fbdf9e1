#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/joint.hpp"
#include "hearth/engine/life.hpp"
#include "hearth/engine/paths.hpp"

namespace hearth {

class Needs;
class RunPlan;
class SemiMarkov;

/// One contract on the grid of one basis: its programs, its life, its flows as arrays, and the recursions over them.
class Track final : public World {
  public:
    Track(Contract::Inside& contract, const Basis& basis, std::size_t number);
    ~Track() override;
    void compile(Report& report);

    // The grid
    [[nodiscard]] std::size_t number() const { return number_; }  ///< in the order in which the tracks were made
    [[nodiscard]] const Basis& basis() const { return basis_; }
    [[nodiscard]] const Model& model() const { return model_; }  ///< of all its lives together
    [[nodiscard]] const Joint& joint() const { return joint_; }
    [[nodiscard]] const std::vector<Flow>& flows() const { return flows_; }
    [[nodiscard]] std::size_t states() const { return states_; }
    /// How many steps in a state can matter: 0 where nothing reads `held`; where it is only compared, just beyond the largest bound.
    /// With several lives the steps of each are one number, and this is the largest of it (Durations).
    std::size_t memory() { return durations().since_issue(SIZE_MAX); }
    /// A contract that ends only on death runs until the chance of being in it is below this (rule S39 asks for 1e-14; the rest keeps
    /// reserves at high ages exact), and never longer than the limit.
    static constexpr double vanished = 1e-30, still_there = 1e-14, longest_years = 150;
    static constexpr std::size_t long_memory = 4096;  ///< above it nothing is remembered but streams
    /// What a node remembers besides its state is one number, called `held`: the steps in the state of each life as far as they matter
    /// (Durations), or where accounts or `lasting` are read the number of its Past. Here that of those who never left the first state;
    /// and what it is after a step from one state to another.
    std::size_t kept(std::size_t k) { return with_paths() ? paths(k).since_issue : durations().since_issue(k); }
    std::size_t next(std::size_t k, std::size_t held, std::size_t from, std::size_t to) {
        return with_paths() ? path_after(k, held, from, to) : durations().after(held, joint_, from, to);
    }
    /// Whether a node is the state of one life and nothing more.
    bool bare() { return joint_.lives.size() == 1 && !ends_by_held_ && memory() == 0 && !with_paths(); }
    bool with_paths() { return !accounts_.empty() || !clocks_.empty() || (reads_premiums_paid_ && premiums_by_path()); }
    /// Whether `premiums_paid` is kept as a balance of each path: it is read, and premiums may differ between paths.
    bool premiums_by_path();
    [[nodiscard]] const std::vector<ContractAccount>& accounts() const { return accounts_; }
    const Paths::Step& paths(std::size_t k);
    /// Whether a payment moves units of an account that does not hold money.
    [[nodiscard]] bool counts(const Flow& flow) const;
    const Durations& durations() { return durations_ ? *durations_ : find_durations(); }
    [[nodiscard]] double time_of(std::size_t k) const { return static_cast<double>(k) * ticks_ / ticks_per_year; }
    /// The step that begins at a time, if one does.
    [[nodiscard]] std::optional<std::size_t> step_of(double time) const;
    /// Steps in a length of time, if whole.
    [[nodiscard]] std::optional<std::size_t> steps_in(const Span& span) const;
    /// Steps after which nothing is due: the product has ended in every state that can still be reached.
    std::size_t horizon() { return horizon_ != SIZE_MAX ? horizon_ : find_horizon(); }
    bool ended(std::size_t k, std::size_t state, std::size_t held) {
        const std::size_t at = ends_by_held_ ? SIZE_MAX : k * states_ + state;
        return at < ended_.size() && ended_[at] >= 0 ? ended_[at] != 0 : find_ended(k, state, held);
    }
    /// Whether several lives can be so at k, whatever they were at issue: one beyond the end of its table cannot be alive.
    bool possible(std::size_t k, std::size_t state) { return joint_.lives.size() == 1 || possible_together(k, state); }
    bool possible(std::size_t k, std::size_t state, std::size_t held) { return with_paths() ? paths(k).met[held * states_ + state] != 0 : possible(k, state); }
    /// Factor over step k at the basis' interest.
    double step_discount(std::size_t k, const Stream* stream = nullptr) {
        const bool own = stream == nullptr || stream->interest.empty();
        return own && k < discounts_.size() && !std::isnan(discounts_[k]) ? discounts_[k] : find_discount(k, stream);
    }
    /// What 1 paid at issue is worth so many steps earlier, where the contract is still to come. E0936: the interest reads its own time.
    double discount_before_issue(std::size_t steps);
    double to_moment(const Flow& flow, std::size_t k, const Stream* stream = nullptr);
    /// So many steps behind that which decides it a payment at the start of a step is paid.
    [[nodiscard]] std::size_t steps_later(const Flow& flow) const;
    /// The step in which one decided in step k is paid; none is behind the last.
    [[nodiscard]] std::size_t paid_in(const Flow& flow, std::size_t k) { return std::min(k + steps_later(flow), std::max(horizon() - 1, k)); }
    const double* row(std::size_t k, std::size_t state, std::size_t held);
    /// Chance of each status exit at the end of step k among those who stay (rule S63), by status; empty where none may happen.
    /// A rate of the status reads the state reached, and the time spent in it, as the step ends.
    using Exits = std::vector<std::pair<std::string, double>>;
    const Exits& exits(std::size_t k, std::size_t state, std::size_t held);
    /// Whether they differ by the state reached, or the time in it.
    [[nodiscard]] bool exits_read_state() const { return exits_by_state_; }
    [[nodiscard]] bool exits_read_held() const { return exits_by_held_; }

    // Evaluation
    Value load(std::uint32_t id, const Instruction& instruction) override;
    Value special(const Program& program, const Instruction& instruction, Evaluator& evaluator) override;
    std::optional<double> number_of(const Instruction& instruction) override;
    double evaluate(const Program& program, const Point& point);
    bool holds(const Program& program, const Point& point);
    /// Whether a flow's condition holds at a point, and its amount; `stream` may say another amount and a further condition.
    bool due(const Flow& flow, const Point& point);
    double amount(const Flow& flow, const Point& point, const Stream* stream = nullptr);
    [[nodiscard]] bool starts_at(const Flow& flow, std::size_t k) const;
    [[nodiscard]] bool closes_at(const Flow& flow, std::size_t k) const;
    [[nodiscard]] Point at_start(std::size_t k, std::size_t state, std::size_t held) {
        if (with_paths()) return on_path(k, state, held);
        return {k, k, k, state, state, held, 0, nullptr};
    }
    struct Way;
    /// The end of step k for those who go from one state to another.
    struct Passage {
        Point moving;            ///< in the state left, before anything due there (rule S36)
        Point reached;           ///< in the state reached, before the payments that close a period
        Point settled;           ///< after them: where what ends the contract is due
        std::size_t held = 0;    ///< of the node at k + 1
        std::shared_ptr<const Way> way = nullptr;  ///< keeps the pasts of the points
    };
    Passage passage(std::size_t k, std::size_t from, std::size_t to, std::size_t held);

    double value(std::size_t value, std::size_t k, std::size_t state, std::size_t held);
    /// What a moment says of the path to it: the years of each life in its state, and balances. None, or fewer than there are: left open (rule S52).
    struct Held {
        std::vector<std::optional<double>> years = {}, balances = {};
        std::optional<double> lasting = {};  ///< years for which the one condition that `lasting` follows has held
    };
    double value_at(std::size_t value, double time, std::size_t state, const Held& held, const Place& place);
    double present_value(std::size_t stream, std::size_t k, std::size_t state, std::size_t held);
    /// Chances of being in each node [held * states + state] `steps` later, for each status of the contract: in force first, alone
    /// if the status does not matter. `each`, of somebody who listens, gets them step by step.
    using ByStatus = std::vector<std::pair<std::string, std::vector<double>>>;
    ByStatus occupancy(std::size_t k, std::size_t state, std::size_t held, std::size_t steps, bool with_status, std::vector<ByStatus>* each = nullptr);
    std::size_t width(std::size_t k) { return states_ * (with_paths() ? paths(k).pasts.size() : kept(k) + 1); }

    /// Compiles an expression of this contract on this basis; `exact` reads age exactly (a rate).
    std::optional<Program> compile(const Expression& expression, Type::Base wanted, Report& report, bool exact = false);

    struct Form;
    struct Outcomes;
    struct Terms;
    struct Explaining;

  private:
    friend class Contract;
    friend struct Contract::Inside;
    friend class Needs;
    friend class RunPlan;
    void make_scopes();
    std::optional<Binding> measure(const std::string& path, bool exact, std::size_t life);
    std::optional<Binding> measure_of(std::size_t life, const std::string& path, bool exact);
    Binding given_or_missing(const std::string& name, Type type);
    const Scope& rate_scope(std::size_t life) const { return scopes_[life == joint_.insured ? 7 : 9 + 2 * life]; }
    std::optional<Binding> part(const std::string& path);
    std::optional<std::uint32_t> form(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::uint32_t emit_form(Compiler& compiler, Form form, Type type, const Place& place, std::vector<std::uint32_t> arguments, std::string text);
    std::uint32_t refuse(Compiler& compiler, Type type, const Place& place, std::string what);
    std::optional<std::uint32_t> pv(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<std::uint32_t> at(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<std::uint32_t> probability(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<std::uint32_t> distribution(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    std::optional<Outcomes> outcomes_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator);
    Value distribution_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator);
    Program inner(const Ast& ast, std::uint32_t node, Compiler& outer, const Scope& scope, Type::Base wanted);
    std::optional<std::vector<std::size_t>> group(const std::string& name) const;
    struct Asked {
        std::optional<double> time;        ///< years since issue
        std::vector<std::optional<std::size_t>> states;  ///< of each life
        Held held;
        [[nodiscard]] bool open() const;
    };
    Asked asked(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator);
    Point point_of(const Asked& asked, const Point& from, const Place& place);
    std::size_t state_of(const Asked& asked, std::size_t state) const;
    std::size_t held_at(std::size_t k, std::size_t state, const Held& held, const Place& place);
    Held held_of(const Point& point, const Place& place);
    std::size_t node_of(const Point& point);
    std::size_t path_at(std::size_t k, std::size_t state, const Held& held, const Place& place);
    std::size_t path_after(std::size_t k, std::size_t held, std::size_t from, std::size_t to);
    Point on_path(std::size_t k, std::size_t state, std::size_t held);
    void explore(std::size_t k);
    [[nodiscard]] bool closing_moves_accounts() const;
    bool find_ended(std::size_t k, std::size_t state, std::size_t held);
    std::size_t find_horizon();
    double find_discount(std::size_t k, const Stream* stream);
    bool possible_together(std::size_t k, std::size_t state);
    bool path_ended(std::size_t k, std::size_t state, std::size_t held);
    Past left_of(std::size_t k, std::size_t state, std::size_t held);
    Past reached_of(std::size_t k, std::size_t from, std::size_t to, std::size_t held);
    Past settled_of(std::size_t k, std::size_t state, const Past& before, const Past& reached);
    Past after_rounds(Flow::Falls kind, const Point& point, const Past& past);
    void follow_clocks(Past& past, const std::vector<std::size_t>& before, std::size_t k, std::size_t state);
    [[nodiscard]] std::size_t same_past(const Paths::Step& step, const Past& past) const;
    std::optional<std::uint32_t> lasting(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here);
    void compile_accounts(Report& report);
    [[nodiscard]] bool stands_alone(const Flow& flow) const;
    double units_of(const Flow& flow, const Point& point);
    void check_counts(const Flow& flow, Report& report) const;
    void place_accounts(Flow& flow, const Payment& payment);
    void refuse_paths(const Program& program, const char* what, Report& report) const;
    struct Moment;
    Moment moment_of(const Flow& flow, const Point& point);
    bool falls_at(const Moment& moment, const Flow& flow);
    struct NodeLanes;
    struct Scratch;
    struct Recalled;
    struct Recalls;
    Recalls& recalls();
    template <class Ask>
    double recalled(std::vector<Recalled> Recalls::*which, const Flow& flow, const Point& point, Ask&& ask);
    double units(const Flow& flow, const Point& point);
    void forget_payments(const std::pair<Track*, std::size_t>& value);
    bool at_once(const Program& program, const std::vector<Point>& points, std::vector<double>& out, Lanes::Known* known = nullptr, std::size_t run = 0);
    bool many_rates(const Program& program, const RatePoint& at, std::size_t count, std::vector<double>& out, Lanes::Known* known);
    void amounts(const Flow& flow, const std::vector<Point>& points, const Stream* stream, std::vector<double>& out);
    struct InState;
    bool mindful(std::size_t state);
    enum class Decided : std::uint8_t { unseen, open, due, never };
    Decided decided(std::size_t flow, std::size_t state) {
        const std::size_t at = flow * states_ + state;
        return at < decided_.size() && decided_[at] != Decided::unseen ? decided_[at] : find_decided(flow, state);
    }
    Decided find_decided(std::size_t flow, std::size_t state);
    bool never(std::size_t flow, std::size_t state) {
        const Flow& one = flows_[flow];
        return decided(flow, state) == Decided::never || (one.falls == Flow::Falls::with && decided(one.follows, state) == Decided::never);
    }
    bool may_close(const Stream& stream, std::size_t k);
    std::vector<double> afterwards(Stream& stream, std::size_t residue, std::size_t k);
    void state_values(Stream& stream, std::size_t residue, std::size_t k, const std::vector<double>& later, std::vector<double>& out);
    void step_values(Stream& stream, std::size_t residue, std::size_t k, std::vector<double>& out);
    void run_rounds(Moment& moment, const Point& point, std::size_t rounds);
    void reopen(Past& past, std::size_t k, std::size_t state);
    double amount_in_rounds(const Flow& flow, const Point& point, const Stream* stream);
    double plain_amount(const Flow& flow, const Point& point, const Stream* stream);
    [[nodiscard]] Fault between_steps(const char* what, double years, const Place& place) const;
    /// From where the chance of a condition is meant, and over how many steps; none: the span is unknown.
    struct Departure {
        Point from;
        std::size_t steps = 0;
        bool with_status = false;
    };
    std::optional<Departure> departure_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator);
    Value chance_of(const Form& form, const Program& program, const Instruction& instruction, Evaluator& evaluator);
    double rate_probability(const Program& program, std::uint32_t rate, double span, Evaluator& evaluator);
    Exits find_exits(std::size_t k, std::size_t state, std::size_t held);
    [[nodiscard]] bool exits_read(std::uint32_t measure) const;
    bool status_moves_at(std::size_t at);
    std::vector<double> moved(const std::vector<double>& here, std::size_t k);
    std::optional<std::size_t> certain_end();
    void compile_flows(Report& report);
    void add_flow(const Payment& payment, bool of_basis, Report& report);
    void place_flow(Flow& flow, const Payment& payment, bool of_basis, Report& report);
    void fill(std::size_t stream, std::size_t residue, std::size_t down_to);
    double step_value(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms = nullptr);
    [[nodiscard]] const Flow& leader(const Flow& flow) const;
    [[nodiscard]] double shifted(const Flow& flow, double amount, double discount) const;
    [[nodiscard]] double measure_at(std::uint32_t id, const Point& point, double age) const;
    void measure_at(std::uint32_t id, const std::vector<Point>& points, double age, std::vector<double>& out) const;
    [[nodiscard]] int months_in(std::size_t k, double ahead) const;
    [[nodiscard]] Date day_in(Date issued, std::size_t k, double ahead) const;
    double starting(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms = nullptr);
    double after(Stream& stream, std::size_t residue, std::size_t k, const Passage& way, bool over, Terms* terms = nullptr);
    double closing(Stream& stream, std::size_t k, const Passage& way, bool over, double& stays, Terms* terms = nullptr);
    std::vector<double> continuous_values(Stream& stream, std::size_t residue, std::size_t k);
    void read_stage(const Stream& stream, std::size_t k, double ahead, Matrix& forces, std::vector<double>& paid);
    struct Profit {
        double at_issue = 0;  ///< of step 0
        double of_step = 0;   ///< at the end of the step, per policy in the node at its start
        double later = 0;     ///< expected, of the steps that follow, at the end of the step
    };
    struct ProfitStep;
    void begin(ProfitStep& step, const std::vector<std::size_t>& flows, std::size_t k);
    Profit profit_of(ProfitStep& step, const Stream* stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms);
    Profit profit_of(std::size_t k, std::size_t state, std::size_t held, Terms* terms = nullptr);
    double profit_value(ProfitStep& step, Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms = nullptr);
    void state_profits(ProfitStep& step, Stream& stream, std::size_t residue, std::size_t k, std::vector<double>& out);
    void fill_profit(Stream& stream, std::size_t residue, std::size_t down_to);
    double profit_value(Stream& stream, std::size_t residue, std::size_t k, std::size_t state, std::size_t held, Terms* terms = nullptr);
    double profit_closing(const Point& point);
    double reserve_held(const Point& point, std::size_t k, std::size_t state, std::size_t held);
    std::optional<std::uint32_t> irr(const Ast& ast, std::uint32_t node, Compiler& compiler);
    double internal_rate(std::size_t stream, const Place& place);
    double worth_at(std::size_t stream, double interest, const Place& place);
    Stream profit_stream() const;
    double value_inside(std::size_t stream, std::size_t k, std::size_t state);
    friend class SemiMarkov;
    std::vector<double> semi_markov_values(Stream& stream, std::size_t residue, std::size_t k);
    double semi_markov_chance(const Program& condition, const Point& from, std::size_t steps);
    void demand_whole_months();
    double premiums_paid(std::size_t steps);
    [[nodiscard]] bool premiums_may_differ();
    double premiums_of_year(std::size_t counted);
    double premiums_now(const Point& point);
    Life& life();
    void share_rows();
    [[nodiscard]] std::size_t values_compiled() const {
        return static_cast<std::size_t>(std::count_if(values_.begin(), values_.end(), [](const Program& one) { return !one.empty(); }));
    }
    void leave_the_product();
    void begin_anew();
    [[nodiscard]] ReadsHeld rates_read_held(std::size_t life) const;  ///< of the shocks, beyond the last life
    void check_several(Report& report);
    const Durations& find_durations();
    void within_the_end(std::vector<std::size_t>& longest);
    void remember(std::vector<std::size_t> longest);
    void reach_back(const Program& program);
    struct Remembering;
    std::vector<std::size_t> find_memory(const Program* asked);
    void each_program(const std::function<void(const Program&)>& visit);
    void reset();

    Contract::Inside& contract_;
    const Basis& basis_;
    Joint joint_;
    const Model& model_;                   ///< joint_.model
    std::size_t number_;
    std::size_t states_;
    double ticks_ = 0;                     ///< of a step
    std::optional<Durations> durations_;   ///< none: not found out yet
    std::size_t remembered_ends_ = SIZE_MAX;  ///< after so many steps durations of several lives are not told apart any more
    std::vector<DomainPtr> domains_;       ///< the states of each life
    std::vector<std::vector<std::uint32_t>> state_names_;  ///< of each life, in the order of its model
    std::deque<Scope> scopes_;             ///< [0] a product's expression, [1] a rate, [2] an expression of the basis
    std::vector<Form> forms_;
    std::vector<Program> interest_override_;  ///< while compiling inside "at (interest: ...)"
    int inside_rate_ = 0;                  ///< while compiling the rate of probability(rate, span)
    Program ends_, interest_;
    std::vector<Flow> flows_;
    std::map<std::string, std::size_t, std::less<>> flow_of_;
    std::deque<Stream> streams_;
    std::vector<Program> values_;          ///< of the values read on this basis
    std::vector<signed char> closed_;      ///< whether each of them needs no moment; -1: not yet found out
    /// Those of the product; later ones were compiled for an expression from outside.
    std::size_t own_forms_ = 0, own_streams_ = 0, own_clocks_ = 0, own_values_ = 0;
    bool own_premiums_paid_ = false;       ///< reads_premiums_paid_ of the product
    bool widened_ = false;                 ///< for an expression from outside more is remembered than the product needs
    std::vector<ContractAccount> accounts_;
    std::deque<Clock> clocks_;
    std::unique_ptr<Paths> paths_;
    bool exploring_ = false;
    Moment* moment_ = nullptr;             ///< whose rounds are being run
    std::vector<std::vector<std::vector<double>>> remembered_;  ///< [value][k][node]; not a number: not yet
    std::vector<std::vector<MoveRate>> rates_;  ///< of each life
    std::vector<ShockRate> shocks_;
    std::unique_ptr<Life> life_;           ///< made when it is first asked, when all that may read `held` is compiled
    std::unique_ptr<JointLife> joint_life_;  ///< in its place, for several lives on a grid of steps whose chances are not one exponential
    std::vector<MoveRate> status_rates_;
    bool exits_by_state_ = false, exits_by_held_ = false;
    std::vector<std::vector<std::optional<Exits>>> exits_;  ///< [k][node reached, as far as it matters]
    std::vector<signed char> status_moves_;                 ///< [k]; -1: not yet looked at
    std::optional<std::size_t> last_premium_;               ///< the last step at which one may fall due
    std::vector<double> discounts_;
    bool ends_by_held_ = false;            ///< whether the end may depend on what a node remembers
    std::vector<signed char> ended_;       ///< [k][held, if it may][state]; -1: not yet looked at
    std::vector<Decided> decided_;         ///< [flow][state]
    std::vector<std::vector<char>> possible_;
    std::size_t horizon_ = SIZE_MAX;
    std::vector<double> paid_;             ///< premiums paid before step k, where all paths pay the same
    bool reads_premiums_paid_ = false;
    signed char premiums_by_path_ = -1;    ///< -1: not yet known
    std::shared_ptr<NodeLanes> node_lanes_;
    std::shared_ptr<Scratch> scratch_;
    std::shared_ptr<Recalls> recalls_;
    std::vector<char> mindful_;            ///< by state: whether anything depends there on how long it has lasted; empty: not found out yet
    Evaluator evaluator_;
    Point here_;
    const Flow* valued_ = nullptr;         ///< the payment whose stream is being valued: its name is its amount at this moment (rule S40)
    std::string status_ = "in_force";      ///< of the contract, where a chance is looked at
    double advance_ = 0;                   ///< years, inside probability(rate, span)
    /// Of whole steps and a time inside one; at the end of a step exactly the whole steps then (rule S16).
    [[nodiscard]] double held_years(std::size_t steps, double inside) const {
        const auto whole = static_cast<double>(steps);
        if (std::fabs(inside * ticks_per_year - ticks_) < 1e-6) return (whole + 1) * ticks_ / ticks_per_year;
        return whole * ticks_ / ticks_per_year + inside;
    }
    double apart_ = 0;                     ///< years by which `held` is longer than the whole steps of the point
};

}  // namespace hearth
