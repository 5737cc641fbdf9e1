// Whole lives of a family, drawn: the second way to what a right comes to, which knows no chances but those of a person's month.
// Paths that are alike are a group, which lives a month once; a path leaves it when its own life changes.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "drawn_lives.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"
#include "together.hpp"

namespace hearth {

namespace {

/// Months for which a right was held, and might be used, in a line by its number: whole, so that what is added can be taken away again.
struct Count {
    std::size_t line = 0;
    int held = 0, usable = 0;
};
using Counts = std::vector<Count>;

/// What else has come to a path in each line.
using Open = std::vector<std::pair<std::size_t, Figures>>;

void add(Counts& to, const Counts& more, int sign) {
    for (const Count& one : more) {
        auto its = std::find_if(to.begin(), to.end(), [&](const Count& other) { return other.line == one.line; });
        if (its == to.end()) its = to.insert(its, {one.line, 0, 0});
        its->held += sign * one.held;
        its->usable += sign * one.usable;
    }
}

Figures& of_line(Open& open, std::size_t line) {
    for (auto& [number, figures] : open)
        if (number == line) return figures;
    return open.emplace_back(line, Figures()).second;
}

/// A month, as all is needed of it.
struct Brought {
    std::size_t kept = 0;
    Counts counts{};
    Open figures{};
    std::vector<std::pair<int, double>> value{};
};

using Key = std::pair<std::size_t, std::size_t>;  ///< past and states
const Key at_rest{Reading::none, Reading::none};  // of those to whom nothing comes any more

/// Paths with one past and the same states, which go on together.
struct Group {
    Key key{};
    std::vector<std::uint32_t> paths{};
    Counts gained{};                         ///< by those who are in it from the start
    Counts each_month{};
    std::optional<Date> until{};             ///< each month that ends by then is the same, and leaves all as it is
};
using Groups = std::map<Key, Group>;

struct Path {
    Group* group = nullptr;
    std::size_t place = 0;                   ///< in the group
    Counts counts{};                         ///< less what the group had gained when the path came
    Open open{};
    std::vector<std::pair<int, double>> value{};  ///< by person
};

/// A path of which a member is in another state from a month on.
struct Change {
    std::uint32_t path = 0, member = 0, state = 0;  ///< the member by its place in the support
};

struct Simulation {
    FamilyRights& rights;
    const Unit& unit;
    const Apart& by;
    Chain chain;
    std::shared_ptr<DrawnLives> lives{};
    std::vector<Line> lines{};
    std::vector<Path> all{};
    Groups groups{};
    std::vector<std::vector<Lived>> joint{};             ///< the states of the support that were met
    std::map<std::vector<Lived>, std::size_t> numbers{}; ///< of them
    std::map<std::array<std::size_t, 3>, std::size_t> moved{};  ///< by states, member and its new state, where no day matters
    Expectation out{};

    std::size_t number_of(const Line& line) {
        for (std::size_t i = lines.size(); i-- > 0;)
            if (lines[i] == line) return i;
        lines.push_back(line);
        return lines.size() - 1;
    }

    std::size_t number_of(std::vector<Lived> states, Date day) {
        for (std::size_t i = 0; i < states.size(); ++i) states[i] = chain.seen(chain.support()[i], chain.kept(chain.support()[i], states[i], day));
        const auto [found, fresh] = numbers.try_emplace(states, joint.size());
        if (fresh) joint.push_back(std::move(states));
        return found->second;
    }

    void enter(std::uint32_t number, Group& group) {
        Path& path = all[number];
        path.group = &group;
        path.place = group.paths.size();
        group.paths.push_back(number);
        add(path.counts, group.gained, -1);
    }

    Group& at(Key key) {
        Group& group = groups[key];
        group.key = key;
        return group;
    }

    void leave(std::uint32_t number) {
        Path& path = all[number];
        Group& group = *path.group;
        add(path.counts, group.gained, 1);
        all[group.paths.back()].place = path.place;
        group.paths[path.place] = group.paths.back();
        group.paths.pop_back();
    }

    /// All of a group go on from there; the fewer join the more.
    void arrive(Groups::node_type group, Key key) {
        const auto there = groups.find(key);
        if (there != groups.end() && group.mapped().paths.size() <= there->second.paths.size()) return join_in(group.mapped(), there->second);
        Groups::node_type fewer;
        if (there != groups.end()) fewer = groups.extract(there);
        group.key() = group.mapped().key = key;
        Group& more = groups.insert(std::move(group)).position->second;
        if (!fewer.empty()) join_in(fewer.mapped(), more);
    }

    void join_in(const Group& fewer, Group& more) {
        for (const std::uint32_t number : fewer.paths) {
            add(all[number].counts, fewer.gained, 1);
            enter(number, more);
        }
    }

    Brought brought(std::size_t k, std::size_t past, const Chain::Month& month) {
        using Kind = Happening::Kind;
        Brought of{month.leaves(past)};
        for (const Happening& what : month.happenings) {
            const Entry entry = entry_of(what, rights.lives(), chain, k, by);
            const std::size_t line = number_of(entry.line);
            if (what.kind == Kind::held || what.kind == Kind::usable)
                add(of.counts, {{line, what.kind == Kind::held, what.kind == Kind::usable}}, 1);
            else
                of_line(of.figures, line).add(what, 1, entry.discount);
            if (what.kind == Kind::cost) of.value.emplace_back(what.person, what.amount * entry.discount);
        }
        return of;
    }

    /// What the month brings to every path of a group.
    void take(Group& group, const Brought& month) {
        add(group.gained, month.counts, 1);
        if (month.figures.empty() && month.value.empty()) return;
        for (const std::uint32_t number : group.paths) {
            Path& path = all[number];
            for (const auto& [line, figures] : month.figures) of_line(path.open, line).add(figures, 1);
            for (const auto& [person, value] : month.value) {
                auto its = std::find_if(path.value.begin(), path.value.end(), [who = person](const auto& one) { return one.first == who; });
                if (its == path.value.end()) its = path.value.insert(its, {person, 0});
                its->second += value;
            }
        }
    }

    /// False: a further person is asked for.
    bool live(std::size_t k) {
        const bool last = unit.whether && k + 1 == chain.months();  // it is looked at its end
        std::set<std::size_t> stay;
        std::vector<std::pair<Groups::node_type, Key>> gone;
        for (auto its = groups.begin(); its != groups.end();) {
            const Key key = its->first;
            Group& group = its->second;
            if (group.paths.empty()) {
                its = groups.erase(its);
                continue;
            }
            const auto here = its++;
            if (key == at_rest) continue;
            if (last || !group.until || *group.until < chain.day(k + 1)) {
                const std::size_t states = number_of(joint[key.second], chain.day(k));
                const Chain::Month& month = chain.month(k, key.first, joint[states]);
                if (chain.grew()) return false;
                for (const auto& [person, lacks] : month.lacks) out.refused.try_emplace(person, "unknown: " + join(lacks));
                Brought of = brought(k, key.first, month);
                group.until = !month.left && of.figures.empty() ? chain.until() : std::nullopt;
                if (!group.until) {
                    take(group, of);
                    gone.emplace_back(groups.extract(here), month.over ? at_rest : Key{of.kept, states});
                    continue;
                }
                group.each_month = std::move(of.counts);
            }
            add(group.gained, group.each_month, 1);
            stay.insert(key.first);
        }
        for (const std::size_t past : stay) chain.again(k, past, {});
        for (auto& [group, key] : gone) arrive(std::move(group), key);
        return true;
    }

    /// Those whose life changes when month `k` ends.
    void move(const std::vector<Change>& changes, std::size_t k) {
        for (const Change& change : changes) {
            const Key key = all[change.path].group->key;
            if (key == at_rest) continue;
            const auto [known, fresh] = moved.try_emplace({key.second, change.member, change.state});
            if (fresh) {
                std::vector<Lived> states = joint[key.second];
                bool dated = std::any_of(states.begin(), states.end(), [](const Lived& lived) { return lived.dated(); });
                states[change.member] = {change.state, chain.moved_on(chain.support()[change.member], k)};
                known->second = number_of(std::move(states), chain.day(k + 1));
                for (const Lived& lived : joint[known->second]) dated = dated || lived.dated();
                if (dated) {
                    const std::size_t after = known->second;
                    moved.erase(known);
                    go(change.path, key, after);
                    continue;
                }
            }
            go(change.path, key, known->second);
        }
    }

    void go(std::uint32_t number, Key key, std::size_t states) {
        if (states == key.second) return;
        leave(number);
        enter(number, at({key.first, states}));
    }

    /// False: all begins again.
    bool run() {
        out = {};
        lines.clear(), groups.clear(), joint.clear(), numbers.clear(), moved.clear();
        std::vector<std::vector<Change>> moving(chain.months() + 1);
        std::vector<Lived> start;
        for (std::uint32_t i = 0; i < chain.support().size(); ++i) {
            start.push_back(chain.start(chain.support()[i]));
            const DrawnLives::Member& its = lives->of(rights, chain, chain.support()[i]);
            for (std::uint32_t path = 0; path < lives->paths; ++path)
                for (std::uint32_t c = its.first[path]; c < its.first[path + 1]; ++c)
                    if (its.changes[c].month < moving.size()) moving[its.changes[c].month].push_back({path, i, its.changes[c].state});
        }
        all.assign(lives->paths, {});
        Group& first = at({0, number_of(std::move(start), chain.day(0))});
        for (std::uint32_t path = 0; path < lives->paths; ++path) enter(path, first);
        for (std::size_t k = 0; k < chain.months(); ++k) {
            if (!live(k)) return false;
            if (out.refused.size() == unit.people.size()) return true;
            move(moving[k + 1], k);
            if (by.year && chain.day(k).year() != chain.day(k + 1).year())
                for (auto& [key, group] : groups) group.until.reset();  // its lines are those of another year
        }
        return true;
    }

    void finish() {
        const double n = lives->paths;
        std::vector<Figures> sums(lines.size()), squares(lines.size());
        for (std::uint32_t number = 0; number < lives->paths; ++number) {
            Path& path = all[number];
            leave(number);
            for (const Count& one : path.counts) {
                Figures& its = of_line(path.open, one.line);
                its.held += one.held / 12.0;
                its.usable += one.usable / 12.0;
            }
            for (const auto& [line, f] : path.open) {
                sums[line].add(f, 1);
                squares[line].add({f.unlocked * f.unlocked, f.used * f.used, f.held * f.held, f.usable * f.usable, f.holds * f.holds, f.units * f.units, f.cost * f.cost, f.value * f.value}, 1);
            }
            for (const int person : unit.people) {
                double sum = 0;
                for (const auto& [who, value] : path.value) sum += who == person ? value : 0;
                out.values[person].push_back(sum);
            }
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const Figures &sum = sums[i], &square = squares[i];
            const auto error = [n](double total, double squared) { return std::sqrt(std::max(0.0, (squared - total * total / n) / (n - 1) / n)); };
            out.errors[lines[i]] = {error(sum.unlocked, square.unlocked), error(sum.used, square.used),   error(sum.held, square.held), error(sum.usable, square.usable),
                                error(sum.holds, square.holds), error(sum.units, square.units),       error(sum.cost, square.cost), error(sum.value, square.value)};
            out.lines[lines[i]].add(sum, 1 / n);
        }
        out.method = fmt::format("simulation: {} paths, seed {}", lives->paths, lives->seed);
        out.labels = chain.labels();
    }
};

Expectation simulated_of(FamilyRights& rights, const Unit& unit, const Apart& by, std::uint32_t paths, std::uint64_t seed) {
    Simulation simulation{rights, unit, by, Chain(rights, unit, by.facts, by.until)};
    std::shared_ptr<DrawnLives>& lives = rights.drawn();
    if (lives == nullptr || lives->paths != paths || lives->seed != seed || lives->months < simulation.chain.months())
        lives = std::make_shared<DrawnLives>(DrawnLives{paths, seed, simulation.chain.months(), {}});
    simulation.lives = lives;
    try {
        while (!simulation.run()) {}
        simulation.finish();
    } catch (const Fault& fault) {
        simulation.out.fault = true;
        for (const int person : unit.people) simulation.out.refused.try_emplace(person, fmt::format("{} ({})", fault.diagnostic().message, fault.diagnostic().code));
    }
    return std::move(simulation.out);
}

}  // namespace

Expectation simulated(FamilyRights& rights, const Unit& one, const Apart& by, std::uint32_t paths, std::uint64_t seed) {
    return alone_or_together(rights, one, {nullptr, by, paths, seed}, [&](const Unit& unit) { return simulated_of(rights, unit, by, paths, seed); });
}

}  // namespace hearth
