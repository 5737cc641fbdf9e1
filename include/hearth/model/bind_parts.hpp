#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// What the binding of every noun has at hand. Nouns that others look into are bound before them: products and programmes before
/// families and bases.
struct Binder {
    const Set& set;
    Book& book;
    Report& report;
};

/// A noun or one of its parts: a table of keys, where it is, and the header its leaves stand under.
struct Part {
    const Tree& tree;
    std::string path;
    Header header;
};
Part noun_part(Noun noun, const Tree& tree, Report& report);
/// The parts of a keyed table: those of `pay` of a product. What is no table was reported by `check`.
std::vector<Part> parts_of(const Part& outer, std::string_view key, Report& report);
Part part_of(const Part& outer, const Tree& tree, std::string path, Report& report);

// ---- leaves: empty where the key is missing or was reported
std::string text_of(const Tree& tree, std::string_view key);
std::vector<std::string> texts_of(const Tree& tree, std::string_view key);
/// The names that stand under a key: "asks", "account".
std::vector<std::string> keys_of(const Tree& tree, std::string_view key);
/// The place of the value, or of the part itself if the key is missing.
Place place_of(const Tree& tree, std::string_view key);
std::vector<Place> places_of(const Tree& tree, std::string_view key);
/// The place in the list of words of the schema; `otherwise` if the key is missing.
std::size_t word_of(const Tree& tree, std::string_view key, std::initializer_list<std::string_view> words, std::size_t otherwise);

/// An expression with its path, parsed; null with a fault reported.
ExpressionPtr expression_of(const Tree& leaf, const std::string& path, const Header& header, Binder& binder);
/// The expression at a key of the part; null if there is none.
ExpressionPtr leaf_of(const Part& part, std::string_view key, Binder& binder);
/// A plain value: texts are names unless they write a number, a date, a span, a truth or a list (rule S12).
ExpressionPtr fact_of(const Tree& leaf, const std::string& path, const Header& header, Binder& binder);
/// The named expressions under a key (`let`, `demand`); arrays declare their names.
Lets lets_of(const Part& part, std::string_view key, Binder& binder);
/// Every leaf of the part that no key of the schema takes, by path; "wei.state" for nested tables.
std::vector<std::pair<std::string, const Tree*>> other_leaves(const Tree& tree, const struct Shape& shape);

/// "3 months", "year", "0.5 years".
std::optional<Span> read_span(std::string_view text);
Span span_leaf(const Part& part, std::string_view key, Binder& binder);
Every every_leaf(const Part& part, std::string_view key, Binder& binder);

/// One namespace (rule S7): a name twice (E0523), a name that is none or that the language needs itself (E0208).
class Namespace {
  public:
    enum class Takes { nothing, measures, spans, anything };  ///< what may be hidden
    explicit Namespace(Report& report) : report_(report) {}
    void claim(std::string_view what, const std::string& name, const Place& place, Takes takes = Takes::nothing);
    void claim_all(std::string_view what, const Tree& tree, std::string_view key, Takes takes = Takes::nothing);

  private:
    Report& report_;
    std::map<std::string, Place, std::less<>> taken_;
};
bool is_free_name(std::string_view what, const std::string& name, const Place& place, Namespace::Takes takes, Report& report);

/// E0520 if the set has no such noun.
void refer(Noun noun, const std::string& name, std::string_view key, const Place& place, Binder& binder);
/// Any other reference: `code` if `name` is not among `known`.
void refer(const char* code, std::string_view key, const std::string& name, std::string_view what, const std::vector<std::string>& known,
           const Place& place, Binder& binder);

// ---- facts
/// A written value against what is asked of it (E0723).
void check_kind(const Ask& ask, const Expression& leaf, Binder& binder);
/// A fact of a person that nothing asks but whose name is nearly one that is asked is a slip; others may serve a programme that is not here.
void check_fact(const std::string& name, const Expression& fact, const Place& place, Binder& binder);
/// What an event may change of a policy: its status, its people, its loan and what its product asks.
void check_policy_fact(const Policy& policy, const std::string& name, const Expression& fact, const Place& place, const std::vector<std::string>& people,
                       Binder& binder);

std::vector<Ask> asks_of(const Part& part, Binder& binder);
std::vector<Model> models_of(const Part& part, Binder& binder);

/// What payments of a place may name.
struct Surroundings {
    std::vector<std::string> parties;   ///< roles, accounts, `expenses`, `agent`
    std::vector<std::string> payments;  ///< what `on` may follow
    std::vector<Model> models;          ///< whose moves `on` may name
    bool all_models = false;            ///< `models` are all there are for it: a state of no model is a fault, not only a slip
    bool all_payments = true;
};
std::vector<Payment> payments_of(const Part& part, const Surroundings& around, Binder& binder);
std::vector<Account> accounts_of(const Part& part, const std::vector<std::string>& asked, Binder& binder);
/// A move names states and roles: all of them of the models, or at least none that is nearly one of them.
void check_moves(const char* code, const std::vector<Move>& moves, const std::vector<Model>& models, bool all, Binder& binder);

void add_word(Binder& binder, std::string_view word);
/// Names of an array of texts, at any depth below a leaf.
void add_words(Binder& binder, const Tree& leaf);

void bind_table(const Part& part, Binder& binder);
void bind_basis(const Part& part, Binder& binder);
void bind_product(const Part& part, Binder& binder);
void bind_family(const Part& part, Binder& binder);
void bind_programme(const Part& part, Binder& binder);
void bind_study(const Part& part, Binder& binder);
void bind_case(const Part& part, Binder& binder);
/// What one programme says of another: `part_of`, and what only a root must say.
void check_tree(Binder& binder);

}  // namespace hearth
