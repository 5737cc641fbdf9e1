#include "hearth/rights/expected.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected_terms.hpp"
#include "joint_states.hpp"
#include "together.hpp"
#include "whence.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_states = 2'000, most_lived = 50'000;
constexpr std::size_t most_numbers = 1'000'000;  // in memory, with those of what is not possible

struct Exact {
    FamilyRights& rights;
    const Unit& unit;
    const Apart& by;
    Chain chain;
    ExpectedTerms* heard = nullptr;
    std::vector<Member> members{};
    JointStates now{};
    Moving moving{rights, chain};
    std::size_t most = 0;
    std::vector<JointStates::Arrival> left{};  ///< after months that are like no other
    std::vector<bool> told_on{};         ///< pasts that the chain was told of, this month
    Expectation out{};

    /// Those of the members, as they are seen.
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
        for (const int person : chain.support()) members.push_back(member_of(rights, chain, person));
        now = {};
        if (heard != nullptr) heard->begins(chain);
        if (whence() != nullptr) whence()->begin();
    }

    [[nodiscard]] Whence* whence() const { return heard == nullptr ? nullptr : heard->whence; }

    /// A month is told to who hears.
    void tell(std::size_t k, std::size_t at, const Chain::Month& month, double discount) {
        const std::size_t past = now.past_of(at), joint = now.joints[at];
        if (whence() != nullptr) heard->reached = whence()->at(past, joint);
        const bool gathers = now.months[at] != nullptr;
        heard->month(k, states(joint), month, now.chances[at], discount, gathers ? number_of(at) : 0, !gathers || now.gathered[at] == 0);
    }

    void tell_known(std::size_t k, double discount) {
        for (std::size_t at = 0; at < now.chances.size(); ++at)
            if (now.chances[at] != 0 && now.months[at] != nullptr) tell(k, at, *now.months[at], discount);
    }

    /// Of what is gathered in a joint state, for who hears.
    [[nodiscard]] std::size_t number_of(std::size_t at) const { return now.past_of(at) * now.width + now.joints[at] + 1; }

    void count(const Chain::Month& month, std::size_t k, double chance) {
        for (const Happening& one : month.happenings) {
            const Entry entry = entry_of(one, rights.lives(), chain, k, by);
            out.lines[entry.line].add(one, chance, chance * entry.discount);
            if (heard != nullptr) heard->counts(entry.line, one, entry.discount, 0);
        }
    }

    /// What was gathered up to month `k` counts, as of then.
    void count_gathered(std::size_t at, std::size_t k) {
        if (now.gathered[at] == 0) return;
        for (Happening one : now.months[at]->happenings) {
            one.on = chain.day(k);
            const Line line = entry_of(one, rights.lives(), chain, k, by).line;
            out.lines[line].add(one, now.gathered[at], now.worth[at]);
            if (heard != nullptr) heard->counts(line, one, 0, number_of(at));
        }
        now.gathered[at] = now.worth[at] = 0;
    }

    void count_gathered(std::size_t k) {
        for (std::size_t at = 0; at < now.chances.size(); ++at) count_gathered(at, k);
    }

    /// Month `k` of a joint state in which it is not known what it brings. False: a further person is asked about.
    bool ask(std::size_t k, std::size_t at, Date ends_next, double discount) {
        const std::size_t past = now.past_of(at), joint = now.joints[at];
        const Chain::Month& month = chain.month(k, past, states(joint));
        if (chain.grew()) return false;
        for (const auto& [person, lacks] : month.lacks) out.refused.try_emplace(person, "unknown: " + join(lacks));
        if (const std::optional<Date> until = chain.until(); until && ends_next <= *until) {
            now.know(at, month, *until);
            if (heard != nullptr) tell(k, at, month, discount);
            return true;
        }
        if (heard != nullptr) tell(k, at, month, discount);
        count(month, k, now.chances[at]);
        left.push_back({past, month.leaves(past), joint, now.chances[at]});
        now.chances[at] = 0;
        return true;
    }

    /// The chain forgets a past of which it is not told, in a month in which it is asked.
    void tell_chain(std::size_t k) {
        told_on.assign(now.pasts.size(), false);
        for (std::size_t at = 0; at < now.chances.size(); ++at) {
            if (now.chances[at] == 0 || now.months[at]->left || told_on[now.places[at]]) continue;
            chain.again(k, now.past_of(at), *now.months[at]);
            told_on[now.places[at]] = true;
        }
        told_on.assign(now.pasts.size(), false);
        for (const JointStates::Leave& one : now.leaves()) {
            if (now.chances[one.from] == 0 || told_on[now.places[one.to]]) continue;
            chain.again(k, now.past_of(one.from), *now.months[one.from]);
            told_on[now.places[one.to]] = true;
        }
    }

    /// Of those who leave a past, what their chances are made of.
    void tell_whence() {
        for (const JointStates::Leave& one : now.leaves())
            if (now.chances[one.from] != 0) whence()->leaves(now.past_of(one.from), now.joints[one.from], now.past_of(one.to));
        for (const JointStates::Arrival& one : left) whence()->leaves(one.from, one.joint, one.past);
        whence()->arrive();
    }

    /// False: a further person is asked about, and all begins again.
    bool live(std::size_t k) {
        const bool to_look = unit.whether && k + 2 >= chain.months();  // the last month is another: it is looked at its end
        const Date ends_next = to_look ? Date::from_days(1'000'000) : chain.day(k + 2);
        const double discount = rights.lives().discount(k);
        left.clear();
        bool asked = false;
        if (heard != nullptr) tell_known(k, discount);
        const auto ask_it = [&](std::size_t at) {
            asked = true;
            return ask(k, at, ends_next, discount);
        };
        if (!now.each_unknown(ask_it)) return false;
        if (asked) tell_chain(k);
        if (whence() != nullptr) tell_whence();
        now.gather(discount);
        now.leave(left);
        if (by.year && chain.day(k).year() != chain.day(k + 1).year()) count_gathered(k);
        now.each_over(ends_next, [&](std::size_t at) { count_gathered(at, k); });
        if (asked) now.drop_empty([&](std::size_t at) { count_gathered(at, k); });
        return true;
    }

    /// Everybody moves on.
    void move(std::size_t k) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            Member& member = members[i];
            std::size_t inner = 1, between = 1;
            for (std::size_t j = i + 1; j < members.size(); ++j) inner *= members[j].states.size();
            const Death* death = moving.death(members, i, k);
            if (death != nullptr) now.die(i, *death, inner);
            if (death != nullptr && whence() == nullptr) continue;
            const Moves& moves = moving.of(members, i, k);
            if (!moves.stays) count_gathered(k);
            for (std::size_t j = moves.life == Reading::none ? i : moves.life + 1; j < i; ++j) between *= members[j].states.size();
            if (death == nullptr) now.move(moves, member.states.size(), inner, between);
            if (whence() != nullptr) whence()->move(k, i, moves, member.states, inner, between);
            if (!moves.stays) member.states = moves.after;
        }
    }

    void refuse(const std::string& why) {
        for (const int person : unit.people) out.refused.try_emplace(person, why);
    }

    bool too_large(std::size_t k) {
        if (most < now.chances.size()) most = std::max(most, now.possible());
        // Courses become fewer as people die: a fifth of what the first five years would come to in all is not too little.
        const bool far_too_many = k >= 60 && chain.lived() / 5 * chain.months() > most_lived * k;
        if (most <= most_states && now.pasts.size() * now.width <= most_numbers && chain.lived() <= most_lived && !far_too_many) return false;
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
