#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hearth/engine/collocation.hpp"
#include "hearth/engine/forward.hpp"
#include "hearth/engine/pieces.hpp"
#include "hearth/engine/projection.hpp"
#include "hearth/frame/explanation.hpp"
#include "inside.hpp"
#include "outcomes.hpp"

namespace hearth {

struct MonthPart;

/// The explanation of a cell of a contract as it grows. The calculation is run again with somebody who listens, node by node; what it comes
/// to must be to the last bit what it came to before, else a cell is shown as a number that is not taken apart.
struct Track::Explaining {
    /// What can be told by itself, and is told once however often it is met.
    enum class What : std::uint8_t { value, stream, in_force, discount, chance, step_discount, rate, being_in, mean, variance, inside, own_time };
    struct Told {
        What what = What::value;
        Track* on = nullptr;
        std::size_t index = 0;   ///< value or stream; chance: the state reached; being_in: of `departed`; mean and variance: of `outcomes`
        std::size_t k = 0, state = 0, held = 0;   ///< inside: of a month, the stage in place of held
        std::size_t status = 0;  ///< being_in: of the contract, as `departed` counts them; own_time: by which stage it is longer in its state
    };
    static constexpr std::size_t most_nodes = 200'000;

    Explaining(Contract::Inside& inside, std::size_t cells_deep) : in(&inside), main(&inside), depth(cells_deep) { out.nodes.emplace_back(); }

    // Nodes (explaining.cpp)
    std::size_t add(Explained node);
    std::size_t leaf(std::string op, std::string name, Cell value, std::string unit = {});
    std::size_t made(std::string op, double value, std::vector<std::size_t> parts, std::string name = {});
    /// A name for a node: one of its own, or the node itself under the name where it has none.
    std::size_t named(Explained head, std::size_t node);
    std::size_t sum(double value, std::vector<std::size_t> parts, std::string name = {});
    std::size_t times(double value, const std::vector<std::size_t>& factors, std::string name = {});
    [[nodiscard]] double number(std::size_t node) const;
    [[nodiscard]] static bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a + 0.0) == std::bit_cast<std::uint64_t>(b + 0.0); }
    [[nodiscard]] Cell cell_of(const Value& value) const { return explained_cell(value, *in->book.names); }
    [[nodiscard]] std::string unit_of(const Type& type) const;
    [[nodiscard]] std::string moment(Track& on, std::size_t k, std::size_t state, std::size_t held, bool with_basis, bool& certain) const;
    [[nodiscard]] static std::string asking(const std::string& item);
    std::size_t scale_leaf();
    std::size_t outward(std::size_t node, const Type& type);
    /// Until all that is to be told is.
    void tell_all();

    // Cells (explain_cells.cpp, explain_chances.cpp)
    std::size_t cell(const Told& told);
    std::size_t value_at(Track& on, std::size_t value, double time, std::size_t state, const Held& held, const Place& place);
    std::size_t payment(Track& on, const Flow& flow, const Point& point, const Stream* stream);
    std::size_t in_rounds(Track& on, const Flow& flow, const Point& point, const Stream* stream, Explained head, bool moved = false);
    std::size_t as_written(Track& on, const Flow& flow, const Point& point, const Stream* stream, Explained head);
    std::size_t drawn(Track& on, const Flow& flow, const Moment& moment, const Point& point, std::size_t wanted);
    std::size_t premiums(Track& on, const Point& point);
    std::size_t sum_of_premiums(Track& on, const Instruction& at, double value);
    void tell(std::size_t node, const Told& told);
    std::size_t tell_value(const Told& told);
    std::size_t tell_stream(const Told& told);
    std::size_t tell_profit(const Told& told);
    struct ProfitStep;
    std::size_t profit_closing(Track& on, const Point& point, double value);
    std::size_t tell_chance(const Told& told);
    /// A move between states of all lives together, by the rate of one of them or a shock.
    struct Moving {
        MoveRate rate;
        std::size_t number = 0;
        std::string name;
    };
    std::vector<Moving> moves_of(Track& on);
    const std::vector<std::size_t>& forces_of(Track& on, std::size_t k, std::size_t held);
    std::size_t by_exponential(Track& on, const Told& told);

    // Months of a continuous basis (explain_continuous.cpp)
    /// Nodes of a part of a month, by state.
    struct Part {
        double ahead[stages] = {};
        std::vector<std::size_t> slope[stages], inside[stages], first;
    };
    struct Due;
    std::size_t force_inside(Track& on, std::size_t k, double ahead, const Moving& move, std::size_t held = 0);
    std::size_t along_slopes(std::size_t there, double h, const double (&counts)[stages], const std::vector<std::size_t> (&slopes)[stages], std::size_t state, std::string name = {});
    Part part_of_month(Track& on, std::size_t index, std::size_t k, const MonthPart& part, std::vector<std::size_t> last);
    std::size_t force_of_interest(Track& on, std::size_t index, std::size_t k);
    std::size_t equation(Track& on, std::size_t index, std::size_t k, const MonthPart& part, const Part& told, std::size_t m, std::size_t state, std::size_t interest);
    const std::vector<Part>& month_of(Track& on, std::size_t index, std::size_t k);
    std::size_t tell_continuous(const Told& told);
    std::size_t tell_inside(const Told& told);
    std::size_t stage_of(Track& on, std::size_t k, double ahead);
    std::size_t by_equations(Track& on, const Told& told);

    // Months of a continuous basis where `held` matters (explain_own_time.cpp)
    struct OwnTime;
    std::size_t own_time(Track& on, std::size_t stream, std::size_t k);
    std::size_t own_time(Track& on, const Program& condition, const std::string& words, const Point& from, std::size_t end);
    double own_time_value(const Told& told);
    std::string own_time_name(const Told& told, bool& certain);
    std::size_t tell_own_time(const Told& told);
    std::size_t tell_step_discount(const Told& told);
    std::size_t tell_in_force(const Told& told);
    std::size_t tell_discount(const Told& told);
    struct Rated;
    std::size_t rate_of(Track& on, const Told& told, const MoveRate& move, std::size_t number, const std::string& name);
    static std::string name_of(const Track& on, std::size_t life, const MoveRate& move);
    static bool integrated(Track& on, const MoveRate& move);
    std::size_t goes(Track& on, const Told& told, std::size_t life, std::size_t to, std::vector<std::size_t>& rates);
    std::size_t strikes(Track& on, const Told& told, std::size_t shock, std::size_t to, std::vector<std::size_t>& rates);
    std::size_t together_lives(Track& on, const Told& told, std::vector<std::size_t>& rates);
    std::size_t part_of_year(Track& on, const MoveRate& move, std::size_t rate, std::size_t k);
    std::size_t competing(Track& on, const std::vector<Rated>& moves, std::size_t from, std::size_t to);
    [[nodiscard]] std::size_t certain(const std::vector<Rated>& moves, bool all, bool leavable) const;
    std::size_t together(const std::vector<Rated>& moves, bool all, bool leavable);
    std::size_t shared(const std::vector<Rated>& moves, bool all, bool leavable, const Rated& one);

    // Forms (explain_forms.cpp)
    std::size_t internal_rate(Track& on, const Form& form, Explained head);
    std::size_t probability(Track& on, const Form& form, const Program& what, const Instruction& at, Explained head);
    std::size_t tell_being_in(const Told& told);
    std::size_t distribution(Track& on, const Form& form, const Program& what, const Instruction& at, Explained head);
    std::size_t tell_outcome(const Told& told);
    struct Starts;

    // Programs (explain_program.cpp)
    struct Heard;
    std::size_t program(Track& on, const Program& what, const Point& point);
    std::size_t load(Track& on, const Instruction& at, const Value& value);
    std::size_t special(Track& on, const Program& what, const Instruction& at, const Value& value, const Pieces::Parts& parts);
    std::size_t given(std::size_t number, const Value& value);
    std::size_t of_other(Track& on, const Instruction& at);

    // Columns of a projection (explain.cpp)
    std::size_t value_column(std::size_t value, std::size_t k, const std::string& state);
    std::size_t mean_column(Track& on, const Flow& flow, By by, std::size_t period, std::size_t state);
    std::size_t payment_column(Track& on, const Flow& flow, By by, std::size_t period, std::size_t state);
    std::size_t expression(const Expression& item, Report& report);
    std::size_t discount_column(Track& on, std::size_t k) { return forward(on), cell({What::discount, &on, 0, k, 0, 0}); }
    std::size_t balance_column(Track& on, std::size_t account, std::size_t k, std::size_t state);
    std::size_t in_force_column(Track& on, std::size_t k, std::size_t state);
    std::size_t expected_column(Track& on, const std::string& which, std::size_t begin, std::size_t end);
    const Forward& forward(Track& on);

    Contract::Inside* in;                  ///< of the contract whose cell is being told: that which was asked, or another product for the same policy
    const Contract::Inside* main;
    std::size_t depth;
    Explanation out;                       ///< [0] is the cell that was asked for
    std::map<std::tuple<What, Track*, std::size_t, std::size_t, std::size_t, std::size_t, std::size_t>, std::size_t> known;
    std::map<std::size_t, std::deque<std::pair<std::size_t, Told>>> open;   ///< by how deep: nodes and what they are
    std::size_t now = SIZE_MAX;            ///< how deep the cell is that is being told; before all of them: SIZE_MAX
    std::map<Contract::Inside*, std::size_t> scales;
    std::map<std::pair<Track*, std::size_t>, std::vector<std::size_t>> forces;  ///< of a step: nodes, row by row
    std::map<std::tuple<Track*, std::size_t, std::size_t, std::size_t, double, std::size_t, double>, std::size_t> forces_inside;  ///< of a move, read inside a step
    std::map<std::tuple<Track*, std::size_t, std::size_t>, std::vector<Part>> months;  ///< of a stream
    std::vector<std::shared_ptr<OwnTime>> own_times;
    struct Departed {                      ///< chances of being somewhere after a start, step by step
        Track* on;
        Point from;
        bool with_status;
        std::vector<ByStatus> each;
    };
    std::deque<Departed> departed;
    struct Turned {                        ///< the recursion of the moments of a present value
        Outcomes what;
        std::string text;
        std::vector<std::size_t> weights;  ///< nodes
        std::vector<std::size_t> streams;
        std::vector<std::pair<std::vector<double>, std::vector<double>>> steps;
    };
    std::deque<Turned> outcomes;
    std::unique_ptr<Forward> run;
    struct Moved {
        std::size_t k, node, state, to;
        double stays;
    };
    std::vector<Moved> movements;          ///< of `run`
    std::deque<Program> asked;             ///< from outside
};

}  // namespace hearth
