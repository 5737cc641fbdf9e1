#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/language/lexer.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {
namespace {

constexpr const char* move_shape = "a move is 'well -> ill, dead', 'well <-> ill' or 'any -> dead', several with ';' between";

/// move = [ role { "and" role } ":" ] [ names ] { ( "->" | "<->" ) names }
class Moves {
  public:
    explicit Moves(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    std::vector<Move> all() {
        if (token().kind == Token::Kind::end) throw Fault(slip::empty, token().place, "the text is empty; expected states and moves", move_shape);
        do one();
        while (take(";"));
        if (token().kind != Token::Kind::end) fail(fmt::format("found {}; expected '->', '<->', ',' or ';'", found(token())));
        return std::move(moves_);
    }

  private:
    void one() {
        const std::size_t start = next_;
        const std::vector<std::string> roles = read_roles();
        std::vector<std::string> left;
        const bool empty_left = is_arrow();
        if (!empty_left) left = names();
        if (!is_arrow()) {
            add({roles, left, {}, false, {}}, start);
            return;
        }
        while (is_arrow()) {
            const bool both_ways = token().is("<->");
            if (both_ways && (left.empty() || left.front() == "any")) fail("'<->' needs a state on its left", "write '->': there is no way back to any state");
            for (const std::string& name : left)
                if (name == "any" && left.size() > 1) fail("'any' stands with other states", "'any' alone is every state");
            ++next_;
            const std::size_t names_at = next_;
            std::vector<std::string> right = names();
            if (std::find(right.begin(), right.end(), "any") != right.end()) {
                next_ = names_at;
                fail("'any' stands on the right of an arrow", "name the states that are entered");
            }
            add({roles, std::move(left), right, both_ways, {}}, start);
            left = std::move(right);
        }
    }

    // Roles are seen by the ':' behind them.
    std::vector<std::string> read_roles() {
        std::size_t i = next_;
        while (tokens_[i].kind == Token::Kind::word) ++i;
        std::vector<std::string> roles;
        if (!tokens_[i].is(":")) return roles;
        do roles.push_back(name(false));
        while (take("and"));
        if (!take(":")) fail(fmt::format("found {}; expected 'and' or ':'", found(token())), "as in 'insured and partner: alive -> dead'");
        return roles;
    }

    std::vector<std::string> names() {
        std::vector<std::string> all;
        do all.push_back(name(true));
        while (take(","));
        return all;
    }

    std::string name(bool state) {
        const Token& t = token();
        if (t.kind != Token::Kind::word) {
            std::string hint = move_shape;
            if (t.is("-") || t.is("<") || t.is(">")) hint = "an arrow is '->' or '<->'";
            fail(fmt::format("found {}; expected the name of a {}", found(t), state ? "state" : "role"), std::move(hint));
        }
        if (t.text.find('.') != std::string_view::npos) fail(fmt::format("found the path {}; expected the name of a {}", found(t), state ? "state" : "role"));
        const bool any = state && t.is("any");
        const auto& reserved = reserved_words();
        // Alone, without an arrow, these words are moments of an `on`.
        const bool moment = t.is("issue") || t.is("end") || t.is("anniversary") || t.is("request");
        const bool alone = moment && tokens_.size() == 2;
        if (!any && !alone && std::find(reserved.begin(), reserved.end(), t.text) != reserved.end())
            throw Fault(slip::name, t.place, fmt::format("{} is a word of the language and cannot be the name of a {}", found(t), state ? "state" : "role"));
        ++next_;
        return std::string(t.text);
    }

    void add(Move move, std::size_t start) {
        move.place = spanning(tokens_[start].place, tokens_[next_ - 1].place);
        moves_.push_back(std::move(move));
    }

    [[nodiscard]] const Token& token() const { return tokens_[next_]; }
    [[nodiscard]] bool is_arrow() const { return token().is("->") || token().is("<->"); }
    bool take(std::string_view what) {
        if (!token().is(what)) return false;
        ++next_;
        return true;
    }
    [[noreturn]] void fail(std::string message, std::string hint = move_shape) const {
        throw Fault(slip::moves, token().place, std::move(message), std::move(hint));
    }

    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    std::vector<Move> moves_;
};

}  // namespace

std::optional<std::vector<Move>> parse_moves(std::string_view text, const Place& place, std::uint32_t inset, Report& report) {
    try {
        return Moves(tokenize(text, place, inset)).all();
    } catch (const Fault& fault) {
        Diagnostic diagnostic = fault.diagnostic();
        // What the sign would be in an expression does not help here.
        if (diagnostic.code == slip::character) diagnostic.hint = "an arrow is '->' or '<->'";
        report.add(std::move(diagnostic));
        return std::nullopt;
    }
}

}  // namespace hearth
