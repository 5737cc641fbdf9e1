// What a RunPlan is made of; for its own sources alone.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <shared_mutex>
#include <span>
#include <utility>
#include <vector>

#include "hearth/base/key_index.hpp"
#include "hearth/engine/forward.hpp"
#include "hearth/engine/run_plan.hpp"
#include "hearth/kernels/backward.hpp"
#include "hearth/kernels/follow.hpp"
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

/// Whether two parts of programs are the same operations on the same things.
bool same_part(const Program& a, std::uint32_t i, const Program& b, std::uint32_t j);

struct RunPlan::Inside {
    static constexpr std::size_t never = SIZE_MAX;
    static constexpr std::size_t together = kernels::together, most = 8 * together;

    /// A slot changes: it has `value` from step k on, or what `amount` says of the lane where that is not 0.
    struct Event {
        std::uint32_t k = 0, slot = 0, amount = kernels::none;  ///< amount: Quantity::amounts
        double value = 0;
    };
    /// What grows while lanes look at what there is of it: where its room is too small it moves, and the old one stays till all is let go.
    template <class What>
    struct Growing {
        std::vector<What> all;
        std::vector<std::vector<What>> left;
        void resize(std::size_t size) {
            if (size > all.capacity()) {
                std::vector<What> more;
                more.reserve(std::max(size, 2 * all.capacity()));
                more.assign(all.begin(), all.end());
                if (!all.empty()) left.push_back(std::move(all));
                all = std::move(more);
            }
            if (size > all.size()) all.resize(size);
        }
    };
    /// What something comes to step by step, where it changes.
    struct Series {
        Growing<Event> changes;
        std::size_t known = 0;  ///< steps looked at
        std::vector<double> given;  ///< of a policy with this key
        void push(double value, std::uint32_t slot, std::uint32_t amount) {
            std::vector<Event>& all = changes.all;
            if (all.empty() || std::memcmp(&all.back().value, &value, sizeof value) != 0) {
                changes.resize(all.size() + 1);
                changes.all.back() = {static_cast<std::uint32_t>(known), slot, amount, value};
            }
            ++known;
        }
    };
    /// Of each combination of some of what is given, what follows it.
    template <class What>
    struct ByKey {
        std::vector<std::size_t> inputs;
        std::deque<What> all = {};
        /// What has a number; one that is new is made of what is given.
        What& at(std::size_t number, std::span<const double> given) {
            if (number == known.size()) {
                known.push_back(&all.emplace_back());
                if constexpr (requires { all.back().given; }) all.back().given.assign(given.begin(), given.end());
            }
            return *known[number];
        }
        What& of(std::span<const double> given, double more = 0) {
            key.resize(1 + inputs.size());
            set(key.data(), given, more);
            return at(index().of(key.data()), given);
        }
        /// The numbers of so many beside each other, each given `given(i)` and `more(i)`. Those that are new are to be made in this order.
        template <class Given, class More>
        void number(std::size_t count, const Given& given, const More& more, std::vector<std::size_t>& numbers) {
            const std::size_t width = 1 + inputs.size();
            key.resize(count * width);
            for (std::size_t i = 0; i < count; ++i) set(key.data() + i * width, given(i), more(i));
            index().of(key.data(), count, numbers);
        }
        void clear() {
            all.clear();
            known.clear();
        }

      private:
        void set(double* to, std::span<const double> given, double more) const {
            *to = more;
            for (const std::size_t input : inputs) *++to = given[input];
        }
        KeyIndex& index() {
            if (all.empty()) keys = KeyIndex(1 + inputs.size());
            return keys;
        }
        std::vector<What*> known = {};  ///< [number]
        KeyIndex keys = KeyIndex(0);
        std::vector<double> key = {};
    };
    /// From step k on chances are those of a row.
    struct Turn {
        std::size_t k = 0;
        const double* row = nullptr;
    };
    /// The chances of one kind of life: the row of each step, by number.
    struct Rates {
        std::vector<std::uint32_t> rows;
        Growing<Turn> changes;  ///< steps whose row is another than that before
        std::vector<double> given;
        std::map<std::size_t, std::size_t> horizons;  ///< by the step at which the contract ends; `never`: a fault is met
    };
    struct Discounts;
    struct Due;
    /// What is the same for all lanes in each step, from where some of them begin; it is never changed.
    struct Course {
        const Discounts* of = nullptr;
        std::size_t k = 0, waits = 0, steps = 0, from = 0;  ///< the step of the contract, and which of the discounts
        std::vector<double> discount = {};  ///< [step]; one more: when the last ends
        std::vector<const Due*> due = {};  ///< [step]
        const double* common = nullptr;  ///< [step][number]
        Course* longer = nullptr;  ///< has more steps, of which the first are these to the last bit: it is taken instead
    };
    /// Where some policies begin: in which step, how many before issue, and in which step of the discounts.
    struct Begins {
        Discounts* of = nullptr;
        std::size_t k = 0, waits = 0, from = 0;
        std::size_t steps = 0, known = 0;  ///< so many steps are asked for by those in hand, and were by any
        Course* course = nullptr;
        std::vector<Begins*> others = {};  ///< at the points behind the first
        std::size_t number = SIZE_MAX;  ///< of those with the same courses, in hand; `never`: they meet a fault
        std::optional<double> before_issue = {};  ///< the discount
        std::vector<double> given;
    };
    /// What the interest of some policies makes of each step. Where it goes by the calendar, of a contract issued as the decade begins in
    /// which they do.
    struct Discounts {
        std::vector<double> steps;
        Growing<double> common = {};  ///< [step][number]: slots that are the same for all lanes
        std::vector<char> known = {};  ///< [step]
        std::vector<double> given;
    };
    struct End {
        bool known = false, sound = false;
        std::size_t k = never;
        std::vector<double> given;
    };
    /// Chances of leaving, where they change; the first are those of step 0.
    struct Exits {
        std::vector<Turn> turns;
        std::vector<double> rows;  ///< [turn][slot of `exit_slots`]
        std::vector<double> given;
    };
    /// What changes in lanes along the steps, beside their chances and what is their own: by k; one more, that never is.
    struct Events {
        std::vector<Event> all;
        std::vector<double> given;
    };
    /// What policies have in common that are given the same of all that chances, ends and exits follow.
    struct PolicyKind {
        bool known = false;
        std::size_t horizon = never, end = never;  ///< no horizon: each is run off by itself
        std::span<const Turn> turns = {}, exits = {};
        const Event* events = nullptr;
        std::size_t number = 0;  ///< in the order in which they were met
    };
    /// What a program came to, by what it reads of a point and of the policy.
    struct Recalled {
        std::vector<std::uint32_t> leaves;  ///< instructions
        KeyIndex index = KeyIndex(0);
        std::vector<double> answers;
    };
    /// Part of a rate that stands for all that it reads of step and age: two steps that agree in it have the same chance.
    struct Cut {
        /// Its numbers for all policies that are given the same of what it reads.
        struct Steps {
            std::vector<double> values;
            std::vector<double> given;
        };
        Program program;
        double ahead = 0;
        ByKey<Steps> steps = {};
    };
    /// What a quantity comes to in each step that was asked for.
    struct Paid {
        std::vector<double> steps;
        std::vector<char> known = {};
        std::vector<double> given;
    };
    /// What a flow is worth where it falls due: at the start of a step in a state, or at its end on the way to one.
    struct Quantity {
        enum class Kind : std::uint8_t { start, move, close, end, status };
        enum class Mode : std::uint8_t {
            step,  ///< the same for all policies, or for those with the same interest
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
        bool gated = false;  ///< has a condition
        std::size_t like = never;  ///< of mode `policy`: another before it, whose amount it has
        std::uint32_t amounts = kernels::none;  ///< where the amounts of policies stand among those of quantities that have some
        std::vector<double> steps = {};  ///< of mode `step`: what is paid in each
        ByKey<Series> gates = {}, series = {};
        ByKey<Paid> paid = {};  ///< of mode `step`, where it follows the policy as the interest does
    };
    struct Factor {
        /// From its moment to the start of its step, and to the end; as a value has the latter.
        enum class Kind : std::uint8_t { start, end, back };
        std::size_t flow = 0;
        Kind kind = Kind::start;
        std::uint32_t slot = 0;
        KeyIndex met = KeyIndex(1);  ///< discounts of a step
        std::vector<double> found = {};  ///< what it is there
    };
    /// A term, and of what it is.
    struct Made {
        kernels::Term term;
        std::uint32_t what = 0;  ///< quantity
        Quantity::Kind kind = Quantity::Kind::start;
        std::size_t from = 0, to = 0;  ///< states
    };
    /// What of a stream may be due in a step, for kernels::BackTape.
    struct Back {
        std::vector<kernels::Due> dues;
        std::vector<kernels::Going> goings;
        std::vector<kernels::Leaving> leavings;
        std::vector<std::uint32_t> starts, going_of, ends, leaving_of;
    };
    /// The terms that may be due in a step.
    struct Due {
        std::vector<char> quantities;  ///< which of them are
        std::vector<kernels::Term> terms;
        std::vector<std::uint32_t> term_of;  ///< [sum]
        std::vector<std::uint32_t> told = {};  ///< sums that have terms, then the one behind the last: who is there
        std::vector<Back> backs = {};  ///< [stream]
        std::vector<kernels::Term> of_guides;  ///< those of `for_all`
        std::vector<std::uint32_t> of_guides_of;  ///< [sum]
        std::vector<kernels::Portion> parts;
        std::vector<kernels::PartTerm> of_followers;  ///< the others
        std::vector<std::uint32_t> of_followers_of;  ///< [sum]
    };
    /// A policy that is run on the plan.
    struct Lane {
        const Policy* policy = nullptr;
        const PolicyKind* kind = nullptr;
        Begins* begins = nullptr;
        const Turn *turn = nullptr, *exit = nullptr;  ///< the first change of its chances, and of those of leaving, once it stands beside others
        std::uint32_t number = 0;  ///< among those in hand
        std::uint32_t row = 0;  ///< of its own events and amounts
        std::uint32_t courses = UINT32_MAX;  ///< the number of those that all like it have; UINT32_MAX: they meet a fault
        std::uint32_t k = 0, state = 0;  ///< where it begins
        std::uint32_t left = 0;  ///< steps, at the last of which it stops

        /// Steps until any chance changes, or it stops.
        [[nodiscard]] std::uint32_t steady() const {
            std::size_t until = k + left;
            if (turn != std::to_address(kind->turns.end())) until = std::min(until, turn->k);
            if (exit != std::to_address(kind->exits.end())) until = std::min(until, exit->k);
            return static_cast<std::uint32_t>(until) - k;
        }
    };
    Inside(std::unique_ptr<Contract> contract, const std::string& basis, std::optional<By> by, kernels::Width width);

    // What programs read (run_plan_reads.cpp)
    bool reads(const Program& program, Reads& out, int depth = 0, bool streams_too = false) const;
    bool reads_flow(std::size_t flow, Reads& gate, Reads& amount, int depth = 0) const;
    void find_reasons();
    bool find_cuts(const Program& program, std::uint32_t index, double ahead, bool single);
    void find_rate_reads();
    void part_reads(const Program& program, std::uint32_t index, Reads& out) const;
    [[nodiscard]] bool calendar_alone(const Program& program) const;
    void find_calendar();
    [[nodiscard]] const Flow& leader(std::size_t flow) const { return track.leader(track.flows_[flow]); }

    // The tape (run_plan_tape.cpp)
    void make_tape();
    std::uint32_t quantity(std::size_t flow, Quantity::Kind kind, std::size_t from, std::size_t to);
    std::uint32_t factor(std::size_t flow, Factor::Kind kind);
    std::uint32_t new_slot() { return slot_count++; }
    std::uint32_t new_common() { return kernels::common | common_count++; }
    void extend_due(std::size_t count);
    void share_out(Due& due) const;
    bool due(const Quantity& what, std::size_t k) const;
    Point point(const Quantity& what, std::size_t k) const;

    // Series (run_plan_series.cpp)
    void stand(std::span<const double> given);
    void along(const Program& program, const std::vector<Point>& points, std::vector<double>& out);
    double alone(const Program& program, const Point& at);
    template <class Then>
    void along_recalled(const Program& program, const std::vector<Point>& points, std::vector<double>& out, Then then);
    bool across(const Program& program, const Point& at, std::vector<double>& out);
    void number_across(const Program& program, const Point& at, std::vector<double>& out);
    void amounts(std::size_t flow, const Point& at, std::vector<double>& out);
    void extend(Rates& of, std::size_t steps);
    std::uint32_t row_at(const double* tuple, std::size_t k);
    std::size_t horizon(Rates& of, std::size_t end);
    std::size_t find_horizon(Rates& of, std::size_t end);
    End& end_of(std::span<const double> given);
    const Exits& exits_of(std::span<const double> given, std::size_t horizon, std::size_t end);
    void find_kinds();
    void find_as_one();
    PolicyKind& kind_of(std::size_t number, std::span<const double> given);
    [[nodiscard]] static const Turn* after(std::span<const Turn> all, std::size_t k);
    [[nodiscard]] static double until(std::size_t horizon, std::size_t end);
    const Events& events_of(std::span<const double> given, std::size_t horizon, std::size_t end);
    [[nodiscard]] static ByKey<Series>* series_of(Quantity& what);
    const Series& extend(std::uint32_t quantity, std::span<const double> given, std::size_t count);
    void paid_in(const Quantity& what, bool gate, std::size_t first, std::size_t count, std::vector<double>& out);
    void forget_if_many();

    // Values (run_plan_values.cpp)
    [[nodiscard]] std::optional<std::size_t> stream_of(const Instruction& at) const;
    bool find_values();
    Back back_of(const Stream& stream, const Due& now);
    [[nodiscard]] bool values_by_period() const { return by && !values.empty(); }

    // What holds for all lanes (run_plan_courses.cpp)
    [[nodiscard]] static double start(std::size_t k, std::size_t waits) { return static_cast<double>(k) - 0x1p-32 * static_cast<double>(waits); }
    Begins& begins_of(Begins& out, std::span<const double> given, std::size_t k, std::size_t waits);
    double factor_in(Factor& factor, std::size_t k, double over_step);
    void know_common(Discounts& of, std::size_t from, std::size_t to);
    void know_interest(std::size_t from, std::size_t to);
    bool know(Begins& one);
    [[nodiscard]] bool begins_with(const Course& longer, const Course& one) const;
    Course* course_of(Course made);
    bool follow(Begins& one);

    std::unique_ptr<Contract> contract;
    Contract::Inside& in;
    Track& track;
    std::optional<By> by;
    kernels::Width width;
    std::size_t steps = 1;  ///< of a period
    std::size_t longest = 0;  ///< the first step at which a contract goes on no longer
    std::size_t given_count = 0;
    std::string refused;
    std::shared_ptr<const RunOff::Kinds> kinds;
    Evaluator evaluator;
    Along along_world;
    Across across_world;
    Lookups lookups;
    Lanes along_lanes;
    std::deque<Lanes> across_lanes;  ///< one inside another has its own
    std::size_t across_depth = 0;
    std::map<const Program*, Recalled> recalled;
    std::shared_mutex used;  ///< by hands that look at what is kept
    Hand* across_hand = nullptr;  ///< for Across: whose lanes
    std::span<const Lane> across_of;

    // The tape
    std::vector<std::size_t> place_of;  ///< [state]; never: the contract has ended there
    std::vector<std::size_t> live;  ///< [place] its state
    std::vector<unsigned char> at_end;  ///< [flow]
    std::vector<std::uint32_t> inside_step;  ///< [flow]: what brings it to the moment at which it is counted; or none
    std::vector<char> for_all;  ///< [flow] whether all amounts are the same for all lanes in each step
    std::vector<char> in_proportion;  ///< [flow] whether it has an amount of each policy
    bool as_one = false;  ///< policies may be one lane: each flow is the same for all of them, or in proportion to an amount of each
    std::vector<Made> made_terms;
    std::vector<std::size_t> values;  ///< in money
    std::vector<std::string> value_names;
    std::vector<std::size_t> streams;  ///< that they read
    std::deque<Due> dues;
    std::vector<std::uint32_t> due_at;  ///< [step] which of them
    /// From a place to a state, by place and state.
    struct Link {
        std::size_t place = 0, state = 0;
        std::uint32_t share = 0;
    };
    std::vector<Link> links;
    std::vector<std::uint32_t> share_at;  ///< [link, then slot of `exit_slots`]: where it is among the slots of a lane
    std::vector<kernels::Transfer> moves;
    std::vector<std::uint32_t> move_to;
    std::vector<std::uint32_t> leaving;
    std::deque<Quantity> quantities;
    std::uint32_t amount_count = 0;  ///< of those with amounts of policies
    std::vector<Factor> factors;
    std::vector<std::pair<std::size_t, std::size_t>> exit_slots;  ///< place reached, number of the status rate
    std::uint32_t first_exit_slot = 0;
    std::uint32_t slot_count = 0, common_count = 0;
    bool by_program = false;  ///< some amount follows its program in every step

    // What is known of rates
    std::vector<Cut> cuts;
    Reads rate_reads;  ///< beside the cuts
    bool by_year_part = false;
    ByKey<Rates> rates;
    KeyIndex row_numbers;
    std::deque<std::vector<double>> rows;  ///< [row][link], then how many stay of those in a place: the least and the most
    ByKey<Discounts> discounts;
    ByKey<Begins> begun;  ///< by what the discounts follow, and the step
    std::size_t by_month_of = never;  ///< what is the same for all lanes follows the months of the calendar: the number of `issued`
    ByKey<End> ends;
    ByKey<Exits> exits;
    ByKey<Events> events;
    ByKey<PolicyKind> policy_kinds;
    std::vector<std::uint32_t> own;  ///< quantities whose series follow more than the kind of a policy
    std::deque<Course> courses;
    std::map<std::pair<std::size_t, double>, std::vector<Course*>> leading;  ///< by what differs soon
    std::size_t runs = 0;
};

}  // namespace hearth
