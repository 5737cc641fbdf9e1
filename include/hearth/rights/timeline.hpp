#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hearth/rights/condition.hpp"
#include "hearth/rights/family_world.hpp"

namespace hearth {

enum class RightEvent : std::uint8_t {
    pending, waiting, unlocked, usable, used, paused, resumed, upgraded, downgraded, exhausted, transferred, ended, unknown
};
std::string_view to_text(RightEvent event);

/// Something that happens to a right or a tier on a day. Of a tier: `right` is none and `person` is the holder.
struct RightsEvent {
    Date date;
    std::size_t programme = 0, right = Reading::none, holder = 0;
    int owner = -1, person = -1;
    RightEvent event = RightEvent::pending;
    RightWord state = RightWord::none;
    int tier = 0;
    bool stopped = false;                ///< ended or paused not by its condition: the rule itself no longer holds, it is no longer for the person, nobody holds it
    std::string because, margin;
    std::vector<Need> needs;             ///< what `margin` says
    std::optional<Date> next;            ///< the next day on which this becomes better, as things are written
};

/// A service that was delivered on a day, and what the rules say to it.
struct Delivery {
    Date on;
    std::size_t right = 0;
    int person = -1;
    double quantity = 0;
    RightWord found = RightWord::none;   ///< what the right was that day: it should be usable or served
    double drawn = 0;                    ///< of the quantity: the least part that a payment got of what it asks; all of it without accounts
    std::map<const Balance*, double> from{};      ///< what was drawn of each account, in its unit
    std::vector<std::string> lacks{};    ///< why it is unknown what is drawn
};

/// The life course of a family's rights: day by day from the first policy or event, as written (rules S23, S67 to S76).
/// A day without a change is not visited. Pure: the same events for the same family, whatever the order of its files.
class Timeline {
  public:
    /// `alone`: a programme run by itself makes a request in every period (rule S76).
    Timeline(const Rulebook& rules, const FamilyFacts& facts, bool alone = false);
    /// Whether an account that opens again is then as it is now: no day is needed for it, the next visit catches up.
    [[nodiscard]] bool reopens_to_the_same(const Balance& balance) const;
    /// Services that were delivered, before `run`: each draws on the accounts of its right if that is usable on its day.
    void expect(std::vector<Delivery> deliveries);
    [[nodiscard]] const std::vector<Delivery>& deliveries() const { return deliveries_; }
    /// Visits every day on which something can change, up to the horizon or to `until`, which is visited too.
    void run(std::optional<Date> until = std::nullopt);
    /// Before `run`: every rule is decided on every day that is visited, also where nothing it reads can have changed. The same events, slower.
    void decide_everything() { everything_ = true; }

    /// Some tiers and rights alone, of one holder and for one person where that is enough.
    struct Part {
        std::vector<bool> steps;             ///< as the order of the rules
        std::vector<bool> of_one;            ///< as the rights: those that are asked for `person` alone
        std::size_t right = Reading::none, holder = Reading::none;
        bool other_holders = false;          ///< what is not `right` is asked of other holders too
        bool every_holder = false;           ///< all is
        int person = -1;
        std::vector<int> beside;             ///< who may take a seat that `person` would have, or draw on an account of both
    };
    /// Thrown where a course of one person comes to a day on which it would have to know who else has the right: whether it is passed on.
    struct AsksOthers {};
    /// Before `run`: nothing else is decided, nothing is explained, every payment is made (timeline_live.cpp).
    /// `facts` of people that change on a day are a reason to visit it.
    void live(Part part, const std::vector<std::string>& facts);
    /// Before `live`: what rules come to is known from other courses of the family, and told to them (foresight.hpp).
    struct Foresight;
    void foresee_by(std::shared_ptr<Foresight> foresight);  ///< none: no longer
    /// While only the first day of `go_on` was visited: until then all is the same but for what is foreseen, which has an end of its own,
    /// and for waits that are over.
    [[nodiscard]] Date unchanged() const;
    struct Kept;
    /// What the last day leaves to the next, to go on from it more than once.
    [[nodiscard]] Kept keep() const;
    void run_before(Date day);
    void resume(const Kept& kept);
    /// The right of a step waits for somebody to be passed to, since a day.
    struct Waiting {
        std::size_t step = 0, holder = 0;
        Date since;
    };
    /// After `resume`, which leaves that open: since when whoever waits does so.
    void wait(const std::vector<Waiting>& all);
    /// Visits `from`, deciding everything anew, and each day before `until` on which something can change; tells each to `seen`.
    void go_on(Date from, Date until, const std::function<void(Date)>& seen);
    /// The next day on which something can change by itself; none: never.
    [[nodiscard]] std::optional<Date> next_day() const;
    /// Somebody who may use a right draws on its accounts, as by a request: what was drawn of the quantity.
    Delivery draw_now(std::size_t right, std::size_t holder, int person, double quantity);
    /// What a payment would come to today for somebody who has asked since a day, and is served or not.
    Value would_pay(std::size_t right, std::size_t payment, std::size_t holder, int person, Date since, bool served);

    [[nodiscard]] const std::vector<RightsEvent>& events() const { return events_; }
    /// The day the youngest would be 106, or the last change.
    [[nodiscard]] Date horizon() const { return horizon_; }
    /// How many days were visited.
    [[nodiscard]] std::size_t visits() const { return visits_; }
    [[nodiscard]] Date first_day() const { return first_; }
    [[nodiscard]] FamilyWorld& world() { return world_; }
    [[nodiscard]] const RightsState& state() const { return state_; }
    [[nodiscard]] const Rulebook& rules() const { return rules_; }
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
    [[nodiscard]] const std::string& currency() const { return currency_; }
    [[nodiscard]] Here here(std::size_t right, std::size_t holder, int person) const;
    [[nodiscard]] Here here_of_tier(std::size_t programme, std::size_t holder) const;
    /// Whether the rule holds this holder that day: between starts and stops, of the day or of the issue (rule S73).
    [[nodiscard]] bool applies(std::size_t programme, std::size_t right, std::size_t holder, Date day) const;

  private:
    struct Candidate {
        int person = -1;
        std::size_t part = 0;
        bool in_scope = true;
    };
    /// Those whom `for` reaches, kept until the family is another.
    struct Reached {
        std::size_t epoch = Reading::none;
        std::vector<Candidate> who;
    };
    struct Due {
        std::size_t right = 0, payment = 0, holder = 0;
        int person = -1;
    };
    /// A payment as it is made: what it asks, and what it gets of each of its accounts.
    struct Draw {
        Due due;
        double wanted = 0, drawn = 0;
        Value price;
        std::vector<Balance*> from;
        std::vector<double> parts;       ///< as `from`
        Balance* to = nullptr;
    };
    /// Why a day is visited: what may be different on it.
    enum Cause : unsigned { for_payments = 0, for_premiums = 1, for_values = 2, for_calendar = 4, for_policies = 8, for_states = 16, for_anything = 32 };
    struct Visit {
        unsigned causes = 0;
        std::set<std::size_t> steps;     ///< those whose own conditions change by themselves that day
        std::map<std::string, std::set<int>> facts;  ///< that events change, and of whom
        friend auto operator<=>(const Visit&, const Visit&) = default;
    };
    using Planned = std::vector<std::pair<Date, const Visit*>>;  ///< in order
    /// The first after a day.
    static Planned::const_iterator after(const Planned& planned, Date day);
    /// What one step of the order reads, and when it last ran and last changed anything, by `clock_`.
    struct Step {
        unsigned causes = 0;
        bool always = false;             ///< it reads what may be different on any day
        bool balances = false;           ///< its payments move some
        bool by_balance = false;         ///< a rule of it reads one
        bool watches = false;            ///< some rule of it times a condition
        std::vector<std::size_t> on;     ///< the steps it reads
        std::map<std::string, bool> facts;  ///< of people; whether of nobody but whom it is asked for
        std::set<int> ages;              ///< birthdays on which it may change
        bool every_age = false;
        std::size_t ran = 0, changed = 0;
        Date day;                        ///< of the last run
    };
    void plan();
    void list_steps();
    /// `own`: its person is the one for whom the step is asked.
    void reads(Step& step, const Rule& rule, bool own);
    void read_fact(Step& step, const std::string& name, bool own);
    void read_ages(Step& step, const Program& program);
    /// Whether anything that a step reads may be different from when it last ran; one that is not stale would change nothing.
    [[nodiscard]] bool stale(std::size_t step, const Visit& visit) const;
    [[nodiscard]] bool decides(std::size_t step) const { return !part_ || part_->steps[step]; }
    [[nodiscard]] bool decides_of(std::size_t right, std::size_t holder) const;
    bool visit_next(Date until);
    Value foresee(const Rule& rule, const Here& place);
    void changes_with(const Rule& rule, int person);
    [[nodiscard]] std::optional<Date> next_change(const Step& reads, int person, std::uint64_t policies, Date after) const;
    [[nodiscard]] bool matters(const Visit& visit) const;  ///< to the part that is lived through
    [[nodiscard]] bool is_told(const Visit& visit) const;
    [[nodiscard]] bool concerns(const std::set<int>& people) const;  ///< the part
    void note_change();                          ///< the step that runs has
    void add(Date day, unsigned causes);
    void add_flip(Date day);
    void add_event(const Event& event);
    void visit(Date day, const Visit& why);
    void take_requests(Date day);
    void tier(std::size_t programme);
    void right(std::size_t right);
    void right_of(std::size_t right, std::size_t holder, Holding& holding);
    std::vector<Candidate> candidates(std::size_t right, std::size_t holder, const Holding& holding);
    bool earn(std::size_t right, std::size_t holder, Holding& holding, const Candidate& who);
    [[nodiscard]] bool alone(std::size_t right) const { return part_ && part_->of_one[right]; }
    bool leaves_unsure(std::size_t right, std::size_t holder, Holding& holding);
    void look_for_others(std::size_t right, std::size_t holder, Holding& holding);
    void pass(std::size_t right, std::size_t holder, Holding& holding);
    void use(std::size_t right, std::size_t holder, Holding& holding, std::vector<Candidate> who);
    bool exhausted(std::size_t right, const Here& here);
    void become(std::size_t right, std::size_t holder, int person, Standing& standing, RightWord word, Value lacks, std::string because);
    void explain_why(RightsEvent& event, const Rule& rule, const Here& here);
    void open(std::size_t right, const Here& here);
    void reopen(Date until);
    void reopen(Balance& balance);
    void list_payments();
    void pay(bool closing);
    [[nodiscard]] bool counts(std::size_t right, std::size_t payment) const;
    [[nodiscard]] std::optional<int> period(const Payment& payment, Date from, Date day) const;
    [[nodiscard]] bool due(const Due& due, bool closing);
    std::vector<Draw> settle(const std::vector<Due>& round);
    void deliver(Date day);
    void draw(Delivery& delivery, std::size_t holder);
    void watch();
    [[nodiscard]] std::optional<Date> bound(std::size_t programme, std::size_t holder, Date day) const;
    void look_ahead();

    const Rulebook& rules_;
    const FamilyFacts& facts_;
    RightsState state_;
    FamilyWorld world_;
    std::map<std::tuple<std::size_t, std::size_t, int, int>, Reached> reached_;  ///< [right, holder, the owner by now, passes]
    std::map<Date, Visit> days_;
    std::map<Date, std::set<std::size_t>> waits_;   ///< steps whose right waits to be passed on no longer, that day
    std::vector<Step> steps_;                ///< as the order of the rules
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> made_;  ///< rights, and which of their payments are made
    bool everything_ = false;
    bool balances_decide_ = false;           ///< some rule of a tier or right, not only of a payment, reads a balance
    std::optional<Part> part_;               ///< lived through: nothing is explained
    Planned planned_;                        ///< of that: what was to be visited from the start; `days_` has what is found on the way
    std::shared_ptr<Foresight> foresight_;
    std::set<std::string> told_;             ///< facts that are told apart
    std::set<Date>* flips_seen_ = nullptr;   ///< while one looks ahead
    Date unchanged_, unforeseen_;            ///< until when all is the same; all that is not foreseen
    Date month_begins_, month_ends_;
    std::size_t visits_of_month_ = 0;        ///< since `go_on`
    std::size_t step_ = Reading::none;       ///< the one that runs
    std::size_t clock_ = 1, balances_changed_ = 0, requests_changed_ = 0;
    std::vector<Delivery> deliveries_;
    std::vector<RightsEvent> events_;
    std::vector<std::string> notes_;
    std::string currency_;
    std::size_t next_request_ = 0;
    Date first_, horizon_, visited_;
    std::size_t visits_ = 0;
};

struct Timeline::Kept {
    RightsState state;
    std::map<Date, Visit> days;
    std::size_t next_request = 0;
};

}  // namespace hearth
