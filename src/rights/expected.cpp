#include "hearth/rights/expected.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected_terms.hpp"
#include "together.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_states = 2'000, most_lived = 50'000;
constexpr std::size_t most_numbers = 1'000'000;  // in memory, with those of what is not possible

/// To which states, by their number among those after the month, and with what chance.
using Way = std::vector<std::pair<std::size_t, double>>;
using Ways = std::vector<Way>;  ///< by the state before

/// One member of the support: the states in which it may be when a month begins.
struct Member {
    int person = -1;
    std::vector<Lived> states{};
    std::vector<double> living{};        ///< of whom only is read whether they live: the chances of the states that can be left, if they do
    std::vector<Lived> plain{};          ///< of a person of whom it is not read since when: what is seen of each state
    std::vector<double> next{};          ///< `living` a month later, in hand
};

/// Of every joint state of the support, for one kept past; the last member varies fastest. A state whose month is the same as the one
/// before only gathers its chance, and the chance discounted, which count once it is another.
struct JointState {
    struct Gathered {
        const Chain::Month* month = nullptr;
        Date until;
        double chance = 0, worth = 0;
    };
    std::vector<double> chances;
    std::vector<Gathered> gathered{};
};

struct Exact {
    FamilyRights& rights;
    const Unit& unit;
    const Apart& by;
    Chain chain;
    ExpectedTerms* heard = nullptr;
    std::vector<Member> members{};
    std::map<std::size_t, JointState> now{};
    std::vector<Ways> by_life{};         ///< of the member that moves
    std::size_t most = 0;
    Expectation out{};

    [[nodiscard]] std::size_t size() const {
        std::size_t states = 1;
        for (const Member& member : members) states *= member.states.size();
        return states;
    }

    [[nodiscard]] std::vector<Lived> states(std::size_t joint) const {
        std::vector<Lived> out_states(members.size());
        for (std::size_t i = members.size(); i-- > 0;) {
            out_states[i] = members[i].states[joint % members[i].states.size()];
            joint /= members[i].states.size();
        }
        return out_states;
    }

    void begin() {
        out.lines.clear();
        out.refused.clear();
        members.clear();
        most = 0;
        for (const int person : chain.support()) {
            const Lived start = chain.start(person);
            Member& member = members.emplace_back(Member{person, {chain.seen(person, start)}});
            const std::size_t all = rights.facts().model().states.size();
            for (std::size_t state = 0; state < all && !chain.is_policy(person) && !chain.dated(person); ++state)
                member.plain.push_back(chain.seen(person, {state, Date::from_days(Lived::long_ago)}));
            if (chain.whole(person)) continue;
            member.living.resize(all);
            member.living[start.state] = 1;
        }
        now.clear();
        now[0].chances = {1.0};
        if (heard != nullptr) heard->begins(chain);
    }

    void count(const Chain::Month& month, std::size_t k, double chance) {
        for (const Happening& one : month.happenings) {
            const Entry entry = entry_of(one, rights.lives(), chain, k, by);
            out.lines[entry.line].add(one, chance, chance * entry.discount);
            if (heard != nullptr) heard->counts(entry.line, one, entry.discount, nullptr);
        }
    }

    /// What was gathered up to month `k` counts, as of then.
    void count_gathered(JointState::Gathered& of, std::size_t k) {
        if (of.month == nullptr) return;
        for (Happening one : of.month->happenings) {
            one.on = chain.day(k);
            const Line line = entry_of(one, rights.lives(), chain, k, by).line;
            out.lines[line].add(one, of.chance, of.worth);
            if (heard != nullptr) heard->counts(line, one, 0, &of);
        }
        of = {};
    }

    void count_gathered(std::size_t k) {
        for (auto& [past, of] : now)
            for (JointState::Gathered& one : of.gathered) count_gathered(one, k);
    }

    /// False: a further person is asked for, and all begins again.
    bool live(std::size_t k) {
        const bool to_look = unit.whether && k + 2 >= chain.months();  // the last month is another: it is looked at its end
        const Date ends_next = to_look ? Date::from_days(1'000'000) : chain.day(k + 2);
        const double discount = rights.lives().discount(k);
        std::map<std::size_t, std::vector<double>> arrive;
        for (auto& [past, of] : now) {
            of.gathered.resize(of.chances.size());
            bool stays = false;
            std::vector<double>* to = nullptr;
            std::size_t kept = past;
            for (std::size_t joint = 0; joint < of.chances.size(); ++joint) {
                const double chance = of.chances[joint];
                JointState::Gathered& gathered = of.gathered[joint];
                const Chain::Month* month = gathered.month;
                const bool over = month != nullptr && gathered.until < ends_next;
                bool repeats = month != nullptr;
                if (chance == 0) {
                    if (over) count_gathered(gathered, k);
                    continue;
                }
                if (month == nullptr) {
                    month = &chain.month(k, past, states(joint));
                    if (chain.grew()) return false;
                    for (const auto& [person, lacks] : month->lacks) out.refused.try_emplace(person, "unknown: " + join(lacks));
                    const std::optional<Date> until = chain.until();
                    repeats = until.has_value();
                    if (repeats && ends_next <= *until) gathered.month = month, gathered.until = *until;
                }
                if (heard != nullptr) heard->month(k, states(joint), *month, chance, discount, gathered.month == nullptr ? nullptr : &gathered, gathered.chance == 0);
                if (gathered.month == nullptr) {
                    count(*month, k, chance);
                } else {
                    gathered.chance += chance;
                    gathered.worth += chance * discount;
                    if (over) count_gathered(gathered, k);
                }
                if (month->kept == past && repeats) {
                    if (!stays) chain.again(k, *month);
                    stays = true;
                    continue;
                }
                if (to == nullptr || month->kept != kept) {
                    to = &arrive[month->kept];
                    if (to->empty()) chain.again(k, *month);
                    to->resize(of.chances.size());
                    kept = month->kept;
                }
                (*to)[joint] += chance;
                of.chances[joint] = 0;
            }
        }
        for (const auto& [past, chances] : arrive) {
            std::vector<double>& to = now[past].chances;
            to.resize(chances.size());
            for (std::size_t joint = 0; joint < chances.size(); ++joint) to[joint] += chances[joint];
        }
        if (by.year && chain.day(k).year() != chain.day(k + 1).year()) count_gathered(k);
        for (auto past = now.begin(); past != now.end();) {
            JointState& of = past->second;
            const bool left = std::all_of(of.chances.begin(), of.chances.end(), [](double chance) { return chance == 0; });
            for (std::size_t joint = 0; left && joint < of.gathered.size(); ++joint) count_gathered(of.gathered[joint], k);
            past = left ? now.erase(past) : std::next(past);
        }
        return true;
    }

    /// One who lives is in one of the states that can be left, by what has come to those who live: nothing else is known of them.
    std::vector<double> moves_of(Member& member, std::size_t k, const Lived& from) {
        const Model& model = rights.facts().model();
        if (member.living.empty() || !model.leavable(from.state)) return chain.moves(member.person, k, from.state);
        std::vector<double>& after = member.next;
        std::vector<double> moved(model.states.size());
        after.assign(model.states.size(), 0.0);
        for (std::size_t state = 0; state < after.size(); ++state) {
            if (member.living[state] == 0) continue;
            const std::vector<double> moves = chain.moves(member.person, k, state);
            for (std::size_t to = 0; to < moves.size(); ++to) after[to] += member.living[state] * moves[to];
        }
        for (std::size_t to = 0; to < after.size(); ++to) moved[model.leavable(to) ? from.state : to] += after[to];
        for (std::size_t to = 0; to < after.size(); ++to) member.living[to] = model.leavable(to) && moved[from.state] > 0 ? after[to] / moved[from.state] : 0;
        return moved;
    }

    /// Of a member; of a policy whose insured is in a state when the month ends.
    void ways_of(Member& member, std::size_t k, std::vector<Lived>& after, Ways& ways, std::size_t life = Reading::none) {
        const Model& model = rights.facts().model();
        ways.resize(member.states.size());
        for (std::size_t s = 0; s < ways.size(); ++s) {
            const Lived& from = member.states[s];
            Way& way = ways[s];
            way.clear();
            if (!member.plain.empty() && !model.leavable(from.state)) {  // nobody leaves it
                way.emplace_back(place(after, from), 1.0);
                continue;
            }
            const std::vector<double> moves = life == Reading::none ? moves_of(member, k, from) : chain.moves(member.person, k, from.state, life);
            for (std::size_t to = 0; to < moves.size(); ++to) {
                if (moves[to] == 0) continue;
                const auto dated = [&] { return chain.seen(member.person, chain.kept(member.person, {to, to == from.state ? from.since : chain.moved_on(member.person, k)}, chain.day(k + 1))); };
                way.emplace_back(place(after, member.plain.empty() ? dated() : member.plain[to]), moves[to]);
            }
        }
    }

    static std::size_t place(std::vector<Lived>& of, const Lived& lived) {
        const auto found = std::find(of.begin(), of.end(), lived);
        const auto at = static_cast<std::size_t>(found - of.begin());
        if (found == of.end()) of.push_back(lived);
        return at;
    }

    /// Everybody moves on, one after the other: they are independent. Then the policies of those who live.
    void move(std::size_t k) {
        std::vector<double> moved;
        std::vector<Lived> after;
        for (std::size_t i = 0; i < members.size(); ++i) {
            Member& member = members[i];
            after.clear();
            // A policy goes by the life of its insured, and stays as it was when they are dead.
            const std::size_t life = chain.is_policy(member.person) ? chain.life_of(member.person, k) : Reading::none;
            std::size_t between = 1;
            if (life == Reading::none) {
                by_life.resize(1);
                ways_of(member, k, after, by_life.front());
            } else {
                by_life.clear();
                const bool reads = chain.moves_by_life(member.person);
                for (std::size_t j = life + 1; j < i; ++j) between *= members[j].states.size();
                for (const Lived& of : members[life].states) {
                    if (rights.facts().model().leavable(of.state)) {
                        ways_of(member, k, after, by_life.emplace_back(), reads ? of.state : Reading::none);
                        continue;
                    }
                    Ways& rests = by_life.emplace_back();
                    for (const Lived& from : member.states) rests.push_back({{place(after, chain.kept(member.person, from, chain.day(k + 1))), 1.0}});
                }
            }
            const Ways& ways = by_life.front();
            if (after != member.states) count_gathered(k);
            std::size_t inner = 1;
            for (std::size_t j = i + 1; j < members.size(); ++j) inner *= members[j].states.size();
            const bool dies = life == Reading::none && after == member.states && ways.size() == 2 && ways[0].size() == 2 && ways[0][0].first == 0 && ways[1] == Way{{1, 1.0}};
            for (auto& [past, of] : now) {
                if (dies) {
                    die(of.chances, inner, ways[0][0].second, ways[0][1].second);
                    continue;
                }
                const std::size_t outer = of.chances.size() / inner / member.states.size();
                moved.assign(outer * after.size() * inner, 0.0);
                for (std::size_t a = 0; a < outer; ++a)
                    for (std::size_t s = 0; s < member.states.size(); ++s)
                        for (const auto& [state, share] : by_life[a / between % by_life.size()][s]) {
                            const double* from = &of.chances[(a * member.states.size() + s) * inner];
                            double* target = &moved[(a * after.size() + state) * inner];
                            for (std::size_t b = 0; b < inner; ++b) target[b] += from[b] * share;
                        }
                of.chances.swap(moved);
            }
            if (after != member.states) member.states = after;
        }
    }

    /// One of two states that nobody comes back to, in place: the same sums in the same order.
    static void die(std::vector<double>& chances, std::size_t inner, double stays, double leaves) {
        const auto pairs = [&]<std::size_t fixed>(std::integral_constant<std::size_t, fixed>) {
            const std::size_t width = fixed == 0 ? inner : fixed;
            for (double *alive = chances.data(), *end = alive + chances.size(); alive != end; alive += 2 * width)
                for (std::size_t b = 0; b < width; ++b) {
                    alive[width + b] = alive[b] * leaves + alive[width + b];
                    alive[b] *= stays;
                }
        };
        if (inner == 1) return pairs(std::integral_constant<std::size_t, 1>());
        if (inner == 2) return pairs(std::integral_constant<std::size_t, 2>());
        if (inner == 4) return pairs(std::integral_constant<std::size_t, 4>());
        pairs(std::integral_constant<std::size_t, 0>());
    }

    void refuse(const std::string& why) {
        for (const int person : unit.people) out.refused.try_emplace(person, why);
    }

    bool too_large(std::size_t k) {
        std::size_t possible = 0;
        for (const auto& [past, of] : now) possible += of.chances.size() - static_cast<std::size_t>(std::count(of.chances.begin(), of.chances.end(), 0.0));
        most = std::max(most, possible);
        // Courses become fewer as people die: a fifth of what the first five years would come to in all is not too little.
        const bool far_too_many = k >= 60 && chain.lived() / 5 * chain.months() > most_lived * k;
        if (most <= most_states && now.size() * size() <= most_numbers && chain.lived() <= most_lived && !far_too_many) return false;
        std::vector<std::string> names;
        for (const Member& member : members) names.push_back(chain.name(member.person));
        refuse(fmt::format("more than {} of {}{}{}", most > most_states ? fmt::format("{} states", most_states) : chain.lived() > most_lived || far_too_many ? fmt::format("{} months", most_lived) : fmt::format("{} joint states", most_numbers),
                                  join(names), unit.coupled.empty() ? "" : ", coupled by " + unit.coupled, "; simulate with --paths"));
        out.limit = true;
        return true;
    }

    void run() {
        begin();
        for (std::size_t k = 0; k < chain.months(); ++k) {
            if (too_large(k)) break;
            if (out.refused.size() == unit.people.size()) break;
            if (!live(k)) {
                begin();
                k = static_cast<std::size_t>(-1);
                continue;
            }
            move(k);
        }
        if (chain.months() > 0) count_gathered(chain.months() - 1);
        const auto policies = std::count_if(members.begin(), members.end(), [&](const Member& one) { return chain.is_policy(one.person); });
        out.method = fmt::format("exact: {} states, {} people", most, static_cast<std::ptrdiff_t>(members.size()) - policies);
        if (policies > 0) out.method += fmt::format(", {} polic{}", policies, policies == 1 ? "y" : "ies");
        out.labels = chain.labels();
    }
};

Expectation expected_of(FamilyRights& rights, const Unit& unit, const Apart& by, ExpectedTerms* heard) {
    Exact exact{rights, unit, by, Chain(rights, unit, by.facts, by.until), heard};
    if (heard != nullptr) exact.chain.listens = [heard](Timeline& timeline) { heard->day(timeline); };
    try {
        exact.run();
    } catch (const Fault& fault) {
        exact.refuse(fmt::format("{} ({})", fault.diagnostic().message, fault.diagnostic().code));
        exact.out.limit = fault.stop() == Stop::limit;
        exact.out.fault = !exact.out.limit;
    }
    return std::move(exact.out);
}

}  // namespace

void Figures::add(const Happening& one, double weight, double worth) {
    using Kind = Happening::Kind;
    switch (one.kind) {
        case Kind::held: held += weight / 12; break;
        case Kind::usable: usable += weight / 12; break;
        case Kind::unlocked: unlocked += weight; break;
        case Kind::used: used += weight; break;
        case Kind::holds: holds += weight; break;
        case Kind::units: units += weight * one.amount; break;
        case Kind::cost:
            cost += weight * one.amount;
            value += worth * one.amount;
            break;
    }
}

void Figures::add(const Figures& other, double weight) {
    unlocked += weight * other.unlocked;
    used += weight * other.used;
    held += weight * other.held;
    usable += weight * other.usable;
    holds += weight * other.holds;
    units += weight * other.units;
    cost += weight * other.cost;
    value += weight * other.value;
}

Entry entry_of(const Happening& one, const LifeFigures& lives, const Chain& chain, std::size_t k, const Apart& by) {
    using Kind = Happening::Kind;
    // What is so when a month begins is kept for every month that is like it: its day is that of the month.
    const Date on = one.kind == Kind::held || one.kind == Kind::usable ? chain.day(k) : one.on;
    Entry out;
    out.line.person = one.person;
    if (by.year) out.line.year = on.year();
    if (by.tier) out.line.tier = one.tier;
    if (by.item) out.line.item = one.payment;
    out.line.label = one.label;
    if (one.kind != Kind::cost) return out;
    const double at = lives.discount(k);
    const double part = static_cast<double>(on.days() - chain.day(k).days()) / (chain.day(k + 1).days() - chain.day(k).days());
    out.discount = part == 0 ? at : at * power(lives.discount(k + 1) / at, part);
    return out;
}

Expectation expected(FamilyRights& rights, const Unit& one, const Apart& by, ExpectedTerms* heard) {
    if (heard != nullptr) rights.together() = nullptr;  // it is to be heard
    return alone_or_together(rights, one, {nullptr, by}, [&](const Unit& unit) { return expected_of(rights, unit, by, heard); });
}

}  // namespace hearth
