#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/language/ast.hpp"
#include "hearth/language/lexer.hpp"

namespace hearth {

/// The productions of the expression language by recursive descent, one function each; every one returns the index of its node.
/// Throws Fault (E0301..E0321) at the first slip. `text` must outlive the grammar.
class Grammar {
  public:
    Grammar(std::string_view text, const Place& place, std::uint32_t inset);

    std::uint32_t value();   ///< steps | choice
    std::uint32_t choice();
    std::uint32_t sum();
    std::string path();      ///< a name or "a.b"

    [[nodiscard]] const Token& token(std::size_t ahead = 0) const;
    [[nodiscard]] bool peek(std::string_view what, std::size_t ahead = 0) const { return token(ahead).is(what); }
    bool take(std::string_view what);
    void advance() { ++next_; }
    [[nodiscard]] std::size_t mark() const { return next_; }
    /// From the token at `mark` to the last one taken.
    [[nodiscard]] Place since(std::size_t mark) const;
    /// Faults unless the next token is `bracket`; `opened` is the mark of its partner.
    void close(std::string_view bracket, std::size_t opened);
    void finish() const;     ///< faults unless the text is at its end
    [[noreturn]] void fail(const char* code, std::string message, std::string hint = {}) const;

    Ast& ast() { return ast_; }

  private:
    class Level;

    std::uint32_t steps(std::size_t start, std::vector<std::uint32_t> parts);
    std::uint32_t either();
    std::uint32_t both();
    std::uint32_t negation();
    std::uint32_t compare();
    std::uint32_t term();
    std::uint32_t factor();
    std::uint32_t power();
    std::uint32_t point();
    std::uint32_t atom();
    std::uint32_t quantity();
    std::uint32_t number(double value, std::size_t start);
    std::uint32_t list();
    std::uint32_t item(std::size_t start, std::uint32_t what);
    std::vector<std::uint32_t> arguments(std::size_t opened);
    void where(Node& node);

    std::uint32_t add(Node node, std::size_t start);
    std::uint32_t binary(Syntax op, std::uint32_t left, std::uint32_t right, std::size_t start) { return add({op, {}, 0, {}, {}, {left, right}}, start); }
    [[noreturn]] void unexpected(const char* code, std::string_view expected) const;
    [[noreturn]] void no_value() const;
    void refuse_bound(std::string_view after) const;
    [[noreturn]] void no_steps(std::size_t start) const;

    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    std::size_t level_ = 0;
    Ast ast_;
};

}  // namespace hearth
