#include "hearth/rights/expected.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected_terms.hpp"
#include "moving.hpp"
#include "together.hpp"
#include "whence.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_states = 2'000, most_lived = 50'000;
constexpr std::size_t most_numbers = 1'000'000;  // in memory, with those of what is not possible

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
    std::vector<double> arriving{};      ///< from other pasts, in hand
};

struct Exact {
    FamilyRights& rights;
    const Unit& unit;
    const Apart& by;
    Chain chain;
    ExpectedTerms* heard = nullptr;
    std::vector<Member> members{};
    std::map<std::size_t, JointState> now{};
    Moving moving{rights, chain};
    std::vector<double> hand{};
    std::size_t most = 0;
    std::size_t known_before = 0;        ///< before that month holds what is known of this one
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
        known_before = 0;
        for (const int person : chain.support()) members.push_back(member_of(rights, chain, person));
        now.clear();
        now[0].chances = {1.0};
        if (heard != nullptr) heard->begins(chain);
        if (whence() != nullptr) whence()->begin();
    }

    [[nodiscard]] Whence* whence() const { return heard == nullptr ? nullptr : heard->whence; }

    /// A month is told to who hears.
    void tell(std::size_t k, std::size_t past, std::size_t joint, const Chain::Month& month, double chance, double discount, const JointState::Gathered* gathers, bool first) {
        if (heard == nullptr) return;
        if (whence() != nullptr) heard->reached = whence()->at(past, joint);
        heard->month(k, states(joint), month, chance, discount, gathers, first);
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

    /// Month `k`, if it is known already what it brings in every joint state, and what it leaves; whether it was.
    bool gather(std::size_t k) {
        if (k >= known_before) return false;
        if (by.year && chain.day(k).year() != chain.day(k + 1).year()) return false;
        std::size_t possible = 0;
        for (const auto& [past, of] : now) {
            if (of.gathered.size() != of.chances.size()) return false;
            for (std::size_t joint = 0; joint < of.chances.size(); ++joint) {
                if (of.chances[joint] == 0) continue;
                const Chain::Month* month = of.gathered[joint].month;
                if (month == nullptr || (month->left && !now.contains(*month->left))) return false;
                ++possible;
            }
        }
        most = std::max(most, possible);
        const double discount = rights.lives().discount(k);
        for (auto& [past, of] : now)
            for (std::size_t joint = 0; joint < of.chances.size(); ++joint) {
                const double chance = of.chances[joint];
                if (chance == 0) continue;
                JointState::Gathered& gathered = of.gathered[joint];
                tell(k, past, joint, *gathered.month, chance, discount, &gathered, gathered.chance == 0);
                gathered.chance += chance;
                gathered.worth += chance * discount;
                if (!gathered.month->left) continue;
                std::vector<double>& to = now.find(*gathered.month->left)->second.arriving;
                to.resize(of.chances.size());
                to[joint] += chance;
                of.chances[joint] = 0;
                if (whence() != nullptr) whence()->leaves(past, joint, *gathered.month->left);
            }
        if (whence() != nullptr) whence()->arrive();
        for (auto& [past, of] : now) {
            for (std::size_t joint = 0; joint < of.arriving.size(); ++joint) of.chances[joint] += of.arriving[joint];
            of.arriving.clear();
        }
        return true;
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
            std::size_t left = past;
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
                tell(k, past, joint, *month, chance, discount, gathered.month == nullptr ? nullptr : &gathered, gathered.chance == 0);
                if (gathered.month == nullptr) {
                    count(*month, k, chance);
                } else {
                    gathered.chance += chance;
                    gathered.worth += chance * discount;
                    if (over) count_gathered(gathered, k);
                }
                if (!month->left && repeats) {
                    if (!stays) chain.again(k, past, *month);
                    stays = true;
                    continue;
                }
                if (to == nullptr || month->leaves(past) != left) {
                    left = month->leaves(past);
                    to = &arrive[left];
                    if (to->empty()) chain.again(k, past, *month);
                    to->resize(of.chances.size());
                }
                (*to)[joint] += chance;
                of.chances[joint] = 0;
                if (whence() != nullptr) whence()->leaves(past, joint, left);
            }
        }
        for (const auto& [past, chances] : arrive) {
            std::vector<double>& to = now[past].chances;
            to.resize(chances.size());
            for (std::size_t joint = 0; joint < chances.size(); ++joint) to[joint] += chances[joint];
        }
        if (whence() != nullptr) whence()->arrive();
        if (by.year && chain.day(k).year() != chain.day(k + 1).year()) count_gathered(k);
        for (auto past = now.begin(); past != now.end();) {
            JointState& of = past->second;
            const bool left = std::all_of(of.chances.begin(), of.chances.end(), [](double chance) { return chance == 0; });
            for (std::size_t joint = 0; left && joint < of.gathered.size(); ++joint) count_gathered(of.gathered[joint], k);
            past = left ? now.erase(past) : std::next(past);
        }
        Date until = chain.day(chain.months() + 2);
        for (const auto& [past, of] : now)
            for (const JointState::Gathered& one : of.gathered)
                if (one.month != nullptr) until = std::min(until, one.until);
        known_before = 0;
        if (until < chain.day(k + 3)) return true;
        known_before = static_cast<std::size_t>(completed_months(chain.day(0), until)) - 1;
        while (until < chain.day(known_before + 1)) --known_before;
        if (unit.whether) known_before = std::min(known_before, chain.months() - std::min<std::size_t>(chain.months(), 2));
        return true;
    }

    /// Everybody moves on.
    void move(std::size_t k) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            Member& member = members[i];
            const Moves& moves = moving.of(members, i, k);
            if (!moves.stays) count_gathered(k);
            std::size_t inner = 1, between = 1;
            for (std::size_t j = i + 1; j < members.size(); ++j) inner *= members[j].states.size();
            for (std::size_t j = moves.life == Reading::none ? i : moves.life + 1; j < i; ++j) between *= members[j].states.size();
            for (auto& [past, of] : now) move_on(of.chances, moves, member, inner, between, hand);
            if (whence() != nullptr) whence()->move(k, i, moves, member.states, inner, between);
            if (!moves.stays) member.states = moves.after;
        }
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
            if (gather(k)) {
                move(k);
                continue;
            }
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
