#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "hearth/language/compile.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"
#include "language_test.hpp"

namespace hearth::test {

/// A small place to compile and run expressions in: constants with a type, lets, tables. Every constant is loaded from the world,
/// so that nothing is known before it runs.
struct Room {
    Names names;
    std::set<std::string, std::less<>> words = {"beijing", "chengdu", "healthy", "ill", "frail", "dead", "male", "female"};
    std::set<std::string, std::less<>> asked;
    std::map<std::string, std::pair<Type, Value>> given;
    std::map<std::string, ExpressionPtr> lets;
    std::map<std::string, Table> tables;
    Report report;
    std::vector<Date> flips;  ///< days the world was told of

    DomainPtr state = std::make_shared<Domain>(Domain{"state", {names.id("healthy"), names.id("frail"), names.id("ill"), names.id("dead")}, 3});
    DomainPtr city = std::make_shared<Domain>(Domain{"city", {names.id("beijing"), names.id("chengdu")}, 0});

    Value word(std::string_view text) { return Value::name(names.id(text)); }
    void number(const std::string& name, double value) { given[name] = {Type::number(), Value::of(value)}; }
    void money(const std::string& name, double value) { given[name] = {Type::money(), Value::of(value)}; }
    void unknown(const std::string& name, Type type) { given[name] = {std::move(type), Value::unknown(name)}; }
    void let(const std::string& name, std::string_view text) {
        auto expression = std::make_shared<Expression>();
        expression->ast = parsed(text);
        expression->path = "let." + name;
        expression->place = expression->ast.top().place;
        lets[name] = std::move(expression);
    }

    Scope scope() {
        Scope made;
        made.find = [this](const std::string& path, Compiler&) { return find(path); };
        made.names = [this](std::vector<std::string>& out) {
            for (const auto& [name, unused] : given) out.push_back(name);
            for (const auto& [name, unused] : lets) out.push_back(name);
        };
        return made;
    }

    std::optional<Program> compile(std::string_view text, Type::Base wanted = Type::Base::any, DomainPtr domain = {}) {
        report = {};
        auto& expression = kept_.emplace_back(std::make_unique<Expression>());
        expression->ast = parsed(text);
        expression->path = "test";
        const Scope here = scope();
        return Compiler(names, words, asked, report, "CNY").compile(*expression, here, wanted, std::move(domain));
    }
    Program program(std::string_view text, Type::Base wanted = Type::Base::any) {
        auto made = compile(text, wanted);
        INFO(text);
        for (const Diagnostic& fault : report.all()) UNSCOPED_INFO(fault.code << " " << fault.message);
        REQUIRE(made.has_value());
        return std::move(*made);
    }
    Type type(std::string_view text) { return program(text).type(); }
    /// The code of the only fault of compiling, or "none".
    std::string fault(std::string_view text, Type::Base wanted = Type::Base::any, DomainPtr domain = {}) {
        const bool made = compile(text, wanted, std::move(domain)).has_value();
        INFO(text);
        CHECK(made == report.all().empty());
        return report.all().empty() ? "none" : report.all().front().code;
    }

    Value value(std::string_view text) {
        const Program made = program(text);
        return evaluated(made);
    }
    /// The value as text; an unknown with what it lacks; a fault of running as its code.
    std::string run(std::string_view text) {
        try {
            const Value found = value(text);
            return found.known() ? to_text(found, names) : "unknown: " + join(*found.missing);
        } catch (const Fault& fault) {
            return fault.diagnostic().code;
        }
    }

  private:
    struct Loads : World {
        explicit Loads(Room& place) : place_(place) {}
        Value load(std::uint32_t, const Instruction& instruction) override { return place_.given.at(instruction.text).second; }
        Value special(const Program&, const Instruction&, Evaluator&) override { return Value::unknown("special"); }
        void flips_on(Date day) override { place_.flips.push_back(day); }
        Room& place_;
    };
    Value evaluated(const Program& made) {
        Loads world(*this);
        return Evaluator(world, names)(made);
    }
    std::optional<Binding> find(const std::string& path) {
        Binding binding;
        if (const auto found = given.find(path); found != given.end()) {
            binding.kind = Binding::Kind::load;
            binding.type = found->second.first;
            return binding;
        }
        if (const auto found = lets.find(path); found != lets.end()) {
            binding.kind = Binding::Kind::expression;
            binding.expression = found->second;
            return binding;
        }
        if (const auto found = tables.find(path); found != tables.end()) {
            binding.kind = Binding::Kind::table;
            binding.table = &found->second;
            return binding;
        }
        return std::nullopt;
    }

    std::vector<std::unique_ptr<Expression>> kept_;
};

}  // namespace hearth::test
