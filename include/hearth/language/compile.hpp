#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/ast.hpp"
#include "hearth/language/program.hpp"

namespace hearth {

/// An expression of the user, parsed, with the path of the leaf it stands in ("basis.best.rates.\"healthy -> mild\"").
struct Expression {
    Ast ast;
    std::string path;
    Place place;
    bool illustrative = false;                ///< it or what it belongs to is marked an example
    std::string source;                       ///< where the figure comes from
    std::shared_ptr<const Expression> old;    ///< what a change replaced
};
using ExpressionPtr = std::shared_ptr<const Expression>;

class Compiler;
struct Scope;

/// What a name means at a place.
struct Binding {
    enum class Kind { constant, load, column, code, expression, table };
    Kind kind = Kind::constant;
    Type type;
    Value constant;
    std::uint32_t load = 0;                   ///< load: the world's number; column: of the row in hand; code: already made
    std::uint32_t depth = 0;                  ///< column: which of the open rows
    std::optional<std::uint32_t> counted;     ///< load of the counted reading of an exact measure (rule S20)
    ExpressionPtr expression;                 ///< a let: compiled in place, in `scope`
    const Scope* scope = nullptr;             ///< of the expression, or for the table (none: where it is mentioned)
    const Table* table = nullptr;
};

/// What can be named at a place: a chain of scopes, each asked in turn. A hook that does not know answers none.
struct Scope {
    const Scope* outer = nullptr;
    bool local = false;  ///< the names of a product or a right: a table where it is mentioned does not see them (rule S6)
    std::function<std::optional<Binding>(const std::string& path, Compiler&)> find;
    /// Calls, "x at ...", "x is y" that belong to a world (pv, since, ...): the index of the code made. Asked before the built-in
    /// meaning; `here` is where the expression stands.
    std::function<std::optional<std::uint32_t>(const Ast&, std::uint32_t node, Compiler&, const Scope& here)> form;
    /// Every name known here, for the nearest spelling.
    std::function<void(std::vector<std::string>&)> names;
};

/// Resolves the names of expressions, checks their types, makes flat code. Faults go to the report (E04xx).
class Compiler {
  public:
    /// `words`: every name of some list; `asked`: names that products and programmes of the set ask, which match columns (rule S13);
    /// `home`: the currency of bare money (rule S46).
    Compiler(Names& names, const std::set<std::string, std::less<>>& words, const std::set<std::string, std::less<>>& asked, Report& report,
             std::string home = {})
        : names_(names), words_(words), asked_(asked), report_(report), home_(std::move(home)) {}

    /// The whole expression, or none with faults reported. `wanted` is what the place takes; Base::any takes all.
    std::optional<Program> compile(const Expression& expression, const Scope& scope, Type::Base wanted = Type::Base::any,
                                   DomainPtr domain = {});

    // For the hooks of scopes:
    std::uint32_t node(const Ast& ast, std::uint32_t index, const Scope& scope, const Type* wanted = nullptr);
    std::uint32_t emit(Instruction instruction);
    std::uint32_t in_place(const ExpressionPtr& expression, const std::string& name, const Scope& scope);
    /// The table's answer where it is mentioned; `given` are the names given with `at`, which match columns too.
    std::uint32_t lookup(const Table& table, const Scope& scope, const Place& place, const std::set<std::string>& given = {});
    /// A scope in which the columns of the row in hand are seen before `outer`. What is compiled in it stands between enter_row and
    /// leave_row, and runs with the row pushed on Evaluator::rows().
    [[nodiscard]] Scope row_scope(const Table& table, const Scope& outer) const;
    void enter_row() { ++row_depth_; }
    void leave_row() { --row_depth_; }
    /// "x at (name: value, ...)" for names that replace measures: a scope that answers with codes already made in `scope`; `wrap`
    /// may put something around the code of a name.
    std::uint32_t overlaid(const Ast& ast, std::uint32_t at_node, const Scope& scope,
                           const std::function<std::uint32_t(const std::string& name, std::uint32_t code)>& wrap = {});
    [[nodiscard]] const Type& type(std::uint32_t code) const { return program_.code[code].type; }
    [[nodiscard]] Instruction& instruction(std::uint32_t code) { return program_.code[code]; }
    void fault(const char* code, const Place& place, std::string message, std::string hint = {});
    Names& names() { return names_; }
    std::optional<Binding> find(const std::string& path, const Scope& scope);
    /// Every illustrative leaf compiled so far marks what uses it.
    [[nodiscard]] bool illustrative() const { return illustrative_; }
    [[nodiscard]] bool failed() const { return failed_; }
    void mark_illustrative() { illustrative_ = true; }
    /// A part compiled on its own had faults, which are told already.
    void failed_inside() { failed_ = true; }

  private:
    std::uint32_t name(const Ast&, std::uint32_t, const Scope&, const Type* wanted, bool counted);
    std::uint32_t compare(const Ast&, std::uint32_t, const Scope&);
    std::uint32_t arithmetic(const Ast&, std::uint32_t, const Scope&);
    std::uint32_t call(const Ast&, std::uint32_t, const Scope&);
    std::optional<std::uint32_t> each_row(const Ast&, std::uint32_t, const Scope&);
    std::uint32_t steps(const Ast&, std::uint32_t, const Scope&, const Type* wanted);
    std::uint32_t choose(const Ast&, std::uint32_t, const Scope&, const Type* wanted);
    std::uint32_t logic(const Ast&, std::uint32_t, const Scope&);
    std::uint32_t constant(Value, Type, const Place&);
    Type joined(const Type& a, const Type& b, const Place& place, const char* what, bool number_fits_rate);
    std::uint32_t truth(const Ast&, std::uint32_t, const Scope&);
    void check_word(std::uint32_t code, const Type& type);
    [[nodiscard]] std::string unit_of(const Type& type) const;
    [[nodiscard]] std::string exchange_hint() const;
    void too_large(const Place& place, const char* why);

    Names& names_;
    const std::set<std::string, std::less<>>& words_;
    const std::set<std::string, std::less<>>& asked_;
    Report& report_;
    std::string home_;
    Program program_;
    std::vector<const Expression*> open_;      ///< expressions being compiled, outermost first
    std::vector<const Table*> open_tables_;
    std::vector<const std::set<std::string>*> given_;  ///< names given with `at` to the tables being compiled
    std::uint32_t row_depth_ = 0;
    std::vector<double> costs_;                ///< steps of the evaluation of each instruction, arguments included
    std::size_t depth_ = 0;                    ///< of the nodes being compiled, lets and tables included
    bool too_large_ = false;
    bool failed_ = false;
    bool illustrative_ = false;
};

/// Measures of the language (docs/language.md): a column named like one is matched.
const std::set<std::string, std::less<>>& measure_names();

}  // namespace hearth
