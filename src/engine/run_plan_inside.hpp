// What a RunPlan is made of; for its own sources alone.
#pragma once

#include <cstring>
#include <deque>
#include <map>
#include <unordered_map>

#include "hearth/engine/forward.hpp"
#include "hearth/engine/run_plan.hpp"
#include "hearth/language/lanes.hpp"
#include "inside.hpp"

namespace hearth {

/// What a program follows, of all that may differ between policies and steps.
struct RunPlan::Reads {
    bool moment = false;  ///< the step
    bool state = false;  ///< where a policy is
    bool money = false;  ///< a money that is given
    std::vector<std::size_t> inputs;  ///< what is given, by its number, in order
    void add(std::size_t input);
    void add(const Reads& other);
};

/// One policy along its steps, for Lanes.
struct RunPlan::Along final : LaneWorld {
    explicit Along(Inside& p) : plan(p) {}
    Follows follows(const Program&, const Instruction& at) override;
    bool load(const Instruction& at, std::vector<double>& out) override;
    Inside& plan;
    const std::vector<Point>* points = nullptr;
};

/// Policies beside each other at one step.
struct RunPlan::Across final : LaneWorld {
    explicit Across(Inside& p) : plan(p) {}
    Follows follows(const Program&, const Instruction& at) override;
    bool load(const Instruction& at, std::vector<double>& out) override;
    Inside& plan;
};

struct RunPlan::Inside {
    static constexpr std::size_t never = SIZE_MAX;
    static constexpr std::size_t most = kernels::most_lanes;

    /// What something comes to step by step, where it changes.
    struct Change {
        std::size_t k = 0;
        double value = 0;
    };
    struct Series {
        std::vector<Change> changes;
        std::size_t known = 0;  ///< steps looked at
        std::vector<double> given;  ///< of a policy with this key
        void push(double value) {
            if (changes.empty() || std::memcmp(&changes.back().value, &value, sizeof value) != 0) changes.push_back({known, value});
            ++known;
        }
        [[nodiscard]] double at(std::size_t k) const;
    };
    /// Of each combination of some of what is given, what follows it.
    template <class What>
    struct ByKey {
        std::vector<std::size_t> inputs;
        std::unordered_map<std::string, What> all = {};
        std::string key = {};
        What& of(const std::vector<double>& given, double more = 0) {
            key.assign(reinterpret_cast<const char*>(&more), sizeof more);
            for (const std::size_t i : inputs) key.append(reinterpret_cast<const char*>(&given[i]), sizeof(double));
            const auto [found, fresh] = all.try_emplace(key);
            if (fresh) found->second.given = given;
            return found->second;
        }
    };
    /// The chances of one kind of life: the row of each step, by number.
    struct Rates {
        std::vector<std::uint32_t> rows;
        std::vector<std::uint32_t> changes;  ///< steps whose row is another than that before
        std::vector<double> given;
        std::map<std::size_t, std::size_t> horizons;  ///< by the step at which the contract ends; `never`: a fault is met
    };
    /// What the interest of some policies makes: of each step, and of all steps before issue.
    struct Discounts {
        std::vector<double> steps;
        std::map<std::size_t, double> before_issue = {};
        std::size_t number = SIZE_MAX;  ///< in the order in which they were met
        std::vector<double> given;
    };
    struct End {
        bool known = false, sound = false;
        std::size_t k = never;
        std::vector<double> given;
    };
    struct Exits {
        bool known = false, sound = false;
        std::vector<Series> chances;  ///< [slot of `exit_slots`]
        std::vector<double> given;
    };
    /// Part of a rate that stands for all that it reads of step and age: two steps that agree in it have the same chance.
    struct Cut {
        Program program;
        double ahead = 0;
    };
    /// What a flow is worth where it falls due: at the start of a step in a state, or at its end on the way to one.
    struct Quantity {
        enum class Kind : std::uint8_t { start, move, close, end, status };
        enum class Mode : std::uint8_t {
            step,  ///< the same for all policies
            policy,  ///< the amount is one number of the policy, due or not
            series,  ///< one series of each key
            program  ///< its program runs in every step, for all policies at once
        };
        std::size_t flow = 0;
        Kind kind = Kind::start;
        std::size_t from = 0, to = 0;
        std::uint32_t slot = 0;
        bool last = false;  ///< falls due when the contract ends by itself alone
        Mode mode = Mode::step;
        bool gated = false, now = false;  ///< has a condition; may be due in the step in hand
        std::vector<double> steps = {};  ///< of mode `step`: what is paid in each
        ByKey<Series> gates = {}, series = {};
    };
    struct Factor {
        std::size_t flow = 0;
        bool end = false;
        std::uint32_t slot = 0;
    };
    struct Event {
        std::uint32_t lane = 0, slot = 0;
        double value = 0;
    };
    /// What changes when a step begins.
    struct Events {
        std::vector<Event> slots;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;  ///< lane, row
        std::vector<std::uint32_t> stops;  ///< lanes that end here
    };

    Inside(std::unique_ptr<Contract> contract, const std::string& basis, std::optional<By> by, kernels::Width width);

    // What programs read (run_plan_reads.cpp)
    bool reads(const Program& program, Reads& out, int depth = 0) const;
    bool reads_flow(std::size_t flow, Reads& gate, Reads& amount, int depth = 0) const;
    void find_reasons();
    bool find_cuts(const Program& program, std::uint32_t index, double ahead, bool single);
    void find_rate_reads();
    [[nodiscard]] const Flow& leader(std::size_t flow) const { return track.leader(track.flows_[flow]); }

    // The tape (run_plan_tape.cpp)
    void make_tape();
    std::uint32_t quantity(std::size_t flow, Quantity::Kind kind, std::size_t from, std::size_t to);
    std::uint32_t factor(std::size_t flow, bool end);
    std::uint32_t new_slot() { return slot_count++; }
    bool due(const Quantity& what, std::size_t k) const;
    Point point(const Quantity& what, std::size_t k) const;

    // Series (run_plan_series.cpp)
    void stand(const std::vector<double>& given);
    void along(const Program& program, const std::vector<Point>& points, std::vector<double>& out);
    double alone(const Program& program, const Point& at);
    bool across(const Program& program, const Point& at, std::vector<double>& out);
    void amounts(std::size_t flow, const Point& at, std::vector<double>& out);
    void extend(Rates& of, std::size_t steps);
    std::uint32_t row_at(const std::string& tuple, std::size_t k);
    [[nodiscard]] double chance(const Rates& of, std::size_t k, std::size_t link) const { return rows[of.rows[k] * links.size() + link]; }
    std::size_t horizon(Rates& of, std::size_t end);
    std::size_t find_horizon(Rates& of, std::size_t end);
    End& end_of(const std::vector<double>& given);
    Exits& exits_of(const std::vector<double>& given, std::size_t horizon, std::size_t end);
    void extend(Series& series, const Quantity& what, bool gate, std::size_t count);
    void paid_in(const Quantity& what, bool gate, std::size_t first, std::size_t count, std::vector<double>& out);
    void forget_if_many();

    // Running (run_plan.cpp)
    struct Lane {
        const Policy* policy = nullptr;
        std::optional<RunOff>* out = nullptr;
        std::size_t horizon = 0, end = never;
        Rates* rates = nullptr;
        Discounts* discounts = nullptr;
    };
    bool place(const Policy& policy, Lane& lane);
    void run_tile(std::size_t from, std::size_t to);
    void plan_events(std::size_t from, std::size_t to);
    template <class Worth>
    void add(const Series& series, std::uint32_t lane, std::uint32_t slot, std::size_t from, std::size_t to, Worth worth_of);
    void begin_step(std::size_t k, const Events& now);
    [[nodiscard]] kernels::Tape tape() const;

    std::unique_ptr<Contract> contract;
    Contract::Inside& in;
    Track& track;
    std::optional<By> by;
    kernels::Width width;
    std::size_t steps = 1;  ///< of a period
    std::size_t given_count = 0;
    std::string refused;
    std::shared_ptr<const std::vector<RunOff::Line>> lines;
    Evaluator evaluator;
    Along along_world;
    Across across_world;
    Lanes along_lanes;

    // The tape
    std::vector<std::size_t> place_of;  ///< [state]; never: the contract has ended there
    std::vector<std::size_t> live;  ///< [place] its state
    std::vector<kernels::Term> starts, terms;
    /// From a place to a state, by place and state.
    struct Link {
        std::size_t place = 0, state = 0;
        std::uint32_t share = 0;
    };
    std::vector<Link> links;
    std::vector<kernels::Transfer> moves;
    std::vector<kernels::Way> ways;
    std::vector<std::uint32_t> move_to, first_start;
    std::vector<std::uint32_t> leaving;
    std::vector<std::uint32_t> start_of, term_of;  ///< the quantity of each term
    std::deque<Quantity> quantities;
    std::vector<Factor> factors;
    std::vector<std::pair<std::size_t, std::size_t>> exit_slots;  ///< place reached, number of the status rate
    std::uint32_t first_exit_slot = 0;
    std::uint32_t slot_count = 0;
    std::vector<unsigned char> start_due, term_due;

    // What is known of rates
    std::vector<Cut> cuts;
    Reads rate_reads;  ///< beside the cuts
    bool by_year_part = false;
    ByKey<Rates> rates;
    std::unordered_map<std::string, std::uint32_t> row_numbers;
    std::vector<double> rows;  ///< [row][link]
    ByKey<Discounts> discounts;
    ByKey<End> ends;
    ByKey<Exits> exits;

    // The policies in hand
    std::vector<Lane> in_lane;
    std::vector<double> here, slots, worth, step, room;
    std::vector<Events> events;
    std::uint64_t ran[3] = {};
    std::size_t runs = 0;
};

}  // namespace hearth
