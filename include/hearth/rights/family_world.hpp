#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hearth/language/evaluate.hpp"
#include "hearth/rights/facts.hpp"
#include "hearth/rights/rights_state.hpp"
#include "hearth/rights/rulebook.hpp"

namespace hearth {

struct Told;

/// The states people are supposed to be in, in place of what the events say; who else was asked about. In a course that is lived through
/// the policies that rates move come after the people: their status, and since when.
struct Supposed {
    std::vector<std::optional<std::size_t>> states;  ///< by member
    std::set<int> asked;
    std::set<int> asked_state;                       ///< of whom it mattered which of the states that can be left
    bool lived = false;                              ///< a course is lived through, day by day: its past is in its standings
    std::vector<Date> since;                         ///< lived: since when each is in that state
    std::set<int> asked_held;                        ///< of whom it mattered for how long
    std::set<int> asked_death, asked_paid;           ///< of whose death the day did, or only what was paid before it
    std::uint64_t people = 0, policies = 0;          ///< whose state was looked at; of which premiums or values that change. One bit each, of the first 64
    enum class Paid : std::uint8_t { as_lived, least, most } paid = Paid::as_lived;  ///< by the dead: what they had paid on `as_of`, or as if they lived
    bool guessed = false;                            ///< that was used
    std::vector<Told>* heard = nullptr;              ///< lived: what is told of the states (told.hpp)

    void suppose(int member, std::optional<std::size_t> state, Date from = {});
    [[nodiscard]] std::optional<std::size_t> state(int member) const {
        const auto at = static_cast<std::size_t>(member);
        return at < states.size() ? states[at] : std::nullopt;
    }
};

/// What a rule came to, whoever it was asked for and on whatever day; a number that is known is a yes.
struct Answers {
    bool yes = false, no = false, unknown = false;

    [[nodiscard]] bool asked() const { return yes || no || unknown; }
};
using Answered = std::map<const Rule*, Answers>;

/// A family on a day, for the rules of programmes.
class FamilyWorld final : public World {
  public:
    FamilyWorld(const Rulebook& rules, const FamilyFacts& facts, RightsState& state);

    Value load(std::uint32_t id, const Instruction& instruction) override;
    Value special(const Program& program, const Instruction& instruction, Evaluator& evaluator) override;
    void flips_on(Date day) override { if (flips) flips(day); }

    /// A rule's value at a place; the rule is written.
    Value evaluate(const Rule& rule, const Here& here, Recorder* recorder = nullptr);
    Value evaluate(const Program& program, std::uint32_t index, const Here& here, Recorder* recorder = nullptr);
    /// The same, whatever is foreseen.
    Value decide(const Rule& rule, const Here& here);

    Value fact_of(int person, std::uint32_t leaf, const Here& at);
    /// As the events say, or as is supposed.
    [[nodiscard]] bool alive(int person, Date day);
    [[nodiscard]] std::vector<int> people(const PeopleRules& rules, std::size_t part, const Here& here);
    [[nodiscard]] std::vector<int> policies(int owner, Date day, const Holding* holding) const;
    /// The balance of an account here, else what it would open with; none with what is missing in `lacks`.
    Balance* balance(const Reading& account, const Here& here, const std::string& place, Value& lacks);
    /// The same for a right that is unlocked, which opens it.
    Balance* open_balance(const Reading& account, const Here& here, Value& lacks);
    /// What it opens or re-opens with.
    Value opening(const Balance& balance);
    /// A balance as it is on a day: with the growth since its last payment, by whole years and then days of 1/365 (rule S44).
    double on_day(const Balance& balance, Date day);
    void bring_up(Balance& balance, Date day);
    /// What may be drawn: the balance above its floor (rule S42).
    double above_floor(const Balance& balance, const Here& here);
    [[nodiscard]] const AccountRules& account(const Reading& reading) const;
    /// The holder of another programme that is the same person, policy or family; none if there is none.
    [[nodiscard]] std::size_t same_holder(std::size_t holder, std::size_t programme, int person) const;
    /// "policy legacy" or "person li" of the innermost row, for explanations.
    [[nodiscard]] std::string row_label() const;
    [[nodiscard]] const FamilyFacts& facts() const { return facts_; }
    [[nodiscard]] const Rulebook& rules() const { return rules_; }
    [[nodiscard]] RightsState& state() { return state_; }
    /// Whether a balance is being opened of a place.
    [[nodiscard]] bool placed() const { return !place_.empty(); }
    Here here;
    std::function<void(Date)> flips;
    std::function<Value(const Rule&, const Here&)> foresee;  ///< lived: knows a rule's value from before (timeline_foresee.cpp)
    std::function<Value(const Program&, const Instruction&, Evaluator&)> look;  ///< `at` of a case
    Supposed* supposed = nullptr;
    Answered* answered = nullptr;                    ///< told what every rule comes to
    using AccountKey = std::tuple<std::size_t, std::size_t, std::size_t>;  ///< programme, right, part
    std::set<AccountKey> plenty;                     ///< accounts of which somebody else knows what is left (Chain::watch)

  private:
    Balance* balance(const Reading& account, const Here& here, const std::string& place, Value& lacks, bool opens_it);
    void note(const Rule& rule, const Value& value);
    [[nodiscard]] int person_of(const Reading& reading) const;
    [[nodiscard]] int policy_of(const Reading& reading) const;
    Value fact(int person, std::uint32_t leaf);
    /// Supposed; `life`: it matters only whether it can be left.
    Value state_of(int person, bool life);
    /// The same: whether someone lives; none: they are asked for.
    std::optional<bool> lives(int person);
    Date since(int member);
    void hear(std::uint8_t what, int member);        ///< what is told of a member, for whoever listens
    Value meaning(const Rule& translation, const Here& of);
    Value policy_leaf(int policy, std::uint32_t leaf);
    Value moved_leaf(int policy, std::uint32_t leaf);
    /// Lived: the day the insured died, if they are dead; the state it is unknown for in `lacks`.
    std::optional<Date> insured_died(int policy, Value& lacks);
    /// Money of a policy counts only in the currency of the rule (S46); else E0424.
    void same_currency(int policy, const std::string& currency, const Place& place) const;
    Value standing(const Reading& reading);
    Value tier(const Reading& reading);
    Value each(const Program& program, const Instruction& at, const Reading& reading, Evaluator& evaluator);
    Value watched(const Program& program, const Instruction& at, const Reading& reading, Evaluator& evaluator);
    [[nodiscard]] const Standing* find_standing(const Reading& reading) const;
    [[nodiscard]] Value names_of(const std::vector<int>& people) const;

    const Rulebook& rules_;
    const FamilyFacts& facts_;
    RightsState& state_;
    struct Row {
        bool policy = false;
        int index = -1;
    };
    std::vector<Row> rows_;
    const std::vector<Value>* table_row_ = nullptr;  ///< the row of a table in hand
    std::set<std::pair<const Rule*, std::size_t>> outside_;  ///< translations that are never in a state
    std::string place_;                       ///< whose balance is being opened; empty: the person's own
    std::map<std::tuple<int, std::uint32_t, Date>, Value> values_;
    std::vector<std::uint32_t> words_;        ///< of the states of a right
    std::vector<std::uint32_t> people_, products_, states_;
    Place asked_at_;                          ///< of the name being read, for faults
    std::map<AccountKey, Balance> shared_;  ///< of all families: a family finds as much as it asks for
    Balance closed_;                          ///< of an account that is not open yet: what it would open with
};

}  // namespace hearth
