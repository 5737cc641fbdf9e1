// Whole lives of a family, drawn: the second way to what a right comes to, which knows no chances but those of a person's month.
#include <algorithm>
#include <cmath>
#include <unordered_map>

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

/// What has come to a path in each line that is still open; lines by their number.
using Open = std::vector<std::pair<std::size_t, Figures>>;

Figures& of_line(Open& open, std::size_t line) {
    for (auto& [number, figures] : open)
        if (number == line) return figures;
    return open.emplace_back(line, Figures()).second;
}

struct Path {
    std::size_t past = 0, states = 0;
    Open open{};
    std::vector<std::pair<int, double>> value{};  ///< by person
};

/// A month that some paths go through alike: all that is needed of it.
struct Alike {
    std::size_t kept = 0;
    Open brought{};
    std::vector<std::pair<int, double>> value{};
};

struct Simulation {
    FamilyRights& rights;
    const Apart& by;
    std::uint32_t paths;
    std::uint64_t seed;
    Chain chain;
    std::vector<Line> lines{};
    std::vector<Figures> sums{}, squares{};
    std::vector<std::vector<Lived>> joint{};              ///< the states of the support that were met
    std::map<std::vector<Lived>, std::size_t> numbers{};  ///< of them
    std::unordered_map<std::uint64_t, Alike> alike{};     ///< this month, by past and states
    std::vector<std::vector<std::vector<double>>> moves{};///< this month: by states and person, cumulated
    Expectation out{};

    std::size_t number_of(const std::vector<Lived>& states) {
        const auto [found, fresh] = numbers.try_emplace(states, joint.size());
        if (fresh) joint.push_back(states);
        return found->second;
    }

    std::size_t number_of(const Line& line) {
        for (std::size_t i = lines.size(); i-- > 0;)
            if (lines[i] == line) return i;
        lines.push_back(line);
        sums.emplace_back();
        squares.emplace_back();
        return lines.size() - 1;
    }

    /// What a path came to in a line, once it can come to no more: before a year, if it is given.
    void close(Path& path, std::optional<int> before) {
        const auto over = [&](const auto& one) { return !before || lines[one.first].year < *before; };
        for (const auto& one : path.open) {
            if (!over(one)) continue;
            const Figures& f = one.second;
            sums[one.first].add(f, 1);
            squares[one.first].add({f.unlocked * f.unlocked, f.used * f.used, f.held * f.held, f.usable * f.usable, f.units * f.units, f.cost * f.cost, f.value * f.value}, 1);
        }
        std::erase_if(path.open, over);
    }

    /// None: a further person is asked for.
    const Alike* live(std::size_t k, const Path& path) {
        const auto [found, fresh] = alike.try_emplace((static_cast<std::uint64_t>(path.past) << 32) | path.states);
        Alike& one = found->second;
        if (!fresh) return &one;
        const Chain::Month& month = chain.month(k, path.past, joint[path.states]);
        if (chain.grew()) return nullptr;
        for (const auto& [person, lacks] : month.lacks) out.refused.try_emplace(person, "unknown: " + join(lacks));
        one.kept = month.kept;
        for (const Happening& what : month.happenings) {
            const Entry entry = entry_of(what, rights.lives(), chain, k, by);
            of_line(one.brought, number_of(entry.line)).add(what, 1, entry.discount);
            if (what.kind == Happening::Kind::cost) one.value.emplace_back(what.person, what.amount * entry.discount);
        }
        return &one;
    }

    /// The chances of a month, added up state by state, for everybody of the support.
    const std::vector<std::vector<double>>& moves_of(std::size_t k, std::size_t states) {
        if (moves.size() <= states) moves.resize(joint.size());
        std::vector<std::vector<double>>& row = moves[states];
        if (!row.empty()) return row;
        for (std::size_t i = 0; i < joint[states].size(); ++i) {
            row.push_back(rights.lives().moves(rights.facts().name(chain.support()[i]), k, joint[states][i].state));
            for (std::size_t to = 1; to < row.back().size(); ++to) row.back()[to] += row.back()[to - 1];
        }
        return row;
    }

    void move(Path& path, std::uint32_t number, std::size_t k) {
        const std::vector<std::vector<double>>& ways = moves_of(k, path.states);
        std::vector<Lived> next;
        for (std::size_t i = 0; i < ways.size(); ++i) {
            const Lived from = joint[path.states][i];
            const std::vector<double>& way = ways[i];
            const double before = from.state == 0 ? 0 : way[from.state - 1];
            if (before == 0 && way[from.state] >= 1) continue;  // nobody leaves it
            const double at = drawn(seed, number, static_cast<std::uint32_t>(chain.support()[i]), static_cast<std::uint32_t>(k)) * way.back();
            if (at >= before && at < way[from.state]) continue;
            std::size_t to = 0;
            while (at >= way[to]) ++to;
            if (next.empty()) next = joint[path.states];
            next[i] = {to, chain.day(k + 1)};
        }
        if (next.empty() && !ages(k, path.states)) return;
        if (next.empty()) next = joint[path.states];
        for (std::size_t i = 0; i < next.size(); ++i) next[i] = chain.kept(chain.support()[i], next[i], chain.day(k + 1));
        path.states = number_of(next);
    }

    /// Whether since when somebody is in a state stops to matter.
    bool ages(std::size_t k, std::size_t states) {
        for (std::size_t i = 0; i < joint[states].size(); ++i)
            if (chain.kept(chain.support()[i], joint[states][i], chain.day(k + 1)) != joint[states][i]) return true;
        return false;
    }

    /// False: all begins again.
    bool run() {
        out = {};
        lines.clear(), sums.clear(), squares.clear(), joint.clear(), numbers.clear();
        std::vector<Lived> start;
        for (const int person : chain.support()) start.push_back(chain.start(person));
        std::vector<Path> all(paths, Path{0, number_of(start)});
        for (std::size_t k = 0; k < chain.months(); ++k) {
            alike.clear();
            moves.clear();
            for (std::uint32_t number = 0; number < paths; ++number) {
                Path& path = all[number];
                const Alike* month = live(k, path);
                if (month == nullptr) return false;
                for (const auto& [line, figures] : month->brought) of_line(path.open, line).add(figures, 1);
                for (const auto& [person, value] : month->value) {
                    auto its = std::find_if(path.value.begin(), path.value.end(), [who = person](const auto& one) { return one.first == who; });
                    if (its == path.value.end()) its = path.value.insert(its, {person, 0});
                    its->second += value;
                }
                path.past = month->kept;
                move(path, number, k);
            }
            if (out.refused.size() == chain.unit().people.size()) return true;
            if (const int year = chain.day(k + 1).year(); by.year && year != chain.day(k).year())
                for (Path& path : all) close(path, year);
        }
        for (Path& path : all) {
            close(path, std::nullopt);
            for (const int person : chain.unit().people) {
                double sum = 0;
                for (const auto& [who, value] : path.value) sum += who == person ? value : 0;
                out.values[person].push_back(sum);
            }
        }
        return true;
    }

    void finish() {
        const double n = paths;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const Figures &sum = sums[i], &square = squares[i];
            const auto error = [n](double total, double squared) { return std::sqrt(std::max(0.0, (squared - total * total / n) / (n - 1) / n)); };
            out.errors[lines[i]] = {error(sum.unlocked, square.unlocked), error(sum.used, square.used),   error(sum.held, square.held), error(sum.usable, square.usable),
                                error(sum.units, square.units),       error(sum.cost, square.cost), error(sum.value, square.value)};
            out.lines[lines[i]].add(sum, 1 / n);
        }
        out.method = fmt::format("simulation: {} paths, seed {}", paths, seed);
        out.labels = chain.labels();
    }
};

}  // namespace

Expectation simulated(FamilyRights& rights, const Unit& unit, const Apart& by, std::uint32_t paths, std::uint64_t seed) {
    Simulation simulation{rights, by, paths, seed, Chain(rights, unit, by.facts, by.until)};
    try {
        while (!simulation.run()) {}
        simulation.finish();
    } catch (const Fault& fault) {
        simulation.out.fault = true;
        for (const int person : unit.people) simulation.out.refused.try_emplace(person, fmt::format("{} ({})", fault.diagnostic().message, fault.diagnostic().code));
    }
    return std::move(simulation.out);
}

}  // namespace hearth
