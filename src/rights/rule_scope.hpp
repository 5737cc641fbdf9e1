// What names and forms mean inside programmes (docs/language.md, "Rights"): shared by the sources of the Rulebook only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/rights/rulebook.hpp"

namespace hearth {

class RuleScope {
  public:
    explicit RuleScope(Rulebook& rules) : rules_(rules) {}

    /// Facts, kin and policies by path, time.
    std::optional<Binding> measure(const std::string& path) const;
    /// Tables, products, other programmes and their rights.
    std::optional<Binding> noun(const std::string& path) const;
    /// The parts of a programme and of a right.
    std::optional<Binding> part(const std::string& path, std::size_t programme, std::size_t right, Compiler& compiler) const;
    /// `for each`, since, lasting, holder, paid_up, `at`.
    std::optional<std::uint32_t> form(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) const;
    void measures(std::vector<std::string>& out) const;

    /// Whose policies, people or rows a `for each` runs over; none: no such set.
    [[nodiscard]] std::optional<Reading> set_of(const std::string& path) const;

  private:
    std::optional<Type> fact_type(const std::string& name) const;
    std::optional<Type> policy_type(const std::string& name) const;
    std::optional<Binding> policy_leaf(Reading reading, const std::vector<std::string>& parts, std::size_t at) const;
    std::optional<Binding> person_path(Reading reading, const std::vector<std::string>& parts, std::size_t at) const;
    std::optional<Binding> right_path(std::size_t right, const std::vector<std::string>& parts, std::size_t at) const;
    /// An account of the programme or right by its name, or what it opened with.
    std::optional<Binding> account(const std::string& path, std::size_t programme, std::size_t right, Compiler& compiler) const;
    Binding load(Reading reading, Type type) const;
    std::uint32_t special(Compiler& compiler, Reading reading, Type type, const Ast& ast, std::uint32_t node, std::vector<std::uint32_t> arguments) const;
    std::optional<std::uint32_t> each(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) const;
    std::optional<std::uint32_t> since(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) const;
    std::optional<std::uint32_t> watched(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here, Reading reading) const;
    std::optional<std::uint32_t> at(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) const;
    /// What is expected of rights: pv(right), probability(condition), first(condition), in a case or a study.
    std::optional<std::uint32_t> expectation(const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) const;
    void remember(const std::string& what) const;
    [[nodiscard]] Reading person() const;

    Rulebook& rules_;
};

}  // namespace hearth
