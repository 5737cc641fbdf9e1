// The policies that one thread runs on a plan, and its room; for the sources of RunPlan alone.
#pragma once

#include <algorithm>
#include <shared_mutex>

#include "hearth/kernels/lined.hpp"
#include "run_plan_inside.hpp"

namespace hearth {

struct RunPlan::Hand {
    using Plan = RunPlan::Inside;
    using Lane = Plan::Lane;
    using Course = Plan::Course;
    static constexpr std::size_t never = Plan::never, together = Plan::together, most = Plan::most;
    static constexpr std::size_t most_guided = 64 * together;  ///< positions of a tile with guides: their own, and of those who follow
    static constexpr std::size_t guided_steps = 4 * kernels::most_steps;  ///< that guides go ahead
    /// Lanes for which a guide is worth its while: more where moving is little work.
    [[nodiscard]] std::size_t enough() const { return plan.live.size() > 1 ? 2 : 4; }

    struct Next;

    explicit Hand(Plan& p);

    // Finding: nobody else reads programs of the plan then (run_plan.cpp)
    [[nodiscard]] std::shared_lock<std::shared_mutex> find(std::span<const Policy> policies, const Points& points);
    void place(std::span<const Policy> policies);
    void find_others(const Points& points);
    std::vector<std::vector<const Course*>> find_alike();
    void find_amounts();
    [[nodiscard]] double amount_of(const Lane& lane, std::uint32_t number) const { return amounts[lane.row * plan.amount_count + number]; }

    // Running, beside other hands (run_plan_tile.cpp; tiles: run_plan_guided.cpp)
    void run(std::vector<double>& numbers);
    [[nodiscard]] std::vector<std::uint32_t> group(std::vector<std::uint32_t>& begins) const;
    void make_tiles();
    [[nodiscard]] std::size_t followed() const;
    void run_tile(std::vector<double>& numbers);
    void set_slots();
    void set_chances(std::size_t position, const Lane& one);
    void begin_lanes();
    [[nodiscard]] Next first_of(const Lane& one, std::size_t lane) const;
    void begin_numbers(std::vector<double>& numbers);
    [[nodiscard]] std::size_t periods_of(const Lane& lane) const { return plan.by ? (leads[0]->waits + lane.left + plan.steps - 1) / plan.steps : 0; }
    /// Numbers of a policy that is told so many periods.
    [[nodiscard]] std::size_t count_of(std::size_t periods) const {
        const std::size_t flows = plan.at_end.size();
        return flows + plan.value_names.size() * (periods + 1) + (flows + 1) * periods;
    }
    void pass(std::size_t position, std::uint32_t t);
    [[nodiscard]] std::size_t turn(std::size_t first, std::size_t last, std::size_t t, std::size_t stop);
    [[nodiscard]] std::uint32_t pass_own(std::size_t position, std::uint32_t k);
    /// Where chances stand among the slots of a lane, those of moving and those of leaving.
    [[nodiscard]] std::span<const std::uint32_t> shares() const { return std::span(plan.share_at).first(plan.links.size()); }
    [[nodiscard]] std::span<const std::uint32_t> exits() const { return std::span(plan.share_at).subspan(plan.links.size()); }
    static void set(double* to, std::span<const std::uint32_t> at, const double* row) {
        for (const std::uint32_t slot : at) to[slot] = *row++;
    }
    void apply(double* to, const Plan::Event& one, std::size_t lane) const;
    void run_pack(std::size_t first, std::size_t last, std::vector<double>& numbers);
    void end_period(std::size_t number, std::size_t t, std::vector<double>& numbers);

    // Adding up by period (run_plan_sums.cpp)
    /// Whether each step is a period of its own, of which the kernel tells what is paid.
    [[nodiscard]] bool step_by_step() const { return adds_to != nullptr && plan.steps == 1; }
    [[nodiscard]] bool by_paid() const { return plan.by && !step_by_step(); }
    [[nodiscard]] std::size_t told_width() const { return (plan.at_end.size() + 1) * together; }
    void begin_sums(std::size_t positions);
    void weigh();
    void tell_own(std::span<const std::uint32_t> policies, std::size_t own);
    [[nodiscard]] double there(std::size_t position);
    void end_lane(std::size_t position, std::size_t t);
    void tell_ends(std::size_t first, std::size_t last, std::size_t t, double* last_told) const;
    void tell_paid(std::size_t pack, std::size_t last, std::size_t t, double* to);
    void add_up(std::size_t pack, std::size_t period, std::size_t steps, std::span<const std::uint32_t> numbers, std::size_t* made);
    void add_up_steps(std::size_t pack, std::size_t period, std::size_t steps, const Plan::Due& due, std::size_t& made);
    void sum_up(std::size_t first, std::size_t last, std::size_t t);
    void tell_sums(std::size_t lane, std::size_t position, std::size_t guide, std::vector<double>& numbers);
    void tell_period(std::size_t lane, std::size_t position, std::size_t guide, std::size_t t, std::vector<double>& numbers);
    [[nodiscard]] double& slot(std::uint32_t number, std::size_t lane) {
        return slots[(lane / together * plan.slot_count + number) * together + lane % together];
    }
    [[nodiscard]] double& here_at(std::size_t place, std::size_t lane) {
        return here[(lane / together * plan.live.size() + place) * together + lane % together];
    }
    [[nodiscard]] std::size_t sum_at(std::size_t sum, std::size_t lane, std::size_t point = 0) const {
        return (point * (most / together) + lane / together) * plan.at_end.size() * together + sum * together + lane % together;
    }
    [[nodiscard]] Found& found_of(const Lane& lane, std::size_t point = 0) { return found[point * policy_count + lane.number]; }
    [[nodiscard]] bool across(const Program& program, const Point& at, std::vector<double>& out);

    // Those who follow guides (run_plan_guided.cpp)
    void begin_guided();
    void run_guided(std::vector<double>& numbers);
    void lead(std::size_t t, std::size_t until);
    void follow(std::size_t pack, std::size_t t, std::size_t until);

    // Values (run_plan_values.cpp)
    void remember(std::size_t first, std::size_t last, std::size_t t, std::size_t until);
    void run_back(std::size_t first, std::size_t last, std::vector<double>& numbers);
    [[nodiscard]] double worth_back(std::size_t stream, std::size_t lane) const;
    void set_values(std::vector<double>& numbers);
    void tell_values(std::size_t t, std::vector<double>& numbers);

    /// Steps that lanes went through, and their slots there.
    struct Passed {
        std::size_t t = 0, until = 0;
        kernels::Lined<double> slots;
    };
    /// A lane whose period ends as its step t begins, and how many are in each place then: it is to be told its values.
    struct Asked {
        std::size_t t = 0, lane = 0, period = 0;
        std::vector<double> here;
    };
    /// What changes next in a lane; its steps count from its own beginning.
    struct Next {
        std::uint32_t at = 0;  ///< the step of it
        std::uint32_t turn_at = 0, exit_at = 0;  ///< those in which its chances change, and those of leaving; none: UINT32_MAX
        std::uint32_t other = 0;  ///< that until which nothing changes but its chances: at the last of them it stops
        std::uint32_t left = 0;  ///< steps, at the last of which it stops
        std::uint32_t from = 0;  ///< where its steps count from
        std::uint32_t own = 0;  ///< the step of the contract that the next event of its own follows
        std::uint32_t lane = 0;  ///< whose it is
        const Plan::Event* event = nullptr;
        const Plan::Turn *turn = nullptr, *turns = nullptr;  ///< the next, and the end
        const Plan::Turn *exit = nullptr, *exits = nullptr;
        [[nodiscard]] std::uint32_t step_of(const Plan::Turn* one, const Plan::Turn* end) const { return one == end ? UINT32_MAX : static_cast<std::uint32_t>(one->k) - from; }
    };
    /// One lane goes ahead, all that are wherever it is with the same chances follow: so many from `first` on, a room of their own from `position`.
    struct Guide {
        std::size_t first = 0, count = 0, position = 0;
    };
    /// Policies that are added up as one lane, so many from `first` on of `members`.
    struct Bunch {
        std::uint32_t first = 0, count = 0;
        double money = 0, policies = 0;  ///< their weights
    };
    /// What one of them is paid changes in step k.
    struct Change {
        std::uint32_t k = 0;
        double from = 0, to = 0;
    };
    /// Lanes for which the same holds in each step, `most` of them.
    struct Tile {
        std::size_t first = 0, count = 0, courses = 0;
        std::size_t first_guide = 0, guides = 0;  ///< no guide: each lane goes by itself
    };

    Plan& plan;
    ByPeriod* adds_to = nullptr;  ///< none: each policy is told by period itself
    std::size_t policy_count = 0;
    std::size_t placed = 0, first_of_kind = 0;  ///< policies, ever
    std::vector<Found> found;  ///< [point][policy]
    std::vector<std::size_t> numbered;  ///< room
    std::vector<Plan::Begins*> met;
    std::vector<Lane> lanes;  ///< as they came
    std::vector<Lane> beside;  ///< as they stand beside each other
    std::vector<Bunch> bunches;  ///< [row of a lane], where they are added up
    std::vector<std::uint32_t> members;  ///< their numbers among `lanes`
    std::vector<Plan::Event> bunch_events;
    std::vector<Change> changes;  ///< room
    std::vector<Tile> tiles;
    std::vector<Guide> guides;
    bool follow_often = true;  ///< one lane in four, the last time that was asked
    std::size_t unasked = 0;
    std::vector<std::vector<const Course*>> courses;  ///< [those of a tile][point]
    std::vector<std::span<const Plan::Event>> own_events;
    std::vector<double> amounts;  ///< [row of a lane][Quantity::amounts]

    // The tile that is run
    std::span<const Lane> in_lane;
    std::span<const Course* const> leads;  ///< [point]
    std::span<Guide> ahead;  ///< its guides
    std::vector<Next> upcoming;  ///< [position]
    std::vector<std::span<const Plan::Event>> own_upcoming;  ///< [lane][quantity of Inside::own]
    std::vector<kernels::Other> more_sums;  ///< room
    std::vector<double> room;
    kernels::Lined<double> here, slots, worth, paid, course;
    kernels::Lined<double> told_steps;  ///< as kernels::Room has it
    std::vector<std::uint32_t> every;  ///< all sums, and who is there
    std::vector<unsigned char> some;  ///< [sum], as kernels::Room has it, then 1
    kernels::Lined<double> of_money, of_count, of_amounts;  ///< [position]: weights, the last of what is in proportion to an amount
    std::vector<const double*> weights;  ///< [sum, then who is there]: which of them
    std::vector<double> remain;  ///< [position]: the chance that one that ended in this period is in force
    kernels::Lined<double> parts, sound;  ///< of guides
    std::vector<std::size_t> behind;  ///< [position / quad] which guide
    std::vector<Passed> past;  ///< the first `past_count`; the others are room to be used again
    std::size_t past_count = 0;
    std::vector<Asked> asked;  ///< by t
    std::size_t stands_in = 0;  ///< the place where values are read
    kernels::Lined<double> backs, later;  ///< [pack][stream][place][lane]: what is due from here on; room
    std::uint64_t ran[3] = {};
};

}  // namespace hearth
