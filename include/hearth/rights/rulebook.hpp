#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/language/compile.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/rights/reading.hpp"

namespace hearth {

/// One rule of a programme, compiled.
struct Rule {
    ExpressionPtr expression;            ///< none: not written
    Program program;
    Type::Base wanted = Type::Base::any; ///< what its place takes
    std::set<std::string> memory;        ///< what of the past it reads ("lasting(...)"): such a rule has no probability of one day
    std::set<std::size_t> rights, tiers; ///< rights and tiers (by programme) it reads
    std::vector<std::uint32_t> watched;  ///< its instructions that time a condition: since, lasting
    bool rises = false;                  ///< a truth that more premiums paid can only make a yes
    bool reads_itself = false;           ///< `served`, or the right by its name

    [[nodiscard]] bool written() const { return expression != nullptr; }
};

/// By all families: per = "all", or "all" beside what has a place of its own.
bool is_shared(const Account& account);

struct AccountRules {
    const Account* account = nullptr;
    Rule opens, carry, floor, grows;
    bool counts = false;                 ///< nights, visits, points: a unit that is no money
    bool filled = false;                 ///< some payment goes into it
    bool moved = false;                  ///< or out of it
    bool shared = false;                 ///< by all families: what is left of it is not known to one
    std::size_t rank = 0;                ///< on one day it opens after those of a lower rank: it may read them
};

struct PaymentRules {
    const Payment* payment = nullptr;
    Rule when, amount, price;
    std::vector<Reading> from;           ///< accounts drawn on, in order
    std::vector<Reading> to;             ///< the account filled
};

/// The people of `for` or of `to`, part by part.
struct PeopleRules {
    const People* people = nullptr;
    std::vector<Rule> limits, whens;     ///< one a part, perhaps not written
};

struct RightRules {
    const Right* right = nullptr;
    std::string path;                    ///< "programme.right"
    std::size_t programme = 0;
    PeopleRules people, pass_to;
    Rule seats, unlock, keep, use, end, pass_when, pass_times;
    std::vector<AccountRules> accounts;
    std::vector<PaymentRules> pays;

    [[nodiscard]] const std::string& name() const { return right->header.name; }
};

struct ProgrammeRules {
    const Programme* programme = nullptr;
    std::size_t parent = Reading::none;
    std::string holder;                  ///< policy, owner, family or person: of the root
    bool binds_issue = false;            ///< the version of the day of issue, not of the day
    std::size_t tiers_of = Reading::none;///< the nearest programme up the tree that has tiers
    std::vector<Rule> tiers;
    DomainPtr tier_domain;               ///< none, then the tiers
    std::vector<AccountRules> accounts;
    std::vector<std::size_t> rights;
};

/// The life of one of whom only this is known: "alive -> dead".
Model plain_life();

/// Every rule of every programme of a set, compiled once, and the order in which a day goes through them.
class Rulebook {
  public:
    /// Faults of all rules go to the report (E04xx, E0730..E0739); the book may be run only if there are none.
    /// `family`: whose states, facts and basis the rules see; none: a check without a family.
    Rulebook(const Book& book, const Family* family, Report& report);
    ~Rulebook() = default;
    Rulebook(const Rulebook&) = delete;
    Rulebook& operator=(const Rulebook&) = delete;

    /// A tier of a programme, or a right: what a day decides one after the other.
    struct Step {
        bool right = false;
        std::size_t index = 0;
    };

    [[nodiscard]] const Book& book() const { return book_; }
    [[nodiscard]] const std::vector<ProgrammeRules>& programmes() const { return programmes_; }
    [[nodiscard]] const std::vector<RightRules>& rights() const { return rights_; }
    [[nodiscard]] const std::vector<Reading>& readings() const { return readings_; }
    [[nodiscard]] const std::vector<Step>& order() const { return order_; }
    [[nodiscard]] const DomainPtr& states() const { return states_; }       ///< of a right
    [[nodiscard]] bool illustrative() const { return illustrative_; }
    [[nodiscard]] bool reads(std::string_view measure) const { return measures_.contains(measure); }
    /// Whether some rule, or an expression of a case, reads what a payment of a right comes to (rule S40).
    [[nodiscard]] bool reads_payment(std::size_t right, std::size_t payment) const { return payments_read_.contains({right, payment}); }
    [[nodiscard]] std::size_t payments_read() const { return payments_read_.size(); }

    /// What a fact of a person is in the family's one life, by family.let; none: as written.
    [[nodiscard]] const Rule* translation(const std::string& fact) const;

    /// A further expression, as a rule of a right would see it (`right` none: as the set sees it, from outside any programme).
    Rule compile(const ExpressionPtr& expression, std::size_t programme, std::size_t right, Type::Base wanted, Report& report);
    /// The words of a piece of a rule, by its place.
    [[nodiscard]] std::string text(const Place& place) const;
    [[nodiscard]] std::size_t programme(std::string_view name) const;
    [[nodiscard]] std::size_t right(std::size_t programme, std::string_view name) const;
    /// "programme.right"; none if there is no such right.
    [[nodiscard]] std::size_t right(std::string_view path) const;
    [[nodiscard]] const std::string& path(std::size_t right) const { return rights_[right].path; }

  private:
    friend class RuleScope;
    void list(Report& report);
    void make_scopes();
    void compile_programme(std::size_t programme, Report& report);
    void compile_right(std::size_t right, Report& report);
    PeopleRules compile_people(const People& people, const Scope& scope, const std::string& holder, Report& report);
    AccountRules compile_account(const Account& account, const Scope& scope, Report& report);
    PaymentRules compile_payment(const Payment& payment, std::size_t right, Report& report);
    Rule compile(const ExpressionPtr& expression, const Scope& scope, Type::Base wanted, Report& report);
    void mark_lives(const Program& program);
    [[nodiscard]] bool paid(const Program& program, std::uint32_t index) const;
    [[nodiscard]] bool rises(const Program& program, std::uint32_t index) const;
    void remember(const Ast& ast);
    void sort(Report& report);
    void rank_accounts(Report& report);
    void check_requests(Report& report) const;
    void refuse_reading(const Rule& rule, Report& report) const;
    void check_shared(const AccountRules& account, Report& report) const;
    void check_draws(std::size_t right, Report& report) const;
    [[nodiscard]] std::string home(std::size_t programme, std::size_t right) const;
    /// "name" of an account, or "name.opens": what it last opened with.
    std::optional<Reading> account(std::string_view name, std::size_t programme, std::size_t right) const;
    /// Of the right, or of a programme it is part of.
    [[nodiscard]] std::optional<Reading> account_of(std::string_view name, std::size_t right) const;
    [[nodiscard]] const Account& account(const Reading& reading) const;
    [[nodiscard]] bool counts(const Reading& account) const;
    [[nodiscard]] Type balance(const Reading& account) const;
    [[nodiscard]] Type paid(const Payment& payment, std::size_t right) const;
    [[nodiscard]] Type money_of(std::size_t programme, std::size_t right) const;

    const Book& book_;
    const Family* family_;
    std::vector<ProgrammeRules> programmes_;
    std::vector<RightRules> rights_;
    std::vector<Reading> readings_;
    std::vector<Step> order_;
    std::set<std::string, std::less<>> words_, asked_, measures_;
    std::map<Place, std::string> texts_;
    std::map<std::string, Rule, std::less<>> translations_;
    std::deque<Scope> programme_scopes_, right_scopes_, outer_scopes_;
    DomainPtr states_, life_states_, status_;
    std::set<std::pair<std::size_t, std::size_t>> payments_read_;
    bool illustrative_ = false;
    // While a rule is compiled:
    Rule* rule_ = nullptr;
    bool outside_ = false;                     ///< an expression of a case: it may look at other days and people
    std::size_t in_programme_ = Reading::none, in_right_ = Reading::none;
    std::string pricing_;                      ///< the table of a payment, while its price is compiled
    std::size_t rows_ = 0;                     ///< open rows of people and policies
    std::size_t person_row_ = Reading::none;   ///< the innermost row of people
    std::vector<const Scope*> table_rows_;
};

}  // namespace hearth
