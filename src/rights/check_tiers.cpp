// Tiers by their conditions: which of two asks more, as far as plain comparisons show it.
#include <algorithm>

#include <fmt/format.h>

#include "check_parts.hpp"
#include "hearth/rights/condition.hpp"

namespace hearth {

namespace {

/// One condition of several joined by `and`: a comparison with a number or a date, or whatever it says.
struct Piece {
    std::string text, words;             ///< the whole; its left side
    Code op = Code::is;
    const Value* bound = nullptr;        ///< its right side, if plain
};

void collect(const Rulebook& rules, const Program& program, std::uint32_t index, std::vector<Piece>& out) {
    const Instruction& at = program.at(index);
    if (at.op == Code::both || at.op == Code::let) {
        for (const std::uint32_t part : at.arguments) collect(rules, program, part, out);
        return;
    }
    if (at.op == Code::constant && at.constant.yes()) return;
    Piece piece;
    piece.text = words_of(rules, program, index);
    piece.op = at.op;
    if (at.op >= Code::is && at.op <= Code::at_least) {
        piece.words = words_of(rules, program, at.arguments[0]);
        const Instruction& right = program.at(at.arguments[1]);
        const bool plain = right.constant.kind == Value::Kind::number || right.constant.kind == Value::Kind::date;
        if (right.op == Code::constant && plain) piece.bound = &right.constant;
    }
    if (at.op == Code::constant) piece.bound = &at.constant;
    out.push_back(std::move(piece));
}

std::vector<Piece> pieces_of(const Rulebook& rules, const Rule& rule) {
    std::vector<Piece> out;
    if (!rule.program.empty()) collect(rules, rule.program, rule.program.root, out);
    return out;
}

bool lower(Code op) { return op == Code::at_least || op == Code::greater || op == Code::is; }
bool upper(Code op) { return op == Code::at_most || op == Code::less || op == Code::is; }

/// Whoever meets `a` meets `b`.
bool implies(const Piece& a, const Piece& b) {
    if (a.text == b.text) return true;
    if (a.bound == nullptr || b.bound == nullptr || a.words != b.words || a.words.empty()) return false;
    const double x = a.bound->number, y = b.bound->number;
    if (b.op == Code::at_least) return lower(a.op) && x >= y;
    if (b.op == Code::greater) return lower(a.op) && (x > y || (x == y && a.op == Code::greater));
    if (b.op == Code::at_most) return upper(a.op) && x <= y;
    if (b.op == Code::less) return upper(a.op) && (x < y || (x == y && a.op == Code::less));
    return false;
}

/// Nobody meets both.
bool exclude(const Piece& a, const Piece& b) {
    if (a.bound == nullptr || b.bound == nullptr || a.words != b.words || a.words.empty() || !lower(a.op) || !upper(b.op)) return false;
    const double x = a.bound->number, y = b.bound->number;
    return x > y || (x == y && (a.op == Code::greater || b.op == Code::less));
}

}  // namespace

void check_tiers(const ProgrammeRules& programme, const Rulebook& rules, Report& report) {
    std::vector<std::vector<Piece>> tiers;
    for (const Rule& rule : programme.tiers) tiers.push_back(pieces_of(rules, rule));
    const auto& written = programme.programme->tiers;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        if (programme.tiers[i].program.empty()) continue;
        for (const Piece& a : tiers[i]) {
            const auto b = std::find_if(tiers[i].begin(), tiers[i].end(), [&](const Piece& other) { return exclude(a, other); });
            const bool never = a.bound != nullptr && a.bound->no();
            if (b == tiers[i].end() && !never) continue;
            report.error("E0760", written[i].when->place,
                         never ? fmt::format("tier {} can never be reached: its condition is no", written[i].name)
                               : fmt::format("tier {} can never be reached: nobody meets both {} and {}", written[i].name, a.text, b->text));
            break;
        }
        for (std::size_t j = i + 1; j < tiers.size(); ++j) {
            if (programme.tiers[j].program.empty()) continue;
            const bool no_more = std::all_of(tiers[j].begin(), tiers[j].end(), [&](const Piece& b) {
                return std::any_of(tiers[i].begin(), tiers[i].end(), [&](const Piece& a) { return implies(a, b); });
            });
            if (!no_more) continue;
            const std::string of = tiers[j].size() == 1 && !tiers[j][0].words.empty() ? " of " + tiers[j][0].words : "";
            report.error("E0749", written[j].when->place, fmt::format("tier {} is written above {}, but asks for no more{}", written[j].name, written[i].name, of),
                         "write the lowest tier first");
            break;
        }
    }
}

}  // namespace hearth
