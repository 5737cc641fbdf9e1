#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/language/ast.hpp"
#include "hearth/language/compile.hpp"
#include "hearth/model/rows.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

using Lets = std::vector<std::pair<std::string, ExpressionPtr>>;

/// What every noun and many parts carry.
struct Header {
    std::string name;
    std::string title, title_zh;   ///< empty: the name
    std::string source;
    bool illustrative = false;
    std::string currency;
    std::optional<Date> starts, stops;  ///< valid on [starts, stops)
    Place place;

    [[nodiscard]] const std::string& shown() const { return title.empty() ? name : title; }
};

/// A named answer: rows, or a law.
struct Table {
    Header header;
    Rows rows;
    std::vector<std::vector<Value>> cells;   ///< rows as values; an empty cell is unknown
    std::vector<Type> column_types;
    std::vector<char> ascending;             ///< [column] whether its cells are numbers, none below the one above it; empty: nobody looked
    ExpressionPtr when, value, otherwise;    ///< value none: the last column
    enum class Age { exact, last_birthday, nearest_birthday } age = Age::exact;
    std::string unit;                        ///< empty: money
    Lets lets;
};

/// A thing a policy or a person must give.
struct Ask {
    std::string name;
    Type type;         ///< a list of choices is an ordered Domain
    bool span = false;
    std::vector<double> numbers = {};  ///< a list of numbers: those allowed; empty: any
    Place place;
};

struct Every {
    enum class Kind { none, span, calendar_year, calendar_month, continuous } kind = Kind::none;
    Span span;
};

/// Premium, benefit, service, expense, commission, refund, co-pay: one shape.
struct Payment {
    Header header;
    std::vector<std::string> from, to;   ///< empty: the insurer
    std::string on;                      ///< a word, a payment's name, or moves (then `moves` is filled)
    std::vector<Move> moves;
    Every every;
    ExpressionPtr when, amount;
    enum class At { start, middle, end } at = At::start;
    std::string of;                      ///< table that prices a unit; empty: money
    Place on_place, of_place;
};

struct Account {
    Header header;
    ExpressionPtr opens, carry, grows, floor;
    Every every;
    std::vector<std::string> per;
    std::string unit;
};

/// A number read off a product: premium, reserve, cash value.
struct ValueOf {
    Header header;
    std::string basis;                   ///< empty: the basis that asks
    Place basis_place;
    ExpressionPtr amount, solve;         ///< one of them
    enum class Between { none, linear, unearned } between = Between::none;
};

/// The moves of one life: its states, those that can be left first in the order as written.
struct Model {
    std::string role;                    ///< empty: the only one
    std::vector<std::string> states;     ///< as first written
    std::vector<std::pair<std::size_t, std::size_t>> moves;  ///< from, to: expanded, each once, in order
    Place place;

    [[nodiscard]] std::optional<std::size_t> state(std::string_view name) const;
    [[nodiscard]] bool leavable(std::size_t state) const;
};
/// Expands `any` and `<->` (rule S26); faults for a state moving to itself or a name that is reserved.
Model make_model(const std::vector<Move>& moves, std::string role, const Place& place, Report& report);
/// The one more life of every contract, its `status` (rule S61); the role is "status".
Model status_model();
/// The order of the states: those that can be left, as written; the rest unordered.
DomainPtr state_domain(const Model& model, Names& names);

struct Product {
    Header header;
    std::vector<Model> models;           ///< one a role
    ExpressionPtr ends;
    std::vector<Ask> asks;
    std::vector<Payment> pays;
    std::vector<Account> accounts;
    std::vector<ValueOf> values;
    std::string reserve;
    Lets lets;
};

struct Rate {
    std::vector<Move> moves;             ///< of its key
    std::string key;
    ExpressionPtr rate;
    Place place;
};

struct Basis {
    Header header;
    ExpressionPtr interest;
    std::vector<Rate> rates;
    bool continuous = false;
    Span step;
    Place step_place;
    enum class Between { constant_force, uniform, balducci } between = Between::constant_force;
    enum class Order { dead_first, additive, pro_rata, exponential } order = Order::dead_first;
    enum class Read { start, middle, end, integral } read = Read::middle;
    std::vector<Payment> pays;
    Lets lets, demand;
};

struct Person {
    Header header;
    std::optional<Date> born;
    std::string sex, basis, spouse;
    std::vector<std::string> parents, nominated;
    Place spouse_place;
    Lets facts;                          ///< every other leaf: city, level, state, ...
};

struct Policy {
    Header header;
    std::string product;
    Date issued;
    std::string owner, payer, insured;
    std::vector<std::string> beneficiary;
    std::string status = "in_force";
    Lets given;                          ///< what the product asks, and the other roles
    Place product_place;
};

/// A dated change of leaves: path -> value.
struct Event {
    Header header;
    Date on;
    Lets changes;                        ///< "guoqiang.city" -> "huangshan"; request -> "chengxin.residency"
};

struct Family {
    Header header;
    Date as_of;
    std::string basis;
    std::vector<Model> models;           ///< exactly one
    Lets lets;
    std::vector<Person> persons;
    std::vector<Policy> policies;
    std::vector<Event> events;
    Place basis_place;
};

struct Tier {
    std::string name;
    ExpressionPtr when;
    Place place;
};

struct Pass {
    ExpressionPtr when, times;
    People to;
    Span within;
    Place place;
};

struct Right {
    Header header;
    People people;                       ///< `for`
    ExpressionPtr seats, unlock, keep, use, end;
    bool first_use = false;              ///< chosen = "first use"
    std::optional<Pass> pass;
    std::string overrides;
    Place overrides_place;
    std::vector<Payment> pays;
    std::vector<Account> accounts;
    Lets lets;
};

struct Programme {
    Header header;
    std::string part_of;
    Place part_of_place;
    std::string holder, binds;           ///< empty: of the parent
    std::vector<Tier> tiers;
    bool ratchet = false;
    std::vector<Ask> asks;
    std::vector<Account> accounts;
    std::vector<Right> rights;
    Lets lets;
};

/// What a study varies: each value of the list in turn.
struct Axis {
    std::string path;                    ///< of a leaf, or an asked name
    std::vector<Tree> values;            ///< at least one
    Place place;
};

/// A what-if of a study: leaves with other values; a list of two makes a low and a high.
struct Scenario {
    std::string name;
    std::string run;                     ///< what is run instead; empty: what the study runs
    std::vector<std::pair<std::string, Tree>> changes;
    bool two_sided = false;
    Place place;
};

struct Study {
    Header header;
    std::vector<std::string> run;
    std::vector<Axis> vary;              ///< in name order (rule S1)
    std::vector<Scenario> scenarios;     ///< in name order
    std::vector<ExpressionPtr> show;
    std::uint32_t paths = 0;             ///< lives to simulate; 0: exact methods only
    std::uint64_t seed = 1;
    Place paths_place;
};

struct Case {
    Header header;
    std::string run;
    std::vector<std::pair<std::string, Tree>> changes;   ///< path, leaf
    double within = 1e-9;
    std::vector<ExpressionPtr> expect;
};

/// Everything of a set, layered and bound: what the calculation reads.
struct Book {
    std::vector<Table> tables;
    std::vector<Basis> bases;
    std::vector<Product> products;
    std::vector<Family> families;
    std::vector<Programme> programmes;
    std::vector<Study> studies;
    std::vector<Case> cases;
    std::shared_ptr<Names> names = std::make_shared<Names>();
    std::set<std::string, std::less<>> words;   ///< every name of some list: what a bare word may be
    std::set<std::pair<Noun, std::string>> faulty;   ///< nouns with a fault of their own: what they say is not to be relied on

    [[nodiscard]] bool sound(Noun noun, std::string_view name) const { return !faulty.contains({noun, std::string(name)}); }
    [[nodiscard]] bool all_sound(Noun noun) const;

    [[nodiscard]] const Table* table(std::string_view name) const;
    [[nodiscard]] const Basis* basis(std::string_view name) const;
    [[nodiscard]] const Product* product(std::string_view name) const;
    [[nodiscard]] const Family* family(std::string_view name) const;
    [[nodiscard]] const Programme* programme(std::string_view name) const;
    /// The type of a name some product or programme asks, if any does.
    [[nodiscard]] const Ask* asked(std::string_view name) const;
};

/// Layers and binds every noun of a set: schema, words, references; all faults at once (E02xx-E05xx, E07xx).
Book bind(const Set& set, Report& report);

}  // namespace hearth
