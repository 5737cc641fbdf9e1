// Whole lives of a family, drawn: the second way to what a right comes to, which knows no chances but those of a person's month.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"
#include "walk.hpp"

namespace hearth {

namespace {

/// What has come to a path in each line that is still open; lines by their number.
using Open = std::vector<std::pair<std::size_t, Figures>>;

Figures& of_line(Open& open, std::size_t line) {
    for (auto& [number, figures] : open)
        if (number == line) return figures;
    return open.emplace_back(line, Figures()).second;
}

struct Path {
    Stand at{};
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
    Walk walk{rights, chain};
    std::vector<Line> lines{};
    std::vector<Figures> sums{}, squares{};
    std::unordered_map<std::uint64_t, Alike> alike{};     ///< this month, by past and states
    Expectation out{};

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
            squares[one.first].add({f.unlocked * f.unlocked, f.used * f.used, f.held * f.held, f.usable * f.usable, f.holds * f.holds, f.units * f.units, f.cost * f.cost, f.value * f.value}, 1);
        }
        std::erase_if(path.open, over);
    }

    /// None: a further person is asked for.
    const Alike* live(std::size_t k, const Path& path) {
        const auto [found, fresh] = alike.try_emplace(path.at.key());
        Alike& one = found->second;
        if (!fresh) return &one;
        const Chain::Month& month = chain.month(k, path.at.past, walk.states(path.at));
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

    /// False: all begins again.
    bool run() {
        out = {};
        lines.clear(), sums.clear(), squares.clear();
        std::vector<Path> all(paths, Path{walk.begin()});
        for (std::size_t k = 0; k < chain.months(); ++k) {
            alike.clear();
            walk.next_month();
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
                path.at.past = month->kept;
                walk.move(path.at, {seed, number}, k);
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
                                error(sum.holds, square.holds), error(sum.units, square.units),       error(sum.cost, square.cost), error(sum.value, square.value)};
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
