// Whole lives of a family, drawn: the second way to what a right comes to, which knows no chances but those of a person's month.
#include <algorithm>
#include <cmath>

#include <Random123/philox.h>
#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth {

namespace {

/// Between 0 and 1, neither of them.
double drawn(std::uint64_t seed, std::uint32_t path, std::uint32_t person, std::uint32_t month) {
    const r123::Philox4x32 generator;
    const r123::Philox4x32::ctr_type out = generator({{path, person, month, 0}}, {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}});
    const std::uint64_t bits = (static_cast<std::uint64_t>(out[0]) << 21) ^ (out[1] >> 11);
    return (static_cast<double>(bits) + 0.5) / 9'007'199'254'740'992.0;  // 2^53
}

struct Path {
    std::size_t past = 0;
    std::vector<Lived> states;
    std::map<Line, Figures> year{};      ///< not yet added up
    std::map<int, double> value{};       ///< by person
};

struct Simulation {
    FamilyRights& rights;
    const By& by;
    std::uint32_t paths;
    std::uint64_t seed;
    Chain chain;
    std::map<Line, Figures> squares{};
    Expectation out{};

    /// What a path came to in a line, once it can come to no more.
    void close(Path& path, int before = 10'000) {
        for (const auto& [line, figures] : path.year) {
            if (line.year >= before) continue;
            out.lines[line].add(figures, 1);
            Figures& square = squares[line];
            square.unlocked += figures.unlocked * figures.unlocked;
            square.used += figures.used * figures.used;
            square.held += figures.held * figures.held;
            square.usable += figures.usable * figures.usable;
            square.units += figures.units * figures.units;
            square.cost += figures.cost * figures.cost;
            square.value += figures.value * figures.value;
        }
        std::erase_if(path.year, [&](const auto& one) { return one.first.year < before; });
    }

    void move(Path& path, std::uint32_t number, std::size_t k, std::map<std::pair<int, std::size_t>, std::vector<double>>& moves) {
        const std::vector<int>& support = chain.support();
        for (std::size_t i = 0; i < support.size(); ++i) {
            const Lived from = path.states[i];
            const auto [found, fresh] = moves.try_emplace({support[i], from.state});
            if (fresh) found->second = rights.lives().moves(rights.facts().name(support[i]), k, from.state);
            double left = drawn(seed, number, static_cast<std::uint32_t>(support[i]), static_cast<std::uint32_t>(k));
            std::size_t to = 0;
            while (to + 1 < found->second.size() && left >= found->second[to]) left -= found->second[to++];
            while (found->second[to] == 0 && to > 0) --to;  // rounding led beyond the last one
            path.states[i] = chain.kept(support[i], {to, to == from.state ? from.since : chain.day(k + 1)}, chain.day(k + 1));
        }
    }

    /// False: all begins again.
    bool run() {
        out = {};
        squares.clear();
        std::vector<Lived> start;
        for (const int person : chain.support()) start.push_back(chain.start(person));
        std::vector<Path> all(paths, Path{0, start});
        for (std::size_t k = 0; k < chain.months(); ++k) {
            std::map<std::pair<int, std::size_t>, std::vector<double>> moves;
            const int year = chain.day(k + 1).year();
            const bool closes = by.year && year != chain.day(k).year();
            for (std::uint32_t number = 0; number < paths; ++number) {
                Path& path = all[number];
                const Chain::Month& month = chain.month(k, path.past, path.states);
                if (chain.grew()) return false;
                for (const auto& [person, lacks] : month.lacks) out.refused.try_emplace(person, "unknown: " + join(lacks));
                if (out.refused.size() == chain.unit().people.size()) return true;
                for (const Happening& one : month.happenings) {
                    const bool at_start = one.kind == Happening::Kind::held || one.kind == Happening::Kind::usable;
                    const Date on = at_start ? chain.day(k) : one.on;
                    Line line = line_of(one, by);
                    if (by.year) line.year = on.year();
                    const double discount = one.kind == Happening::Kind::cost ? discount_on(rights.lives(), chain, k, on) : 0;
                    path.year[line].add(one, 1, discount);
                    if (one.kind == Happening::Kind::cost) path.value[one.person] += one.amount * discount;
                }
                path.past = month.kept;
                move(path, number, k, moves);
                if (closes) close(path, year);
            }
        }
        for (Path& path : all) {
            close(path);
            for (const int person : chain.unit().people) out.values[person].push_back(path.value[person]);
        }
        return true;
    }

    void finish() {
        const double n = paths;
        for (auto& [line, sum] : out.lines) {
            const Figures& square = squares[line];
            const auto error = [n](double total, double squared) { return std::sqrt(std::max(0.0, (squared - total * total / n) / (n - 1) / n)); };
            out.errors[line] = {error(sum.unlocked, square.unlocked), error(sum.used, square.used),   error(sum.held, square.held), error(sum.usable, square.usable),
                                error(sum.units, square.units),       error(sum.cost, square.cost), error(sum.value, square.value)};
            Figures mean;
            mean.add(sum, 1 / n);
            sum = mean;
        }
        out.method = fmt::format("simulation: {} paths, seed {}", paths, seed);
        out.labels = chain.labels();
    }
};

}  // namespace

Expectation simulated(FamilyRights& rights, const Unit& unit, const By& by, std::uint32_t paths, std::uint64_t seed) {
    Simulation simulation{rights, by, paths, seed, Chain(rights, unit, by.facts, by.until)};
    try {
        while (!simulation.run()) {}
        simulation.finish();
    } catch (const Fault& fault) {
        for (const int person : unit.people) simulation.out.refused.try_emplace(person, fmt::format("{} ({})", fault.diagnostic().message, fault.diagnostic().code));
    }
    return std::move(simulation.out);
}

}  // namespace hearth
