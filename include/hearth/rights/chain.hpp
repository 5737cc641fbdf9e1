#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "hearth/rights/family_rights.hpp"
#include "hearth/rights/told.hpp"

namespace hearth {

/// One right of one holder, for one person or, where people share something of it, for all whom it reaches; with the tiers and rights
/// that its rules read. Its chances need no other right.
struct Unit {
    std::size_t right = 0, holder = 0;
    std::vector<int> people;
    Timeline::Part part;
    std::vector<const Rule*> rules;      ///< all that is read
    std::string coupled;                 ///< what makes its people one: "pass", "the account nights"; empty: each person is alone
    std::shared_ptr<const Unit> together = {};  ///< instead of the course of one, where that would have to know who else has the right
    /// A condition of which it is asked whether it holds at the end of a day; then `right` is none.
    struct Whether {
        const Program* program = nullptr;
        std::uint32_t index = 0;
        Here here;                       ///< with the day
    };
    std::optional<Whether> whether = {};
};
/// Every right of every holder, by path, holder and person.
std::vector<Unit> units_of(FamilyRights& rights);
/// The same for courses that are drawn once for all people who may have to know of each other.
std::vector<Unit> units_together(FamilyRights& rights);
/// For a condition of a compiled rule.
Unit unit_of(FamilyRights& rights, const Rule& rule, Unit::Whether asked);

/// Whether two readings are of one account.
bool same_account(const Reading& a, const Reading& b);

/// The state someone is in, and since when where that matters.
struct Lived {
    static constexpr std::int32_t long_ago = -40'000;  ///< any day would do that is before all
    std::size_t state = 0;
    Date since;
    [[nodiscard]] bool dated() const { return since.days() != long_ago; }
    friend auto operator<=>(const Lived&, const Lived&) = default;
};

/// What a month brings to one person of a unit.
struct Happening {
    enum class Kind : std::uint8_t {
        held,        ///< the right is unlocked and has not ended when the month begins
        usable,      ///< it may be used then
        unlocked,    ///< for the first time, in the month
        used,        ///< drawn on for the first time; where nothing says how much, usable for the first time
        units,       ///< drawn on when the month begins
        holds,       ///< what is asked is so at the end of its day
        cost         ///< money that a payment costs the insurer, or (negative) brings it
    };
    Kind kind = Kind::held;
    int person = -1;
    std::size_t payment = Reading::none;  ///< cost
    int tier = 0;                         ///< of the holder, that day
    std::size_t label = 0;                ///< what the facts asked for say of the person that day: a number of Chain::labels()
    double amount = 1;
    Date on;
};

/// Somebody who may use a right asks, in a month, for units of an account of all families.
struct Asking {
    int person = -1;
    int tier = 0;                        ///< of the holder, that day
    std::size_t label = 0;               ///< the place: a number of Chain::labels()
    bool settled = false;               ///< they are served on `as_of`, by a request that the family has made before
    double units = 0;
    double opens = 0;                    ///< what the account of the place holds, or opens with, that day
    double own = 0;                      ///< units of a quota of their own that go with them, if the right has one
    Date own_from;                       ///< a day from which the periods of the quota run
    double served = 0;                   ///< cost to the insurer of the month, beside what is paid on request, if there was a place
    std::vector<double> waiting;         ///< if not: by whole months since the request, the last for all later ones
};

/// A unit lived through month by month: from what is kept of the past and the states of its support, to what is kept and what
/// happens. Kept are latches, seats, balances and the days from which something that is read is counted, and nothing else, so that pasts
/// that can make no difference are one. It is the dated timeline itself that goes on (rules S77 to S79).
class Chain {
  public:
    /// `facts` are those of a person by which what happens is told apart. Throws Fault where the family is wrong.
    Chain(FamilyRights& rights, const Unit& unit, std::vector<std::string> facts, std::optional<Date> until);
    ~Chain();
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    struct Past;
    struct Month {
        std::optional<std::size_t> left;         ///< which past of this chain it leaves; none: that of before
        std::shared_ptr<const Past> after;       ///< what it leaves, if it is kept and another than before
        std::vector<Happening> happenings;
        std::vector<Asking> asks;                   ///< of an account of all families, if it is watched
        bool over = false;                          ///< after it nothing comes to anybody of the unit any more
        std::map<int, std::vector<std::string>> lacks;  ///< by person: unknown, no expectation rests on it (rule S80)
        std::optional<Date> until;                  ///< the same in every month that ends by then, for all who are told the same, and so long kept
                                                    ///< here; if it leaves another past, but for the days of what happens when it begins
        [[nodiscard]] std::size_t leaves(std::size_t past) const { return left.value_or(past); }
    };
    /// A quota of the right's own beside what all families share: whoever knows who is served knows what is left of it.
    struct Quota {
        Reading account;
        Every every;
        double opens = 0;
        bool of_person = false;          ///< or of the holder
    };
    /// Tells who asks for units of an account of all families, which no rule may read. Payments that read whether someone is served, or since
    /// when they ask, are then part of the asks; what is left of a quota of its own is not looked at here. Throws Fault E0789 where what is asked
    /// for would depend on who was served before in another way.
    void watch(const Reading& account);
    [[nodiscard]] const std::optional<Quota>& quota() const { return quota_; }
    /// A payment whose costs in a month of asking are those of the ask.
    [[nodiscard]] bool of_line(std::size_t payment) const { return line_.contains(payment); }
    /// Of month `k` from `as_of`, after a past, in the states of the support as they are seen. Months are asked in order; the past is one that the
    /// month before left.
    const Month& month(std::size_t k, std::size_t past, const std::vector<Lived>& states);
    /// Until when the month that was asked last is the same in these states; none: it is of its days.
    [[nodiscard]] std::optional<Date> until() const { return until_; }
    /// Instead of asking again in month `k`, of a past, for one that is the same.
    void again(std::size_t k, std::size_t past, const Month& month);
    /// The people whose states are read, found out on the way: after a month was asked it may be larger, and all begins again.
    [[nodiscard]] const std::vector<int>& support() const { return support_; }
    /// Whether it grew since the last call; then nothing of before holds.
    bool grew();
    /// A policy that rates move is a further member of the support, after the people.
    [[nodiscard]] bool is_policy(int member) const { return member >= rights_.facts().persons(); }
    [[nodiscard]] const std::string& name(int member) const;
    /// Chances of the states, or statuses, when month `k` ends, of one that is in `from` when it begins; of a policy, if its insured lives then,
    /// and is in `life`, where that is read. Throws Fault E0758 where the policy is of lives that are in no such state.
    [[nodiscard]] std::vector<double> moves(int member, std::size_t k, std::size_t from, std::size_t life = Reading::none) const;
    /// Whether the state of the insured decides how a policy moves.
    [[nodiscard]] bool moves_by_life(int member) const;
    /// The day of a move in month `k`: of people that on which it ends.
    [[nodiscard]] Date moved_on(int member, std::size_t k) const;
    /// Whose life keeps a policy when month `k` ends; -1: nobody's.
    [[nodiscard]] int insured_of(int member, std::size_t k) const;
    /// Whose life keeps a policy when month `k` ends, the same as a place in the support; Reading::none: nobody there.
    [[nodiscard]] std::size_t life_of(int member, std::size_t k) const;
    /// The state of a member on a day, with since when as far as that makes a difference.
    [[nodiscard]] Lived kept(int member, Lived lived, Date day) const;
    /// As far as it makes a difference: of whom only is read whether they live, the states that can be left are one, the first of them.
    [[nodiscard]] Lived seen(int member, const Lived& lived) const;
    [[nodiscard]] std::vector<Lived> seen(std::vector<Lived> states) const;  ///< of the support
    /// Whether it makes a difference which of the states that can be left a member is in.
    [[nodiscard]] bool whole(int member) const { return is_policy(member) || state_of_.contains(member); }
    /// Whether it may make a difference since when.
    [[nodiscard]] bool dated(int member) const { return since_of_.contains(member); }
    /// On `as_of`.
    [[nodiscard]] Lived start(int member) const;
    /// As the facts that are told apart; an unknown one is "unknown".
    [[nodiscard]] const std::vector<std::vector<std::string>>& labels() const { return labels_; }
    /// How many months were gone through, not counting those that are like another.
    [[nodiscard]] std::size_t lived() const { return lived_; }
    [[nodiscard]] Date day(std::size_t k) const { return k < days_.size() ? days_[k] : as_of_.plus_months(static_cast<int>(k)); }
    [[nodiscard]] std::size_t months() const { return months_; }
    [[nodiscard]] const Unit& unit() const { return unit_; }
    /// Of somebody who listens: called on each day of a month that is lived through, on the first before and after its requests.
    std::function<void(Timeline&)> listens;

  private:
    using Kept = std::shared_ptr<const Past>;
    struct Known {
        std::size_t month = 0;
        std::size_t lived = 0;               ///< how many months had been lived through by then
        Month out;
    };
    /// A right waits for somebody to be passed to: since so many months before one that begins, and days into that month. Whoever begins to
    /// wait a month later has the same past a month later.
    struct Wait {
        std::size_t step = 0, holder = 0;    ///< of the order of the rules
        int months = 0, days = 0;
    };
    using Waits = std::vector<Wait>;
    /// Which waits are over in a month, as bits, and on which day; months of one past in which others are over are not alike.
    struct Ending {
        std::uint64_t which = 0;
        std::optional<Date> on;              ///< none: when it begins, or in no wait
        bool scattered = false;              ///< on several days: the month is like no other
        [[nodiscard]] std::uint64_t key() const { return which << 2 | std::uint64_t{scattered} << 1 | std::uint64_t{on.has_value()}; }
    };
    void begin();
    void next_month(std::size_t k);
    Known* told_before(std::size_t k, std::size_t past);
    Known* told_recently(std::size_t k, std::size_t past, const Ending& ending);
    Known& live_month(std::size_t k, std::size_t past);
    void tell_day();
    bool ask_more();
    void look(Date day, Month& out, const std::set<int>& before);
    void look_whether(Month& out);
    void ask(Month& out);
    [[nodiscard]] bool is_its(std::size_t right, std::size_t holder, int person) const;
    void ask_of(std::size_t right, std::size_t holder, int person, const Rule* demand, Month& out);
    Happening happening(Happening::Kind kind, int person, double amount = 1, std::size_t payment = Reading::none);
    [[nodiscard]] double insurers_share(std::size_t payment) const;
    void pay(int person, std::size_t payment, const Value& given, Month& out);
    void watch_quota(const PaymentRules& payment, const Reading& account);
    void line_up(int person, const Delivery& drawn, Month& out);
    double of_line(int person, Date since, bool served, Month& out);
    static void refuse(Month& out, int person, const Value& unknown);
    [[nodiscard]] int age_of(int policy, std::size_t k) const;   ///< in months, as month `k` ends
    [[nodiscard]] int tier() const;
    [[nodiscard]] std::string remembered(Date next) const;
    [[nodiscard]] Waits waiting(std::size_t k) const;
    [[nodiscard]] Date since(const Wait& wait, std::size_t k) const;
    [[nodiscard]] Date day_over(const Wait& wait, std::size_t k) const;
    [[nodiscard]] Ending ending(std::size_t k, std::size_t past) const;
    [[nodiscard]] Ending find_ending(std::size_t k, std::size_t past) const;
    [[nodiscard]] Date ends_alike(const Known& known, std::size_t k, std::size_t past) const;
    void go_on_waiting(std::size_t k, std::size_t past);
    std::size_t number_after(std::size_t next);
    [[nodiscard]] bool no_longer_waits(std::size_t right, const Holding& holding) const;
    [[nodiscard]] bool repeats(std::size_t past, const Month& month, bool of_two_days) const;
    [[nodiscard]] bool over() const;
    void remember_dates();

    FamilyRights& rights_;
    const Unit& unit_;
    std::vector<std::string> facts_;
    std::vector<std::vector<std::string>> labels_;
    Date as_of_;
    std::vector<Date> days_;                     ///< on which the months begin
    std::size_t months_ = 0, lived_ = 0, pruned_ = 0;
    std::unique_ptr<Timeline> timeline_;
    Supposed supposed_;
    std::set<int> used_;
    Kept first_;
    Waits first_waits_;
    std::vector<int> support_;
    std::set<int> state_of_;                     ///< of whom more is read of the state than whether they live
    std::set<int> since_of_;                     ///< of whom it is read since when
    bool grew_ = false;
    std::size_t now_ = 0;                        ///< the month that is asked
    std::vector<Kept> pasts_;                    ///< as that month begins; one that nobody has is empty
    std::map<std::size_t, Kept> later_;          ///< as the next begins
    std::vector<std::size_t> reached_, begun_;   ///< had by somebody then; as that month begins
    std::vector<bool> is_reached_;
    std::map<std::string, std::size_t> numbers_;
    std::vector<Waits> waits_;                   ///< as the pasts
    mutable std::vector<std::pair<std::optional<std::size_t>, Ending>> endings_;  ///< by past: of the month that was asked last
    struct Alike {
        std::uint64_t key = 0;
        std::size_t from = Reading::none;
        Date until;
    };
    mutable std::map<std::pair<std::size_t, std::size_t>, Alike> alike_;  ///< by past, and which it leaves: until when the same waits are over in each month as in one
    mutable std::map<std::pair<std::size_t, int>, std::vector<std::optional<Date>>> days_over_;  ///< of a step, and days into a month: if that is the one in which the wait begins
    std::map<std::pair<std::size_t, std::uint64_t>, ToldMonths<Known>> months_known_;  ///< by past, and which waits are over
    /// What was told last in the same states, with the same waits over: it holds as long as no rule comes to something else.
    struct Recent {
        Known* known = nullptr;
        std::size_t lived = 0;
        Date until;
    };
    using Recently = std::unordered_map<std::vector<Timeline::Foresight::State>, Recent, Timeline::Foresight::Hash>;
    std::vector<Recently> recent_;               ///< by past
    std::vector<Timeline::Foresight::State> states_asked_;  ///< the key in hand
    Known none_;                          ///< while there is none: somebody else is asked about
    std::vector<Told> heard_;                    ///< by the month that is lived
    std::optional<Date> until_;
    /// Up to which span a time is compared; none: not at all; `all`: it is used otherwise.
    struct Longest {
        bool read = false, all = false;
        Span span;
    };
    [[nodiscard]] static bool matters(const Longest& longest, Date since, Date day);
    /// Whose condition is timed, and whether it is to unlock it: of no use once somebody has the right, or has lost it.
    struct Timed {
        std::size_t right = 0;
        bool unlocks = false;
    };
    std::map<const Instruction*, Timed> timed_;
    [[nodiscard]] bool settled(const Instruction* instruction, std::size_t holder, int person) const;
    Longest since_unlock_, held_, status_held_, watched_, since_request_;
    std::optional<Reading> shared_;              ///< whose asks are told
    std::optional<Quota> quota_;                 ///< beside it
    std::set<std::size_t> line_;                 ///< payments that read how they end
};

struct Chain::Past {
    Timeline::Kept kept;
    std::set<int> used;
};

}  // namespace hearth
